"""Without Unicode everything that trainscope and Textual draw is ASCII, on every screen."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.tui.cockpits import WIDE, cockpit_app, ready
from tests.tui.panes import screen_text

if TYPE_CHECKING:
    from tui.services import Services


@pytest.mark.parametrize(
    "keys", [(), ("2", "m"), ("question_mark",), ("j",), ("1", "enter"), ("ctrl+p",), ("l",), ("A", "enter")]
)
async def test_every_screen_is_ascii(services: Services, keys: tuple[str, ...]) -> None:
    async with cockpit_app(replace(services, ascii_only=True)).run_test(size=WIDE) as pilot:
        await ready(pilot)
        await pilot.press(*keys)
        await pilot.pause()
        assert {char for row in screen_text(pilot) for char in row if not char.isascii()} == set()
