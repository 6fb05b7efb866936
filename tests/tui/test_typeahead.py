"""Keys typed faster than the screen follows mean what they would have meant typed slowly."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest
from textual.events import Key

from tests.tui.cockpits import WIDE, cockpit_app, has_focus, key_of, ready, reviewed
from tests.tui.waiting import settle
from tui.screens.review import ReviewPage
from tui.widgets.form_pane import FormPane
from tui.widgets.log_bar import LogInput

if TYPE_CHECKING:
    from tui.services import Services


@pytest.mark.parametrize("size", [(80, 24), WIDE])
async def test_keys_typed_at_once_reach_the_pane_that_was_called_last(
    services: Services, size: tuple[int, int]
) -> None:
    async with cockpit_app(services).run_test(size=size) as pilot:
        for keys, last in (("5z3z2z", "form"), ("12345", "log"), ("54z1z5", "log"), ("24z3", "chart")):
            for key in keys:
                pilot.app.post_message(Key(key, key))
            await settle(pilot, partial(has_focus, pilot, last), f"{last} to have the focus")
            assert pilot.app.screen.query_one(f"#{last}").display


async def test_a_search_typed_at_once_is_no_command(services: Services) -> None:
    async with cockpit_app(services).run_test(size=WIDE) as pilot:
        for key in "/lsjq\r4":
            pilot.app.post_message(Key("enter", key) if key == "\r" else Key(key_of(key), key))
        await settle(pilot, partial(has_focus, pilot, "job"), "the last key to be acted on")
        assert len(pilot.app.screen_stack) == 1
        assert pilot.app.screen.query_one(LogInput).value == "lsjq"
        assert not pilot.app.screen.query_one(LogInput).display


async def test_a_value_typed_at_once_is_kept_before_the_next_key_counts(services: Services) -> None:
    async with cockpit_app(services).run_test(size=WIDE) as pilot:
        form = pilot.app.screen.query_one(FormPane)
        for key in ("2", "down", "down", "enter", "1", "5", "enter", "down", "enter", "9", "9", "enter", "1"):
            pilot.app.post_message(Key(key, key if len(key) == 1 else None))
        await settle(pilot, lambda: form.given.get("epochs") == "15", "the first value")
        await settle(pilot, lambda: form.given.get("resize") == "99", "the second value")


async def test_a_launch_right_behind_a_value_launches_that_value(services: Services) -> None:
    async with cockpit_app(services).run_test(size=WIDE) as pilot:
        await ready(pilot)
        for key in ("2", "down", "down", "enter", "1", "7", "enter", "l"):
            pilot.app.post_message(Key(key, key if len(key) == 1 else None))
        await reviewed(pilot, "Ready")
        page = pilot.app.screen
        assert isinstance(page, ReviewPage)
        assert page.draft.spec.hyperparameters["epochs"] == "17"
