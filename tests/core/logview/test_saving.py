"""Lines of a log as a file: those that are shown, whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.cancel import CancelToken
from core.errors import Cancelled, UsageError
from core.job.logfile import read_file
from core.logview.saving import chosen_lines, save_lines
from tests.tui.panes import book_with_job, store

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = [
    f"[11/23/2026 22:19:04 INFO 140432456828736] Epoch[{n}] Validation-accuracy=0.{n:06}" for n in range(1200)
]


def test_all_lines_are_saved_with_time_and_host_and_can_be_read_as_a_log(tmp_path: Path) -> None:
    book, record = book_with_job(tmp_path)
    count = store(book, record, TEXTS, stream="ic-a/algo-2-1585000000")
    target = tmp_path / "saved.log"
    target.write_text("old")
    assert save_lines(chosen_lines(book, record.id, count, None, CancelToken()), target) == 1200
    first = target.read_text().splitlines()[0]
    assert first == f"2025-11-24T16:00:00.000Z algo-2 {TEXTS[0]}"
    with target.open("rb") as stream:
        assert len(read_file(stream)) == 1200


def test_only_the_chosen_lines_are_saved(tmp_path: Path) -> None:
    book, record = book_with_job(tmp_path)
    count = store(book, record, TEXTS)
    target = tmp_path / "saved.log"
    seqs = range(1, 1201, 2)
    assert save_lines(chosen_lines(book, record.id, count, seqs, CancelToken()), target) == 600
    assert target.read_text().splitlines()[1].endswith(TEXTS[2])


@pytest.mark.parametrize("name", ["", "missing/saved.log"])
def test_where_nothing_can_be_written_nothing_is_changed(tmp_path: Path, name: str) -> None:
    book, record = book_with_job(tmp_path)
    count = store(book, record, TEXTS[:2])
    before = sorted(tmp_path.iterdir())
    with pytest.raises(UsageError, match="cannot save to"):
        save_lines(chosen_lines(book, record.id, count, None, CancelToken()), tmp_path / name)
    assert sorted(tmp_path.iterdir()) == before


def test_a_saving_that_is_cancelled_leaves_the_old_file(tmp_path: Path) -> None:
    book, record = book_with_job(tmp_path)
    count = store(book, record, TEXTS[:2])
    target, cancel = tmp_path / "saved.log", CancelToken()
    target.write_text("old")
    cancel.cancel()
    with pytest.raises(Cancelled):
        save_lines(chosen_lines(book, record.id, count, None, cancel), target)
    assert target.read_text() == "old"
