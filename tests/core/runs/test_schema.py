"""A book of an earlier version keeps all it holds."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from core.runs import RunBook
from core.runs.schema import MIGRATIONS
from tests.core.runs.samples import KEY

if TYPE_CHECKING:
    from pathlib import Path


def test_a_book_of_the_first_version_is_brought_up_to_date(tmp_path: Path) -> None:
    file = tmp_path / "runs.sqlite"
    connection = sqlite3.connect(file)
    for statement in MIGRATIONS[0]:
        connection.execute(statement)
    connection.execute(
        "INSERT INTO jobs (engine, account, region, name, created, cursor) VALUES (?, ?, ?, ?, 7.0, 'c')", KEY
    )
    connection.execute("PRAGMA user_version = 1")
    connection.commit()
    connection.close()
    book = RunBook.open(file)
    record = book.find(KEY.name)
    assert (record.created, record.launched, record.drained) == (7.0, None, False)
    assert book.cursor(record.id) == "c"
    book.close()
