"""A batch transform started, followed to its end, and its answers read, over HTTP."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from core.cancel import CancelToken
from core.config import HostingSettings
from core.engine.base import JobFilter
from core.errors import EngineError, JobNotFound, NameTaken
from core.job.status import Stage, Status
from tests.aws.hosting import CLASSES, NOTHING, OURS, engine_of, there, trained_job
from tests.aws.hosting import NAME as JOB
from tests.aws.oracle import probabilities
from tests.aws.transform import CAPACITY_ERROR, TransformLife
from tests.aws.transforming import FOLDER, NAME, draw, go, reviewed, started, wanted

if TYPE_CHECKING:
    from pathlib import Path

    from tests.aws.account import Account


@pytest.fixture(autouse=True)
def _environment(aws: Account, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in aws.environment.items():
        monkeypatch.setenv(name, value)
    aws.clock.freeze()


def test_the_whole_way(aws: Account, tmp_path: Path) -> None:
    paths = draw(tmp_path)
    engine = engine_of(aws)
    transform = reviewed(aws, engine, wanted(aws, tmp_path, paths))
    findings, told = go(engine, transform)
    assert findings == ()
    steps = list(dict.fromkeys(step.step for step in told))
    assert steps == [
        "comparing with what is in S3",
        "uploading",
        "listing the photos beside them",
        "creating the model",
        "creating the batch transform",
    ]
    assert (told[-4].done, told[-4].total, told[-4].unit) == (10, 10, "photos")

    state = engine.describe(NAME)
    assert (state.status, state.stage) == (Status.IN_PROGRESS, Stage.STARTING)
    assert (state.training_started, state.billable_seconds) == (None, None)
    assert state.transform is not None
    assert state.transform._replace(output="") == (JOB, "", 10, None)
    assert state.transform.output == f"s3://{aws.bucket}/{FOLDER}/answers/"

    aws.clock.advance(242)
    state = engine.describe(NAME)
    assert (state.status, state.stage) == (Status.IN_PROGRESS, Stage.TRANSFORMING)
    assert state.training_started == pytest.approx(aws.clock() - 2)
    assert state.price_per_hour == pytest.approx(0.1265)
    assert state.transform is not None
    assert state.transform.answered == 4

    aws.clock.advance(600)
    state = engine.describe(NAME)
    assert (state.status, state.stage, state.billable_seconds) == (Status.COMPLETED, "Completed", 15)
    assert [(step.stage, step.end) for step in state.transitions] == [
        ("Starting", state.training_started),
        ("Transforming", state.ended),
        ("Completed", state.ended),
    ]

    answers = list(engine.answers(NAME, CancelToken()))
    assert [answer.question.name for answer in answers] == paths
    assert all(answer.prediction.right for answer in answers)
    for answer, path in zip(answers, paths, strict=True):
        sent = (tmp_path / path).read_bytes()
        assert answer.prediction.probabilities == pytest.approx(probabilities(sent, len(CLASSES)))


def test_what_is_sent_and_left_behind(aws: Account, tmp_path: Path) -> None:
    paths = draw(tmp_path, each=1)
    started(aws, tmp_path, paths)
    assert len(aws.storage.keys(aws.bucket, f"{FOLDER}/photos/")) == 5
    assert there(aws) == NOTHING | {"model": [NAME]}
    [job] = aws.transforms
    assert job.tags == {"trainscope:launch-id": OURS, "trainscope:job": JOB}
    listed = json.loads(aws.storage.read(aws.bucket, f"{FOLDER}/photos.json"))
    assert (listed["job"], tuple(listed["classes"])) == (JOB, CLASSES)
    assert [row["name"] for row in listed["photos"]] == paths


def test_following_one_takes_one_call_a_look_and_seldom_others(aws: Account, tmp_path: Path) -> None:
    engine = started(aws, tmp_path, draw(tmp_path))
    aws.clock.advance(241)
    engine.describe(NAME)
    aws.requests.clear()
    for _ in range(3):
        engine.describe(NAME)
    assert aws.requests.counts() == {"DescribeTransformJob": 3}


def test_at_its_end_the_answers_are_counted_whenever_they_were_before(aws: Account, tmp_path: Path) -> None:
    engine = started(aws, tmp_path, draw(tmp_path))
    counted = []
    for seconds in (242, 2, 12):
        aws.clock.advance(seconds)
        facts = engine.describe(NAME).transform
        counted.append(facts and facts.answered)
    assert counted == [4, 4, 10]


def test_another_machine_follows_it_and_reads_its_answers(aws: Account, tmp_path: Path) -> None:
    paths = draw(tmp_path)
    started(aws, tmp_path, paths)
    aws.clock.advance(600)
    for path in paths:
        (tmp_path / path).unlink()
    engine = engine_of(aws)
    state = engine.describe(NAME)
    assert state.transform is not None
    assert state.transform._replace(output="") == (JOB, "", 10, 10)
    assert [answer.prediction.truth for answer in engine.answers(NAME, CancelToken())] == [
        (number // 2,) for number in range(10)
    ]


def test_its_log_is_read_from_its_own_group(aws: Account, tmp_path: Path) -> None:
    engine = started(aws, tmp_path, draw(tmp_path, each=1))
    assert engine.read_log(NAME, None).lines == ()
    aws.clock.advance(600)
    page = engine_of(aws).read_log(NAME, None)
    assert {line.stream.partition("/")[2].rpartition("/")[2] for line in page.lines} >= {"data-log"}
    assert any("BatchStrategy=SINGLE_RECORD" in line.text for line in page.lines)


def test_it_is_stopped_like_a_job(aws: Account, tmp_path: Path) -> None:
    engine = started(aws, tmp_path, draw(tmp_path))
    aws.clock.advance(242)
    assert engine_of(aws).stop(NAME) is Status.STOPPING
    assert engine.describe(NAME).stage == Stage.STOPPING
    aws.clock.advance(60)
    state = engine.describe(NAME)
    assert (state.status, state.billable_seconds) == (Status.STOPPED, 22)
    assert engine.stop(NAME) is Status.STOPPED
    answers = list(engine.answers(NAME, CancelToken()))
    assert [bool(answer.prediction.probabilities) for answer in answers] == [True] * 4 + [False] * 6
    assert {finding.why for answer in answers[4:] for finding in answer.findings} == {
        "The batch transform was stopped."
    }


def test_one_that_never_starts_costs_nothing(aws: Account, tmp_path: Path) -> None:
    aws.transforms.next_life = TransformLife(starting=60.0, failure=CAPACITY_ERROR)
    engine = started(aws, tmp_path, draw(tmp_path, each=1))
    aws.clock.advance(100)
    state = engine.describe(NAME)
    assert (state.status, state.failure_reason) == (Status.FAILED, CAPACITY_ERROR)
    assert (state.billable_seconds, state.training_started) == (0, None)
    assert "another instance type" in state.advice
    answers = list(engine.answers(NAME, CancelToken()))
    assert {finding.kind for answer in answers for finding in answer.findings} == {"no-answer"}
    assert CAPACITY_ERROR in answers[0].findings[0].why


def test_both_kinds_are_listed_newest_first(aws: Account, tmp_path: Path) -> None:
    engine = started(aws, tmp_path, draw(tmp_path, each=1))
    aws.clock.advance(5)
    aws.jobs.put("newer")
    rows = list(engine.list(JobFilter()))
    assert [row.key.name for row in rows] == ["newer", NAME, JOB]
    assert [row.status for row in rows][1:] == [Status.IN_PROGRESS, Status.COMPLETED]
    assert [row.key.name for row in engine.list(JobFilter(status=Status.IN_PROGRESS))] == ["newer", NAME]
    assert [row.key.name for row in engine.list(JobFilter(limit=2))] == ["newer", NAME]


def test_who_may_not_see_batch_transforms_sees_the_other_jobs(aws: Account) -> None:
    aws.jobs.put("job")
    aws.faults.denied |= {"sagemaker:ListTransformJobs", "sagemaker:DescribeTransformJob"}
    engine = engine_of(aws)
    assert [row.key.name for row in engine.list(JobFilter())] == ["job"]
    assert engine.describe("job").transform is None
    assert not engine.has_launched("nobody", OURS)
    with pytest.raises(JobNotFound):
        engine.describe("nobody")


def test_whose_launch_it_was_its_tag_tells(aws: Account, tmp_path: Path) -> None:
    started(aws, tmp_path, draw(tmp_path, each=1))
    assert engine_of(aws).has_launched(NAME, OURS)
    assert not engine_of(aws).has_launched("nobody", OURS)
    with pytest.raises(NameTaken):
        engine_of(aws).has_launched(NAME, "another")


def test_whoever_may_not_ask_for_batch_transforms_has_a_list_of_endpoints(aws: Account) -> None:
    tags = {"trainscope:launch-id": "x", "trainscope:transform": JOB}
    aws.endpoints.put("model", NAME, tags)
    aws.endpoints.put("model", "half", {"trainscope:launch-id": "y"})
    aws.faults.denied.add("sagemaker:DescribeTransformJob")
    assert [state.key.name for state in engine_of(aws).endpoints()] == ["half"]
    aws.faults.clear()
    assert {state.key.name for state in engine_of(aws).endpoints()} == {NAME, "half"}, (
        "nothing was noted down"
    )


def test_its_model_is_no_half_of_an_endpoint_unless_the_job_never_came(aws: Account, tmp_path: Path) -> None:
    engine = started(aws, tmp_path, draw(tmp_path, each=1))
    tags = {"trainscope:launch-id": "x", "trainscope:transform": JOB}
    aws.endpoints.put("model", "orphan", tags)
    assert [(state.key.name, state.job) for state in engine.endpoints()] == [("orphan", JOB)]
    with pytest.raises(EngineError, match="still runs") as running:
        engine.undeploy(NAME)
    assert f"trainscope stop {NAME}" in running.value.fix
    aws.clock.advance(600)
    assert engine.undeploy(NAME) == ("model",)
    assert engine.undeploy("orphan") == ("model",)
    assert there(aws) == NOTHING


def test_answers_that_cannot_be_had(aws: Account, tmp_path: Path) -> None:
    engine = started(aws, tmp_path, draw(tmp_path, each=1))
    with pytest.raises(EngineError, match="has not ended yet") as running:
        engine.answers(NAME, CancelToken())
    assert f"watch {NAME}" in running.value.fix
    with pytest.raises(JobNotFound):
        engine.answers("nobody", CancelToken())
    aws.transforms.put("theirs", created=aws.clock() - 9000, photos=[])
    with pytest.raises(EngineError, match="theirs is no batch transform that trainscope has started"):
        engine.answers("theirs", CancelToken())
    assert engine.describe("theirs").transform == ("", "s3://theirs/out/", None, None)


def test_an_answer_that_is_none_and_one_that_is_gone(aws: Account, tmp_path: Path) -> None:
    engine = started(aws, tmp_path, draw(tmp_path, each=1))
    aws.clock.advance(600)
    engine.describe(NAME)
    first, second, *_ = aws.storage.keys(aws.bucket, f"{FOLDER}/answers/")
    aws.storage.put(aws.bucket, first, b"<html>\x1b[31m")
    aws.client("s3").delete_object(Bucket=aws.bucket, Key=second)
    found = [answer.findings for answer in engine.answers(NAME, CancelToken())]
    assert [len(each) for each in found] == [1, 1, 0, 0, 0]
    assert "cannot be read" in found[0][0].detail
    assert "\x1b" not in found[0][0].why
    assert "no answer where SageMaker" in found[1][0].why


def test_several_instances_and_several_labels(aws: Account, tmp_path: Path) -> None:
    paths = draw(tmp_path)
    trained = trained_job(aws, multi_label="1")
    engine = engine_of(aws, HostingSettings(instance_count=2, serverless_mb=2048))
    go(engine, reviewed(aws, engine, wanted(aws, tmp_path, paths, trained)))
    aws.clock.advance(600)
    state = engine.describe(NAME)
    assert (state.instance_count, state.billable_seconds) == (2, 12)
    answers = list(engine.answers(NAME, CancelToken()))
    assert all(answer.prediction.several for answer in answers)
    assert sum(answers[0].prediction.probabilities) != pytest.approx(1.0)
