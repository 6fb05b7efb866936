"""A data set on the terminal: classes with bars, findings, how far a check is."""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from itertools import groupby
from typing import TYPE_CHECKING

import click

from cli.output import count_findings, number_of, out, print_findings, table
from core.text import clean_path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.dataset.model import ClassCount, DataSet
    from core.finding import Finding

_BAR = 30
_NAME = 60
_MOST_EMPTY = 3
"""Labels in a row that no photo has: more are one line."""
_ERASE = "\r\x1b[K"


def print_dataset(data: DataSet, findings: Sequence[Finding]) -> None:
    """The data set for people: where and how many, classes with bars, findings."""
    out(
        f"{clean_path(data.root)}: {number_of(data.images, 'photo')}, {number_of(len(data.classes), 'class')}, "
        f"{len(data.train):,} train and {len(data.validation):,} validate"
    )
    print_classes(data.classes, several=data.multi_label)
    out(count_findings(findings))
    print_findings(findings)


def print_classes(classes: Sequence[ClassCount], *, several: bool = False) -> None:
    """A table of the classes with a bar for each count, labels without photos together; nothing if there are none.

    Args:
        classes: in label order.
        several: whether a photo may have several labels, and counts for each.
    """
    if classes:
        most = max(1, *(row.images for row in classes))
        mark = bar_mark()
        rows = []
        for empty, some in groupby(classes, key=lambda row: not row.images and row.name == str(row.label)):
            told = list(some)
            if empty and len(told) > _MOST_EMPTY:
                rows.append((f"{told[0].label}-{told[-1].label}", f"{len(told):,} labels", "0", ""))
                continue
            rows += [
                (str(row.label), _name(row), f"{row.images:,}", mark * round(_BAR * row.images / most))
                for row in told
            ]
        table(rows, ("LABEL", "CLASS", "PHOTOS WITH IT" if several else "IMAGES", ""), right=(0, 2))


def _name(row: ClassCount) -> str:
    name = clean_path(row.name)
    return name if len(name) <= _NAME else f"{name[: _NAME - 1]}…"


def bar_mark() -> str:
    """The character of bars, which stdout can write."""
    try:
        "█".encode(sys.stdout.encoding or "ascii")
    except (LookupError, UnicodeEncodeError):
        return "#"
    return "█"


class Counter:
    """Says on a terminal's stderr how far the photos are, a few times a second on one line."""

    def __init__(self) -> None:
        self._last = 0.0
        self._step = ""
        self._shown = False

    def __call__(self, done: int, total: int, step: str, /) -> None:
        """Rewrite the line; wipe it at the end of a step."""
        now = time.monotonic()
        if done == total:
            self.wipe()
        elif step != self._step or now - self._last > 0.2:
            self._step, self._last = step, now
            self._shown = True
            _write(f"{_ERASE}{step}: {done:,} of {total:,}")

    def wipe(self) -> None:
        """Take the line away, if there is one."""
        if self._shown:
            _write(_ERASE)
        self._shown = False


def progress() -> Counter | None:
    """A counter where stderr is a terminal that can show it; whatever ends the command, its line is wiped then."""
    if not sys.stderr.isatty() or os.environ.get("TERM", "dumb") == "dumb":
        return None
    counter = Counter()
    command = click.get_current_context(silent=True)
    if command is not None:
        command.call_on_close(counter.wipe)
    return counter


def _write(text: str) -> None:
    with suppress(OSError):  # that nobody can read it ends no command
        sys.stderr.write(text)
        sys.stderr.flush()
