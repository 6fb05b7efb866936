"""The help page: every key there is, from the one table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from tui.keys import KEYS, TITLES, shown
from tui.screens.page import Page, PageRows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tui.keys import Where
    from tui.services import Services

_KEY_WIDTH = 17


class HelpPage(Page):
    """All keys by place, with what each does and the id that remaps it.

    Args:
        services: the keys as they are.
        place: whose keys are in view first; None for the first there are.
    """

    def __init__(self, services: Services, place: Where | None = None) -> None:
        super().__init__(services)
        self._place = place

    def on_mount(self) -> None:
        """Go to the keys of the place, once there are lines to go to."""
        if self._place is not None:
            self.call_after_refresh(self._go_to, TITLES[self._place])

    def title_line(self) -> Content:
        """The first line."""
        return Content("trainscope: keys")

    def first_keys(self) -> tuple[str, ...]:
        """How to get to the others."""
        return ("rows.up", "rows.page_down")

    def called(self) -> Mapping[str, str]:
        """Short, as they stand together."""
        return {"rows.up": "scroll", "rows.page_down": "page"}

    def lines(self, width: int) -> list[Content]:
        """The table."""
        services = self.services
        return help_lines(width, services.keymap, read_only=services.read_only, recorded=services.recorded)

    def _go_to(self, title: str) -> None:
        rows = self.query_one(PageRows)
        at = next((number for number, row in enumerate(rows.rows) if row.plain == title), 0)
        rows.scroll_to(y=at, animate=False)


def help_lines(
    width: int, keymap: Mapping[str, str], *, read_only: bool, recorded: bool = False
) -> list[Content]:
    """The table of keys as lines of at most `width` cells.

    Args:
        width: cells.
        keymap: ids the user remapped.
        read_only: leave out what changes something.
        recorded: whether a recorded run is played: there are keys for that alone.
    """
    id_width = max(len(row.id) for row in KEYS) if width >= 100 else 0
    text_width = max(20, width - _KEY_WIDTH - id_width - 2)
    lines: list[Content] = []
    for where, title in TITLES.items():
        if where == "replay" and not recorded:
            continue
        rows = [row for row in KEYS if row.where == where and not (read_only and row.writes)]
        if not rows:
            continue
        lines += [Content(""), Content.styled(title, "bold $accent")]
        for row in rows:
            first, *rest = Content(row.help).wrap(text_width)
            keys = shown(keymap.get(row.id, row.keys))
            line = Content.assemble((f"  {keys:<{_KEY_WIDTH - 2}}", "bold"), first)
            if id_width:
                line = Content.assemble(
                    line.pad_right(max(0, width - id_width - line.cell_length)), (row.id, "$text-dim")
                )
            lines += [line, *(more.pad_left(_KEY_WIDTH) for more in rest)]
    note = "Any key can be changed in the configuration: ui.keys, by the id" + (
        " on the right." if id_width else "."
    )
    return [*lines[1:], Content(""), *Content.styled(note, "$text-dim").wrap(width)]
