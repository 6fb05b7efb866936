"""The page of a sweep as rows: how it stands, and the table of its jobs, the best first. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from core.job.status import Status
from core.sweep.membership import short_name
from core.sweep.outcome import most_jobs_in, ranges_in
from core.sweep.words import value_words
from core.text import clean
from tui.widgets.choice_rows import Choice
from tui.widgets.fitted_columns import Column, below, line, split
from tui.widgets.flow import flow
from tui.widgets.header import status_mark
from tui.widgets.run_marks import sign

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.runs import SweepRecord
    from core.sweep.standing import Row, Standing
    from tui.sweepmessages import SweepView

_INDENT = 6


def status_of(record: SweepRecord) -> str:
    """The status of a sweep in a word, the service's where it has one."""
    return "not seen yet" if record.state is None else record.state.status.value


def counts_words(counts: Mapping[Status, int], most: int) -> str:
    """Such as ``4 of 10 jobs: 3 Completed, 1 InProgress``."""
    started = sum(counts.values())
    each = ", ".join(f"{count} {status.value}" for status, count in counts.items() if count)
    return f"{started} of {most} jobs{f': {each}' if each else ''}"


def best_words(row: Row | None) -> str:
    """The best job's value, and where it came from."""
    if row is None or row.objective is None:
        return "no value yet"
    at = "" if row.epoch is None else f" @ {row.epoch}"
    return f"best {row.objective:.4f}{at}"


def head_lines(view: SweepView, width: int) -> list[Content]:
    """How the sweep stands, in one line or more: status, jobs, best value, cost, why it failed."""
    record, table = view.record, view.standing
    word = status_of(record)
    mark, style = status_mark(word)
    parts = [
        Content.assemble((mark, style), f" {word}"),
        Content(counts_words(table.counts, most_jobs_in(record))),
        Content.styled(best_words(table.best), "bold"),
    ]
    if table.cost is not None:
        parts.append(Content(f"${table.cost:,.2f} so far" if not view.ended else f"${table.cost:,.2f}"))
    lines = flow(parts, width)
    for row in ranges_in(record):
        lines += Content.styled(clean(f"tries {row.name} {row.text}"), "$text-dim").wrap(width)
    reason = record.state.failure_reason if record.state is not None else None
    if reason:
        lines += Content.styled(f"✗ {clean(reason)}", "$error").wrap(width)
    if record.state is not None and record.state.advice:
        lines += Content(clean(record.state.advice)).wrap(width)
    return lines


def columns(record: SweepRecord, table: Standing) -> list[Column]:
    """All columns, those in front that must be seen: job, status, accuracy, what is swept, epoch, cost."""
    rows = table.rows
    swept = [row.name for row in ranges_in(record)] or sorted({name for row in rows for name in row.values})
    found = [
        Column("job", tuple(short_name(clean(row.job), record.key.name) for row in rows), number=False),
        Column(
            "status", tuple(f"{status_mark(row.status)[0]} {row.status.value}" for row in rows), number=False
        ),
        Column("accuracy", tuple("–" if row.objective is None else f"{row.objective:.4f}" for row in rows)),
        *(
            Column(clean(name), tuple(value_words(row.values.get(name, "–")) for row in rows))
            for name in swept
        ),
        Column("epochs", tuple("–" if row.epochs is None else str(row.epochs) for row in rows)),
    ]
    if any(row.cost is not None for row in rows):
        found.append(Column("cost", tuple("–" if row.cost is None else f"${row.cost:,.2f}" for row in rows)))
    return found


def table_rows(
    record: SweepRecord, table: Standing, slots: Mapping[str, int], width: int
) -> tuple[list[Content], dict[int, Choice]]:
    """The table in lines of at most `width` cells, and which line stands for which job.

    Columns for which there is no room stand below their row, named.

    Args:
        record: of the sweep.
        table: its jobs.
        slots: job -> the slot of its curve, of those that are drawn.
        width: cells.
    """
    if not table.rows:
        return [Content.styled("No job of it has started yet.", "$text-dim")], {}
    beside, rest = split(columns(record, table), width - _INDENT)
    lines = [Content.assemble(" " * _INDENT, line(beside, None)).truncate(width, ellipsis=True)]
    choices: dict[int, Choice] = {}
    for number, row in enumerate(table.rows):
        choices[len(lines)] = Choice(row.job)
        lead = Content.assemble(_rank(row), sign(slots[row.job]) if row.job in slots else " ", " ")
        text = line(beside, number)
        lines.append(Content.assemble(lead, text.stylize("bold") if row.rank == 1 else text))
        more = below(rest, number)
        if row.failure_reason:
            more.append(Content.styled(f"✗ {clean(row.failure_reason)}", "$error"))
        lines += [part.pad_left(_INDENT) for part in flow(more, width - _INDENT)]
    return lines, choices


def as_text(record: SweepRecord, table: Standing) -> str:
    """The table as tab-separated text."""
    found = columns(record, table)
    heads = ["rank", *(column.head for column in found)]
    rows = [
        [
            str(row.rank or ""),
            clean(row.job),
            row.status.value,
            *(column.cells[number] for column in found[2:]),
        ]
        for number, row in enumerate(table.rows)
    ]
    return "\n".join("\t".join(cells) for cells in (heads, *rows))


def _rank(row: Row) -> Content:
    """The rank in three cells; the best has a star."""
    text = f"{'★' if row.rank == 1 else ' '}{row.rank if row.rank is not None else '–':>2} "
    return Content.styled(text, "bold $success" if row.rank == 1 else "$text-dim")
