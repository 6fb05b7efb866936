"""A mended copy of a folder of photos: what training cannot read is converted, renamed or dropped, and each file told.

The folder itself is only read. What is done and what is left is in docs/data-sets.md, "Mending".
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from core.cancel import CancelToken
from core.dataset.mend_actions import Action, Mended
from core.dataset.mend_files import Entry, entries
from core.dataset.mend_names import Names
from core.dataset.mend_place import beside, refuse_place, room
from core.dataset.mend_pool import judged
from core.text import clean_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from core.dataset.check import OnProgress
    from core.dataset.mend_photo import Verdict
    from core.finding import Finding

_EVERY = 64
_MENDED = frozenset(
    {
        "broken-image",
        "broken-link",
        "cut-short",
        "empty-file",
        "folder-twice",
        "not-a-file",
        "not-an-image",
        "not-jpeg-or-png",
        "other-image-format",
        "unlistable-name",
        "unreadable-image",
        "wrong-ending",
    }
)


def mendable(findings: Iterable[Finding]) -> int:
    """How many of the findings a mended copy is without, and nothing that could train lost with them."""
    return sum(finding.kind in _MENDED for finding in findings)


def mend(
    root: Path,
    target: Path,
    *,
    on_progress: OnProgress | None = None,
    cancel: CancelToken | None = None,
) -> Mended:
    """Make a mended copy, written beside its place and moved there when it is whole.

    Args:
        root: the folder of class folders.
        target: where the copy goes; it must not exist, or be an empty folder.
        on_progress: told how many files of how many are done, in the step ``mending``.
        cancel: seen between two photos; then nothing is left of the copy.

    Raises:
        UsageError: something is at the target, or one folder lies in the other.
        DatasetError: the folder cannot be read, or the copy not be written.
        Cancelled: the token was set.
    """
    refuse_place(root, target)
    token = cancel or CancelToken()
    files, tops = entries(root, token)
    room(target, files)
    with beside(target) as part:
        copy = _Copy(part, files)
        for top in tops:
            (part / copy.names.folder(top).path).mkdir()
        same = _of_equal_size(files)
        with closing(judged([entry for entry in files if not entry.out], same, token)) as verdicts:
            for done, entry in enumerate(files):
                token.check()
                if on_progress is not None and not done % _EVERY:
                    on_progress(done, len(files), "mending")
                copy.take(entry, None if entry.out else next(verdicts))
        if on_progress is not None:
            on_progress(len(files), len(files), "mending")
    return Mended(target, copy.unchanged, tuple(copy.actions))


def _of_equal_size(files: Sequence[Entry]) -> set[tuple[str, int]]:
    """Class and size of the photos that may have the same bytes as another of their class."""
    met = Counter(_class_and_size(entry) for entry in files if not entry.out and "/" in entry.path)
    return {key for key, count in met.items() if count > 1}


def _class_and_size(entry: Entry) -> tuple[str, int]:
    return entry.path.partition("/")[0], entry.bytes


class _Copy:
    """The copy as it grows."""

    def __init__(self, part: Path, files: Sequence[Entry]) -> None:
        self.actions: list[Action] = []
        self.unchanged = 0
        self.names = Names((entry.path for entry in files), lambda path: os.path.lexists(part / path))
        self._part = part
        self._first: dict[tuple[str, bytes], str] = {}

    def take(self, entry: Entry, verdict: Verdict | None) -> None:
        """Put one file into the copy as its verdict says, or leave it out."""
        if verdict is None or not verdict.ending:
            self.actions.append(Action("dropped", entry.path, None, verdict.why if verdict else entry.out))
            return
        if verdict.digest:
            first = self._first.setdefault((entry.path.partition("/")[0], verdict.digest), entry.path)
            if first != entry.path:
                why = f"has the same bytes as {clean_path(first)}, of the same class"
                self.actions.append(Action("dropped", entry.path, None, why))
                return
        placed = self.names.file(entry.path, verdict.ending, verdict.why)
        file = self._part / placed.path
        file.parent.mkdir(parents=True, exist_ok=True)
        gone = _write(Path(entry.file), file, verdict.content)
        if gone:
            self.actions.append(Action("dropped", entry.path, None, gone))
        elif verdict.content is not None:
            self.actions.append(Action("converted", entry.path, placed.path, verdict.why))
        elif placed.why:
            self.actions.append(Action("renamed", entry.path, placed.path, placed.why))
        elif entry.linked:
            self.actions.append(Action("copied", entry.path, placed.path, "was a link"))
        else:
            self.unchanged += 1


def _write(source: Path, file: Path, content: bytes | None) -> str:
    """Copy a photo, or write the new one with the old one's times; why it went, if the old one is gone meanwhile."""
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
