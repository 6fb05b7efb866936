"""Over a slow connection: less is drawn, messages come in the line of keys, and the switch is offered when it helps."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from textual._callback import invoke

from tests.tui.cockpits import WIDE, cockpit_app, ready
from tests.tui.panes import screen_text
from tests.tui.waiting import settle
from tui.background import start
from tui.bandwidth import LOW, USUAL, Link, bandwidth_of, waiting_output
from tui.widgets.flush_pace import FlushPace

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

    from tui.services import Services

SAID = "Copied: nothing of importance"


@pytest.fixture
def slow(services: Services) -> Services:
    settings = services.settings
    return replace(services, settings=replace(settings, ui=replace(settings.ui, low_bandwidth=True)))


def toasts(pilot: Pilot[None]) -> list[str]:
    return [toast.message for toast in pilot.app._notifications]


async def test_a_message_stands_in_the_line_of_keys_and_makes_room_again(slow: Services) -> None:
    async with cockpit_app(slow).run_test(size=WIDE, notifications=True) as pilot:
        await ready(pilot)
        keys = screen_text(pilot)[-1]
        pilot.app.notify(SAID, markup=False, timeout=0.2)
        await settle(pilot, lambda: SAID in screen_text(pilot)[-1], "the message")
        await settle(pilot, lambda: screen_text(pilot)[-1] == keys, "the keys again")
        assert toasts(pilot) == []


async def test_a_thread_may_say_something_too(slow: Services) -> None:
    async with cockpit_app(slow).run_test(size=WIDE, notifications=True) as pilot:
        await ready(pilot)
        start(pilot.app.screen, lambda: pilot.app.notify(SAID, markup=False), name="says something")
        await settle(pilot, lambda: SAID in screen_text(pilot)[-1], "the message")
        assert toasts(pilot) == []


async def test_what_is_too_long_for_the_line_is_not_cut(slow: Services) -> None:
    async with cockpit_app(slow).run_test(size=WIDE, notifications=True) as pilot:
        await ready(pilot)
        pilot.app.notify("long " * 40, markup=False)
        await settle(pilot, lambda: toasts(pilot) == ["long " * 40], "the toast")


async def test_panes_have_plain_borders_and_the_one_with_the_focus_another(slow: Services) -> None:
    async with cockpit_app(slow).run_test(size=WIDE) as pilot:
        await ready(pilot)
        borders = {pane.styles.border_top[0] for pane in pilot.app.screen.query(".pane")}
        assert borders == {"ascii", "heavy"}


async def test_the_palette_switches(services: Services) -> None:
    async with cockpit_app(services).run_test(size=WIDE, notifications=True) as pilot:
        await ready(pilot)
        for wanted, pace in (("Draw less", LOW), ("Draw as usual", USUAL)):
            commands = pilot.app.get_system_commands(pilot.app.screen)
            (switch,) = (command for command in commands if command.title.startswith(wanted))
            await invoke(switch.callback)
            assert bandwidth_of(pilot.app) is pace
        pilot.app.notify(SAID, markup=False)
        await settle(pilot, lambda: toasts(pilot) == [SAID], "a toast")


def test_a_connection_is_slow_when_output_waits_at_every_look_and_that_is_told_once() -> None:
    link = Link()
    assert not any(link.is_slow(waiting) for waiting in (3, 3, 3, 3, 0, 9, 9, 9, 9))
    assert link.is_slow(1)
    assert not any(link.is_slow(30) for _ in range(20))


async def test_nothing_waits_where_nothing_is_written(services: Services) -> None:
    async with cockpit_app(services).run_test(size=WIDE) as pilot:
        assert waiting_output(pilot.app) == 0


def test_what_is_another_matter_need_not_wait_for_the_next_repaint() -> None:
    planned: list[Callable[[], None]] = []
    drawn: list[int] = []
    pace = FlushPace(
        lambda: 100.0, lambda: 10.0, lambda _, what: planned.append(what), lambda: drawn.append(1)
    )
    pace.ask()
    pace.ask()
    assert (len(drawn), len(planned)) == (1, 1)
    pace.forget()
    pace.ask()
    assert len(drawn) == 2
