"""A job is checked, reviewed, saved under its name and only then started; what goes wrong is in the run book."""

from __future__ import annotations

import sqlite3
import sys
from typing import TYPE_CHECKING

import pytest

from core.cancel import CancelToken
from core.config import DatasetSettings, LocalSettings, Settings
from core.dataset.model import ClassCount, DataSet, Row
from core.engine.base import Review
from core.engine.local.engine import LocalEngine
from core.errors import Cancelled, EngineError, LaunchBlocked, UsageError
from core.finding import Finding
from core.job.status import JobKey, JobState, Status, Transition
from core.launch import Draft, given_from, prepare, review, start
from core.runs import RunBook
from core.sending import sent
from tests.conftest import wait_until
from tests.core.fileengine import FileEngine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from core.engine.base import LaunchProgress
    from core.job.spec import JobSpec
    from core.runs import Record

QUICK = (sys.executable, "-c", "print('nothing to learn')")
VALUES = {"num_classes": "auto", "mini_batch_size": "2", "epochs": "3"}


@pytest.fixture
def book(tmp_path: Path) -> Iterator[RunBook]:
    book = RunBook.open(tmp_path / "runs.sqlite")
    yield book
    book.close()


@pytest.fixture
def engine(tmp_path: Path) -> LocalEngine:
    """The real local engine; its jobs run a program that ends at once."""
    return LocalEngine(tmp_path / "jobs")


@pytest.fixture
def dataset(tmp_path: Path) -> DataSet:
    """Six rows in two classes; a launch opens no photo."""
    (tmp_path / "birds").mkdir()
    rows = [Row(number, (float(number % 2),), f"{number}.png") for number in range(6)]
    classes = (ClassCount(0, "finch", 3), ClassCount(1, "wren", 3))
    return DataSet(tmp_path / "birds", classes, rows[:4], rows[4:])


def draft_of(dataset: DataSet, *, name: str | None = None, given: dict[str, str] | None = None) -> Draft:
    settings = Settings(
        dataset=DatasetSettings(path=dataset.root),
        hyperparameters=VALUES,
        local=LocalSettings(command=QUICK),
    )
    return prepare(settings, dataset, name=name, given=given, clock=lambda: 1_764_000_000.0)


def sent_again(
    record: Record, spec: JobSpec, engine: LocalEngine, book: RunBook, token: CancelToken | None = None
) -> Record:
    token = token or CancelToken()
    return sent(
        record,
        engine,
        book,
        lambda: engine.launch(spec, lambda progress: None, token),
        cancel=token,
        clock=lambda: 1_764_000_000.0,
    )


def test_a_draft_has_a_name_from_the_data_set_and_all_that_the_data_fills_in(dataset: DataSet) -> None:
    draft = draft_of(dataset)
    assert draft.spec.name.startswith("ic-birds-")
    assert draft.spec.given == VALUES
    assert draft.spec.hyperparameters == {
        "num_classes": "2",
        "num_training_samples": "4",
        "mini_batch_size": "2",
        "epochs": "3",
    }
    assert draft.spec.command == QUICK
    assert draft.findings == ()


def test_two_drafts_of_the_same_data_never_share_name_or_launch_id(dataset: DataSet) -> None:
    first, second = draft_of(dataset).spec, draft_of(dataset).spec
    assert first.name != second.name
    assert first.launch_id != second.launch_id


def test_the_forms_values_count_instead_of_the_configurations(dataset: DataSet) -> None:
    draft = draft_of(dataset, given={"epochs": "9", "mini_batch_size": "1"})
    assert draft.spec.hyperparameters["epochs"] == "9"
    assert draft.spec.given == {"epochs": "9", "mini_batch_size": "1"}


def test_findings_of_name_data_set_values_photos_and_engine_come_together(
    dataset: DataSet, engine: LocalEngine, book: RunBook
) -> None:
    noticed = DataSet(
        dataset.root / "gone",
        dataset.classes,
        dataset.train,
        dataset.validation,
        findings=(Finding("info", "hidden-file", "1 hidden file was skipped"),),
    )
    draft = draft_of(noticed, name="no good", given={"mini_batch_size": "99"})
    draft = draft.with_findings([Finding("error", "truncated", "cut off", path="0.png")])
    kinds = [finding.kind for finding in review(draft, engine, book).findings]
    assert kinds == ["job-name", "hidden-file", "batch-too-large", "truncated", "dataset-gone"]


