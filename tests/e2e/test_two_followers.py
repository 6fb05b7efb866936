"""Two programs follow one job from one run book: each shows, and both together store, every line once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.cli.localjob import open_book, start_job
from tests.e2e.terminal import Terminal
from tests.e2e.together import run_together

if TYPE_CHECKING:
    from pathlib import Path

LINES = 1500
COUNTS = f"""
import pathlib, sys, time
deadline = time.monotonic() + 60
while not pathlib.Path(sys.argv[1]).exists() and time.monotonic() < deadline:
    time.sleep(0.02)
for number in range({LINES}):
    print("number", number, flush=True)
    if number % 30 == 29:
        print(f"Epoch[{{number // 30}}] Validation-accuracy=0.{{number:06}}", flush=True)
        time.sleep(0.05)
"""
"""Waits for the file of its argument, then counts for some seconds, so that a follower polls several times."""
NUMBERS = [f"number {number}" for number in range(LINES)]
CURVE = [(epoch, (epoch * 30 + 29) / 1e6) for epoch in range(LINES // 30)]


def assert_stored_once(home: Path) -> None:
    """Each line and each point stands in the run book once."""
    book = open_book(home)
    record = book.find("counts")
    lines = book.lines(record.id, limit=10 * LINES)
    points = [stored.point for stored in book.points(record.id)]
    book.close()
    assert [line.text for line in lines if line.text.startswith("number")] == NUMBERS
    assert [line.seq for line in lines] == list(range(1, len(lines) + 1))
    assert [(point.epoch, point.value) for point in points] == CURVE


def test_two_programs_that_watch_one_job_see_and_store_every_line_once(home: Path) -> None:
    start_job(home, "counts", COUNTS, home)
    for run in run_together(home, "watch", "counts", "--json", seconds=90):
        assert (run.code, run.stderr) == (0, "")
        events = run.objects()
        texts = [event["text"] for event in events if event["type"] == "log"]
        assert [text for text in texts if text.startswith("number")] == NUMBERS
        assert [(event["epoch"], event["value"]) for event in events if event["type"] == "metric"] == CURVE
    assert_stored_once(home)


def test_two_cockpits_that_show_one_job_show_and_store_every_line_once(home: Path) -> None:
    start_job(home, "counts", COUNTS, home / "go on")
    with Terminal(home) as first, Terminal(home) as second:
        for terminal in (first, second):
            terminal.wait_for(lambda screen: "counts" in screen and "● Training" in screen)
            terminal.press("5z")
        (home / "go on").touch()
        for terminal in (first, second):
            terminal.wait_for("✓ Completed")
            terminal.wait_for(f"Epoch[{LINES // 30 - 1}]")
            shown = re.findall(r"number \d+", terminal.text)
            assert len(shown) > 20
            assert shown == NUMBERS[-len(shown) :]
    assert_stored_once(home)
