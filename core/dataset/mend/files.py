"""Every file below a folder, and whether a mended copy may hold it: by the rules of `core.dataset.walk`."""

from __future__ import annotations

import os
import stat
from heapq import heappop, heappush
from typing import TYPE_CHECKING, NamedTuple

from core.dataset.names import is_photo
from core.dataset.root import is_inside, read_root
from core.dataset.tally import IMAGES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from core.cancel import CancelToken

HIDDEN = "is hidden: its name begins with a dot"


class Entry(NamedTuple):
    """One file.

    Args:
        path: relative to the root, as it was met.
        file: where it really is, links followed.
        bytes: its size; 0 for what is left out.
        linked: whether a link leads to it, or to a folder above it.
        out: why it is left out, empty if its content decides. Then the path may be that of a folder.
    """

    path: str
    file: str
    bytes: int
    linked: bool
    out: str


def entries(root: Path, cancel: CancelToken) -> tuple[list[Entry], list[str]]:
    """All files below the root, by path, and the folders at its top that are no links and not hidden.

    Args:
        root: the folder.
        cancel: looked at in each folder and at each link.

    Raises:
        DatasetError: there is no such folder, or it cannot be read.
        Cancelled: the token was set.
    """
    walk = _Walk(root, cancel)
    return sorted(walk.found), walk.tops


class _Walk:
    def __init__(self, root: Path, cancel: CancelToken) -> None:
        self.found: list[Entry] = []
        self._cancel = cancel
        self._links: list[tuple[str, str]] = []
        self._real, top = read_root(root)
        self._been = {self._real}
        waiting: list[tuple[str, str]] = []
        self._sort(top, "", waiting, linked=False)
        self.tops = [path for _, path in waiting]
        self._folders(waiting)
        # What a link leads to has been met under its own name by now, if it has one.
        while self._links:
            path, target = heappop(self._links)
            self._folders([(target, path)], linked=True)

    def _folders(self, waiting: list[tuple[str, str]], *, linked: bool = False) -> None:
        while waiting:
            folder, path = waiting.pop()
            self._cancel.check()
            if folder in self._been:
                self._out(path, "leads to a folder that is in the copy already")
                continue
            self._been.add(folder)
            try:
                with os.scandir(folder) as listing:
                    self._sort(listing, f"{path}/", waiting, linked=linked)
            except OSError as error:
                self._out(path, f"is a folder that cannot be read: {error.strerror}")

    def _sort(
        self,
        listing: Iterable[os.DirEntry[str]],
        prefix: str,
        waiting: list[tuple[str, str]],
        *,
        linked: bool,
    ) -> None:
        for entry in listing:
            name = entry.name
            path = prefix + name
            if name.startswith("."):
                self._out(path, HIDDEN)
            elif entry.is_symlink():
                self._link(entry.path, path)
            elif entry.is_dir(follow_symlinks=False):
                waiting.append((entry.path, path))
            else:
                self._file(path, entry.path, linked=linked)

    def _link(self, link: str, path: str) -> None:
        self._cancel.check()
        target = os.path.realpath(link)
        if not is_inside(target, self._real):
            self._out(path, "is a link that leads out of the folder")
        elif os.path.isdir(target):  # noqa: PTH112 - not `Path`, whose `is_dir` raises where a folder may not be read
            heappush(self._links, (path, target))
        else:
            self._file(path, target, linked=True)

    def _file(self, path: str, file: str, *, linked: bool) -> None:
        if not is_photo(path) and not path.lower().rstrip().endswith(IMAGES):
            self._out(path, "is no photo by its name")
            return
        try:
            state = os.stat(file, follow_symlinks=False)  # noqa: PTH116 - of a path that is text
        except OSError as error:
            words = "is a link that leads nowhere" if linked else f"cannot be read: {error.strerror}"
            self._out(path, words)
            return
        if stat.S_ISREG(state.st_mode):
            self.found.append(Entry(path, file, state.st_size, linked, ""))
        else:
            self._out(path, "is no regular file")

    def _out(self, path: str, why: str) -> None:
        self.found.append(Entry(path, "", 0, False, why))
