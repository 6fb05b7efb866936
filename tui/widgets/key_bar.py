"""The bottom line: the keys that apply now, or a question that waits for its answer."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widget import Widget

from tui.keys import KEYS, shown

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from textual.app import RenderResult
    from textual.timer import Timer

    from tui.keys import Where

    _Shown = tuple[tuple[Where, ...], frozenset[str], Mapping[str, str], tuple[str, ...]]

_ALWAYS = ("help", "quit", "page.back")
_COLOURS = {"information": "$foreground", "warning": "$warning", "error": "$error"}
_AS_IN_THE_TABLE: Mapping[str, str] = MappingProxyType({})
_ROWS = {row.id: row for row in KEYS}
_PAIRS: Mapping[str, str] = MappingProxyType({"chart.left": "chart.right", "rows.up": "rows.down"})
"""Two keys that stand together under the label of the first, as in ``←→``."""


def key_line(
    where: Sequence[Where],
    width: int,
    *,
    keymap: Mapping[str, str],
    read_only: bool,
    without: Collection[str] = (),
    called: Mapping[str, str] = _AS_IN_THE_TABLE,
    first: Sequence[str] = (),
) -> Content:
    """The keys of the moment, then of these places, the most specific first, as many as fit; help and quit always.

    Args:
        where: places.
        width: cells.
        keymap: ids the user remapped.
        read_only: leave out what changes something.
        without: ids to leave out.
        called: labels of ids that mean something else just now.
        first: ids that the state asks for, before all others.
    """
    of_state = [_ROWS[name] for name in first]
    of_places = [row for place in where for row in KEYS if row.where == place and row.bar]
    cells = {
        row.id: (_keys(row.id, keymap), called.get(row.id, row.label))
        for row in (*of_state, *of_places)
        if row.id not in without and not (read_only and row.writes)
    }
    if "page.back" in cells:
        cells.pop("quit", None)
    last = [cells.pop(name) for name in _ALWAYS if name in cells]
    room = width - sum(_width(cell) for cell in last)
    kept = []
    for cell in cells.values():
        room -= _width(cell)
        if room < 0:
            break
        kept.append(cell)
    parts = [Content.assemble((key, "bold $accent"), " ", label) for key, label in (*kept, *last)]
    return Content("  ").join(parts)


def _keys(name: str, keymap: Mapping[str, str]) -> str:
    """The first key of an id, and of the one that stands with it."""
    names = [name, *filter(None, [_PAIRS.get(name)])]
    return "".join(shown(keymap.get(each, _ROWS[each].keys), first=True) for each in names)


def _width(cell: tuple[str, str]) -> int:
    return len(cell[0]) + len(cell[1]) + 3


class KeyBar(Widget):
    """One line with the keys of what has the focus."""

    DEFAULT_CSS = """
    KeyBar { height: 1; dock: bottom; padding: 0 1; color: $text-dim; }
    """

    def __init__(self, keymap: Mapping[str, str], *, read_only: bool) -> None:
        super().__init__()
        self._keymap = keymap
        self._read_only = read_only
        self._said: Content | None = None
        self._timer: Timer | None = None
        self._shown: _Shown = ((), frozenset(), {}, ())

    @property
    def places(self) -> tuple[Where, ...]:
        """Whose keys it shows, the most specific place first."""
        return self._shown[0]

    def show(
        self,
        *where: Where,
        without: Collection[str] = (),
        called: Mapping[str, str] = _AS_IN_THE_TABLE,
        first: Sequence[str] = (),
    ) -> None:
        """Show the keys of these places; repaints only if they are others than before.

        Args:
            where: the most specific place first.
            without: ids of keys that would do nothing now.
            called: labels of ids that mean something else just now.
            first: ids that the state asks for, before all others.
        """
        new = (where, frozenset(without), called, tuple(first))
        if new != self._shown:
            self._shown = new
            self.refresh()

    def say(self, message: str, severity: str, seconds: float) -> bool:
        """Say this in the place of the keys for a while; the same again only keeps it there.

        Returns:
            Whether it is said; False if it is too long for the line.
        """
        said = Content.styled(message, f"{_COLOURS[severity]} bold")
        if "\n" in message or said.cell_length > self.content_size.width:
            return False
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(seconds, self._unsay)
        if said != self._said:
            self._said = said
            self.refresh()
        return True

    def _unsay(self) -> None:
        self._said, self._timer = None, None
        self.refresh()

    def render(self) -> RenderResult:
        """The line."""
        if self._said is not None:
            return self._said
        where, without, called, first = self._shown
        return key_line(
            where,
            self.content_size.width,
            keymap=self._keymap,
            read_only=self._read_only,
            without=without,
            called=called,
            first=first,
        )
