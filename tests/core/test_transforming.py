"""A batch transform is prepared, reviewed, saved and only then started."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.engine.transforming import KIND, is_transform
from core.errors import LaunchBlocked, UsageError
from core.finding import Finding
from core.job.spec import LONGEST_NAME, NAME_PATTERN
from core.job.status import Status, TransformFacts
from core.launch import given_from
from core.photoplace import photo_place
from core.trained import trained_model
from core.transforming import prepare, review, start
from core.watch import Follower
from tests.core.fileengine import write_state
from tests.core.transforms import JOB, TRAINED, FarEngine, World, transforms

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from core.runs import Record


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with transforms(tmp_path) as made:
        yield made


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
