"""What was parsed of a log, as rows: patterns with their hits, and lines that look like metrics. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from core.logview.parsed import MOST_FORMS
from tui.widgets.choice_rows import Choice
from tui.widgets.log_draw import shown

if TYPE_CHECKING:
    from core.logview.parsed import Parsed, Pattern
    from core.runs import StoredLine


def parsed_rows(
    parsed: Parsed, count: int, width: int, problem: str = ""
) -> tuple[list[Content], dict[int, Choice]]:
    """The rows, and which of them stand for a line of the log (its number).

    Args:
        parsed: what is known so far.
        count: lines of the log.
        width: cells.
        problem: why no more can be known; empty if it can.
    """
    looked = f"{parsed.lines:,} of {count:,} lines looked at" if parsed.lines < count else f"{count:,} lines"
    rows = [Content.styled(looked, "$text-dim")]
    if problem:
        rows += Content.styled(f"✗ {problem}", "$error").wrap(width)
    choices: dict[int, Choice] = {}

    def add_line(line: StoredLine) -> None:
        choices[len(rows)] = Choice(line.seq)
        rows.append(
            Content.assemble((f"    line {line.seq:,}  ", "$text-dim"), shown(line.text)).truncate(
                width, ellipsis=True
            )
        )

    name_width = max((len(each.name) for each in parsed.patterns), default=0)
    rows += [Content(""), Content.styled("Patterns, each with the last line that it matched", "bold $accent")]
    for pattern in parsed.patterns:
        rows += _pattern_rows(pattern, name_width, width)
        if pattern.problem:
            rows += Content.styled(f"    ✗ {pattern.problem}", "$error").wrap(width)
        if pattern.last is not None:
            add_line(pattern.last)
    rows += [
        Content(""),
        Content.styled("Lines that look like a metric but matched nothing", "bold $accent"),
    ]
    for each in parsed.unmatched:
        lines = f"{each.count:,} {'line' if each.count == 1 else 'lines'}"
        rows.append(Content.assemble(("  ▲ ", "$warning"), f"{lines} like the last one:"))
        add_line(each.last)
    if not parsed.unmatched:
        rows.append(Content("  none" if parsed.lines >= count else "  none yet"))
    if parsed.others:
        rows.append(Content(f"  {parsed.others:,} more, unlike these {MOST_FORMS}"))
    return rows, choices


def _pattern_rows(pattern: Pattern, name_width: int, width: int) -> list[Content]:
    """Name, hits and form; the form below them where it has no room beside them."""
    hits = f"{pattern.hits:,} {'value' if pattern.hits == 1 else 'values'}"
    mark = ("  ● ", "$success") if pattern.hits else ("  ◌ ", "$text-dim")
    head = Content.assemble(mark, (f"{pattern.name:<{name_width}}", "bold"), f"  {hits:>10}")
    form = Content.styled(f"  {pattern.form}", "$text-dim")
    if head.cell_length + form.cell_length <= width:
        return [head + form]
    return [head, *(row.pad_left(4) for row in form[2:].fold(max(8, width - 4)))]
