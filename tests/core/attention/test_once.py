"""An event is announced once by all programs that share a run book, and in the ways that are wanted for it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.attention.event import is_first, settings_for
from core.attention.events import refused, settled
from core.config import NotifySettings
from core.engine.hosting import EndpointState, EndpointStatus
from core.job.status import JobKey
from core.runs import Record, RunBook
from core.update import Trouble

if TYPE_CHECKING:
    from pathlib import Path

KEY = JobKey("local", "", "", "ic-a")
EVENT = settled(EndpointState(KEY, EndpointStatus.IN_SERVICE))
EXPIRED = refused(Record(1, KEY, 0.0), Trouble("expired", "", 0.0, 1.0, 4, credentials=True), None)


def test_the_first_of_two_programs_announces_it_also_after_a_restart(tmp_path: Path) -> None:
    one, two = (RunBook.open(tmp_path / "runs.sqlite") for _ in range(2))
    assert is_first(one, EVENT)
    assert not is_first(two, EVENT)
    one.close()
    two.close()
    again = RunBook.open(tmp_path / "runs.sqlite")
    assert not is_first(again, EVENT)
    assert is_first(again, replace(EVENT, id="another"))
    again.close()


def test_what_may_happen_again_is_announced_again(tmp_path: Path) -> None:
    now = 1000.0
    book = RunBook.open(tmp_path / "runs.sqlite", clock=lambda: now)
    assert is_first(book, EXPIRED)
    now += 899.0
    assert not is_first(book, EXPIRED)
    now += 2.0
    assert is_first(book, EXPIRED)
    assert not is_first(book, EXPIRED)
    book.close()


def test_without_a_book_it_is_announced_rather_than_not(tmp_path: Path) -> None:
    book = RunBook.open(tmp_path / "runs.sqlite")
    book.close()
    assert is_first(book, EVENT)


def test_what_was_announced_long_ago_is_forgotten(tmp_path: Path) -> None:
    book = RunBook.open(tmp_path / "runs.sqlite", clock=lambda: 1000.0)
    assert is_first(book, EVENT)
    book.prune(1000.0 + 86400.0, 2)
    assert not is_first(book, EVENT)
    book.prune(1000.0 + 3 * 86400.0, 2)
    assert is_first(book, EVENT)
    book.close()


def test_each_event_has_its_ways() -> None:
    settings = NotifySettings(
        command=("x",), events={"finding": ("bell",), "endpoint": (), "failed": ("command",)}
    )
    assert settings_for(settings, "completed") == settings
    assert settings_for(settings, "endpoint") is None
    assert settings_for(settings, "finding") == replace(settings, desktop=False, command=None)
    assert settings_for(settings, "failed") == replace(settings, bell=False, desktop=False)
    assert settings_for(replace(settings, command=None), "failed") == replace(
        settings, bell=False, desktop=False, command=None
    )
