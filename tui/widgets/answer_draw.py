"""What a model answers about a photo: as a row of a list, and as the text beside the photo. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content

from core.finding import by_severity
from core.predict.answers import bar_length, name_of
from core.text import clean, clean_path
from tui.widgets.finding_draw import finding_lines
from tui.widgets.flow import flow
from tui.widgets.paths_draw import home_path, tail

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from core.predict.answers import Prediction
    from core.predict.question import Answer

RIGHT, WRONG = ("✓", "$success"), ("✗", "$error")
_MOST_CLASSES = 10
_BAR = 10
_LEAST_PATH = 14
_LEAST_NAME, _MOST_NAME = 6, 20
_LEAST_BAR = 4
_NO_NUMBERS = "the probabilities are no numbers"


@dataclass(frozen=True, slots=True)
class AnswerColumns:
    """Cells of the columns of a list of answers; the verdict has the rest.

    Args:
        path: of a photo.
        name: of its class, as it is answered.
        bar: of its probability; 0: there is none.
    """

    path: int
    name: int
    bar: int


def answer_columns(width: int, paths: int, names: Sequence[str]) -> AnswerColumns:
    """The columns that fit: the bar goes first, then paths are cut.

    Args:
        width: cells.
        paths: of the widest path.
        names: of the classes.
    """
    widest = max((cell_len(clean_path(each)) for each in names), default=5)
    others = 2 + 2 + 6 + 2 + len("✗ is ")
    name = min(_MOST_NAME, widest, max(_LEAST_NAME, (width - _LEAST_PATH - others) // 2))
    rest = others + 2 * name
    bar = _BAR if width - rest - _BAR - 2 >= min(paths, 2 * _LEAST_PATH) else 0
    room = width - rest - (bar + 2 if bar else 0)
    return AnswerColumns(max(_LEAST_PATH, min(paths, room)), name, bar)


def answer_row(answer: Answer, names: Sequence[str], columns: AnswerColumns) -> Content:
    """Path, class, probability and whether it is right, or why there is no answer."""
    row = answer.prediction
    path = _padded(tail(home_path(row.path), columns.path), columns.path)
    if row.labels is None:
        return Content.assemble(path, "  ", (f"{WRONG[0]} {_why_not(answer)}", WRONG[1]))
    said = _padded(
        Content(_names(row.labels, names)).truncate(columns.name, ellipsis=True).plain, columns.name
    )
    value = max((row.probabilities[label] for label in row.labels), default=max(row.probabilities))
    bar = f"  {_padded('█' * bar_length(value, columns.bar), columns.bar)}" if columns.bar else ""
    return Content.assemble(path, "  ", said, f"  {value:.4f}", (bar, "$accent"), "  ", _verdict(row, names))


def answer_text(
    answer: Answer, names: Sequence[str], width: int, *, facts: Iterable[str], part: str
) -> list[Content]:
    """All that is said of a photo: the likeliest classes with bars, the truth, and what was found.

    Args:
        answer: about it.
        names: of the classes in label order.
        width: cells.
        facts: short ones for the line below its path.
        part: what was sent of it if that is not all; empty if it is.
    """
    row = answer.prediction
    lines = list(Content.styled(home_path(row.path), "bold").wrap(width))
    lines += flow((Content.styled(fact, "$text-dim") for fact in facts), width)
    if part:
        lines += Content.styled(part, "$text-dim").wrap(width)
    lines.append(Content(""))
    if row.labels is not None:
        if (verdict := _verdict(row, names)).plain:
            said = "" if row.right else f", taken for {_names(row.labels, names)}"
            lines += [*Content.assemble(verdict, (said, WRONG[1])).wrap(width), Content("")]
        lines += _classes(row, names, width)
    elif not any(finding.level == "error" for finding in answer.findings):
        lines += Content.styled(f"✗ {_NO_NUMBERS}", WRONG[1]).wrap(width)
    for finding in by_severity(answer.findings):
        lines += [*finding_lines(finding, width), Content("")]
    return lines


def _classes(row: Prediction, names: Sequence[str], width: int) -> list[Content]:
    """The likeliest classes, and all that are answered, each with its bar."""
    yes = set(row.labels or ()) if row.several else set()
    shown = row.ranked(max(_MOST_CLASSES, len(yes)))
    marks = 2 if row.several else 0
    wide = min(max(cell_len(_name(label, names)) for label in shown), max(8, width // 2 - marks))
    room = width - marks - wide - 2 - 6 - 2
    lines = []
    for label in shown:
        value = row.probabilities[label]
        mark = f"{RIGHT[0]} " if label in yes else " " * marks
        name = _padded(Content(_name(label, names)).truncate(wide, ellipsis=True).plain, wide)
        bar = "█" * bar_length(value, room) if room >= _LEAST_BAR else ""
        lines.append(Content.assemble(mark, name, f"  {value:.4f}  ", (bar, "$accent")).rstrip())
    if row.several and not yes:
        lines += Content.styled("none of the labels is likely", "$text-dim").wrap(width)
    more = len(row.probabilities) - len(shown)
    if more > 0:
        lines.append(Content.styled(f"and {more:,} less likely", "$text-dim"))
    return lines


def _verdict(row: Prediction, names: Sequence[str]) -> Content:
    """Whether the answer is right, in a sign and words; empty where nobody knows."""
    if row.right is None:
        return Content("")
    if row.right:
        return Content.styled(f"{RIGHT[0]} right", RIGHT[1])
    return Content.styled(f"{WRONG[0]} is {_names(row.truth or (), names)}", WRONG[1])


def _why_not(answer: Answer) -> str:
    errors = [clean(finding.detail) for finding in answer.findings if finding.level == "error"]
    return errors[0] if errors else _NO_NUMBERS


def _names(labels: Iterable[int], names: Sequence[str]) -> str:
    return ", ".join(_name(label, names) for label in labels) or "none"


def _name(label: int, names: Sequence[str]) -> str:
    return clean_path(name_of(label, names))


def _padded(text: str, width: int) -> str:
    return text + " " * (width - cell_len(text))
