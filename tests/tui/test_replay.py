"""A recorded run in the cockpit: as if it were followed, read-only, and nothing of the user's own."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from core.config import Settings
from core.job.hyperparameters import table
from core.recording import Replay, opened, settings_for
from tests.core.recording.recordings import EPOCHS, KEY, T0, bytes_of, file_of, run_of
from tests.tui.cockpits import WIDE, cockpit, cockpit_app, has_focus, text
from tests.tui.panes import screen_text
from tests.tui.waiting import settle
from tui.services import Services
from tui.widgets.dataset_pane import DatasetPane
from tui.widgets.job_pane import JobPane

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def shown(file: Path, speed: float, clock: list[float]) -> Iterator[Services]:
    """What the cockpit is given for a recording."""
    with opened(file, speed, clock=lambda: clock[0]) as replay:
        yield services_of(replay)


def services_of(replay: Replay) -> Services:
    return Services(
        settings_for(Settings(), replay),
        replay.book,
        replay.engine,
        table(),
        keymap={},
        read_only=True,
        clock=lambda: replay.engine.moment,
        notice=replay.recording.damage,
        replay=replay,
    )


def lines(services: Services) -> int:
    """How many lines of the one job there are."""
    return services.book.line_count(services.book.jobs()[0].id)


async def test_the_run_goes_on_as_its_clock_does(home: Path) -> None:
    clock = [0.0]
    with shown(file_of(home, run_of()), 60.0, clock) as services:
        async with cockpit_app(services).run_test(size=WIDE) as pilot:
            screen = cockpit(pilot)
            await settle(pilot, lambda: "Starting" in text(pilot, JobPane), "the first stage")
            assert has_focus(pilot, "chart")
            assert "replay ×60" in screen_text(pilot)[0]
            assert "A recording holds no photos." in text(pilot, DatasetPane)
            clock[0] += 3.0
            await settle(
                pilot, lambda: "Epoch[1] Validation-accuracy" in "\n".join(screen_text(pilot)), "two epochs"
            )
            assert screen.now == T0 + 180
            assert services.book.line_count(screen.watching.record.id if screen.watching.record else 0) == 2
            clock[0] += 60.0
            await settle(pilot, lambda: "Completed" in text(pilot, JobPane), "the end")
            assert "10:00" in screen_text(pilot)[0]
            assert f"best 0.8000 in Epoch[{EPOCHS - 1}]" in text(pilot, JobPane)


async def test_it_stands_still_goes_back_and_on_again(home: Path) -> None:
    clock = [0.0]
    with shown(file_of(home, run_of()), 60.0, clock) as services:
        async with cockpit_app(services).run_test(size=(60, 20)) as pilot:
            await settle(pilot, lambda: "replay ×60" in screen_text(pilot)[0], "that it is a replay")
            await pilot.press("P")
            await settle(pilot, lambda: "replay paused" in screen_text(pilot)[0], "that it stands")
            await settle(pilot, lambda: "P go on" in screen_text(pilot)[-1], "the way on")
            await pilot.press(")")
            await settle(pilot, lambda: "Completed" in screen_text(pilot)[0], "the end")
            await settle(pilot, lambda: lines(services) == EPOCHS, "all lines")
            for _ in range(12):
                await pilot.press("<")
            await settle(pilot, lambda: "Training" in screen_text(pilot)[0], "the middle")
            await settle(pilot, lambda: lines(services) == 3, "two lines")
            assert "replay paused" in screen_text(pilot)[0]


async def test_a_run_that_is_played_fast_is_not_called_silent(home: Path) -> None:
    clock = [0.0]
    with shown(file_of(home, run_of()), 60.0, clock) as services:
        async with cockpit_app(services).run_test(size=WIDE) as pilot:
            await settle(pilot, lambda: "Starting" in text(pilot, JobPane), "the first stage")
            clock[0] += 5.0
            await settle(pilot, lambda: "Epoch[" in text(pilot, JobPane), "an epoch")
            assert "said nothing" not in text(pilot, JobPane)


async def test_nothing_can_be_done_with_it(home: Path) -> None:
    with shown(file_of(home, run_of()), 0.0, [0.0]) as services:
        async with cockpit_app(services).run_test(size=WIDE, notifications=True) as pilot:
            await settle(pilot, lambda: "Completed" in text(pilot, JobPane), "the end")
            for key in ("l", "D"):
                await pilot.press(key)
            await settle(
                pilot, lambda: any("Read-only" in row for row in screen_text(pilot)), "the word read-only"
            )
            await pilot.press("j")
            await settle(pilot, lambda: any(KEY.name in row for row in screen_text(pilot)[1:]), "the one job")
            assert len(services.book.jobs()) == 1


async def test_a_damaged_recording_says_so(home: Path) -> None:
    file = home / "cut.tsrun"
    whole = bytes_of(run_of())
    file.write_bytes(whole[:-8])
    with shown(file, 0.0, [0.0]) as services:
        async with cockpit_app(services).run_test(size=WIDE, notifications=True) as pilot:
            await settle(pilot, lambda: any("damaged or" in row for row in screen_text(pilot)), "the toast")
