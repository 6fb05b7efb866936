"""The true count of a search in a job's log of a million lines, beside one regular expression per line of a file.

Both read what is stored: the cockpit from its run book, the plain loop from a file of the same lines. The cockpit lets
other threads in every few milliseconds meanwhile, so that keys go on.
"""

from __future__ import annotations

import re
import sys
import tempfile
from functools import partial
from pathlib import Path

from benchmarks.measure import Row, best_of, show
from benchmarks.parse_log import lines
from core.cancel import CancelToken
from core.engine.base import LogLine
from core.job.status import JobKey
from core.runs import RunBook
from core.text import clean
from tui.widgets.log_scan import Scan, compile_condition, scan

LINES = 1_000_000
EXPRESSIONS = {
    "matches in most lines": "speed",
    "no match, plain text in it": r"customer error: \w+",
    "no match, no plain text": r"[x-z]\d{5}[x-z]",
}
BUDGET = 1.25
_AT_ONCE = 20_000


def stored(book: RunBook, texts: list[str]) -> int:
    """The id of a job whose log these lines are."""
    job = book.add_job(JobKey("local", "", "", "ic-flowers-1123-2219-kq7d"), spec=None, created=1000.0).id
    for start in range(0, len(texts), _AT_ONCE):
        some = enumerate(texts[start : start + _AT_ONCE], start)
        made = [LogLine(str(number), "algo-1", 1000.0 + number, text) for number, text in some]
        book.store(
            job,
            old_cursor=str(start) if start else None,
            cursor=str(start + len(made)),
            lines=made,
            points=[],
        )
    return job


def plain(file: Path, search: re.Pattern[str]) -> int:
    """How many lines of a file hold the expression."""
    with file.open(encoding="utf-8", newline="\n") as stream:
        return sum(1 for line in stream if search.search(line))


def counted(book: RunBook, job: int, expression: str) -> int:
    """How many lines of a job do, looked at from the middle outwards as one reads there."""
    begun = Scan((compile_condition(expression),), first=LINES // 2, scanned=LINES // 2)
    found = scan(book, job, begun, book.line_count(job), CancelToken())
    return sum(len(part.earlier) + len(part.later) for part in found)


def run() -> bool:
    """Measure and print; returns whether the budgets are kept."""
    kept = []
    with tempfile.TemporaryDirectory() as folder:
        texts = [clean(line) for line in lines(LINES)]
        file = Path(folder) / "train.log"
        file.write_text("".join(f"{text}\n" for text in texts), encoding="utf-8")
        book = RunBook.open(Path(folder) / "runs.sqlite")
        job = stored(book, texts)
        for what, expression in EXPRESSIONS.items():
            search = compile_condition(expression).pattern
            if plain(file, search) != counted(book, job, expression):
                raise AssertionError(f"{expression} is not found where it is")
            loop = best_of(3, partial(plain, file, search))
            ours = best_of(3, partial(counted, book, job, expression))
            kept.append(show(Row(f"{LINES:,} lines searched: {what}", "a plain loop", loop, ours, BUDGET)))
        book.close()
    return all(kept)


if __name__ == "__main__":
    sys.exit(not run())
