"""Beside the screen: which endpoint is meant, waiting until it answers, what a path names, photos cut otherwise."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from core.cancel import CancelToken
from core.config import Settings
from core.endpointlist import ListedEndpoint, in_book
from core.errors import NotFound, UsageError
from core.job.hyperparameters import table
from core.job.status import JobKey
from core.predict.endpoint import target
from core.runs import RunBook
from tests.core.deployments import deploy
from tests.core.filehosting import FileHosting, Unhurried
from tests.core.predict.colours import CLASSES, NAME, ColourHosting, serving
from tui.answerthread import read_answers
from tui.asking import Inquiry, Place, look_at
from tui.askmessages import Answered, AskingEnded, PlaceSeen, QuestionsSeen, TargetSeen
from tui.history import History, Recall
from tui.meeting import endpoint_of, meet
from tui.services import Services

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from textual.message import Message

    from tests.core.predict.colours import Server


@pytest.fixture
def book(tmp_path: Path) -> Iterator[RunBook]:
    with closing(RunBook.open(tmp_path / "runs.db")) as book:
        yield book


def services_of(engine: FileHosting, book: RunBook) -> Services:
    return Services(Settings(), book, engine, table(), keymap={}, read_only=False)


def met(engine: FileHosting, book: RunBook, cancel: CancelToken | None = None) -> list[TargetSeen]:
    """What is said until the endpoint of the book can be asked, or not."""
    (row,) = in_book(book)
    said: list[Message] = []
    here = replace(row, state=replace(row.state, key=row.state.key._replace(account="")))
    meet(services_of(engine, book), here, said.append, cancel or Unhurried())
    return [message for message in said if isinstance(message, TargetSeen)]


def test_an_endpoint_that_is_being_created_is_waited_for(tmp_path: Path, book: RunBook) -> None:
    engine = FileHosting(tmp_path / "files")
    deploy(engine, book)
    first, *_, last = met(engine, book)
    assert first.waiting
    assert first.said.startswith("Still being created, since ")
    assert last.target is not None
    assert last.target.classes == ("a", "b")


def test_one_that_failed_is_told_once_with_what_to_do(tmp_path: Path, book: RunBook) -> None:
    engine = FileHosting(tmp_path / "files", life=("Failed",))
    deploy(engine, book)
    (said,) = met(engine, book)
    assert (said.target, said.waiting) == (None, False)
    assert "does not answer: it is Failed" in said.said


def test_an_engine_without_an_answer_is_asked_again_later_and_later(tmp_path: Path, book: RunBook) -> None:
    engine = FileHosting(tmp_path / "files", life=("InService",))
    deploy(engine, book)
    (engine.root / "unreachable").touch()

    class Mended(Unhurried):
        def wait(self, seconds: float) -> bool:
            if len(self.waits) == 2:
                (engine.root / "unreachable").unlink()
            return super().wait(seconds)

    cancel = Mended()
    first, last = met(engine, book, cancel)
    assert first.waiting
    assert "trying again" in first.said
    assert last.target is not None
    assert cancel.waits == sorted(cancel.waits)


def test_nobody_waits_any_more_once_the_page_is_left(tmp_path: Path, book: RunBook) -> None:
    engine = FileHosting(tmp_path / "files", life=("Creating",))
    deploy(engine, book)
    cancel = CancelToken()
    cancel.cancel()
    (said,) = met(engine, book, cancel)
    assert said.waiting


def test_the_endpoint_of_the_job_is_meant_or_the_only_one() -> None:
    state = ColourHosting(0).state
    mine, other = (ListedEndpoint(replace(state, job=name), None) for name in ("mine", "other"))
    job = JobKey("local", "", "", "mine")
    assert endpoint_of([other, mine], job) is mine
    assert endpoint_of([other], job) is other
    assert endpoint_of([other, mine], None) is None
    assert endpoint_of([], job) is None
    assert endpoint_of([mine, other], job._replace(region="elsewhere")) is None


def test_a_path_is_a_photo_a_folder_a_list_or_nothing(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.jpg").touch()
    (tmp_path / "some.LST").write_text("0\t0\ta.jpg\n")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    said: list[Message] = []
    for name in ("photos", "photos/a.jpg", "some.LST", "nowhere", "n" * 300, "loop"):
        look_at(tmp_path / name, [tmp_path / "photos"], 1, said.append)
    seen = [message for message in said if isinstance(message, PlaceSeen)]
    folder, photo, listed, *others = (message.place for message in seen)
    assert folder == Place(tmp_path / "photos", "folder")
    assert photo == Place(tmp_path / "photos" / "a.jpg", "photo")
    assert listed == Place(tmp_path / "some.LST", "list", tmp_path / "photos", False)
    assert others == [None] * 3
    assert all(message.problem for message in seen[3:])


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    for name in CLASSES:
        (tmp_path / "photos" / name).mkdir(parents=True)
        Image.new("RGB", (64, 48), name).save(tmp_path / "photos" / name / "1.png")
    return tmp_path / "photos"


def inquiry(server: Server, photos: Path, *, engine: str) -> Inquiry:
    hosting = ColourHosting(server.port)
    found = target(hosting, NAME, None, CancelToken())
    key = found.state.key._replace(engine=engine)
    found = replace(found, state=replace(found.state, key=key))
    return Inquiry(hosting, found, Place(photos, "folder"), "key x")  # type: ignore[arg-type]


def test_photos_are_asked_about_and_judged_then_cut_as_in_training(
    server: Server, photos: Path, book: RunBook
) -> None:
    whole = inquiry(server, photos, engine="sagemaker")
    cut = whole.cut_otherwise()
    for source in (whole, cut):
        said: list[Message] = []
        server.asked.clear()
        read_answers(book, source, 7, said.append, CancelToken())
        begun, *answered, ended = said
        assert isinstance(begun, QuestionsSeen)
        assert (begun.run, begun.count) == (7, 3)
        assert sum(len(message.answers) for message in answered if isinstance(message, Answered)) == 3
        assert isinstance(ended, AskingEnded)
        assert ended.verdict is not None
        assert ended.verdict.found.accuracy == 1
    assert cut.sight is not None
    assert (cut.sight.limits.width, cut.sight.limits.height) == (32, 32)
    assert cut.cut_otherwise() == whole
    assert not any(kind != "image/png" for kind, _ in server.asked)


def test_where_photos_are_seen_as_in_training_they_are_not_cut(server: Server, photos: Path) -> None:
    with pytest.raises(UsageError, match="key x is for endpoints of SageMaker"):
        inquiry(server, photos, engine="local").cut_otherwise()


def test_an_error_ends_the_asking_with_what_was_answered(server: Server, photos: Path, book: RunBook) -> None:
    server.gone = True
    said: list[Message] = []
    read_answers(book, inquiry(server, photos, engine="local"), 1, said.append, CancelToken())
    ended = said[-1]
    assert isinstance(ended, AskingEnded)
    assert isinstance(ended.error, NotFound)
    assert ended.verdict is None


def test_history_goes_back_and_forth_and_keeps_the_draft() -> None:
    history = History()
    for text in ("one", "two", "one"):
        history.add(text)
    assert history.texts == ("two", "one")
    recall = Recall(history)
    assert [recall.step(-1, "draft"), recall.step(-1, "one"), recall.step(-1, "two")] == ["one", "two", "two"]
    assert [recall.step(1, "two"), recall.step(1, "one"), recall.step(1, "draft")] == [
        "one",
        "draft",
        "draft",
    ]
    assert recall.step(-1, "changed") == "one"
    assert recall.step(-1, "one, changed") == "one", "what was changed is a new draft"
    assert Recall(History()).step(-1, "x") == "x"
