"""Where `predict` and `results` write answers as they come: JSON, comma-separated values, or lines for people."""

from __future__ import annotations

import csv
import sys
from typing import TYPE_CHECKING, Literal, Protocol

from cli.answertext import SHOWN, Text
from cli.dataview import bar_mark
from cli.output import emit_json
from core.errors import UsageError
from core.predict.answers import name_of
from core.text import clean_path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cli.context import App
    from core.predict.answers import Prediction
    from core.predict.question import Answer, Question

Form = Literal["json", "csv", "text"]
"""How answers are written: for programs, or for people."""


class Sink(Protocol):
    """Where answers go, in the order of their questions."""

    def add(self, answer: Answer) -> None:
        """Take the next answer."""

    def close(self) -> None:
        """Write what can be written only at the end."""


def form_of(app: App, *, as_csv: bool) -> Form:
    """How the command is to answer.

    Raises:
        UsageError: in two ways.
    """
    if as_csv and app.as_json:
        raise UsageError("--csv and --json exclude each other", fix="leave out one of them")
    return "json" if app.as_json else "csv" if as_csv else "text"


def bar_of(*, ascii_only: bool) -> str:
    """The character of bars."""
    return "#" if ascii_only else bar_mark()


def sink_of(
    form: Form, names: Sequence[str], questions: Sequence[Question], *, top: int | None, bar: str
) -> Sink:
    """Where answers go.

    Args:
        form: how they are written.
        names: of the classes in label order.
        questions: all that are asked.
        top: how many of the likeliest classes a photo is shown with; None: as is usual.
        bar: the character of bars.
    """
    if form == "json":
        return Json(names)
    if form == "csv":
        return Csv(names)
    return Text(names, questions, top or SHOWN, bar)


class Json:
    """One JSON list, written at the end.

    Args:
        names: of the classes in label order.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names
        self._rows: list[dict[str, object]] = []

    def add(self, answer: Answer) -> None:
        """Keep the next answer."""
        self._rows.append(answer.prediction.as_json(self._names))

    def close(self) -> None:
        """Write all of them."""
        emit_json(self._rows)


class Csv:
    """Comma-separated values: path, label, name, truth, and a column for each probability.

    Args:
        names: of the classes in label order.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names
        self._writer = csv.writer(sys.stdout, lineterminator="\n")
        self._waiting: list[Prediction] | None = []

    def add(self, answer: Answer) -> None:
        """Write the next answer; the first tells how many classes there are."""
        prediction = answer.prediction
        if self._waiting is None:
            self._write(prediction)
            return
        self._waiting.append(prediction)
        if prediction.probabilities:
            self._begin(len(prediction.probabilities))

    def close(self) -> None:
        """Write those that waited for an answer in vain."""
        if self._waiting is not None:
            self._begin(len(self._names))

    def _begin(self, classes: int) -> None:
        waiting, self._waiting = self._waiting or [], None
        self._writer.writerow(["path", "label", "name", "truth", *(f"p{label}" for label in range(classes))])
        for prediction in waiting:
            self._write(prediction)

    def _write(self, prediction: Prediction) -> None:
        labels = prediction.labels or ()
        self._writer.writerow(
            [
                clean_path(prediction.path),
                " ".join(map(str, labels)),
                "; ".join(clean_path(name_of(label, self._names)) for label in labels),
                " ".join(map(str, prediction.truth or ())),
                *prediction.probabilities,
            ]
        )
