"""Following an endpoint until it answers, fails or is gone; an engine without an answer is told once."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from core.cancel import CancelToken
from core.endpointstate import look
from core.endpointwatch import FAR_SECONDS, follow
from core.engine.hosting import EndpointStatus
from core.errors import (
    Cancelled,
)
from core.runs import RunBook
from tests.core.deployments import NAME, deploy
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


def test_an_endpoint_of_that_name_that_is_not_ours_does_not_stand_for_ours(
    engine: FileHosting, book: RunBook, root: Path
) -> None:
    record = deploy(engine, book)
    for part in PARTS:
        file = root / NAME / part
        file.write_text(file.read_text().replace(record.launch_id, "another's"))
    assert look(record, engine, book).ended is not None


def test_following_tells_once_that_there_is_no_answer_and_goes_on(
    engine: FileHosting, book: RunBook, root: Path
) -> None:
    record = deploy(engine, book)
    (root / "unreachable").touch()
    told: list[str] = []

    class Patient(Unhurried):
        def wait(self, seconds: float) -> bool:
            if len(self.waits) == 2:
                (root / "unreachable").unlink(missing_ok=True)
            return super().wait(seconds)

    token = Patient()
    shown = [
        state.status
        for state in follow(record, engine, book, token, on_trouble=lambda error: told.append(str(error)))
    ]
    assert told == ["no answer from these files", "None"]
    assert shown[-1] is EndpointStatus.IN_SERVICE
    assert token.waits[:3] == [FAR_SECONDS, 2 * FAR_SECONDS, 4 * FAR_SECONDS]


def test_following_ends_with_a_failure_and_with_what_is_gone(root: Path, book: RunBook) -> None:
    engine = FileHosting(root, life=("Creating", "Creating", "Failed"))
    record = deploy(engine, book)
    *_, last = follow(record, engine, book, Unhurried())
    assert (last.status, last.failure_reason) == ("Failed", "it is told so")
    engine.undeploy(NAME)
    (gone,) = follow(book.find_endpoint(NAME), engine, book, Unhurried())
    assert gone.status is EndpointStatus.DELETED
    assert book.endpoints(up=True) == []


def test_following_is_ended_by_the_token_and_the_endpoint_goes_on(engine: FileHosting, book: RunBook) -> None:
    record = deploy(engine, book)
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        next(follow(record, engine, book, token))
    assert book.find_endpoint(NAME).ended is None
