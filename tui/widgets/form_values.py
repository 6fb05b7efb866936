"""What the form holds: the values that the user gave, and the ranges that a sweep tries in place of some of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.config.settings import default_hyperparameters
from core.job.hyperparameters import AUTO
from core.sweep.ranges import SCALES, parse_range, proposed, tunable
from tui.linekeys import form_keys

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.job.hyperparameters import Hyperparameter
    from tui.linekeys import LineKeys
    from tui.widgets.form_draw import FormRow

_RANGE = "range of "
"""In front of a name: the line that is typed into is about its range."""


def range_of(name: str) -> str:
    """The subject of a line that is about the range of a hyperparameter."""
    return f"{_RANGE}{name}"


class FormValues:
    """Values and ranges by name, each checked before it is taken; `cloned` are those of the job that was cloned.

    Args:
        table: name -> hyperparameter.
        given: the values at first.
        ranges: the ranges at first.
    """

    def __init__(
        self, table: Mapping[str, Hyperparameter], given: Mapping[str, str], ranges: Mapping[str, str]
    ) -> None:
        self._table = table
        self._configured = dict(given)
        self.given = dict(given)
        self.ranges = dict(ranges)
        self.cloned: Mapping[str, str] | None = None

    def take(self, given: Mapping[str, str], *, cloned: bool) -> None:
        """Hold other values in place of all, which may be those of a job."""
        self.given = dict(given)
        self.cloned = dict(given) if cloned else None

    def origin(self, row: FormRow) -> str:
        """Where the value of a row comes from; empty for a default, and for a range, of which `range_words` speaks."""
        if row.source == "auto":
            return "from the data set"
        if row.source != "given":
            return ""
        value, before = self.given[row.name], self._configured if self.cloned is None else self.cloned
        if before.get(row.name) != value:
            return "set here"
        if self.cloned is not None:
            return "from the cloned job"
        own = default_hyperparameters().get(row.name) == value
        return "as trainscope proposes" if own else "from the configuration"

    def shown(self, name: str) -> str:
        """What a row says when it is copied: its range, its value, its default, or nothing."""
        return self.ranges.get(name) or self.typed(name)

    def typed(self, name: str) -> str:
        """What the line begins with that its value is typed into."""
        return self.given.get(name) or self._table[name].default or ""

    def considered(self, subject: str, text: str) -> dict[str, str]:
        """The values as they would be with this text; a range changes none of them."""
        return dict(self.given) if subject.startswith(_RANGE) else {**self.given, subject: text}

    def fault(self, subject: str, text: str) -> str:
        """What is wrong with a text as a value or a range, or nothing."""
        if not text:
            return ""
        try:
            if subject.startswith(_RANGE):
                parse_range(subject.removeprefix(_RANGE), text)
            elif not (text == AUTO and self._table[subject].auto):
                self._table[subject].parse(text)
        except ValueError as error:
            return str(error)
        return ""

    def keep(self, subject: str, text: str) -> None:
        """Take a text without fault; nothing is the default, and of a range the guide's."""
        if subject.startswith(_RANGE):
            name = subject.removeprefix(_RANGE)
            self.ranges[name] = parse_range(name, text).text
        elif not text:
            self._to_default(subject)
        else:
            self.given[subject] = text if text == AUTO else self._table[subject].parse(text)

    def reset(self, name: str) -> None:
        """Drop the range; where there is none, back to the default, and to auto what the data set fills in."""
        if self.ranges.pop(name, None) is None:
            self._to_default(name)

    def why_no_range(self, name: str) -> str:
        """Why a hyperparameter takes no range; empty if it does."""
        try:
            proposed(name)
        except ValueError as error:
            return str(error)
        return ""

    def line_keys(self, name: str | None) -> LineKeys:
        """Which keys do something in a row.

        Args:
            name: of its hyperparameter; None: the last line.
        """
        listed = name is not None and bool(self._table[name].choices)
        return form_keys(listed=listed, swept=name is not None and not self.why_no_range(name))

    def range_words(self, name: str | None, key: str) -> str:
        """What the help says of the range of a row; empty where it takes none.

        Args:
            name: of the hyperparameter; None: no row.
            key: that gives it a range.
        """
        if name is None or name not in tunable():
            return ""
        guide = proposed(name)
        scales = "" if guide.values else f"; scale {', '.join(SCALES)}"
        words = f"range in the guide {guide.text}{scales}"
        if name not in self.ranges:
            return f"{key} lets a sweep try a range; {words}"
        alone = self.typed(name)
        return f"a sweep tries this range; a job alone takes {alone or 'none'}; {words}"

    def _to_default(self, name: str) -> None:
        if self._table[name].auto:
            self.given[name] = AUTO
        else:
            self.given.pop(name, None)
