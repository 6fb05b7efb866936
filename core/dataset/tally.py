"""What a scan met besides photos: counted by kind, so that thousands of hidden files are one finding."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.dataset.names import ENDINGS
from core.finding import LEVELS, Finding, Level

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAMED = 3
_MOST_EACH = 1000
IMAGES = (
    ".gif",
    ".webp",
    ".bmp",
    ".tif",
    ".tiff",
    ".heic",
    ".heif",
    ".avif",
    ".jfif",
    ".jp2",
    ".jxl",
    ".svg",
)
"""Endings of images that are no photos here; in lower case."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """How a kind is told: `one` and `many` are put behind the name or the count."""

    level: Level
    one: str
    many: str
    why: str = ""
    fix: str = ""
    each: bool = False


_KINDS = {
    "unlistable-name": _Kind(
        "error",
        "",
        "",
        "A .lst file cannot hold it, so it would be left out.",
        "Rename it.",
        each=True,
    ),
    "link-outside": _Kind(
        "error",
        "is a link that leads out of the data set",
        "",
        "Links out of the data set are refused, so it would be left out.",
        "Copy what it leads to into the folder, or set dataset.path to a folder that holds both.",
        each=True,
    ),
    "unreadable-folder": _Kind(
        "error",
        "cannot be read",
        "",
        "What lies there would be left out.",
        "Give yourself the right to read it.",
        each=True,
    ),
    "not-a-file": _Kind(
        "error", "is named like a photo but is no file", "", "It cannot be read.", "Remove it.", each=True
    ),
    "broken-link": _Kind(
        "warning",
        "is a link that leads nowhere",
        "",
        "What it stands for is left out.",
        "Mend or remove the link.",
        each=True,
    ),
    "folder-twice": _Kind(
        "warning",
        "leads to a folder that is counted already",
        "",
        "Its photos are not counted a second time.",
        "Remove the link.",
        each=True,
    ),
    "photo-in-root": _Kind(
        "warning",
        "photo lies beside the class folders",
        "photos lie beside the class folders",
        "A photo's class is the folder it lies in, so they are left out.",
        "Move them into class folders.",
    ),
    "other-image-format": _Kind(
        "warning",
        "image is neither .jpg nor .png",
        "images are neither .jpg nor .png",
        "Training reads only JPEG and PNG, so they are left out.",
        "Convert them to JPEG or PNG.",
    ),
    "hidden": _Kind(
        "info",
        "hidden file or folder was skipped",
        "hidden files or folders were skipped",
        "Names that begin with a dot are not photos (macOS leaves ._ files, which end a training job).",
    ),
    "nested-folder": _Kind(
        "info",
        "folder lies inside a class folder",
        "folders lie inside class folders",
        "Their photos belong to the class of the folder at the top (im2rec would make classes of them).",
    ),
    "folder-not-read": _Kind(
        "warning",
        "folder lies beside the photos and was not read",
        "folders lie beside the photos and were not read",
        "A flat reading takes the photos in the folder itself, and no others.",
        "Read it without --flat, if the folders are classes.",
    ),
    "other-ending": _Kind(
        "info",
        "photo has an ending that was not asked for",
        "photos have an ending that was not asked for",
        "They are left out, since the endings were named.",
    ),
    "not-a-photo": _Kind(
        "info",
        "file that is no photo was skipped",
        "files that are no photos were skipped",
        "A photo's name ends in .jpg, .jpeg or .png, in any case.",
    ),
}


@dataclass(slots=True)
class _Met:
    count: int = 0
    first: list[tuple[str, str]] = field(default_factory=list)


class Tally:
    """Counts what was met; `findings` tells it."""

    def __init__(self) -> None:
        self._met: dict[str, _Met] = {}

    def add(self, kind: str, path: str, detail: str = "") -> None:
        """Something of a kind was met.

        Args:
            kind: one of the kinds of this module.
            path: relative to the root.
            detail: more about it, if the kind's own words are not all.
        """
        met = self._met.setdefault(kind, _Met())
        met.count += 1
        if len(met.first) < (_MOST_EACH if _KINDS[kind].each else _NAMED):
            met.first.append((path, detail))

    def add_other(self, path: str) -> None:
        """A file was met that is no photo by its name, or has none of the endings asked for."""
        ending = path.lower()
        if ending.endswith(ENDINGS):
            self.add("other-ending", path)
        else:
            self.add("other-image-format" if ending.endswith(IMAGES) else "not-a-photo", path)

    def findings(self) -> tuple[Finding, ...]:
        """All that was met, errors first: what needs mending one by one, the rest as one finding per kind."""
        found = [finding for kind, met in self._met.items() for finding in _told(kind, met)]
        return tuple(sorted(found, key=lambda finding: LEVELS.index(finding.level)))


def _told(kind: str, met: _Met) -> Iterator[Finding]:
    from core.text import clean_path

    told = _KINDS[kind]
    if not told.each:
        names = ", ".join(clean_path(path) for path, _ in met.first)
        more = f" and {met.count - len(met.first):,} more" if met.count > len(met.first) else ""
        words = told.one if met.count == 1 else told.many
        detail = f"{met.count:,} {words}: {names}{more}"
        yield Finding(told.level, kind, detail, why=told.why, fix=told.fix)
        return
    for path, detail in met.first:
        words = f"{told.one}: {detail}" if told.one and detail else told.one or detail
        yield Finding(told.level, kind, words, path, why=told.why, fix=told.fix)
    if met.count > len(met.first):
        words = f"{met.count - len(met.first):,} more like this"
        yield Finding(told.level, kind, words, None, why=told.why, fix=told.fix)
