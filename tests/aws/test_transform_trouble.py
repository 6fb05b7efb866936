"""Batch transforms under lost answers, refusals, cancellation and bad photos: one job, or none, and it is said."""

from __future__ import annotations

import shutil
import threading
from typing import TYPE_CHECKING

import pytest

from core.cancel import CancelToken
from core.engine.base import LaunchProgress
from core.errors import Cancelled, EngineError, EngineRefused, EngineUnreachable, NameTaken, QuotaExceeded
from core.job.status import Status
from tests.aws.faults import Gate
from tests.aws.hosting import NOTHING, OURS, engine_of, there
from tests.aws.program import sent
from tests.aws.transform import QUICK, REFUSED
from tests.aws.transforming import FOLDER, NAME, draw, go, reviewed, started, wanted
from tests.conftest import wait_until

if TYPE_CHECKING:
    from pathlib import Path

    from core.engine.sagemaker.engine import SageMakerEngine
    from core.engine.transforming import Transform
    from tests.aws.account import Account

CREATES = ("CreateModel", "CreateTransformJob")
STAYS = f"the photos that were sent stay at s3://trainscope-test/{FOLDER}/photos/"


@pytest.fixture(autouse=True)
def _environment(aws: Account, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in aws.environment.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def engine(aws: Account) -> SageMakerEngine:
    return engine_of(aws)


@pytest.fixture
def transform(aws: Account, engine: SageMakerEngine, tmp_path: Path) -> Transform:
    """Five photos, reviewed."""
    return reviewed(aws, engine, wanted(aws, tmp_path, draw(tmp_path, each=1)))


def check_one(aws: Account, photos: int = 5) -> None:
    """There is one job, which reads all photos, each sent once."""
    [job] = aws.transforms
    assert (job.name, len(job.photos)) == (NAME, photos)
    assert there(aws) == NOTHING | {"model": [NAME]}


@pytest.mark.parametrize("operation", CREATES)
@pytest.mark.parametrize("fault", ["reset_after", "half", "server_error"])
def test_a_lost_answer_makes_nothing_twice(
    aws: Account, engine: SageMakerEngine, transform: Transform, operation: str, fault: str
) -> None:
    aws.faults.next(operation, fault, fault)
    _, told = go(engine, transform)
    check_one(aws)
    assert aws.requests.count(operation) == 3
    assert any(step.trouble for step in told)


def test_photos_that_got_lost_or_throttled_come_through_once(
    aws: Account, engine: SageMakerEngine, transform: Transform
) -> None:
    aws.faults.next("PutObject", "reset_before", "throttle", "reset_after", "server_error")
    aws.faults.next("ListObjectsV2", "throttle")
    go(engine, transform)
    check_one(aws)
    assert engine.describe(NAME).transform is not None


def test_expired_credentials_are_a_pause_that_is_told(
    aws: Account, engine: SageMakerEngine, transform: Transform
) -> None:
    aws.faults.expired_until = aws.clock() + 10_000

    def renew(told: LaunchProgress) -> None:
        if "expired" in told.trouble:
            aws.faults.expired_until = 0.0

    engine.transform(transform, renew, CancelToken())
    check_one(aws)


def test_started_again_it_sends_nothing_twice(
    aws: Account, engine: SageMakerEngine, transform: Transform
) -> None:
    go(engine, transform)
    aws.requests.clear()
    go(engine_of(aws), transform)
    check_one(aws)
    assert sent(aws) == [f"{FOLDER}/photos.json"]


def test_a_photo_that_changed_meanwhile_is_not_taken_for_the_old_one(
    aws: Account, engine: SageMakerEngine, transform: Transform, tmp_path: Path
) -> None:
    aws.transforms.life = QUICK
    aws.faults.denied.add("sagemaker:CreateModel")
    with pytest.raises(EngineRefused):
        go(engine, transform)
    aws.faults.clear()
    first, second = (tmp_path / row.name for row in transform.questions[:2])
    content = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(content)
    go(engine, transform)
    aws.clock.advance(60)
    answers = engine.answers(NAME, CancelToken())
    assert [answer.prediction.labels for answer in answers] == [(1,), (0,), (2,), (3,), (4,)]


@pytest.mark.parametrize(
    ("operation", "made"), [("PutObject", {}), ("CreateModel", {}), ("CreateTransformJob", {"model": [NAME]})]
)
def test_broken_off_to_be_gone_on_with(
    aws: Account, engine: SageMakerEngine, transform: Transform, operation: str, made: dict[str, list[str]]
) -> None:
    gate, cancel = aws.faults.hold(operation), CancelToken()
    caught: list[BaseException] = []

    def start() -> None:
        try:
            go(engine, transform, cancel)
        except Cancelled as error:
            caught.append(error)

    thread = threading.Thread(target=start)
    thread.start()
    assert gate.arrived.wait(60)
    cancel.cancel(later=True)
    assert (there(aws), len(aws.transforms)) == (NOTHING | made, 0)
    gate.open()
    thread.join(60)
    assert not engine_of(aws).has_launched(NAME, OURS) or operation == "CreateTransformJob"
    go(engine_of(aws), transform)
    check_one(aws)


def test_cancelled_before_the_job_it_leaves_no_model(
    aws: Account, engine: SageMakerEngine, transform: Transform
) -> None:
    cancel = CancelToken()
    aws.faults.set("CreateTransformJob", reset_before=1.0)
    with pytest.raises(Cancelled) as caught:
        engine.transform(transform, lambda told: cancel.cancel() if told.trouble else None, cancel)
    assert "deleted again: the model" in caught.value.why
    assert STAYS in caught.value.why
    assert there(aws) == NOTHING


def test_cancelled_when_the_job_was_created_unseen_it_is_stopped(
    aws: Account, engine: SageMakerEngine, transform: Transform
) -> None:
    cancel = CancelToken()
    aws.faults.set("CreateTransformJob", reset_after=1.0)
    with pytest.raises(Cancelled) as caught:
        engine.transform(transform, lambda told: cancel.cancel() if told.trouble else None, cancel)
    assert "it was started all the same, and is Stopping now" in caught.value.why
    check_one(aws)


def test_where_it_cannot_be_seen_whether_the_job_was_created_its_model_stays(
    aws: Account, engine: SageMakerEngine, transform: Transform
) -> None:
    aws.faults.next("CreateTransformJob", "reset_after")
    aws.faults.denied.add("sagemaker:DescribeTransformJob")
    with pytest.raises(EngineRefused, match="DescribeTransformJob") as caught:
        go(engine, transform)
    assert f"its model stays: see trainscope status {NAME}" in caught.value.why
    check_one(aws)


def test_what_is_anothers_is_neither_taken_nor_deleted(
    aws: Account, engine: SageMakerEngine, transform: Transform
) -> None:
    aws.endpoints.put("model", NAME, {"trainscope:launch-id": "of another"})
    with pytest.raises(NameTaken, match=f"{NAME} is the name of another model"):
        go(engine, transform)
    assert there(aws) == NOTHING | {"model": [NAME]}

    del aws.endpoints.models[NAME]
    aws.transforms.put(NAME, created=aws.clock(), photos=[])
    with pytest.raises(NameTaken, match=f"{NAME} is the name of another batch transform") as caught:
        go(engine, transform)
    assert "deleted again: the model" in caught.value.why
    assert there(aws) == NOTHING


def test_a_quota_and_a_permission_leave_no_model(
    aws: Account, engine: SageMakerEngine, transform: Transform
) -> None:
    aws.quotas.values["ml.m5.large for transform job usage"] = 0
    with pytest.raises(QuotaExceeded, match=r"quota for ml\.m5\.large") as caught:
        go(engine, transform)
    assert "ml.m5.large for transform job usage" in caught.value.fix
    assert STAYS in caught.value.why
    aws.faults.denied |= {"sagemaker:CreateTransformJob", "sagemaker:DeleteModel"}
    with pytest.raises(EngineRefused, match="could not be taken down") as refused:
        go(engine, transform)
    assert f"trainscope undeploy {NAME}" in refused.value.fix
    aws.faults.clear()
    assert engine.undeploy(NAME) == ("model",)
    assert (there(aws), len(aws.transforms)) == (NOTHING, 0)


def test_the_model_gone_since_the_review(aws: Account, engine: SageMakerEngine, transform: Transform) -> None:
    key = transform.trained.model.removeprefix(f"s3://{aws.bucket}/")
    aws.client("s3").delete_object(Bucket=aws.bucket, Key=key)
    with pytest.raises(EngineError, match="cannot read the model"):
        go(engine, transform)
    assert there(aws) == NOTHING


def test_what_may_not_be_put_there_is_said_with_the_bucket(
    aws: Account, engine: SageMakerEngine, transform: Transform
) -> None:
    aws.faults.denied.add("s3:PutObject")
    with pytest.raises(EngineRefused, match=rf"s3:PutObject \(bucket {aws.bucket}\)"):
        go(engine, transform)
    assert there(aws) == NOTHING


def test_bad_photos_are_left_out_and_said(aws: Account, tmp_path: Path, shared: Path) -> None:
    aws.transforms.life = QUICK
    shutil.copytree(shared / "data" / "messy", tmp_path / "messy")
    paths = sorted(path.name for path in (tmp_path / "messy").iterdir() if path.suffix != ".md")
    engine = engine_of(aws)
    whole = reviewed(aws, engine, wanted(aws, tmp_path / "messy", [*paths, "gone.jpg"]))
    findings, _ = go(engine, whole)
    errors = {finding.path for finding in findings if finding.level == "error"}
    assert {"gone.jpg", "zero-byte.jpg", "webp-named-as.jpg", "header-only.jpg"} <= errors
    assert not errors & {"progressive.jpg", "fleur-été-花.jpg", "cmyk.jpg", "exif-orientation-6.jpg"}
    aws.clock.advance(60)
    state = engine.describe(NAME)
    assert (state.status, state.transform and state.transform.photos) == (
        Status.COMPLETED,
        len(whole.questions) - len(errors),
    )
    answers = list(engine.answers(NAME, CancelToken()))
    assert [answer.question.name for answer in answers] == [*paths, "gone.jpg"]
    assert {answer.question.name for answer in answers if not answer.prediction.probabilities} == errors
    assert all(
        finding.why and finding.fix
        for answer in answers
        for finding in answer.findings
        if finding.level == "error"
    )


def test_none_of_the_photos_can_be_sent(aws: Account, tmp_path: Path, engine: SageMakerEngine) -> None:
    (tmp_path / "a.jpg").write_bytes(b"none")
    with pytest.raises(EngineError, match="none of the 1 photos can be sent") as caught:
        go(engine, reviewed(aws, engine, wanted(aws, tmp_path, ["a.jpg"])))
    assert caught.value.why.startswith("a.jpg: ")
    assert (there(aws), len(aws.transforms)) == (NOTHING, 0)


def test_a_photo_that_the_model_refuses_fails_the_job_and_not_the_other_answers(
    aws: Account, tmp_path: Path
) -> None:
    aws.transforms.life = QUICK
    engine = started(aws, tmp_path, draw(tmp_path, each=1))
    [first, *_] = aws.storage.keys(aws.bucket, f"{FOLDER}/photos/")
    aws.storage.put(aws.bucket, first, b"broken on its way")
    aws.clock.advance(60)
    state = engine.describe(NAME)
    assert (state.status, state.failure_reason) == (Status.FAILED, REFUSED)
    assert "look at its log for the photo that was refused" in state.advice
    assert state.transform is not None
    assert (state.transform.photos, state.transform.answered) == (5, 4)
    answers = list(engine.answers(NAME, CancelToken()))
    assert [bool(answer.prediction.probabilities) for answer in answers] == [False, True, True, True, True]
    assert f"The batch transform failed: {REFUSED}" in answers[0].findings[0].why
    lines = [line.text for line in engine_of(aws).read_log(NAME, None).lines]
    assert any(first in line and "ClientError: 400" in line for line in lines)


def test_a_look_under_faults_is_worth_another_and_a_count_that_fails_spoils_none(
    aws: Account, tmp_path: Path
) -> None:
    aws.transforms.life = QUICK
    engine = started(aws, tmp_path, draw(tmp_path, each=1))
    aws.clock.advance(60)
    aws.faults.next("DescribeTransformJob", "throttle")
    with pytest.raises(EngineUnreachable):
        engine.describe(NAME)
    aws.faults.set("ListObjectsV2", reset_before=1.0)

    def completed() -> bool:
        try:
            return engine.describe(NAME).status is Status.COMPLETED
        except EngineUnreachable:
            return False

    wait_until(completed, what="an answer")
    state = engine.describe(NAME)
    assert state.transform is not None
    assert (state.transform.photos, state.transform.answered) == (5, None)


def test_answers_come_through_lost_ones_and_end_when_nobody_wants_them(aws: Account, tmp_path: Path) -> None:
    aws.transforms.life = QUICK
    engine = started(aws, tmp_path, draw(tmp_path, each=3))
    aws.clock.advance(60)
    for operation in ("DescribeTransformJob", "GetObject", "ListObjectsV2"):
        aws.faults.next(operation, "half", "reset_before", "server_error")
    cancel = CancelToken()
    answers = engine.answers(NAME, cancel)
    assert next(answers).prediction.labels == (0,)
    assert len(list(answers)) == 14

    gate = aws.faults.gates["GetObject"] = Gate(let=1)  # the list of the photos

    def give_up() -> None:
        gate.arrived.wait(60)
        cancel.cancel()

    threading.Thread(target=give_up).start()
    with pytest.raises(Cancelled):
        list(engine.answers(NAME, cancel))


@pytest.mark.parametrize("seed", range(2))
def test_through_heavy_weather_there_is_one(
    aws: Account, engine: SageMakerEngine, transform: Transform, seed: int
) -> None:
    aws.faults.reseed(seed)
    weather = {"throttle": 0.05, "reset_before": 0.1, "reset_after": 0.15, "half": 0.1, "server_error": 0.05}
    aws.faults.set("sagemaker", **weather)
    aws.faults.set("s3", **weather)
    go(engine, transform)
    check_one(aws)
    assert aws.transforms[NAME].tags["trainscope:launch-id"] == transform.launch_id