def test_a_launch_saves_the_name_and_the_job_runs(
    dataset: DataSet, engine: LocalEngine, book: RunBook
) -> None:
    draft = draft_of(dataset, name="ic-birds-1")
    record = start(draft, engine, book, clock=lambda: 1_764_000_000.5)
    assert record.key == JobKey("local", "", "", "ic-birds-1")
    assert record.created == 1_764_000_000.5
    assert record.spec is not None
    assert record.spec["launch_id"] == draft.spec.launch_id
    assert record.spec["request"] == review(draft, engine, book).request
    assert record.launched is not None
    wait_until(lambda: engine.describe("ic-birds-1").status is Status.COMPLETED, what="the job to complete")


def test_a_finding_of_level_error_stops_everything_before_the_name_is_saved(
    dataset: DataSet, engine: LocalEngine, book: RunBook, tmp_path: Path
) -> None:
    with pytest.raises(LaunchBlocked) as caught:
        start(draft_of(dataset, given={"mini_batch_size": "5"}), engine, book)
    assert [finding.kind for finding in caught.value.findings] == ["batch-too-large"]
    assert book.jobs() == []
    assert not (tmp_path / "jobs").exists()


def test_a_warning_does_not_stop_it(dataset: DataSet, engine: LocalEngine, book: RunBook) -> None:
    draft = draft_of(dataset, given={**VALUES, "top_k": "1"})
    assert [finding.level for finding in draft.findings] == ["warning"]
    assert start(draft, engine, book).key.name == draft.spec.name


def test_a_name_that_the_run_book_knows_is_refused(dataset: DataSet, book: RunBook, tmp_path: Path) -> None:
    start(draft_of(dataset, name="ic-birds-1"), LocalEngine(tmp_path / "jobs"), book)
    with pytest.raises(UsageError, match="exists already"):
        start(draft_of(dataset, name="ic-birds-1"), LocalEngine(tmp_path / "elsewhere"), book)
    assert not (tmp_path / "elsewhere").exists()
    assert len(book.jobs()) == 1


def test_a_name_that_only_the_engine_knows_is_refused_by_its_review(
    dataset: DataSet, engine: LocalEngine, book: RunBook, tmp_path: Path
) -> None:
    start(draft_of(dataset, name="ic-birds-1"), engine, book)
    other = RunBook.open(tmp_path / "other.sqlite")
    with pytest.raises(LaunchBlocked):
        start(draft_of(dataset, name="ic-birds-1"), engine, other)
    assert other.jobs() == []
    other.close()


