"""Photos of lists packed into RecordIO: a .rec file and its .idx for each list, whole or not at all.

The records stand in the order of the list, each with all labels of its line. What im2rec does without a word, leave
out a photo or a label, is an error here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.cancel import CancelToken
from core.dataset.locate import Locator
from core.dataset.pack.options import PackOptions
from core.dataset.pack.read import in_order, read_photo
from core.dataset.pack.recode import recode
from core.dataset.pack.write import Beside, RecordWriter
from core.diskspace import remedy
from core.errors import DatasetError
from core.text import clean_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from core.dataset.model import Row
    from core.finding import Finding

__all__ = ["PackOptions", "PackSet", "Packed", "pack", "pack_sets"]

_EVERY = 16


@dataclass(frozen=True, slots=True)
class PackSet:
    """A list to pack.

    Args:
        target: the .rec and .idx file, without their endings.
        rows: of the list.
        source: the list's file, for errors, or None if it has none.
        lines: the line number of each row in it.
    """

    target: Path
    rows: Sequence[Row]
    source: Path | None = None
    lines: Sequence[int] = ()

    def where(self, place: int) -> str:
        """Where a row stands, for people."""
        if self.source is None or not self.lines:
            return f"index {self.rows[place].index}"
        return f"line {self.lines[place]} of {clean_path(self.source)}"


@dataclass(frozen=True, slots=True)
class Packed:
    """What was packed: how many photos, the size of the .rec files, and what was noticed about photos."""

    records: int
    bytes: int
    findings: tuple[Finding, ...] = ()


def pack(
    rows: Sequence[Row],
    root: Path,
    target: Path,
    options: PackOptions = PackOptions(),  # noqa: B008 - it is frozen
    *,
    on_progress: Callable[[int, int], None] | None = None,
    cancel: CancelToken | None = None,
) -> Packed:
    """Pack one list: `pack_sets` of ``<target>.rec`` and ``<target>.idx``."""
    return pack_sets([PackSet(target, rows)], root, options, on_progress=on_progress, cancel=cancel)


def pack_sets(
    sets: Sequence[PackSet],
    root: Path,
    options: PackOptions = PackOptions(),  # noqa: B008 - it is frozen
    *,
    texts: Mapping[Path, Iterable[str]] | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    cancel: CancelToken | None = None,
) -> Packed:
    """Pack lists together; all files are complete before the first takes its place.

    Args:
        sets: what is packed.
        root: that all paths are relative to.
        options: what is done with each photo.
        texts: files that are written with them (UTF-8), by their place.
        on_progress: told how many photos of how many are done.
        cancel: seen between two photos and while a disk is waited for.

    Raises:
        DatasetError: a photo or a file cannot be read, encoded or written; then there is no new file.
        Cancelled: the token was set; likewise.
    """
    token = cancel or CancelToken()
    locator = Locator(root)
    total = sum(len(one.rows) for one in sets)
    findings: list[Finding] = []
    done = size = 0
    try:
        with Beside(token) as beside:
            for one in sets:
                writer = RecordWriter(beside, one.target)
                photos = in_order(len(one.rows), _work(one, locator, options, token), token)
                for row, (image, finding) in zip(one.rows, photos, strict=True):
                    if finding is not None:
                        findings.append(finding)
                    if on_progress is not None and not done % _EVERY:
                        on_progress(done, total)
                    writer.add(row, image)
                    done += 1
                size += writer.bytes
            for place, pieces in (texts or {}).items():
                beside.open(place).writelines(piece.encode() for piece in pieces)
            beside.keep()
    except OSError as error:
        raise _not_written(sets[0].target.parent if sets else root, error) from error
    if on_progress is not None:
        on_progress(total, total)
    return Packed(done, size, tuple(findings))


def _work(
    one: PackSet, locator: Locator, options: PackOptions, cancel: CancelToken
) -> Callable[[int], tuple[bytes, Finding | None]]:
    """What reads the photo of a row and, if asked, encodes it anew; its errors say where the row stands."""
    changed = not options.unchanged

    def work(place: int) -> tuple[bytes, Finding | None]:
        path = one.rows[place].path
        try:
            data = read_photo(path, locator, cancel)
            return recode(data, path, options) if changed else (data, None)
        except DatasetError as error:
            raise DatasetError(
                f"{error.what} ({one.where(place)})",
                why=error.why,
                fix="mend the photo, or take it out of the list",
            ) from error

    return work


def _not_written(folder: Path, error: OSError) -> DatasetError:
    return DatasetError(
        f"cannot write to {clean_path(error.filename or folder)}",
        why=error.strerror or str(error),
        fix=remedy(error, "name a folder that can be written to; it is made if it is not there"),
    )
