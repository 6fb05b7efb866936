"""The data-set page: classes, sizes, findings with why they matter and how to mend them, the way to the photos."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.widgets import Static

from core.dataset.model import ClassCount
from core.errors import TrainscopeError
from core.finding import Finding
from core.s3address import is_s3
from core.text import clean_path
from tui.background import sentence
from tui.keys import bindings
from tui.screens.opaque import OpaqueScreen
from tui.widgets.choice_rows import ChoiceRows
from tui.widgets.key_bar import KeyBar
from tui.widgets.overview_draw import overview

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.events import Resize

    from tui.services import Services
    from tui.widgets.dataset_draw import DataSetView


class DatasetPage(OpaqueScreen):
    """Draws what is known of the data set, goes on as more becomes known, and opens the photos.

    Args:
        services: keys and configuration.
        view: what is known so far.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("page")]

    def __init__(self, services: Services, view: DataSetView) -> None:
        super().__init__()
        self.services = services
        self._view = view

    def compose(self) -> ComposeResult:
        """Title, rows, keys."""
        path = clean_path(self._view.path) if self._view.path else "none"
        yield Static(Content(f"Data set  {path}"), classes="page-title")
        yield ChoiceRows(classes="page-body")
        yield KeyBar(self.services.keymap, read_only=self.services.read_only)

    def on_mount(self) -> None:
        """Arrows are the rows' at once."""
        self.set_focus(self.query_one(ChoiceRows))

    def on_resize(self, _: Resize) -> None:
        """Wrap anew."""
        self._draw()

    def show_view(self, view: DataSetView) -> None:
        """More is known."""
        self._view = view
        if self.is_mounted:
            self._draw()

    def action_back(self) -> None:
        """Back to the cockpit."""
        self.dismiss()

    def action_open(self) -> None:
        """The photos of the class, or the photo that the finding is about."""
        from tui.screens.photos_page import PhotosPage

        marked, data = self._rows.marked, self._view.dataset
        if data is None or marked is None:
            return
        try:
            data.folder  # noqa: B018 - raises where the photos are not on this machine
        except TrainscopeError as error:
            self.notify(sentence(error), severity="warning", markup=False)
            return
        if isinstance(marked, ClassCount):
            self.app.push_screen(PhotosPage(self.services, data, self._view, label=marked.label))
        elif isinstance(marked, Finding):
            if not any(row.path == marked.path for rows in (data.train, data.validation) for row in rows):
                self.notify("This is not about one photo of the data set.", markup=False)
                return
            self.app.push_screen(PhotosPage(self.services, data, self._view, label=None, path=marked.path))

    def action_part(self) -> None:
        """From the classes to the findings, or back."""
        if not self._rows.mark_other(lambda one, other: type(one) is not type(other)):
            self.notify("There are no findings.", markup=False)

    def action_copy(self) -> None:
        """Copy the path of the class or of what was found."""
        from tui import clipboard

        marked, data = self._rows.marked, self._view.dataset
        path = marked.path if isinstance(marked, Finding) else None
        if isinstance(marked, ClassCount):
            path = marked.name
        if path is None or data is None:
            self.notify("Nothing to copy here.", markup=False)
        else:
            whole = path if is_s3(path) else f"{data.place.rstrip('/')}/{path}"
            clipboard.copy_from(self, whole)

    @property
    def _rows(self) -> ChoiceRows:
        return self.query_one(ChoiceRows)

    def _draw(self) -> None:
        rows, choices = overview(self._view, max(20, self.size.width - 4))
        self._rows.show(rows, choices)
        idle = () if choices else ("overview.open", "overview.copy", "overview.part")
        self.query_one(KeyBar).show("overview", "page", "everywhere", without=idle)
