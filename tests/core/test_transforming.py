"""A batch transform is prepared, reviewed, saved and only then started; an interrupted one comes to one job."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from core.cancel import CancelToken
from core.engine.hosting import DeployReview
from core.engine.transforming import KIND, is_transform
from core.errors import Cancelled, DatasetError, EngineUnreachable, LaunchBlocked, NameTaken, UsageError
from core.finding import Finding
from core.interrupted import interrupted, is_open
from core.job.spec import LONGEST_NAME, NAME_PATTERN
from core.job.status import JobKey, Status, TransformFacts
from core.launch import given_from
from core.photoplace import photo_place
from core.resume import drop, resume
from core.runs import RunBook
from core.trained import TrainedModel, trained_model
from core.transforming import TransformDraft, prepare, review, start
from core.watch import Follower
from core.whereabouts import GRACE_SECONDS
from tests.core.fileengine import FileEngine, write_state

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from core.engine.base import Capabilities, LaunchProgress
    from core.engine.transforming import Transform
    from core.runs import Record

NOW = 1_764_000_000.0
JOB = JobKey("local", "", "", "ic-birds-1")
TRAINED = TrainedModel(JOB, ("finch", "wren"), False, {"num_classes": "2"}, "/jobs/ic-birds-1/model")
AGREED = DeployReview((), {"agreed": "then"})


class FarEngine(FileEngine):
    """Files whose launches go on after an interruption; it notes what it is asked to start."""

    def __init__(self, root: Path, findings: tuple[Finding, ...] = ()) -> None:
        super().__init__(root, findings=findings)
        self.sent: list[Transform] = []
        self.before: Callable[[Transform], object] = lambda transform: None

    @property
    def capabilities(self) -> Capabilities:
        return replace(super().capabilities, resumes=True)

    def transform(
        self, transform: Transform, on_progress: Callable[[LaunchProgress], None], cancel: CancelToken
    ) -> tuple[Finding, ...]:
        self.before(transform)
        self._answer()
        self.sent.append(transform)
        return super().transform(transform, on_progress, cancel)


@dataclass
class World:
    """Photos, an engine and a book."""

    photos: Path
    files: Path
    engine: FarEngine
    book: RunBook

    def draft(self, trained: TrainedModel = TRAINED, name: str | None = None) -> TransformDraft:
        return prepare(trained, photo_place(str(self.photos)), self.engine, name=name, clock=lambda: NOW)

    def start(self, draft: TransformDraft, reviewed: DeployReview = AGREED) -> Record:
        return start(draft, self.engine, self.book, reviewed=reviewed, clock=lambda: NOW)

    def interrupted(self) -> Record:
        """One whose engine did not answer before there was a job."""
        self.unreachable.touch()
        draft = self.draft()
        with pytest.raises(EngineUnreachable):
            self.start(draft)
        self.unreachable.unlink()
        return self.book.find(draft.transform.key.name)

    @property
    def unreachable(self) -> Path:
        return self.files / "unreachable"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    photos, files = tmp_path / "birds", tmp_path / "files"
    for name in ("finch/a1.png", "finch/b2.png", "wren/b3.png", "d4.png", "wren/bad.png"):
        (photos / name).parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (8, 8)).save(photos / name)
    files.mkdir()
    with closing(RunBook.open(tmp_path / "runs.sqlite")) as book:
        yield World(photos, files, FarEngine(files), book)


def test_its_name_is_the_job_s_and_its_photos_are_named_in_their_folder(world: World) -> None:
    transform = world.draft().transform
    assert transform.key.name.startswith("ic-birds-1-batch-")
    assert [(row.name, row.truth) for row in transform.questions] == [
        ("d4.png", None),
        ("finch/a1.png", (0,)),
        ("finch/b2.png", (0,)),
        ("wren/b3.png", (1,)),
        ("wren/bad.png", (1,)),
    ]
    assert (transform.place.folder, transform.place.list_file) == (str(world.photos), "")


@pytest.mark.parametrize("length", [LONGEST_NAME, LONGEST_NAME - 21, 40])
def test_a_long_job_s_name_is_cut(world: World, length: int) -> None:
    name = ("a-" * LONGEST_NAME)[: length - 1] + "z"
    made = world.draft(replace(TRAINED, job=JOB._replace(name=name))).transform.key.name
    assert NAME_PATTERN.fullmatch(made)
    assert made.split("-batch-")[0] == name[: LONGEST_NAME - 21].rstrip("-")


def test_it_is_saved_before_its_engine_is_called_and_then_is_a_job_like_others(world: World) -> None:
    seen: list[Record] = []
    world.engine.before = lambda transform: seen.append(world.book.find(transform.key.name))
    draft = world.draft()
    left_out: list[Finding] = []
    record = start(
        draft, world.engine, world.book, reviewed=review(draft, world.engine), on_left_out=left_out.extend
    )
    (saved,) = seen
    assert saved.spec is not None
    assert is_transform(saved.spec)
    assert (saved.spec["kind"], saved.spec["photos"], saved.launched) == (KIND, 5, None)
    assert saved.spec["request"] == {"name": record.key.name, "photos": 5}
    assert [finding.path for finding in left_out] == ["wren/bad.png"]
    assert record.launched is not None
    state = Follower(world.book, world.engine, record).poll().state
    assert state is not None
    assert state.transform == TransformFacts("ic-birds-1", str(world.files / record.key.name), 5, 5)
    assert world.book.state(record.id) == state


def test_errors_block_it_and_nothing_is_saved(world: World) -> None:
    world.engine = FarEngine(world.files, (Finding("error", "role", "there is no role", fix="make one"),))
    draft = world.draft()
    with pytest.raises(LaunchBlocked, match="ic-birds-1 cannot be asked about these photos"):
        world.start(draft, review(draft, world.engine))
    assert world.book.jobs() == []


def test_a_folder_without_photos_is_told_before_the_engine_is_asked(world: World) -> None:
    empty = world.photos.parent / "empty"
    empty.mkdir()
    world.unreachable.touch()
    draft = prepare(TRAINED, photo_place(str(empty)), world.engine)
    with pytest.raises(LaunchBlocked) as blocked:
        review(draft, world.engine)
    assert [(row.kind, row.path) for row in blocked.value.findings] == [("no-photos", str(empty))]


def test_a_list_with_labels_out_of_range_blocks(world: World) -> None:
    file = world.photos / "some.lst"
    file.write_text("0\t0\tfinch/a1.png\n1\t7\twren/b3.png\n")
    place = photo_place(str(world.photos), str(file))
    for trained in (TRAINED, replace(TRAINED, classes=())):
        draft = prepare(trained, place, world.engine)
        assert [row.name for row in draft.transform.questions] == ["finch/a1.png"]
        (error,) = [row for row in draft.findings if row.level == "error"]
        assert (error.kind, error.line) == ("label-too-large", 2)
        with pytest.raises(LaunchBlocked):
            world.start(draft, review(draft, world.engine))


def test_what_a_folder_leaves_out_is_a_warning(world: World) -> None:
    (world.photos / "wren" / "away.png").symlink_to(world.photos.parent / "elsewhere.png")
    (world.photos.parent / "elsewhere.png").touch()
    draft = world.draft()
    assert [(row.level, row.kind) for row in draft.findings] == [("warning", "link-outside")]
    world.start(draft, review(draft, world.engine))


def test_unknown_classes_are_told(world: World) -> None:
    draft = world.draft(replace(TRAINED, classes=()))
    (finding,) = draft.findings
    assert (finding.level, finding.kind) == ("warning", "unknown-classes")
    assert "folders do not tell" in finding.why
    assert {row.truth for row in draft.transform.questions} == {None}


@pytest.mark.parametrize(
    ("folder", "said"),
    [
        ("", "no folder of photos is named"),
        ("s3://bucket/photos", "no folder on this machine"),
        ("nowhere", "there is no folder nowhere"),
        ("birds/d4.png", "is a file, not a folder"),
    ],
)
def test_what_is_no_folder_is_refused(
    world: World, folder: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(world.photos.parent)
    with pytest.raises(UsageError, match=said):
        photo_place(folder)
    with pytest.raises(UsageError, match="no list is named"):
        photo_place("birds", "")


def test_a_bad_name_is_refused(world: World) -> None:
    with pytest.raises(UsageError, match="'no good' cannot be a batch transform's name"):
        world.draft(name="no good")


def test_one_that_never_arrived_is_sent_as_it_was_agreed_to(world: World) -> None:
    record = world.interrupted()
    assert interrupted(world.book, NOW + 5) == [record]
    first = world.draft().transform
    record = resume(record, world.engine, world.book)
    (sent,) = world.engine.sent
    assert (sent.key, sent.launch_id) == (record.key, (record.spec or {})["launch_id"])
    assert (sent.request, sent.trained, sent.place) == ({"agreed": "then"}, TRAINED, first.place)
    assert [row.name for row in sent.questions] == [row.name for row in first.questions]
    assert record.launched is not None


def test_one_whose_answer_was_lost_is_found_and_not_started_again(world: World) -> None:
    lost = world.files / "lost-transform"
    lost.touch()
    draft = world.draft()
    with pytest.raises(EngineUnreachable):
        world.start(draft)
    lost.unlink()
    record = resume(world.book.find(draft.transform.key.name), world.engine, world.book)
    assert len(world.engine.sent) == 1
    assert record.launched is not None


def test_a_name_that_another_job_has_taken_closes_it(world: World) -> None:
    record = world.interrupted()
    world.start(world.draft(name="other"))
    (world.files / "other").rename(world.files / record.key.name)
    with pytest.raises(NameTaken):
        resume(record, world.engine, world.book)
    state = world.book.state(record.id)
    assert state is not None
    assert state.status is Status.FAILED
    assert f"trainscope transform ic-birds-1 {world.photos}" in state.advice
    assert state.transform == TransformFacts("ic-birds-1", photos=5)


def test_other_photos_than_were_agreed_to_are_refused(world: World) -> None:
    record = world.interrupted()
    (world.photos / "d4.png").unlink()
    with pytest.raises(UsageError, match=r"has 4 now, and 5 were agreed to"):
        resume(record, world.engine, world.book)
    state = world.book.state(record.id)
    assert state is not None
    assert "have changed" in (state.failure_reason or "")
    assert not is_open(world.book.job(record.id))
    assert world.engine.sent == []


def test_photos_that_cannot_be_read_just_now_leave_it_open(world: World) -> None:
    record = world.interrupted()
    away = world.photos.rename(world.photos.parent / "unmounted")
    with pytest.raises(DatasetError):
        resume(record, world.engine, world.book)
    away.rename(world.photos)
    resume(record, world.engine, world.book)
    assert len(world.engine.sent) == 1


def test_it_can_be_dropped_and_cancelled(world: World) -> None:
    record = world.interrupted()
    drop(record, world.book, NOW + 9)
    state = world.book.state(record.id)
    assert state is not None
    assert (state.status, state.transform) == (Status.STOPPED, TransformFacts("ic-birds-1", photos=5))
    token = CancelToken()
    world.engine.before = lambda transform: token.cancel()
    draft = world.draft(name="cancelled")
    with pytest.raises(Cancelled):
        start(draft, world.engine, world.book, reviewed=AGREED, cancel=token)
    state = world.book.state(world.book.find("cancelled").id)
    assert state is not None
    assert state.status is Status.STOPPED


def test_one_that_was_never_started_says_how_to_go_on(world: World) -> None:
    record = world.interrupted()
    late = NOW + 25 * 3600 + GRACE_SECONDS
    state = Follower(world.book, world.engine, record, clock=lambda: late).poll().state
    assert state is not None
    assert f"trainscope launch --resume {record.key.name}" in (state.failure_reason or "")
    assert f"trainscope transform ic-birds-1 {world.photos}" in (state.failure_reason or "")


def test_it_has_no_model_and_no_hyperparameters(world: World) -> None:
    record = world.start(world.draft())
    write_state(world.files / record.key.name, Status.COMPLETED, "Completed")
    state = world.engine.describe(record.key.name)
    with pytest.raises(UsageError, match="is a batch transform: it has answers") as refused:
        trained_model(record, state)
    assert "ic-birds-1" in refused.value.fix
    with pytest.raises(UsageError, match="is a batch transform: it was launched without"):
        given_from(record)
    with pytest.raises(UsageError, match="is a batch transform"):
        given_from(replace(record, spec=None, state=state))
