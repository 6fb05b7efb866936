"""Two programs watch one job from one run book: each shows, and both together store, every line once."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

from tests.cli.localjob import open_book, start_job
from tests.cli.runner import PROGRAM, environment

if TYPE_CHECKING:
    from pathlib import Path

LINES = 1500
COUNTS = f"""
import time
for number in range({LINES}):
    print("number", number, flush=True)
    if number % 30 == 29:
        print(f"Epoch[{{number // 30}}] Validation-accuracy=0.{{number:06}}", flush=True)
        time.sleep(0.05)
"""


def test_two_programs_that_watch_one_job_see_and_store_every_line_once(home: Path) -> None:
    start_job(home, "counts", COUNTS)
    programs = [
        subprocess.Popen(
            [PROGRAM, "watch", "counts", "--json"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(home),
            cwd=home,
            text=True,
        )
        for _ in range(2)
    ]
    expected = [f"number {number}" for number in range(LINES)]
    curve = [(epoch, (epoch * 30 + 29) / 1e6) for epoch in range(LINES // 30)]
    for program in programs:
        out, err = program.communicate(timeout=90)
        assert (program.returncode, err) == (0, "")
        events = [json.loads(line) for line in out.splitlines()]
        texts = [event["text"] for event in events if event["type"] == "log"]
        assert [text for text in texts if text.startswith("number")] == expected
        assert [(event["epoch"], event["value"]) for event in events if event["type"] == "metric"] == curve
    book = open_book(home)
    record = book.find("counts")
    lines = book.lines(record.id, limit=10 * LINES)
    assert [line.text for line in lines if line.text.startswith("number")] == expected
    assert [line.seq for line in lines] == list(range(1, len(lines) + 1))
    assert len(book.points(record.id)) == len(curve)
    book.close()
