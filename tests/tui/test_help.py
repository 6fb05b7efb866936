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
from tui.screens.help import HelpPage
from tui.screens.page import PageRows
from tui.widgets.help_draw import found_keys, help_lines

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tui.services import Services


def found(text: str, keymap: Mapping[str, str] | None = None) -> set[str]:
    """The ids of the keys that a search finds."""
    keys = found_keys(keymap or {}, read_only=False, recorded=True, text=text)
    return {row.id for rows in keys.values() for row in rows}


def ids(*, read_only: bool, recorded: bool) -> set[str]:
    """What stands last on the lines."""
    keys = found_keys({}, read_only=read_only, recorded=recorded)
    lines = [line.plain for line in help_lines(keys, 120, {})]
    return {line.split()[-1] for line in lines if line.strip()}


def test_every_key_is_there_with_its_id() -> None:
    assert {row.id for row in KEYS} - ids(read_only=False, recorded=True) == set()


def test_under_read_only_what_writes_is_not_there() -> None:
    missing = {row.id for row in KEYS} - ids(read_only=True, recorded=True)
    assert missing == {row.id for row in KEYS if row.writes}


def test_keys_of_a_replay_are_only_there_in_one() -> None:
    missing = {row.id for row in KEYS} - ids(read_only=False, recorded=False)
    assert missing == {row.id for row in KEYS if row.where == "replay"}


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("bell", {"notify.open", "notify.bell"}),
        ("CHART smooth", {"chart.smooth"}),
        ("form.range", {"form.range"}),
        ("ctrl+p", {"palette"}),
        ("zoom compare", {"compare.closer", "compare.wider"}),
        ("no such thing", set()),
    ],
)
def test_all_words_must_be_said_of_a_key(text: str, ids: set[str]) -> None:
    assert found(text) == ids


def test_a_key_finds_itself_and_its_case_counts() -> None:
    assert found("y") == {"chart.log", "question.yes"}
    assert found("J") == {"sweeps.open"}
    assert found("M") == {"log.mark", "jobs.unmark"}
    assert found("f9", {"jobs.open": "f9"}) == {"jobs.open"}
    assert "jobs.drop" in found("esc")


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


async def test_a_search_narrows_the_page_as_it_is_typed_and_esc_drops_it(services: Services) -> None:
    async with cockpit_app(services).run_test(size=(80, 24)) as pilot:
        await pilot.press("5", "question_mark", "slash", *"bell")
        await settle(pilot, lambda: "Ring the bell" in text(pilot, PageRows), "the key")
        assert "Leave; jobs go on" not in text(pilot, PageRows)
        assert "search 'bell'" in screen_text(pilot)[0]
        assert screen_text(pilot)[-1].strip() == "enter keep  esc leave"
        await pilot.press("enter")
        await settle(pilot, lambda: screen_text(pilot)[-1].strip().startswith("esc all keys"), "the keys")
        assert not re.search("back|quit", screen_text(pilot)[-1])
        await pilot.press("slash", *"xyz", "escape")
        assert "Ring the bell" in text(pilot, PageRows), "leaving the line keeps what was kept"
        await pilot.press("escape")
        await settle(pilot, lambda: screen_text(pilot)[1].strip() == "Log pane", "all keys, where it began")
        assert "Leave; jobs go on" in text(pilot, PageRows)
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, Cockpit)


async def test_a_search_that_finds_nothing_says_so(services: Services) -> None:
    async with cockpit_app(services).run_test(size=(60, 20)) as pilot:
        await pilot.press("question_mark", "slash", *"[b]x")
        await settle(pilot, lambda: "No key is called '[b]x'" in text(pilot, PageRows), "a word")
