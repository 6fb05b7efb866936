"""A message stands above the line of keys, in as few rows as its words need, and says by a mark what it weighs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tui.cockpits import cockpit_app, ready
from tests.tui.panes import screen_text
from tests.tui.waiting import settle

if TYPE_CHECKING:
    from textual.notifications import SeverityLevel

    from tui.services import Services

SIZES = ((60, 20), (80, 24), (120, 40))


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_a_short_message_takes_one_row_above_the_keys(
    services: Services, size: tuple[int, int]
) -> None:
    async with cockpit_app(services).run_test(size=size, notifications=True) as pilot:
        await ready(pilot)
        before = screen_text(pilot)
        pilot.app.notify("the job has ended", title="Job completed", markup=False)
        await settle(pilot, lambda: screen_text(pilot) != before, "the message")
        after = screen_text(pilot)
        assert after[-2].rstrip().endswith("Job completed: the job has ended")
        assert [*after[:-2], after[-1]] == [*before[:-2], before[-1]]


async def test_a_long_message_is_wrapped_to_the_width_and_never_cut(services: Services) -> None:
    words = [f"word{number}" for number in range(40)]
    async with cockpit_app(services).run_test(size=(80, 24), notifications=True) as pilot:
        await ready(pilot)
        before = screen_text(pilot)
        pilot.app.notify(" ".join(words), markup=False)
        await settle(pilot, lambda: "word39" in screen_text(pilot)[-2], "the message")
        after = screen_text(pilot)
        assert [word for row in after for word in row.split() if word.startswith("word")] == words
        assert after[:-6] == before[:-6]


@pytest.mark.parametrize(("severity", "mark"), [("information", ""), ("warning", "▲ "), ("error", "✗ ")])
async def test_what_a_message_weighs_is_not_said_by_colour_alone(
    services: Services, severity: SeverityLevel, mark: str
) -> None:
    app = cockpit_app(services)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(pilot)
        app.notify("of [/x]", title="Said", severity=severity, markup=False)
        await settle(pilot, lambda: f"{mark}Said: of [/x]" in screen_text(pilot)[-2], "the message")
