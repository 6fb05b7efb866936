"""The page on which it is said where the shown lines of a log are saved."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.content import Content
from textual.message import Message

from core.cancel import CancelToken
from core.errors import Cancelled, TrainscopeError
from core.logview.saving import chosen_lines, save_lines
from core.predict.pathtext import as_path, with_home
from tui.background import sentence, start
from tui.declaring import message
from tui.history import History
from tui.screens.path_page import PathPage
from tui.widgets.paths_draw import home_path
from tui.widgets.stop_prompt import StopPrompt

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from textual.app import ComposeResult

    from core.runs import StoredLine
    from tui.background import Post
    from tui.services import Services
    from tui.widgets.log_source import LogSource


@message
class Saved(Message):
    """The lines are saved, or `problem` says why not."""

    path: Path
    count: int = 0
    problem: str = ""


class SaveLogPage(PathPage):
    """Saves the lines that are shown when the page is opened; a file that is there is replaced only after a yes.

    Args:
        services: run book and keys.
        source: the rows that are shown.
        name: of the job.
    """

    WHAT = "File to save them in:"
    CALLED: ClassVar[Mapping[str, str]] = {"path.ask": "save"}

    def __init__(self, services: Services, source: LogSource, name: str) -> None:
        super().__init__(services, History())
        self._job_id, self._count, self._called = source.job_id, source.count, name
        self._seqs = None if source.filter is None else source.filter.seqs[:]
        self._filter = "" if source.filter is None else source.filter.conditions[0].text
        self._cancel = CancelToken()
        self.field.folders_only = True

    def title_line(self) -> Content:
        """Whose log."""
        return Content(f"Save the log of {self._called}")

    def state_line(self, width: int) -> Content:
        """What is saved."""
        if self._seqs is None:
            return Content(f"All {self._count:,} lines.").truncate(width, ellipsis=True)
        text = f"{len(self._seqs):,} of {self._count:,} lines: filter {self._filter}"
        return Content(text).truncate(width, ellipsis=True)

    def compose(self) -> ComposeResult:
        """The question, too."""
        yield from super().compose()
        yield StopPrompt(self.services)

    def on_mount(self) -> None:
        """The field begins with a file in the current folder."""
        self.field.put(f"{with_home(str(self.base)).rstrip('/')}/{self._called}.log")

    def on_unmount(self) -> None:
        """What is not whole yet is not saved."""
        self._cancel.cancel()

    def hints(self, width: int) -> list[Content]:
        """How lines are written."""
        key = self.services.first_key("path.complete")
        text = f"Each line with its time (UTC) and host. {key} completes the name of a folder."
        return list(Content.styled(text, "$text-dim").wrap(width))

    def keep(self, text: str) -> None:
        """Save, unless that would replace a file."""
        path = self.base / as_path(text)
        try:
            there = path.is_file()
        except (OSError, ValueError) as error:
            self.tell(f"{home_path(path)} cannot be looked at: {getattr(error, 'strerror', None) or error}.")
            return
        if there:
            question = f"{home_path(path.name)} is there already. Replace it?"
            self.query_one(StopPrompt).ask(question, "its lines are lost then", partial(self._save, path))
        else:
            self._save(path)

    def _save(self, path: Path) -> None:
        self.tell("")
        lines = chosen_lines(self.services.book, self._job_id, self._count, self._seqs, self._cancel)
        start(self, partial(save_chosen, lines, path, self.post_message), name="save a log")

    @on(Saved)
    def _saved(self, event: Saved) -> None:
        if event.problem:
            self.tell(event.problem)
        else:
            self.app.notify(f"{event.count:,} lines saved to {home_path(event.path)}", markup=False)
            self.dismiss()


def save_chosen(lines: Iterator[StoredLine], path: Path, post: Post) -> None:
    """Write the lines and post `Saved`: the body of a thread."""
    try:
        post(Saved(path, save_lines(lines, path)))
    except Cancelled:
        raise
    except TrainscopeError as error:
        post(Saved(path, problem=sentence(error)))
