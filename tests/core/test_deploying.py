"""Deploying: saved before it is made, gone on with after an interruption, nothing left unsaid."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.cancel import CancelToken
from core.deploying import prepare, review, start, take_down
from core.endpointstate import sign, state_of
from core.endpointwatch import FAR_SECONDS, follow
from core.engine.base import LaunchProgress
from core.engine.hosting import Deployment, EndpointState, EndpointStatus
from core.errors import (
    Cancelled,
    EngineBusy,
    EngineError,
    EngineUnreachable,
    LaunchBlocked,
    UsageError,
)
from core.finding import Finding
from core.job.status import JobKey
from core.runs import RunBook
from core.runs.launching import sign_of_life
from core.trained import TrainedModel
from tests.core.deployments import NAME, TRAINED, begin, deploy, parts
from tests.core.fileendpoints import PARTS
from tests.core.filehosting import FileHosting, Unhurried

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def book(tmp_path: Path) -> Iterator[RunBook]:
    with closing(RunBook.open(tmp_path / "runs.sqlite")) as opened:
        yield opened


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "endpoints"


@pytest.fixture
def engine(root: Path) -> FileHosting:
    return FileHosting(root)


def test_an_endpoint_has_the_job_s_name_and_is_followed_until_it_answers(
    engine: FileHosting, book: RunBook
) -> None:
    record = deploy(engine, book)
    assert (record.key.name, record.job) == (NAME, NAME)
    token = Unhurried()
    shown = [state.status for state in follow(record, engine, book, token)]
    assert shown == ["Creating", "InService"]
    assert token.waits == [FAR_SECONDS]
    stored = book.find_endpoint(NAME)
    assert stored.spec is not None
    assert (state_of(stored).status, stored.spec["request"]) == (
        "InService",
        {"name": NAME, "size": "large"},
    )


def test_the_deployment_is_saved_before_the_engine_is_called(engine: FileHosting, book: RunBook) -> None:
    class Watching(FileHosting):
        def _make(self, folder: Path, part: str, deployment: Deployment) -> None:
            (saved,) = book.endpoints(up=True)
            assert (saved.launch_id, saved.state) == (deployment.launch_id, None)
            super()._make(folder, part, deployment)

    assert state_of(deploy(Watching(engine.root), book)).parts == PARTS


def test_an_error_among_the_findings_blocks_and_nothing_is_saved(root: Path, book: RunBook) -> None:
    finding = Finding("error", "role", "there is no role", fix="make one")
    with pytest.raises(LaunchBlocked) as blocked:
        deploy(FileHosting(root, findings=(finding,)), book)
    assert blocked.value.findings == (finding,)
    assert (book.endpoints(), parts(root)) == ([], [])


@pytest.mark.parametrize("part", PARTS)
def test_what_is_refused_is_undone_and_the_book_says_that_it_is_down(
    part: str, engine: FileHosting, book: RunBook, root: Path
) -> None:
    (root / f"no-{part}").touch()
    with pytest.raises(EngineError, match="refused"):
        deploy(engine, book)
    assert parts(root) == []
    (record,) = book.endpoints()
    assert (record.ended is not None, state_of(record).status) == (True, "Deleted")
    (root / f"no-{part}").unlink()
    assert deploy(engine, book).launch_id != record.launch_id


def test_what_could_not_be_undone_stays_in_the_book_and_can_be_gone_on_with(
    engine: FileHosting, book: RunBook, root: Path
) -> None:
    (root / "no-endpoint").touch()
    (root / "no-undo").touch()
    with pytest.raises(EngineError):
        deploy(engine, book)
    record = book.find_endpoint(NAME)
    assert (state_of(record).status, state_of(record).parts) == ("Incomplete", ("model", "endpoint-config"))
    (root / "no-endpoint").unlink()
    again = prepare(TRAINED, engine, book)
    assert again.launch_id == record.launch_id
    assert begin(again, engine, book).id == record.id
    assert parts(root) == list(PARTS)


def test_going_on_with_other_settings_is_refused_while_a_part_is_there(
    engine: FileHosting, book: RunBook, root: Path
) -> None:
    (root / "lost-model").touch()
    with pytest.raises(EngineUnreachable):
        deploy(engine, book)
    engine.size = "huge"
    with pytest.raises(UsageError, match="other settings") as refused:
        review(prepare(TRAINED, engine, book), engine)
    assert f"trainscope undeploy {NAME}" in refused.value.fix


@pytest.mark.parametrize("part", PARTS)
def test_after_a_lost_answer_the_same_call_goes_on_and_makes_each_part_once(
    part: str, engine: FileHosting, book: RunBook, root: Path
) -> None:
    (root / f"lost-{part}").touch()
    with pytest.raises(EngineUnreachable, match="lost"):
        deploy(engine, book)
    record = book.find_endpoint(NAME)
    assert (record.state, record.ended) == (None, None)
    assert deploy(engine, book).launch_id == record.launch_id
    assert parts(root) == list(PARTS)


def test_a_deployment_that_never_began_may_go_on_with_other_settings_under_its_launch_id(
    engine: FileHosting, book: RunBook
) -> None:
    first = prepare(TRAINED, engine, book)
    book.add_endpoint(first.key, spec=first.as_json(), created=1000.0)
    engine.size = "huge"
    record = deploy(engine, book)
    assert record.launch_id == first.launch_id
    assert record.spec is not None
    assert record.spec["request"]["size"] == "huge"


def test_a_name_that_another_job_s_deployment_never_used_is_free(engine: FileHosting, book: RunBook) -> None:
    other = TrainedModel(JobKey("files", "1", "here", "ic-birds"), (), False, {}, "model")
    begun = prepare(other, engine, book, name=NAME)
    book.add_endpoint(begun.key, spec=begun.as_json(), created=1000.0)
    record = deploy(engine, book)
    assert (record.job, record.launch_id != begun.launch_id) == (NAME, True)
    assert [each.job for each in book.endpoints(up=True)] == [NAME]


def test_cancelling_undoes_it_unless_it_is_to_be_gone_on_with(engine: FileHosting, book: RunBook) -> None:
    for later, up in ((False, False), (True, True)):

        class Interrupted(FileHosting):
            def _make(self, folder: Path, part: str, deployment: Deployment) -> None:
                super()._make(folder, part, deployment)
                token.cancel(later=later)  # noqa: B023 - called within this turn of the loop

        token = CancelToken()
        deployment = prepare(TRAINED, engine, book)
        with pytest.raises(Cancelled):
            start(
                deployment,
                Interrupted(engine.root),
                book,
                reviewed=review(deployment, engine),
                cancel=token,
            )
        assert (book.endpoints()[0].ended is None) is up


def test_a_name_that_is_up_or_being_deployed_by_another_program_is_refused(
    engine: FileHosting, book: RunBook, root: Path
) -> None:
    record = deploy(engine, book)
    with pytest.raises(UsageError, match="already: Creating, with the model of ic-flowers"):
        prepare(TRAINED, engine, book)
    with sign_of_life(book.path, sign(record)):
        with pytest.raises(UsageError, match="just now by another trainscope"):
            prepare(TRAINED, engine, book)
        with pytest.raises(UsageError, match="just now by another trainscope"):
            take_down(NAME, engine, book, record=record)
    with closing(RunBook.open(root / "other.sqlite")) as other, pytest.raises(UsageError, match="already"):
        prepare(TRAINED, engine, other)


def test_a_name_that_cannot_be_one_is_refused(engine: FileHosting, book: RunBook) -> None:
    with pytest.raises(UsageError, match="cannot be an endpoint's name"):
        prepare(TRAINED, engine, book, name="no good")


def test_one_that_is_being_deleted_is_waited_for(book: RunBook, root: Path) -> None:
    class Deleting(FileHosting):
        def endpoint(self, name: str) -> EndpointState:
            return replace(super().endpoint(name), status=EndpointStatus.DELETING)

    class Patient(CancelToken):
        def wait(self, seconds: float) -> bool:
            FileHosting(root).undeploy(NAME)
            return False

    engine = Deleting(root)
    deploy(FileHosting(root), book)
    with pytest.raises(EngineBusy, match="is there already: Deleting"):
        prepare(TRAINED, engine, book)
    heard: list[LaunchProgress] = []
    deployment = prepare(TRAINED, engine, book, on_progress=heard.append, cancel=Patient())
    assert deployment.key.name == NAME
    assert [progress.step for progress in heard] == [f"waiting until the {NAME} of before is deleted"]
