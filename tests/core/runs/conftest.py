"""A run book in a folder of its own, and a job in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.runs import RunBook
from tests.core.runs.samples import KEY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from core.runs import Record


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "runs.sqlite"


@pytest.fixture
def book(path: Path) -> Iterator[RunBook]:
    book = RunBook.open(path, busy_seconds=5)
    yield book
    book.close()


@pytest.fixture
def job(book: RunBook) -> Record:
    return book.add_job(KEY, spec={"launch_id": "a1", "hyperparameters": {"epochs": "3"}}, created=1000.0)
