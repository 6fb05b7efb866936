"""Taking an endpoint down: all its parts, as soon as it can be, and the book says what is left."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from core.deploying import BUSY_SECONDS, take_down
from core.endpointstate import state_of
from core.errors import (
    Cancelled,
    EngineError,
    UnknownEndpoint,
)
from core.runs import RunBook
from tests.core.deployments import NAME, deploy, parts
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


def test_taking_down_deletes_all_parts_and_partly_gone_counts_as_done(
    engine: FileHosting, book: RunBook, root: Path
) -> None:
    record = deploy(engine, book)
    (root / NAME / "endpoint").unlink()
    assert take_down(NAME, engine, book, record=record) == ("endpoint-config", "model")
    assert parts(root) == []
    with pytest.raises(UnknownEndpoint, match="is down since"):
        book.find_endpoint(NAME)
    assert take_down(NAME, engine, book, record=record) == ()
    assert take_down(NAME, engine, book, record=record, with_model_data=True) == ("model data",)


def test_what_cannot_be_deleted_yet_is_deleted_as_soon_as_it_can_or_left_when_cancelled(
    engine: FileHosting, book: RunBook, root: Path
) -> None:
    record = deploy(engine, book)
    (root / "busy").touch()
    heard: list[str] = []

    class Patient(Unhurried):
        def wait(self, seconds: float) -> bool:
            if len(self.waits) == 1:
                (root / "busy").unlink()
            return super().wait(seconds)

    token = Patient()
    deleted = take_down(
        NAME, engine, book, record=record, on_progress=lambda each: heard.append(each.step), cancel=token
    )
    assert deleted == ("endpoint", "endpoint-config", "model")
    assert heard == [f"waiting until {NAME} can be deleted"] * 2
    assert token.waits == [BUSY_SECONDS] * 2
    again = deploy(engine, book)
    (root / "busy").touch()

    class Hasty(Unhurried):
        def wait(self, seconds: float) -> bool:
            self.cancel()
            return super().wait(seconds)

    with pytest.raises(Cancelled):
        take_down(NAME, engine, book, record=again, cancel=Hasty())
    assert book.find_endpoint(NAME).id == again.id


def test_what_could_not_be_deleted_is_still_up_in_the_book(
    engine: FileHosting, book: RunBook, root: Path
) -> None:
    record = deploy(engine, book)
    (root / "no-endpoint-config").touch()
    with pytest.raises(EngineError, match="cannot be deleted"):
        take_down(NAME, engine, book, record=record)
    left = book.find_endpoint(NAME)
    assert (state_of(left).status, state_of(left).parts) == ("Incomplete", ("model", "endpoint-config"))
