"""The help page shows the keys as they are now: the user's own, and under read-only nothing that writes."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.tui.cockpits import WIDE, cockpit_app, text
from tests.tui.panes import screen_text
from tests.tui.waiting import settle
from tui.keys import KEYS
from tui.screens.cockpit import Cockpit
from tui.screens.help import HelpPage, help_lines
from tui.screens.page import PageRows

if TYPE_CHECKING:
    from tui.services import Services


def ids(lines: list[str]) -> set[str]:
    """What stands last on the lines."""
    return {line.split()[-1] for line in lines if line.strip()}


def test_every_key_is_there_with_its_id() -> None:
    shown = ids([line.plain for line in help_lines(120, {}, read_only=False, recorded=True)])
    assert {row.id for row in KEYS} - shown == set()


def test_under_read_only_what_writes_is_not_there() -> None:
    shown = ids([line.plain for line in help_lines(120, {}, read_only=True, recorded=True)])
    assert {row.id for row in KEYS} - shown == {row.id for row in KEYS if row.writes}


def test_keys_of_a_replay_are_only_there_in_one() -> None:
    shown = ids([line.plain for line in help_lines(120, {}, read_only=False)])
    assert {row.id for row in KEYS} - shown == {row.id for row in KEYS if row.where == "replay"}


async def test_a_changed_key_shows_in_the_place_of_the_old_one(services: Services) -> None:
    changed = replace(services, keymap={"jobs.open": "K", "help": "f2"})
    async with cockpit_app(changed).run_test(size=WIDE) as pilot:
        await pilot.press("f2")
        page = text(pilot, PageRows)
    assert re.search(r"^ +K +List all jobs", page, re.MULTILINE)
    assert not re.search(r"^ +j +", page, re.MULTILINE)
    assert re.search(r"^ +f2 +Show all keys", page, re.MULTILINE)


@pytest.mark.parametrize(
    ("keys", "title"), [(("5",), "Log pane"), (("j",), "List of jobs"), (("A",), "Notifications")]
)
async def test_it_opens_at_the_keys_of_what_is_in_front(
    services: Services, keys: tuple[str, ...], title: str
) -> None:
    async with cockpit_app(services).run_test(size=(80, 24)) as pilot:
        await pilot.press(*keys, "question_mark")
        await settle(pilot, lambda: screen_text(pilot)[1].strip() == title, "the section")
        assert screen_text(pilot)[-1].strip().startswith("↑↓ scroll  pagedown page  ")
        await pilot.press("home")
        await settle(pilot, lambda: screen_text(pilot)[1].strip() == "In the cockpit", "the others")


@pytest.mark.parametrize("key", ["escape", "q", "left"])
async def test_a_page_is_left_also_without_esc(services: Services, key: str) -> None:
    async with cockpit_app(services).run_test(size=WIDE) as pilot:
        await pilot.press("question_mark")
        assert isinstance(pilot.app.screen, HelpPage)
        await pilot.press(key)
        assert isinstance(pilot.app.screen, Cockpit)
