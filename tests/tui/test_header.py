"""The first line: words for everything, a clock of fixed size that runs only while a job does."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from textual.app import App, ComposeResult

from tests.tui.panes import screen_text, until
from tui.widgets.header import Clock, HeaderFacts, StatusHeader, header_line

if TYPE_CHECKING:
    from textual.widget import Widget

FACTS = HeaderFacts("flowers", "sagemaker us-east-1 (ml)", "ic-flowers-1123-2219-kq7d", "Training")


def test_it_says_data_set_place_job_and_status() -> None:
    line = header_line(FACTS, 110).plain
    assert line.startswith("trainscope  flowers · sagemaker us-east-1 (ml)")
    assert line.endswith("ic-flowers-1123-2219-kq7d  ● Training")
    assert len(line) == 110


@pytest.mark.parametrize("width", [100, 70, 50, 40, 25])
def test_the_status_survives_every_width(width: int) -> None:
    line = header_line(FACTS, width)
    assert line.plain.endswith("● Training")
    assert line.cell_length <= width


@pytest.mark.parametrize(
    ("status", "mark"), [("Completed", "✓"), ("Failed", "✗"), ("Stopped", "■"), ("Uploading", "●")]
)
def test_a_state_has_a_mark_and_a_word(status: str, mark: str) -> None:
    assert header_line(HeaderFacts(job="job", status=status), 60).plain.endswith(f"{mark} {status}")


def test_what_does_not_fit_goes_in_order_and_the_data_set_outlives_the_program() -> None:
    assert header_line(FACTS, 80).plain.startswith("flowers · sagemaker us-east-1 (ml) ")
    assert header_line(FACTS, 60).plain.startswith("flowers ")


@pytest.mark.parametrize("width", [60, 80, 200])
def test_that_it_is_a_replay_survives_every_width(width: int) -> None:
    facts = HeaderFacts(job=FACTS.job, status="Training", read_only=True, replay="replay ×60")
    line = header_line(facts, width)
    assert line.plain.endswith("replay ×60  ● Training")
    assert line.cell_length == width


def test_a_long_name_of_a_data_set_is_cut_not_dropped() -> None:
    line = header_line(replace(FACTS, dataset="flowers-of-the-northern-hemisphere-" * 3), 110).plain
    assert line.startswith("flowers-of-the-northern")
    assert "…" in line


def test_without_room_for_the_data_set_the_line_begins_with_the_job() -> None:
    line = header_line(HeaderFacts("hemisphere", job="flowers-that-fails", status="Failed"), 36).plain
    assert line == "flowers-that-fails          ✗ Failed"


def test_how_far_a_job_is_and_that_nothing_may_be_changed_is_said() -> None:
    line = header_line(replace(FACTS, detail="4/10 · 6 min left", read_only=True), 110).plain
    assert line.endswith("read-only  ● Training 4/10 · 6 min left")


def test_without_a_job_it_says_so() -> None:
    assert header_line(HeaderFacts("flowers", "this machine"), 60).plain.endswith("no job")


METER = ("▲ 2 endpoints $0.42, $0.23/h", "▲ 2 endpoints $0.42", "▲ 2 up $0.42")
METERED = replace(FACTS, detail="4/10 · 6 min left", endpoints=METER)


@pytest.mark.parametrize(
    ("width", "end"),
    [
        (110, f"kq7d  {METER[0]}  ● Training 4/10 · 6 min left"),
        (80, f"kq7d{' ' * 6}{METER[1]}  ● Training 4/10 · 6 min left"),
        (60, f"ic-flowers…-kq7d  {METER[2]}  ● Training 4/10 · 6 min left"),
        (51, f"ic-flowers-1123-2219-kq7d  {METER[2]}  ● Training"),
        (40, f"  {METER[2]}  ● Training"),
        (22, "● Training"),
    ],
)
def test_what_endpoints_cost_is_said_as_long_as_there_is_room_beside_the_status(width: int, end: str) -> None:
    line = header_line(METERED, width)
    assert line.plain.endswith(end)
    assert line.cell_length <= width


class HeaderApp(App[None]):
    """The header alone."""

    def __init__(self, header: Widget) -> None:
        super().__init__()
        self._header_widget = header

    def compose(self) -> ComposeResult:
        """The header alone."""
        yield self._header_widget


async def test_the_clock_ticks_only_while_a_job_runs() -> None:
    seconds = [1000.0]
    header = StatusHeader(now=lambda: seconds[0])
    async with HeaderApp(header).run_test(size=(100, 5)) as pilot:
        header.show(FACTS, 1421.0, ticking=True)
        await pilot.pause()
        assert screen_text(pilot)[0].rstrip().endswith("● Training    23:41")
        seconds[0] += 3600
        await until(pilot, lambda: "1:23:41" in screen_text(pilot)[0], "a tick")
        header.show(replace(FACTS, status="Completed"), 5030.0)
        await pilot.pause()
        clock = header.query_one(Clock)
        assert "1:23:50" in screen_text(pilot)[0]
        assert clock._timer is None
        assert clock.size.width == 8
