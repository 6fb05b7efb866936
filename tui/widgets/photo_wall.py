"""Photos on the screen: a grid of them, or one alone with what is known of it. Only what is in view is asked for."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from core.text import clean_path
from tui.keys import bindings
from tui.widgets.photo_draw import alone_line, fitted, picture_line
from tui.widgets.photo_layout import BESIDE, OTHER, SIZES, USUAL, alone, grid
from tui.widgets.photo_text import caption, text_beside
from tui.widgets.rows import marked_style

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.binding import BindingType
    from textual.events import Click, Resize
    from textual.style import Style

    from core.finding import Finding
    from tui.darkroom import Darkroom
    from tui.widgets.photo_cells import Drawn
    from tui.widgets.photo_layout import Alone, Grid, Tile
    from tui.widgets.photo_shelf import Shelf


class PhotoWall(Widget, can_focus=True, inherit_bindings=False):
    """Draws the photos of a list; the screen says which, this says where and which one is marked.

    Args:
        darkroom: draws pictures.
        shelf: knows the photos.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"photos--marked"}
    DEFAULT_CSS = """
    PhotoWall { height: 1fr; margin: 0 1; }
    PhotoWall > .photos--marked {
        background: $block-cursor-background;
        color: $block-cursor-foreground;
        text-style: $block-cursor-text-style;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("photos")]

    class Moved(Message):
        """Another photo is marked, or is shown alone."""

    def __init__(self, darkroom: Darkroom, shelf: Shelf) -> None:
        super().__init__()
        self._darkroom = darkroom
        self._shelf = shelf
        self._count = 0
        self._top = 0
        self._step = USUAL
        self._pending: set[int] = set()
        self._empty = Content("")
        self._text: list[Content] = []
        self.marked = 0
        self.alone = False
        self.sees = ""

    def show(self, count: int, marked: int, empty: str) -> None:
        """Show another list.

        Args:
            count: how many photos it has.
            marked: place of the marked one.
            empty: what is said if there are none.
        """
        self._count, self._empty = count, Content(empty)
        self.marked = min(max(marked, 0), max(0, count - 1))
        self.repaint()

    def repaint(self) -> None:
        """Everything is drawn anew: other photos, another size, another look at them."""
        self._top = self._grid.top_for(self.marked, self._top)
        self._pending.clear()
        self._ask()
        self.refresh()

    def arrived(self) -> None:
        """Some pictures are ready: paint those that are in view and were painted without them."""
        arrived = [
            tile for tile in self._tiles() if tile.place in self._pending and self._done(tile) is not None
        ]
        self._pending.difference_update(tile.place for tile in arrived)
        if self.alone and arrived:
            self.refresh()
        else:
            self._refresh_tiles(arrived, 0)

    def action_move(self, across: int, down: int) -> None:
        """Mark a neighbour; of one alone, the next or the one before."""
        self.go(self.marked + across + down * (1 if self.alone else self._grid.columns))

    def action_page(self, by: int) -> None:
        """Go on by a page; of one alone, by ten."""
        self.go(self.marked + by * (10 if self.alone else self._grid.columns * self._grid.rows))

    def action_end(self, place: int) -> None:
        """Go to the first or the last."""
        self.go(place * self._count)

    def action_size(self, by: int) -> None:
        """Larger or smaller tiles."""
        step = min(max(self._step + by, 0), len(SIZES) - 1)
        if step != self._step and not self.alone:
            self._step = step
            self.repaint()

    def action_alone(self) -> None:
        """One photo, or the grid again."""
        if self._count:
            self.alone = not self.alone
            self.repaint()
            self.post_message(self.Moved())

    def go(self, place: int) -> None:
        """Mark this photo; where nothing scrolls, only two captions are painted."""
        place = min(max(place, 0), max(0, self._count - 1))
        if place == self.marked:
            return
        before, self.marked = self.marked, place
        if self.alone or self._grid.top_for(place, self._top) != self._top:
            self.repaint()
        else:
            self._refresh_tiles(
                [tile for tile in self._tiles() if tile.place in (before, place)], self._grid.height
            )
        self.post_message(self.Moved())

    def done(self, place: int) -> Drawn | Finding | None:
        """What the darkroom has of a photo in view."""
        return next((self._done(tile) for tile in self._tiles() if tile.place == place), None)

    def on_resize(self, _: Resize) -> None:
        """The tiles depend on the size."""
        self.repaint()

    def on_click(self, event: Click) -> None:
        """A click marks a photo; one on the marked photo shows it alone."""
        for tile in self._tiles():
            if tile.x <= event.x < tile.x + tile.width and tile.y <= event.y <= tile.y + tile.height:
                if tile.place == self.marked:
                    self.action_alone()
                else:
                    self.go(tile.place)
                return

    def render_line(self, y: int) -> Strip:
        """Part of the line API."""
        style = self.visual_style
        if not self._count:
            line = self._segments(self._empty, style=style) if y == 0 else []
        else:
            line = self._row_alone(y, style) if self.alone else self._row_of_tiles(y, style)
        return Strip(line).adjust_cell_length(self.size.width, style.rich_style).simplify()

    def notify_style_update(self) -> None:
        """A theme change redraws everything."""
        super().notify_style_update()
        if self.is_mounted:
            self.repaint()

    @property
    def _grid(self) -> Grid:
        return grid(max(1, self.size.width), max(2, self.size.height), self._step)

    def _refresh_tiles(self, tiles: Iterable[Tile], below: int) -> None:
        """Paint tiles anew, one region for each row of them: Textual sends all that is left of a region with it.

        Args:
            tiles: some of those in view.
            below: rows of each that are left as they are.
        """
        rights: dict[int, int] = {}
        for tile in tiles:
            rights[tile.y] = max(rights.get(tile.y, 0), tile.x + tile.width)
        height = self._grid.height + 1
        for y, right in rights.items():
            self.refresh(Region(0, y + below, right, height - below))

    @property
    def _alone(self) -> Alone:
        view = self._shelf.view(self.marked, None)
        width, height = self.size
        rows = len(text_beside(view, width, part=self.sees)) if width < BESIDE else 0
        return alone(width, height, self.marked, rows=rows, compare=view.other is not None)

    def _tiles(self) -> list[Tile]:
        if not self.alone:
            return self._grid.tiles(self._count, self._top)
        return list(self._alone.tiles) if self._count else []

    def _path(self, tile: Tile) -> str:
        other = self._shelf.view(self.marked, None).other if tile.place == OTHER else None
        return self._shelf.path(tile.place) if other is None else other

    def _ask(self) -> None:
        if self.size.width and self.size.height:
            self._darkroom.want(
                [self._shelf.wish(self._path(tile), (tile.width, tile.height)) for tile in self._tiles()]
            )

    def _done(self, tile: Tile) -> Drawn | Finding | None:
        return self._darkroom.ready(self._shelf.wish(self._path(tile), (tile.width, tile.height)))

    def _to_paint(self, tile: Tile) -> Drawn | Finding | None:
        """The same; what is painted without it is painted again when it arrives."""
        done = self._done(tile)
        if done is None:
            self._pending.add(tile.place)
        return done

    def _row_of_tiles(self, y: int, style: Style) -> list[Segment]:
        line: list[Segment] = []
        at = 0
        for tile in self._tiles():
            if tile.y <= y <= tile.y + tile.height:
                line += [
                    Segment(" " * (tile.x - at), style.rich_style),
                    *self._line_of(tile, y - tile.y, style),
                ]
                at = tile.x + tile.width
        return line

    def _line_of(self, tile: Tile, y: int, style: Style) -> list[Segment]:
        """One row of a tile, exactly as wide as it."""
        done = self._to_paint(tile)
        if y < tile.height:
            return picture_line(done, (tile.width, tile.height), y, partial(self._segments, style=style))
        marked = tile.place == self.marked
        text = caption(self._shelf.view(tile.place, done), tile.width, marked=marked)
        look = marked_style(self, "photos--marked") if marked else style
        return fitted(self._segments(text, style=look), tile.width, style.rich_style)

    def _row_alone(self, y: int, style: Style) -> list[Segment]:
        """The photo, the one to compare it with, and the text beside them, or below."""
        place = self._alone
        pictures = [(self._to_paint(tile), clean_path(self._path(tile))) for tile in place.tiles]
        if y == place.text_y or not self._text:
            view = self._shelf.view(self.marked, pictures[0][0])
            self._text = text_beside(view, place.text_width, part=self.sees)
        return alone_line(place, y, pictures, self._text, partial(self._segments, style=style))

    def _segments(self, text: Content, *, style: Style) -> list[Segment]:
        parts = text.render(style, end="", parse_style=self.app.stylesheet.parse_style)
        return [Segment(part, look.rich_style) for part, look in parts]
