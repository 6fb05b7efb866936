"""What goes out: data on stdout, talk on stderr. Text from outside is cleaned here before it reaches a terminal."""

from __future__ import annotations

import json
import math
import os
import sys
from contextlib import nullcontext, suppress
from pathlib import PurePath
from typing import TYPE_CHECKING, TextIO

from core.cells import cell_width
from core.finding import LEVELS, Finding, number_at
from core.text import clean, clean_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

LEVEL_COLOURS = {"error": "red", "warning": "yellow", "info": "blue"}


def out(text: str = "", *, flush: bool = False) -> None:
    """One line of data on stdout; the caller has cleaned it. `flush` for lines that somebody waits for."""
    sys.stdout.write(f"{text}\n")
    if flush:
        sys.stdout.flush()


def say(text: str = "") -> None:
    """One line of talk on stderr, made safe. That nobody can read it ends no command."""
    _talk(sys.stderr, clean(text))


def _talk(stream: TextIO, line: str) -> None:
    """A line on `stream`; where that is stderr, a full disk or a reader that has gone is passed over."""
    with suppress(OSError) if stream is sys.stderr else nullcontext():
        stream.write(f"{line}\n")
        stream.flush()


def emit_json(value: object, *, indent: int | None = None, flush: bool = False) -> None:
    """One JSON document on one line (or indented): ASCII, not-a-number as "nan", "inf" or "-inf"."""
    out(to_json(value, indent=indent), flush=flush)


def to_json(value: object, *, indent: int | None = None) -> str:
    """The text that `emit_json` prints."""
    try:
        return json.dumps(value, allow_nan=False, indent=indent, default=_plain)
    except ValueError:
        return json.dumps(_without_nan(value), allow_nan=False, indent=indent, default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, PurePath):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def _without_nan(value: object) -> object:
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, dict):
        return {key: _without_nan(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(item) for item in value]
    return value


def colour(text: str, name: str | None, *, bold: bool = False, stream: TextIO | None = None) -> str:
    """The text in a colour of the terminal's own sixteen; unchanged where colour is not wanted."""
    if not text or (name is None and not bold) or not wants_colour(stream or sys.stdout):
        return text
    import click

    return click.style(text, fg=name, bold=bold or None)


def wants_colour(stream: TextIO, environ: Mapping[str, str] = os.environ) -> bool:
    """Whether the stream is a terminal that shows colour and its user wants some (NO_COLOR, TERM)."""
    return stream.isatty() and not environ.get("NO_COLOR") and environ.get("TERM", "dumb") != "dumb"


def table(
    rows: Iterable[Sequence[str]],
    headers: Sequence[str],
    *,
    right: Sequence[int] = (),
    colours: Mapping[int, Callable[[str], str | None]] | None = None,
) -> None:
    """Aligned columns on stdout under a line of headers.

    Args:
        rows: cells as text; cleaned here.
        headers: one word per column.
        right: numbers of the columns that are flush right.
        colours: by column, a function from the cell's text to a colour's name or None.
    """
    cleaned = [[clean(cell) for cell in row] for row in rows]
    widths = [max(cell_width(cell) for cell in column) for column in zip(headers, *cleaned, strict=True)]
    for number, row in enumerate([list(headers), *cleaned]):
        parts = []
        for column, cell in enumerate(row):
            pad = " " * (widths[column] - cell_width(cell))
            paint = (colours or {}).get(column) if number else None
            shown = colour(cell, paint(cell) if paint else None, bold=number == 0)
            parts.append(pad + shown if column in right else shown + pad)
        out("  ".join(parts).rstrip())


def print_findings(findings: Sequence[Finding], *, stream: TextIO | None = None, examples: int = 3) -> None:
    """Findings for people: one block per level and kind, with a count, a few examples, why and fix.

    Args:
        findings: in any order; errors come first.
        stream: stdout unless told.
        examples: how many of a kind are named before "… and 17 more".
    """
    target = stream or sys.stdout
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.level, finding.kind), []).append(finding)
    for (level, kind), group in sorted(groups.items(), key=lambda item: LEVELS.index(item[0][0])):
        title = colour(level, LEVEL_COLOURS[level], bold=True, stream=target)
        many = sum(finding.count for finding in group)
        count = f" ({many:,})" if many > 1 else ""
        _talk(target, f"{title}  {clean(kind)}{count}")
        for finding in group[:examples]:
            _talk(target, f"  {_place(finding)}{clean(finding.detail)}")
        if len(group) > examples:
            more = sum(finding.count for finding in group[examples:])
            _talk(target, f"  … and {more:,} more")
        for label, text in (("why", group[0].why), ("fix", group[0].fix)):
            if text:
                _talk(target, f"  {label}: {clean(text)}")


def number_of(count: int, word: str) -> str:
    """``1 photo``, ``1,234 photos``, ``2 classes``."""
    ending = "" if count == 1 else "es" if word.endswith("s") else "s"
    return f"{count:,} {word}{ending}"


def count_findings(findings: Sequence[Finding]) -> str:
    """The counts in words, such as ``2 errors, 1 warning``; ``no findings`` for none."""
    counts = {level: number_at(level, findings) for level in LEVELS}
    words = [number_of(number, level) for level, number in counts.items() if number]
    return ", ".join(words) or "no findings"


def _place(finding: Finding) -> str:
    if finding.path is None:
        return f"line {finding.line}: " if finding.line is not None else ""
    line = f":{finding.line}" if finding.line is not None else ""
    return f"{clean_path(finding.path)}{line}: "
