"""What the hyperparameter form shows, as pure functions of the table and the values given."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from rich.cells import cell_len
from textual.content import Content

from core.finding import by_severity
from core.job.hyperparameters import AUTO
from core.text import clean
from tui.widgets.finding_draw import MARKS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from core.finding import Finding, Level
    from core.job.hyperparameters import Hyperparameter

EMPTY: Mapping[str, str] = MappingProxyType({})
Source = Literal["given", "auto", "default", "unset", "swept"]


@dataclass(frozen=True, slots=True)
class FormRow:
    """One hyperparameter in the form: its name, the text shown, where the value comes from, what a clone had."""

    name: str
    text: str
    source: Source
    was: str = ""


def form_rows(
    table: Mapping[str, Hyperparameter],
    given: Mapping[str, str],
    resolved: Mapping[str, str],
    *,
    expanded: bool,
    marked: Collection[str] = (),
    cloned: Mapping[str, str] | None = None,
    ranges: Mapping[str, str] = EMPTY,
) -> list[FormRow]:
    """The rows to show: the ones in front, then, if `expanded`, all others.

    What is set, is marked, has a range or gets another value than its default from the data set always shows.

    Args:
        table: name -> hyperparameter.
        given: what the user set, `auto` included.
        resolved: what would be sent, with `auto` filled in where the data set allows.
        expanded: whether all are shown.
        marked: names that a finding speaks of.
        cloned: the values of the job that was cloned: a row that differs says what it was; None without a clone.
        ranges: name -> what a sweep tries; shown in place of the value.
    """
    before = given if cloned is None else cloned
    shown = [row for row in table.values() if row.front]
    shown += [
        row
        for row in table.values()
        if not row.front
        and (
            expanded
            or row.name in marked
            or row.name in ranges
            or given.get(row.name, AUTO) != AUTO
            or _was(row, given.get(row.name), before.get(row.name))
            or _is_filled_in(row, given.get(row.name), resolved.get(row.name))
        )
    ]
    return [
        FormRow(row.name, ranges[row.name], "swept")
        if row.name in ranges
        else replace(
            _row(row, given.get(row.name), resolved.get(row.name)),
            was=_was(row, given.get(row.name), before.get(row.name)),
        )
        for row in shown
    ]


def _was(parameter: Hyperparameter, given: str | None, cloned: str | None) -> str:
    """What the cloned job had, if that is another value; a default that was left out is the default."""
    now, then = (parameter.default if value is None else value for value in (given, cloned))
    if now == then:
        return ""
    return "–" if then is None else then if then == AUTO else parameter.show(then)


def _is_filled_in(parameter: Hyperparameter, given: str | None, resolved: str | None) -> bool:
    """Whether the data set gives what nobody has set another value than the default."""
    return given is None and parameter.default is not None and resolved not in (None, parameter.default)


def _row(parameter: Hyperparameter, given: str | None, resolved: str | None) -> FormRow:
    if given == AUTO or _is_filled_in(parameter, given, resolved):
        filled = parameter.show(resolved) if resolved is not None and resolved != AUTO else "…"
        return FormRow(parameter.name, f"{filled} auto", "auto")
    if given is not None:
        return FormRow(parameter.name, parameter.show(given), "given")
    if parameter.default is not None:
        return FormRow(parameter.name, parameter.show(parameter.default), "default")
    return FormRow(parameter.name, "–", "unset")


def draw_row(row: FormRow, name_width: int, *, marked: Level | None = None) -> Content:
    """One line: mark, name, value, what a clone had; a value of the user's own is bold, a default quiet.

    Args:
        row: the row.
        name_width: cells for the name.
        marked: the level of the worst finding about it, if there is one.
    """
    mark, mark_style = MARKS[marked] if marked else (" ", "")
    style = {
        "given": "bold",
        "auto": "bold",
        "default": "$text-dim",
        "unset": "$text-dim",
        "swept": "bold $accent",
    }[row.source]
    name = Content(row.name).truncate(name_width, ellipsis=True)
    pad = " " * (name_width - name.cell_length)
    if row.was and not mark.strip():
        mark, mark_style = "•", "$accent"
    if row.source == "swept" and not mark.strip():
        mark, mark_style = "±", "$accent"
    was = f"  was {clean(row.was)}" if row.was else ""
    return Content.assemble((mark, mark_style), name, pad, " ", (clean(row.text), style), (was, "$text-dim"))


def name_width(rows: Sequence[FormRow], width: int) -> int:
    """Cells for the names in lines of `width` cells: as many as they need, but values need some too."""
    longest = max((len(row.name) for row in rows), default=0)
    value = max((min(_least(row), cell_len(row.text)) for row in rows), default=0)
    return max(8, min(longest, width - value - 3))


def field_left(name: str, text: str, names: int, width: int) -> int:
    """Where the field begins in a row: at the values, or as far before them as the text needs and the name leaves.

    Args:
        name: of the hyperparameter.
        text: what the field begins with.
        names: cells of the names.
        width: cells of the row.
    """
    return min(names + 2, max(len(name) + 2, width - cell_len(text) - 1))


def _least(row: FormRow) -> int:
    """Cells that a value gets if it needs them, whatever the length of the names; a part of a range says nothing."""
    return 16 if row.source == "swept" else 10


def more_row(hidden: int, key: str, *, expanded: bool) -> Content:
    """The last line: how many more there are and the key that shows them."""
    text = "▾ only the first four" if expanded else f"▸ {hidden} more"
    return Content.assemble((f" {text}  ", "$text-dim"), (key, "bold $accent"))


def help_rows(
    parameter: Hyperparameter | None,
    findings: Sequence[Finding],
    width: int,
    height: int,
    *,
    origin: str = "",
    sweeps: str = "",
) -> list[Content]:
    """The lower part of the pane: what is found about the marked row, what it means, and what else is wrong.

    Args:
        parameter: of the marked row; None on the last line.
        findings: about all values.
        width: cells.
        height: rows at most.
        origin: where its value comes from; empty for a default.
        sweeps: what is to be said of a range for it; empty where it takes none.
    """
    own = [
        finding for finding in findings if parameter is not None and finding_names(finding, (parameter.name,))
    ]
    rows = [row for finding in own for row in _told(finding, width)]
    if parameter is not None:
        rows += Content.styled(parameter.meaning, "$text-dim").wrap(width)
        rows += Content.styled(allowed(parameter, origin), "$text-dim").wrap(width)
        rows += Content.styled(sweeps, "$text-dim").wrap(width) if sweeps else []
    rows += [
        row
        for finding in findings
        if finding not in own and finding.level != "info"
        for row in _told(finding, width)
    ]
    return rows[:height]


def _told(finding: Finding, width: int) -> list[Content]:
    mark, style = MARKS[finding.level]
    return list(Content.assemble((f"{mark} ", style), clean(finding.detail)).wrap(width))


def allowed(parameter: Hyperparameter, origin: str = "") -> str:
    """The allowed values, where the value comes from and the default, in one sentence."""
    default = (
        f"default {parameter.show(parameter.default)}" if parameter.default is not None else "no default"
    )
    return "; ".join(filter(None, (parameter.allowed(), origin, default)))


def finding_names(finding: Finding, names: Sequence[str]) -> list[str]:
    """The hyperparameters a finding speaks of, by their names in its text."""
    words = set(finding.detail.replace(",", " ").replace("=", " ").replace(":", " ").split())
    return [name for name in names if name in words]


def worst_levels(findings: Sequence[Finding], names: Sequence[str]) -> dict[str, Level]:
    """The worst level per hyperparameter that a finding speaks of."""
    levels: dict[str, Level] = {}
    for finding in by_severity(findings):
        for name in finding_names(finding, names):
            levels.setdefault(name, finding.level)
    return levels
