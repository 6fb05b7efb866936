"""The walk through a folder of class folders: which files are photos, and what becomes of everything else.

No file is stat'ed unless it is a link or its size is asked for: the kind of an entry comes with the folder's
listing. Links to folders are followed last, inside the root only, and no folder is entered twice: so no photo counts
twice, and no link leads in circles.
"""

from __future__ import annotations

import os
import stat
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from core.dataset.names import is_photo, not_listable
from core.dataset.reading import Reading
from core.dataset.root import is_inside, read_root
from core.dataset.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from core.cancel import CancelToken

_EVERY = 256
_USUAL = Reading()


class Walk:
    """One walk through the folder.

    Args:
        root: the folder.
        sizes: whether to add up the photos' sizes in `bytes`.
        on_progress: called with the number of photos so far.
        cancel: looked at every few hundred files.
        reading: which folders are classes, and which files are photos.

    Raises:
        DatasetError: there is no such folder, or it cannot be read.
    """

    def __init__(
        self,
        root: Path,
        sizes: bool,
        on_progress: Callable[[int], None] | None,
        cancel: CancelToken | None,
        reading: Reading = _USUAL,
    ) -> None:
        self.tally = Tally()
        self.bytes = 0
        self.in_root = 0
        self._sizes = sizes
        self._on_progress = on_progress
        self._cancel = cancel
        self._folders = reading.folders
        self._endings = reading.endings
        self._real, self._top = read_root(root)
        self._been = {self._real}
        self._links: list[tuple[str, str]] = []
        self._found: dict[str, list[str]] = {}
        self._earlier = 0

    def classes(self) -> dict[str, list[str]]:
        """Class folder -> the paths of its photos relative to the root, in the order found.

        With ``flat`` reading there is one class, which has the name of the root.

        Raises:
            Cancelled: the token was set.
        """
        if self._folders == "flat":
            self._list(self._top, "", self._found.setdefault(self._own_name(), []), [])
            return self._found
        for entry in self._top:
            name = entry.name
            if name.startswith("."):
                self.tally.add("hidden", name)
            elif entry.is_symlink():
                self._link(entry.path, name, None)
            elif entry.is_dir(follow_symlinks=False):
                self._tree(entry.path, name)
            else:
                self._beside(name)
        # What a link leads to has been met under its own name by now, if it has one.
        while self._links:
            path, target = heappop(self._links)
            self._tree(target, path)
        return self._found

    def _own_name(self) -> str:
        """What the root is called; ``.`` if it has no name that can be shown and written."""
        name = self._real.rpartition("/")[2]
        return "." if not name or not_listable(name) else name

    def _beside(self, name: str) -> None:
        """A file beside the class folders."""
        if is_photo(name, self._endings):
            self.in_root += 1
            self.tally.add("photo-in-root", name)
        else:
            self.tally.add_other(name)

    def _tree(self, folder: str, path: str) -> None:
        """Collect the photos of a folder and of all folders below it for the class at the top of the path."""
        if folder not in self._been and not self._listable(f"{path}/"):
            return
        waiting = [(folder, path)]
        while waiting:
            folder, path = waiting.pop()
            if folder in self._been:
                self.tally.add("folder-twice", path)
                continue
            self._been.add(folder)
            photos = self._found.setdefault(self._class_of(path), [])
            self._earlier -= len(photos)
            try:
                with os.scandir(folder) as entries:
                    self._list(entries, f"{path}/", photos, waiting)
            except OSError as error:
                self.tally.add("unreadable-folder", path, error.strerror or "")
            self._earlier += len(photos)

    def _class_of(self, folder: str) -> str:
        """The class that the photos in a folder belong to."""
        return folder if self._folders == "nested" else folder.partition("/")[0]

    def _below(self, path: str) -> None:
        """A folder lies inside the one that is listed."""
        if self._folders != "nested":
            self.tally.add("folder-not-read" if self._folders == "flat" else "nested-folder", path)

    def _list(
        self,
        entries: Iterable[os.DirEntry[str]],
        prefix: str,
        photos: list[str],
        waiting: list[tuple[str, str]],
    ) -> None:
        """Sort out what lies in one folder. This loop is what a folder of a hundred thousand photos costs."""
        endings = self._endings
        for number, entry in enumerate(entries):
            if not number % _EVERY:
                self._breathe(len(photos))
            name = entry.name
            if name.startswith("."):
                self.tally.add("hidden", prefix + name)
            elif (
                name.endswith(endings)
                and name.isprintable()
                and "\\" not in name
                and entry.is_file(follow_symlinks=False)
            ):
                photos.append(prefix + name)
                if self._sizes:
                    self.bytes += _size(entry)
            elif entry.is_symlink():
                self._link(entry.path, prefix + name, photos)
            elif entry.is_dir(follow_symlinks=False):
                if self._listable(f"{prefix}{name}/"):
                    self._below(prefix + name)
                    waiting.append((entry.path, prefix + name))
            elif not is_photo(name, endings):
                self.tally.add_other(prefix + name)
            elif not entry.is_file(follow_symlinks=False):
                self.tally.add("not-a-file", prefix + name)
            elif self._listable(prefix + name):
                photos.append(prefix + name)
                self.bytes += _size(entry) if self._sizes else 0

    def _link(self, link: str, path: str, photos: list[str] | None) -> None:
        """A link: to a photo it is one more of `photos` (None: it lies in the root), to a folder it waits its turn."""
        self._breathe(len(photos or ()))
        target = os.path.realpath(link)
        inside = is_inside(target, self._real)
        try:
            state = os.stat(target)  # noqa: PTH116 - not `Path`, whose `is_dir` raises where a folder may not be read
        except PermissionError:
            self.tally.add("unreadable-folder" if inside else "link-outside", path)
            return
        except OSError:
            self.tally.add(
                "broken-link" if inside or not is_photo(path, self._endings) else "link-outside", path
            )
            return
        if stat.S_ISDIR(state.st_mode):
            if self._folders == "flat":
                self._below(path)
            elif inside:
                heappush(self._links, (path, target))
            else:
                self.tally.add("link-outside", path)
        elif not is_photo(path, self._endings):
            self.tally.add_other(path)
        elif not inside:
            self.tally.add("link-outside", path)
        elif photos is None:
            self._beside(path)
        elif not stat.S_ISREG(state.st_mode):
            self.tally.add("not-a-file", path)
        elif self._listable(path):
            photos.append(path)
            self.bytes += state.st_size

    def _listable(self, path: str) -> bool:
        """Whether a list can hold the path of a photo, or what begins with that of a folder (with ``/`` at its end)."""
        reason = not_listable(path)
        if reason is not None:
            self.tally.add("unlistable-name", path.rstrip("/"), reason)
        return reason is None

    def _breathe(self, count: int) -> None:
        """Tell how many photos were met, `count` of them in the class at hand; see whether to go on."""
        if self._cancel is not None:
            self._cancel.check()
        if self._on_progress is not None:
            self._on_progress(self._earlier + count)


def _size(entry: os.DirEntry[str]) -> int:
    """Size of a file in bytes; 0 if it is gone since its folder was listed, which its header will say."""
    try:
        return entry.stat(follow_symlinks=False).st_size
    except OSError:
        return 0
