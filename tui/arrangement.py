"""Which panes are on the screen, and which of them is the current one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from tui.layout import PANES, dataset_height, layout_for, tab_line, too_small_line

if TYPE_CHECKING:
    from textual.geometry import Size
    from textual.screen import Screen

    from tui.layout import PaneName


class Arrangement:
    """All panes, one as a tab or zoomed, or a sentence where the terminal is too small.

    Args:
        screen: holds the panes, each under its name as id, and `#tabs` and `#too-small`.
    """

    def __init__(self, screen: Screen[None]) -> None:
        self._screen = screen
        self.zoomed = False
        self._classes = 0
        self.current: PaneName = "dataset"

    def fit(self, size: Size) -> None:
        """Lay out for a terminal of this size."""
        layout = layout_for(size.width, size.height)
        self._screen.set_class(layout.too_small, "-too-small")
        self._screen.set_class(layout.tabs, "-tabs")
        self._screen.set_class(layout.wide, "-wide")
        if layout.too_small:
            self._screen.query_one("#too-small", Static).update(Content(too_small_line(*size)))
        self._share_height()
        self._arrange()
        if self._screen.focused is None and not layout.too_small:
            self.go(self.current)  # hidden panes have lost it

    def make_room(self, classes: int) -> None:
        """There are so many classes to show."""
        if classes != self._classes:
            self._classes = classes
            self._share_height()

    def go(self, name: PaneName) -> None:
        """Make a pane the current one and give it the focus, at once, so that the next key is already its own.

        It is shown before it gets the focus, and the others are hidden after they have lost it: Textual gives the
        focus of a pane that is hidden to any other.
        """
        pane = self._screen.query_one(f"#{name}")
        pane.display = True
        inner = (part for part in pane.query("*") if part.can_focus)
        self._screen.set_focus(pane if pane.can_focus else next(inner, pane))
        self.current = name
        self._arrange()

    def step(self, by: int) -> None:
        """Go round the panes."""
        self.go(PANES[(PANES.index(self.current) + by) % len(PANES)])

    @property
    def may_zoom(self) -> bool:
        """Whether there is room for more than one pane."""
        return not self._screen.has_class("-tabs")

    def zoom(self) -> bool:
        """The current pane alone, or all again; False where there is never more than one."""
        if self.may_zoom:
            self.zoomed = not self.zoomed
            self._arrange()
        return self.may_zoom

    def follow_focus(self) -> None:
        """The pane with the focus, however it came there, is the current one."""
        focused = self._screen.focused
        around = focused.ancestors_with_self if focused is not None else ()
        pane = next((name for name in PANES for node in around if node.id == name), None)
        if pane is not None and pane != self.current:
            self.current = pane
            self._arrange()

    def _share_height(self) -> None:
        wide = self._screen.has_class("-wide")
        top = dataset_height(self._classes, self._screen.size.height, wide=wide)
        self._screen.query_one("#panes").styles.grid_rows = f"{top} 1fr {20 if wide else 14}"

    def _arrange(self) -> None:
        alone = self.zoomed or self._screen.has_class("-tabs")
        self._screen.set_class(alone, "-one")
        for name in PANES:
            self._screen.query_one(f"#{name}").display = not alone or name == self.current
        self._screen.query_one("#tabs", Static).update(tab_line(self.current))
