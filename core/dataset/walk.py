"""The walk through a folder of class folders: which files are photos, and what becomes of everything else.

No file is stat'ed unless it is a link or its size is asked for: the kind of an entry comes with the folder's
listing. A link is followed if it stays inside the root, and no folder is entered twice, so no link leads in circles.
"""

from __future__ import annotations

import os
import stat
from heapq import heappop, heappush
from pathlib import Path
from typing import TYPE_CHECKING

from core.dataset.names import ENDINGS, is_photo, not_listable
from core.dataset.tally import Tally
from core.errors import DatasetError

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.cancel import CancelToken

_EVERY = 256


class Walk:
    """One walk through the folder.

    Args:
        root: the folder.
        sizes: whether to add up the photos' sizes in `bytes`.
        on_progress: called with the number of photos so far.
        cancel: looked at every few hundred files.

    Raises:
        DatasetError: there is no such folder, or it cannot be read.
    """

    def __init__(
        self,
        root: Path,
        sizes: bool,
        on_progress: Callable[[int], None] | None,
        cancel: CancelToken | None,
    ) -> None:
        self.tally = Tally()
        self.bytes = 0
        self.in_root = 0
        self._count = 0
        self._sizes = sizes
        self._on_progress = on_progress
        self._cancel = cancel
        self._real, self._top = _entries(root)
        self._been = {self._real}
        self._folders: list[tuple[str, str]] = []
        self._links: list[tuple[str, str]] = []

    def classes(self) -> dict[str, list[str]]:
        """Class folder -> the paths of its photos relative to the root, in the order found.

        Raises:
            Cancelled: the token was set.
        """
        found: dict[str, list[str]] = {}
        links: list[tuple[str, str]] = []
        for entry in self._top:
            name = entry.name
            if name.startswith("."):
                self.tally.add("hidden", name)
            elif entry.is_symlink():
                target = self._target(entry.path, name)
                if target is not None and Path(target).is_dir():
                    links.append((name, target))
                elif target is not None:
                    self._beside(name)
            elif entry.is_dir(follow_symlinks=False):
                self._class(name, entry.path, found)
            else:
                self._beside(name)
        # Linked folders last: what they lead to has been met under its own name by then, if it has one.
        for name, target in links:
            if self._first_time(target, name):
                self._class(name, target, found)
        return found

    def _beside(self, name: str) -> None:
        """A file beside the class folders."""
        if is_photo(name):
            self.in_root += 1
            self.tally.add("photo-in-root", name)
        else:
            self.tally.add_other(name)

    def _class(self, name: str, folder: str, found: dict[str, list[str]]) -> None:
        """Collect the photos of a class folder and of all folders below it, linked ones last."""
        if not self._listable(name, name):
            return
        photos = found[name] = []
        self._folders.append((folder, f"{name}/"))
        while self._folders or self._links:
            if self._folders:
                self._list(*self._folders.pop(), photos)
                continue
            path, target = heappop(self._links)
            if self._first_time(target, path):
                self._folders.append((target, f"{path}/"))

    def _list(self, folder: str, prefix: str, photos: list[str]) -> None:
        before = self._count - len(photos)
        self._been.add(folder)
        try:
            with os.scandir(folder) as entries:
                for number, entry in enumerate(entries):
                    if not number % _EVERY:
                        self._breathe(before + len(photos))
                    name = entry.name
                    if name.startswith("."):
                        self.tally.add("hidden", prefix + name)
                    elif (
                        name.endswith(ENDINGS) and name.isprintable() and entry.is_file(follow_symlinks=False)
                    ):
                        photos.append(prefix + name)
                        if self._sizes:
                            self.bytes += entry.stat().st_size
                    else:
                        self._unusual(entry, prefix + name, photos)
        except OSError as error:
            self.tally.add("unreadable-folder", prefix.rstrip("/"), error.strerror or "")
        self._count = before + len(photos)

    def _unusual(self, entry: os.DirEntry[str], path: str, photos: list[str]) -> None:
        """What is not plainly a photo: folders, links, names out of the ordinary."""
        if entry.is_symlink():
            target = self._target(entry.path, path)
            if target is not None and Path(target).is_dir():
                heappush(self._links, (path, target))
            elif target is not None:
                self._file(path, Path(target).stat(), photos)
        elif entry.is_dir(follow_symlinks=False):
            if self._listable(entry.name, path):
                self.tally.add("nested-folder", path)
                self._folders.append((entry.path, f"{path}/"))
        elif is_photo(entry.name):
            self._file(path, entry.stat(follow_symlinks=False), photos)
        else:
            self.tally.add_other(path)

    def _file(self, path: str, state: os.stat_result, photos: list[str]) -> None:
        if not is_photo(path):
            self.tally.add_other(path)
        elif not stat.S_ISREG(state.st_mode):
            self.tally.add("not-a-file", path)
        elif self._listable(path.rpartition("/")[2], path):
            photos.append(path)
            self.bytes += state.st_size

    def _target(self, link: str, path: str) -> str | None:
        """Where a link leads, if that is something inside the root; else a finding and None."""
        self._breathe(self._count)
        target = os.path.realpath(link)
        inside = target == self._real or target.startswith(self._real.rstrip("/") + "/")
        if inside and Path(target).exists():
            return target
        if not is_photo(path) and not Path(target).is_dir():
            self.tally.add_other(path)
        else:
            self.tally.add("broken-link" if inside else "link-outside", path)
        return None

    def _first_time(self, folder: str, path: str) -> bool:
        if folder in self._been:
            self.tally.add("folder-twice", path)
        return folder not in self._been

    def _listable(self, name: str, path: str) -> bool:
        reason = not_listable(name)
        if reason is not None:
            self.tally.add("unlistable-name", path, reason)
        return reason is None

    def _breathe(self, count: int) -> None:
        if self._cancel is not None:
            self._cancel.check()
        if self._on_progress is not None:
            self._on_progress(count)


def require_folder(root: Path) -> None:
    """Refuse a root that is not there.

    Raises:
        DatasetError: there is no such folder, or it cannot be read.
    """
    _entries(root)


def _entries(root: Path) -> tuple[str, list[os.DirEntry[str]]]:
    """Where the root really is, and what lies in it, by name."""
    try:
        real = os.path.realpath(root)
        with os.scandir(real) as entries:
            return real, sorted(entries, key=lambda entry: entry.name)
    except (OSError, ValueError) as error:
        raise DatasetError(
            f"cannot read the folder of photos {root}",
            why=(error.strerror or "") if isinstance(error, OSError) else str(error),
            fix="name an existing folder that holds one folder of photos per class",
        ) from error
