"""What `predict` and `results` write for people as answers come: a few photos one by one, many in a line each."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

from cli.output import colour, out
from cli.photoview import print_beside_photo
from core.cells import cell_width
from core.predict.answers import bar_length, name_of
from core.text import clean, clean_path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.predict.answers import Prediction
    from core.predict.question import Answer, Question

SINGLY = 4
"""So many photos are shown one by one, with their picture; more get a line each."""
SHOWN = 5
_BAR = 24
_LINE_BAR = 10
_REST = 34
"""Cells of a line beside the path and the class: probability, bar, whether it is right."""
_LEAST_PATH = 16


class Text:
    """Lines for people: a few photos one by one, many in a line each.

    Args:
        names: of the classes in label order.
        questions: all that are asked.
        top: how many of the likeliest classes a photo is shown with.
        bar: the character of bars; ``#`` where the terminal takes ASCII only.
    """

    def __init__(self, names: Sequence[str], questions: Sequence[Question], top: int, bar: str) -> None:
        self._names = names
        self._top = top
        self._bar = bar
        self._marks = ("ok", "no") if bar == "#" else ("✓", "✗")
        self._singly = len(questions) <= SINGLY
        self._name_width = max((cell_width(clean_path(name)) for name in names), default=8)
        self._path_width = max((cell_width(clean_path(row.name)) for row in questions), default=0)
        if sys.stdout.isatty():
            rest = self._name_width + _REST
            room = max(_LEAST_PATH, shutil.get_terminal_size().columns - rest)
            self._path_width = min(self._path_width, room)
        self._shown = 0

    def add(self, answer: Answer) -> None:
        """Print the next answer."""
        if self._singly:
            if self._shown:
                out()
            self._one(answer)
        else:
            self._line(answer)
        self._shown += 1
        sys.stdout.flush()

    def close(self) -> None:
        """Nothing waits."""

    def _one(self, answer: Answer) -> None:
        row = answer.prediction
        truth = self._verdict(row)
        out(colour(clean_path(row.path), None, bold=True) + (f"  {truth}" if truth else ""))
        if row.labels is None:
            out(f"  {_why_not(answer)}")
            return
        yes = set(row.labels) if row.several else set()
        lines = []
        for label in row.ranked(max(self._top, len(yes))):
            value = row.probabilities[label]
            name = self._padded(self._name(label), self._name_width)
            mark = f"{self._marks[0] if label in yes else '':<3}" if row.several else ""
            lines.append(f"{mark}{name}  {value:.4f}  {self._bar * bar_length(value, _BAR)}".rstrip())
        if row.several and not yes:
            lines.append("none of the labels is likely")
        print_beside_photo(answer.question.source, lines)

    def _line(self, answer: Answer) -> None:
        row = answer.prediction
        path = self._padded(self._end_of(clean_path(row.path)), self._path_width)
        if row.labels is None:
            out(f"{path}  {_why_not(answer)}")
            return
        names = ", ".join(self._name(label) for label in row.labels) or "none"
        value = max((row.probabilities[label] for label in row.labels), default=max(row.probabilities))
        bar = self._bar * bar_length(value, _LINE_BAR) + " " * (_LINE_BAR - bar_length(value, _LINE_BAR))
        text = f"{path}  {self._padded(names, self._name_width)}  {value:.4f}  {bar}  {self._verdict(row)}"
        out(text.rstrip())

    def _verdict(self, row: Prediction) -> str:
        """Whether the answer is right, in a sign and words; empty where nobody knows."""
        if row.right is None:
            return ""
        if row.right:
            return colour(f"{self._marks[0]} right", "green")
        truth = ", ".join(self._name(label) for label in row.truth or ()) or "none"
        return colour(f"{self._marks[1]} is {truth}", "red")

    def _end_of(self, path: str) -> str:
        """The path, or as much of its end as there is room for."""
        if cell_width(path) <= self._path_width:
            return path
        mark = ".." if self._bar == "#" else "…"
        while cell_width(path) > self._path_width - len(mark):
            path = path[1:]
        return mark + path

    def _name(self, label: int) -> str:
        return clean_path(name_of(label, self._names))

    @staticmethod
    def _padded(text: str, width: int) -> str:
        return text + " " * (width - cell_width(text))


def _why_not(answer: Answer) -> str:
    errors = [clean(finding.detail) for finding in answer.findings if finding.level == "error"]
    return f"not answered: {errors[0] if errors else 'the probabilities are no numbers'}"
