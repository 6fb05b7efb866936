"""The files of a mended copy as they are written, each told unless it is just as it was."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from core.dataset.duplicates import digest
from core.dataset.mend.actions import Action
from core.dataset.mend.names import Names
from core.text import clean_path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.cancel import CancelToken
    from core.dataset.mend.convert import Converted
    from core.dataset.mend.files import Entry
    from core.dataset.mend.photo import Verdict


class Copy:
    """The copy as it grows.

    Args:
        part: the folder that it is written to.
        files: all that there are.
        cancel: seen while files are read for a comparison.
    """

    def __init__(self, part: Path, files: Sequence[Entry], cancel: CancelToken) -> None:
        self.actions: list[Action] = []
        self.unchanged = 0
        self.names = Names((entry.path for entry in files), lambda path: os.path.lexists(part / path))
        self._part = part
        self._cancel = cancel
        self._made = {""}
        self._first: dict[tuple[str, bytes], str] = {}
        sizes = Counter(_class_and_size(entry) for entry in files if not entry.out and "/" in entry.path)
        self._alike = {key for key, count in sizes.items() if count > 1}

    def drop(self, entry: Entry, why: str) -> None:
        """Leave a file out."""
        self.actions.append(Action("dropped", entry.path, None, why))

    def take_photo(self, entry: Entry, verdict: Verdict) -> None:
        """Copy a photo, unless it is in its class already."""
        if self._is_again(entry):
            return
        placed = self.names.file(entry.path, verdict.ending, verdict.why)
        if not self._write(entry, placed.path, None):
            return
        if placed.why:
            self.actions.append(Action("renamed", entry.path, placed.path, placed.why))
        elif entry.linked:
            self.actions.append(Action("copied", entry.path, placed.path, "was a link"))
        else:
            self.unchanged += 1

    def take_image(self, entry: Entry, made: Converted | str) -> None:
        """Write an image that was converted, unless it could not be, or is in its class already."""
        if isinstance(made, str):
            self.drop(entry, made)
        elif not self._is_again(entry):
            placed = self.names.file(entry.path, made.ending, "")
            if self._write(entry, placed.path, made.content):
                why = "; ".join(filter(None, (f"is {made.was}", placed.why)))
                self.actions.append(Action("converted", entry.path, placed.path, why))

    def _is_again(self, entry: Entry) -> bool:
        """Whether an earlier file of the class has the same bytes; then it is dropped."""
        if _class_and_size(entry) not in self._alike:
            return False
        found = digest(entry.file, self._cancel)
        if found is None:
            return False
        first = self._first.setdefault((entry.path.partition("/")[0], found), entry.path)
        if first == entry.path:
            return False
        self.drop(entry, f"has the same bytes as {clean_path(first)}, of the same class")
        return True

    def _write(self, entry: Entry, path: str, content: bytes | None) -> bool:
        """Copy the file, or write the new one with the old one's times; False if that one is gone, which is told."""
        folder = path.rpartition("/")[0]
        if folder not in self._made:
            (self._part / folder).mkdir(parents=True, exist_ok=True)
            self._made.add(folder)
        gone = _write(Path(entry.file), self._part / path, content)
        if gone:
            self.drop(entry, gone)
        return not gone


def _class_and_size(entry: Entry) -> tuple[str, int]:
    return entry.path.partition("/")[0], entry.bytes


def _write(source: Path, file: Path, content: bytes | None) -> str:
    """Copy a photo, or write the new one with the old one's times; why not, if the old one is gone meanwhile."""
    try:
        if content is None:
            shutil.copy2(source, file)
        else:
            file.write_bytes(content)
            shutil.copystat(source, file)
    except OSError as error:
        if Path(str(error.filename)) == source and error.filename2 is None:
            return f"cannot be read: {error.strerror}"
        raise
    return ""
