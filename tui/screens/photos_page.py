"""The photos of a class, or all that have findings: a grid of them, or one alone with what was found beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.content import Content
from textual.widgets import Static

from core.dataset.album import by_path, class_names, has_label, photos_of
from core.dataset.locate import Locator
from core.picture import Sight
from core.text import clean
from tui.background import start
from tui.darkroom import THREADS, Darkroom, Wish, look_of
from tui.keys import bindings
from tui.messages import PhotosDrawn
from tui.screens.opaque import OpaqueScreen
from tui.widgets.finding_draw import number_of
from tui.widgets.key_bar import KeyBar
from tui.widgets.photo_text import PhotoView, bottom_line, sees
from tui.widgets.photo_wall import PhotoWall

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.events import Resize

    from core.dataset.album import Photo, Split
    from core.dataset.model import DataSet
    from core.finding import Finding
    from tui.services import Services
    from tui.widgets.dataset_draw import DataSetView
    from tui.widgets.photo_cells import Drawn, Look

_SPLITS: tuple[Split | None, ...] = (None, "train", "validation")


class PhotosPage(OpaqueScreen):
    """Says which photos are shown; `PhotoWall` draws them, a `Darkroom` decodes those in view.

    Args:
        services: keys and what the terminal can show.
        dataset: whose photos are on this machine.
        view: what is known of it.
        label: the class; None: all photos with findings.
        path: the photo to begin with, alone; None: the grid.
    """

    DEFAULT_CSS = """
    #photo-facts { height: 1; padding: 0 1; dock: bottom; margin: 0 0 1 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("page")]

    def __init__(
        self,
        services: Services,
        dataset: DataSet,
        view: DataSetView,
        *,
        label: int | None,
        path: str | None = None,
    ) -> None:
        super().__init__()
        self.services = services
        self._dataset = dataset
        self._view = view
        self._label = label
        self._split: Split | None = None
        self._trained = False
        self._found = by_path(view.findings)
        self._photos = self._listed()
        self._title = self._facts = Content("")
        self._darkroom = Darkroom(Locator(dataset.folder), self.post_message)
        self._wall = PhotoWall(self._darkroom, self)
        self._begin = path

    def compose(self) -> ComposeResult:
        """Title, photos, what is marked, keys."""
        yield Static(id="photo-title", classes="page-title")
        yield self._wall
        yield Static(id="photo-facts")
        yield KeyBar(self.services.keymap, read_only=self.services.read_only)

    def on_mount(self) -> None:
        """Begin where the user was, and decode beside the screen."""
        for number in range(THREADS):
            start(self, self._darkroom.work, name=f"decode photos {number + 1}")
        self._wall.alone = self._begin is not None
        self._show(self._begin)
        self._wall.focus()
        self.query_one(KeyBar).show("photos", "page", "everywhere")

    def on_unmount(self) -> None:
        """Whoever goes back does not want the rest."""
        self._darkroom.close()

    def on_resize(self, _: Resize) -> None:
        """The bottom line depends on the width."""
        self._tell()

    def show_view(self, view: DataSetView) -> None:
        """More findings are known."""
        if view.dataset is self._dataset and len(view.findings) != len(self._view.findings):
            self._view = view
            self._found = by_path(view.findings)
            marked = self._marked_path
            self._photos = self._listed()
            if self.is_mounted:
                self._show(marked)

    @on(PhotosDrawn)
    def _drawn(self) -> None:
        self._wall.arrived()
        self._tell()

    @on(PhotoWall.Moved)
    def _moved(self) -> None:
        self._tell()

    def action_classes(self, by: int) -> None:
        """Another class; from the photos with findings, the class of the marked one."""
        marked, classes = self._marked_path, len(self._dataset.classes)
        if self._label is None:
            row = self._photos[self._wall.marked].row if self._photos else None
            self._label = next(
                (
                    known.label
                    for known in self._dataset.classes
                    if row and has_label(self._dataset, row, known.label)
                ),
                0,
            )
        elif classes:
            self._label = (self._label + by) % classes
            marked = None
        self._photos = self._listed()
        self._show(marked)

    def action_found(self, by: int) -> None:
        """The next photo of the list with a finding, round its end."""
        count = len(self._photos)
        for step in range(1, count + 1):
            place = (self._wall.marked + by * step) % count
            if self._photos[place].row.path in self._found:
                self._wall.go(place)
                return
        self.notify("No photo here has a finding.", markup=False)

    def action_split(self) -> None:
        """Train, validation, both."""
        marked = self._marked_path
        self._split = _SPLITS[(_SPLITS.index(self._split) + 1) % len(_SPLITS)]
        self._photos = self._listed()
        self._show(marked)

    def action_trained(self) -> None:
        """What training sees, or whole photos."""
        self._trained = not self._trained
        self._show(self._marked_path)

    def action_copy(self) -> None:
        """Copy the path of the marked photo."""
        from tui import clipboard

        path = self._marked_path
        text = "" if path is None else str(self._dataset.folder / path)
        clipboard.copy_from(self, text, nothing="Nothing to copy here.")

    def action_graphics(self) -> None:
        """Show the marked photo in the terminal's own graphics, until a key is pressed."""
        from tui.graphics.lend import show
        from tui.graphics.order import Order

        path = self._marked_path
        if path is None:
            self.notify("No photo to show here.", markup=False)
            return
        sight = self._sight if self._trained else None
        order = Order(str(self._dataset.folder), path, sight, self.services.ascii_only)
        if said := show(self.app, order):
            self.notify(said, severity="warning", timeout=15, markup=False)

    def action_back(self) -> None:
        """Back to the grid if the photo was chosen there, else to where the user came from."""
        if self._wall.alone and self._begin is None:
            self._wall.action_alone()
        else:
            self.dismiss()

    @property
    def _marked_path(self) -> str | None:
        return self._photos[self._wall.marked].row.path if self._wall.marked < len(self._photos) else None

    def _listed(self) -> list[Photo]:
        return photos_of(
            self._dataset,
            label=self._label,
            split=self._split,
            only=self._found.keys() if self._label is None else None,
        )

    @property
    def _sight(self) -> Sight:
        return self._view.sight or Sight.of({})

    def _show(self, path: str | None) -> None:
        """Show the list with this photo marked."""
        places = (place for place, photo in enumerate(self._photos) if photo.row.path == path)
        self._wall.sees = sees(self._sight) if self._trained else ""
        self._wall.show(len(self._photos), next(places, 0), self._nothing())
        title = self._title_line()
        if not title.is_same(self._title):
            self._title = title
            self.query_one("#photo-title", Static).update(title)
        self._tell()

    def _title_line(self) -> Content:
        name = "with findings" if self._label is None else self._dataset.classes[self._label].name
        parts = [clean(name, limit=60), number_of(len(self._photos), "photo")]
        parts += [f"{self._split} only"] if self._split else []
        parts += [sees(self._sight)] if self._trained else []
        return Content("Photos  " + "  ·  ".join(parts))

    def _nothing(self) -> str:
        key = self.services.first_key("photos.split")
        return f"No photo here is in {self._split}: {key} shows others." if self._split else "No photos."

    def _tell(self) -> None:
        """The line at the bottom, for the marked photo; nothing where the text beside it says the same."""
        facts = self.query_one("#photo-facts", Static)
        line = Content("")
        if self._photos and not self._wall.alone:
            known = self.view(self._wall.marked, self._wall.done(self._wall.marked))
            line = bottom_line(known, max(20, self.size.width - 2))
        if not line.is_same(self._facts):
            self._facts = line
            facts.update(line)

    def _look(self) -> Look:
        return look_of(self.app, ascii_only=self.services.ascii_only)

    def path(self, place: int) -> str:
        """Path of a photo in the data set."""
        return self._photos[place].row.path

    def wish(self, path: str, room: tuple[int, int]) -> Wish:
        """What the darkroom is asked for, to show a photo in a room of so many cells."""
        return Wish(path, room, self._look(), self._sight if self._trained else None)

    def view(self, place: int, done: Drawn | Finding | None) -> PhotoView:
        """What is known of a photo, of which this is the picture."""
        photo = self._photos[place]
        return PhotoView(
            photo,
            place,
            len(self._photos),
            class_names(self._dataset, photo.row),
            self._found.get(photo.row.path, ()),
            done,
        )