def test_a_launch_that_fails_leaves_a_record_that_says_why(
    dataset: DataSet, book: RunBook, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    draft = draft_of(dataset)
    with pytest.raises(EngineError) as caught:
        start(draft, LocalEngine(tmp_path / "file" / "jobs"), book, clock=lambda: 50.0)
    record = book.find(draft.spec.name)
    assert record.state is not None
    assert (record.state.status, record.state.stage, record.state.ended) == (Status.FAILED, "Failed", 50.0)
    assert record.state.failure_reason == str(caught.value)
    assert record.state.hyperparameters == draft.spec.hyperparameters


def test_a_book_that_cannot_be_written_does_not_hide_why_a_launch_failed(
    dataset: DataSet, book: RunBook, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    impatient = RunBook.open(book.path, busy_seconds=0.05)
    holder = sqlite3.connect(book.path, isolation_level=None)
    draft = draft_of(dataset)

    def lock(progress: LaunchProgress) -> None:
        holder.execute("BEGIN IMMEDIATE")

    with pytest.raises(EngineError, match="cannot be made"):
        start(
            draft,
            LocalEngine(tmp_path / "file" / "jobs"),
            impatient,
            on_progress=lock,
        )
    holder.close()
    assert book.find(draft.spec.name).state is None
    impatient.close()


def test_a_book_that_cannot_be_written_afterwards_does_not_call_a_job_failed_that_runs(
    dataset: DataSet, engine: LocalEngine, book: RunBook
) -> None:
    impatient = RunBook.open(book.path, busy_seconds=0.05)
    holder = sqlite3.connect(book.path, isolation_level=None)
    steps: list[str] = []

    def lock(progress: LaunchProgress) -> None:
        if not steps:
            holder.execute("BEGIN IMMEDIATE")
        steps.append(progress.step)

    record = start(draft_of(dataset), engine, impatient, on_progress=lock)
    holder.close()
    assert (record.state, record.launched) == (None, None)
    assert engine.has_launched(record.key.name, str((record.spec or {})["launch_id"]))
    impatient.close()


def test_a_cancelled_launch_saves_nothing(dataset: DataSet, engine: LocalEngine, book: RunBook) -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        start(draft_of(dataset), engine, book, cancel=token)
    assert book.jobs() == []


def test_a_launch_cancelled_after_the_name_was_saved_is_recorded_as_stopped(
    dataset: DataSet, engine: LocalEngine, book: RunBook
) -> None:
    draft, token = draft_of(dataset), CancelToken()
    key = JobKey("local", "", "", draft.spec.name)
    record = book.add_job(key, spec=draft.spec.as_json(), created=1.0)
    token.cancel()
    with pytest.raises(Cancelled):
        sent_again(record, draft.spec, engine, book, token)
    state = book.state(record.id)
    assert state is not None
    assert state.status is Status.STOPPED


def test_a_launch_whose_answer_was_lost_is_resumed_without_a_second_job(
    dataset: DataSet, engine: LocalEngine, book: RunBook, tmp_path: Path
) -> None:
    draft = draft_of(dataset, name="ic-birds-1")
    first = start(draft, engine, book)
    log = tmp_path / "jobs" / "ic-birds-1" / "launch.json"
    before = log.stat().st_mtime_ns
    assert sent_again(first, draft.spec, engine, book).id == first.id
    assert log.stat().st_mtime_ns == before
    assert [path.name for path in (tmp_path / "jobs").iterdir() if not path.name.startswith(".")] == [
        "ic-birds-1"
    ]


def test_the_launch_is_seen_as_under_way_while_the_engine_works(
    dataset: DataSet, engine: LocalEngine, book: RunBook
) -> None:
    seen: list[bool] = []
    draft = draft_of(dataset)
    start(
        draft,
        engine,
        book,
        on_progress=lambda progress: seen.append(book.is_launching(book.find(draft.spec.name).id)),
    )
    assert seen
    assert all(seen)
    assert not book.is_launching(book.find(draft.spec.name).id)


def test_a_clone_starts_from_what_the_user_gave(dataset: DataSet, engine: LocalEngine, book: RunBook) -> None:
    record = start(draft_of(dataset), engine, book)
    assert given_from(record) == VALUES


def test_a_job_that_was_only_attached_to_is_cloned_from_what_it_was_sent(
    dataset: DataSet, engine: LocalEngine, book: RunBook
) -> None:
    key = JobKey("sagemaker", "1", "eu-west-1", "ic-far")
    far = book.add_job(key, spec=None, created=1.0)
    with pytest.raises(UsageError, match="not known"):
        given_from(far)
    started = start(draft_of(dataset), engine, book)
    state = engine.describe(started.key.name)
    book.store(far.id, old_cursor=None, cursor="{}", state=state)
    assert started.spec is not None
    assert given_from(book.job(far.id)) == started.spec["hyperparameters"]


class Priced(FileEngine):
    """Its instance costs $3.60 an hour."""

    def review(
        self, spec: JobSpec, on_progress: Callable[[LaunchProgress], None], cancel: CancelToken
    ) -> Review:
        return Review((), {}, price_per_hour=3.6, instance_type="ml.g5.xlarge")


def test_a_review_warns_of_a_job_that_will_probably_cost_more_than_the_ceiling(
    tmp_path: Path, dataset: DataSet, book: RunBook
) -> None:
    earlier = book.add_job(JobKey("local", "", "", "ic-before"), spec=None, created=1.0)
    draft = draft_of(dataset)
    took_an_hour = JobState(
        Status.COMPLETED,
        "Completed",
        (Transition("Training", 0.0, 3600.0),),
        hyperparameters=draft.spec.hyperparameters,
        instance_type="ml.g5.xlarge",
        billable_seconds=3600,
    )
    assert book.store(earlier.id, old_cursor=None, cursor="1", state=took_an_hour)
    engine = Priced(tmp_path)
    (finding,) = review(draft, engine, book, ceiling=3.5).findings
    assert (finding.level, finding.kind) == ("warning", "cost-ceiling")
    assert finding.detail.startswith("it will probably cost $3.60 (")
    assert not review(draft, engine, book, ceiling=3.7).findings
    assert not review(draft, engine, book).findings
