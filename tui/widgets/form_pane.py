"""The hyperparameters pane: a list of rows; arrows move, enter edits one, esc leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from core.finding import Finding
from core.sweep.ranges import proposed
from tui.declaring import message
from tui.keys import bindings
from tui.linekeys import KeysChanged, LineKeys
from tui.widgets.form_draw import (
    EMPTY,
    draw_row,
    field_left,
    form_rows,
    help_rows,
    more_row,
    name_width,
    worst_levels,
)
from tui.widgets.form_list import FormList
from tui.widgets.form_values import FormValues, range_of
from tui.widgets.line_input import LineInput
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.events import Resize

    from core.job.hyperparameters import Hyperparameter
    from tui.widgets.form_draw import FormRow

_HELP_ROWS = 12


class FormPane(Widget):
    """The form over the table of hyperparameters; it holds what the user gave and checks as one types."""

    DEFAULT_CSS = """
    FormPane { layers: base edit; layout: vertical; }
    FormPane FormList { height: 1fr; }
    FormPane #form-help { height: auto; max-height: 40%; border-top: solid $border-blurred; }
    FormPane LineInput { layer: edit; position: absolute; width: 12; height: 1; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("form")]

    @message
    class Changed(Message):
        """The values were changed by the user."""

        given: Mapping[str, str]

    @message
    class Considered(Message):
        """The user is typing a value that could be taken: what would be wrong with these?"""

        given: Mapping[str, str]

    def __init__(
        self,
        table: Mapping[str, Hyperparameter],
        given: Mapping[str, str],
        *,
        ranges: Mapping[str, str] = EMPTY,
        more_key: str,
        range_key: str = "v",
        read_only: bool,
        id: str,
    ) -> None:
        super().__init__(id=id, classes="pane")
        self.border_title = Content("2 Hyperparameters")
        self._table = table
        self._more_key = more_key
        self._range_key = range_key
        self._read_only = read_only
        self._values = FormValues(table, given, ranges)
        self._resolved: Mapping[str, str] = {}
        self._findings: Sequence[Finding] = ()
        self._expanded = False
        self._rows: list[FormRow] = []
        self._complaint = ""
        self._asked = LineKeys()

    def compose(self) -> ComposeResult:
        """The rows and, below, what the marked one means."""
        yield FormList(id="form-rows")
        yield Rows(id="form-help")
        yield LineInput(self._values.fault, self._keep)

    def on_mount(self) -> None:
        """Fill the rows."""
        self._draw()

    def on_resize(self, _: Resize) -> None:
        """Names are cut and the help is wrapped to the width."""
        self._draw()

    def show(self, *, resolved: Mapping[str, str], findings: Sequence[Finding]) -> None:
        """Show what the values come to with this data set, and what is wrong with them."""
        self._resolved, self._findings = resolved, findings
        self._draw()

    @property
    def given(self) -> Mapping[str, str]:
        """The values that the user gave."""
        return self._values.given

    @property
    def ranges(self) -> Mapping[str, str]:
        """What a sweep tries, by name."""
        return self._values.ranges

    def set_given(self, given: Mapping[str, str], *, of: str = "") -> None:
        """Take other values into the form; with the name of the job they are of, what differs from them is shown."""
        self._values.take(given, cloned=bool(of))
        self.border_subtitle = Content(f"from {of}") if of else ""
        self.query_one(LineInput).close()
        self._complaint = ""
        self._draw()
        self.post_message(self.Changed(dict(self.given)))

    @property
    def marked(self) -> str | None:
        """Name of the marked hyperparameter, None on the last line."""
        cursor = self.query_one(FormList).cursor
        return self._rows[cursor].name if cursor < len(self._rows) else None

    @property
    def line_keys(self) -> LineKeys:
        """Which keys matter now."""
        return self._values.line_keys(self.marked)

    def copy_text(self) -> str:
        """The marked row as ``name=value``, for copying."""
        name = self.marked
        return f"{name}={self._values.shown(name)}" if name else ""

    def action_move(self, by: int) -> None:
        """Move the mark."""
        if not self._editing:
            rows = self.query_one(FormList)
            rows.mark(min(max(rows.cursor + by, 0), len(rows.rows) - 1))
            self._draw_help()

    def action_more(self) -> None:
        """Show all, or only the first."""
        self._expanded = not self._expanded
        self._draw()
        rows = self.query_one(FormList)
        rows.mark(min(rows.cursor, len(rows.rows) - 1))

    def action_edit(self) -> None:
        """Open the field over the marked row."""
        name = self.marked
        if name is None:
            self.action_more()
        elif not self._editing and not self._read_only:
            self._open_line(name, name, self._values.typed(name))

    def action_range(self) -> None:
        """Open the field for the values that a sweep tries."""
        name = self.marked
        if name is None or self._editing or self._read_only:
            return
        if why := self._values.why_no_range(name):
            self.notify(f"{why}.", markup=False)
            return
        self._open_line(name, range_of(name), self.ranges.get(name) or proposed(name).text)

    def _open_line(self, name: str, subject: str, text: str) -> None:
        rows, field = self.query_one(FormList), self.query_one(LineInput)
        left = field_left(name, text, self._name_width(), rows.size.width)
        field.styles.width = max(8, rows.size.width - left)
        field.styles.offset = (left, rows.cursor - rows.scroll_offset.y)
        field.open(subject, text)

    def action_cycle(self, by: int) -> None:
        """Take the next allowed value of a row that has a list of them."""
        name = self.marked
        if name is None or self._editing or not self._table[name].choices or self._read_only:
            return
        if name in self.ranges:
            self.notify("A sweep tries several values of it: drop its range first.", markup=False)
            return
        choices = [str(choice) for choice in self._table[name].choices]
        now = self.given.get(name) or self._resolved.get(name) or self._table[name].default
        place = choices.index(now) + by if now in choices else 0
        self._keep(name, choices[place % len(choices)])

    def action_reset(self) -> None:
        """Drop the range, or go back to the default; what the data set fills in goes back to auto."""
        name = self.marked
        if name is not None and not self._editing and not self._read_only:
            self._values.reset(name)
            self._changed()

    @property
    def _editing(self) -> bool:
        return self.query_one(LineInput).display

    @on(FormList.Marked)
    def _marked_by_mouse(self, event: FormList.Marked) -> None:
        event.stop()
        self._draw_help()

    @on(LineInput.Changed)
    def _typed(self, event: LineInput.Changed) -> None:
        """Check as one types."""
        event.stop()
        field, text = self.query_one(LineInput), event.value.strip()
        if not self._editing:
            return
        self._complain(field.problem)
        if text and not field.problem:
            self.post_message(self.Considered(self._values.considered(field.subject, text)))

    @on(LineInput.Refused)
    def _stays(self, event: LineInput.Refused) -> None:
        """What is wrong is shown already."""
        event.stop()
        self.app.bell()

    def _keep(self, subject: str, text: str) -> None:
        self._complain("")
        self._values.keep(subject, text)
        self._changed()

    @on(LineInput.Left)
    def _left(self, event: LineInput.Left) -> None:
        event.stop()
        self._complain("")
        self.post_message(self.Considered(dict(self.given)))

    def _changed(self) -> None:
        self._draw()
        self.post_message(self.Changed(dict(self.given)))

    def _complain(self, text: str) -> None:
        if text != self._complaint:
            self._complaint = text
            self._draw_help()

    def _draw(self) -> None:
        if not self.is_mounted:
            return
        levels = worst_levels(self._findings, tuple(self._table))
        # Where there is room for all rows and their help, none needs to hide.
        expanded = self._expanded or self.content_size.height >= len(self._table) + _HELP_ROWS
        self._rows = form_rows(
            self._table,
            self.given,
            self._resolved,
            expanded=expanded,
            marked=levels,
            cloned=self._values.cloned,
            ranges=self.ranges,
        )
        width = self._name_width()
        lines = [draw_row(row, width, marked=levels.get(row.name)) for row in self._rows]
        hidden = len(self._table) - len(self._rows)
        if hidden or self._expanded:
            lines.append(more_row(hidden, self._more_key, expanded=self._expanded))
        self.query_one(FormList).set_rows(lines)
        self._draw_help()

    def _name_width(self) -> int:
        return name_width(self._rows, self.content_size.width)

    def _draw_help(self) -> None:
        if (asked := self.line_keys) != self._asked:
            self._asked = asked
            self.post_message(KeysChanged())
        help_list, cursor = self.query_one("#form-help", Rows), self.query_one(FormList).cursor
        name = self.marked
        complaint = [Finding("error", "value", self._complaint)] if self._complaint else []
        height = max(2, self.size.height * 2 // 5 - 1)
        rows = help_rows(
            self._table.get(name) if name else None,
            [*complaint, *self._findings],
            max(10, self.size.width - 2),
            height,
            origin=self._values.origin(self._rows[cursor]) if name else "",
            sweeps=self._values.range_words(name, self._range_key),
        )
        help_list.styles.height = len(rows) + 1 if rows else 0
        help_list.set_rows(rows)
