"""From a path in a data set to the file it names, which must lie inside the root whatever links are in between."""

from __future__ import annotations

import os
from pathlib import Path
from unicodedata import normalize

from core.dataset.images import LINK, ImageFacts, header
from core.dataset.root import is_inside
from core.finding import Finding


class Locator:
    """Finds the photos of one root; remembers where each folder really is, so that a photo costs no look-up.

    Args:
        root: of the data set.
    """

    def __init__(self, root: Path) -> None:
        self._root = os.path.realpath(root)
        self._folders: dict[str, str | None] = {}

    @property
    def root(self) -> str:
        """The data set's root, absolute, links resolved."""
        return self._root

    def file(self, name: str) -> str | None:
        """The file behind a path relative to the root, links in its folders resolved; None if it is outside.

        The file itself may still be a link: `look` follows it only inside the root.
        """
        parent, _, last = name.rpartition("/")
        if parent not in self._folders:
            self._folders[parent] = self._inside(
                f"{self._root}/{parent}" if not name.startswith("/") else parent
            )
        folder = self._folders[parent]
        return None if folder is None else f"{folder}/{last}"

    def behind(self, name: str) -> str | None:
        """The file that a path ends at, every link followed; None if that is outside."""
        file = self.file(name)
        return None if file is None else self._inside(file)

    def look(self, name: str) -> ImageFacts | Finding:
        """The header of a photo, or what is wrong with it; links out of the root are refused."""
        file = self.file(name)
        if file is None:
            return _outside(name)
        found = header(file, name, follow=False)
        if isinstance(found, Finding) and found.kind == LINK:
            target = self._inside(file)
            return _outside(name) if target is None else header(target, name)
        if isinstance(found, Finding) and found.kind == "missing-file":
            return self._nearly(name, found)
        return found

    def _inside(self, path: str) -> str | None:
        try:
            real = os.path.realpath(path)
        except ValueError:
            return None
        return real if is_inside(real, self._root) else None

    def alike(self, name: str) -> tuple[str, str] | None:
        """A path that is there and only looks the same or differs in case, and how it differs."""
        stem, ending = os.path.splitext(name)  # noqa: PTH122 - a path of a list, which is text
        for other, how in (
            (normalize("NFC", name), "in the other Unicode form"),
            (normalize("NFD", name), "in the other Unicode form"),
            (stem + ending.lower(), "with an ending in lower case"),
            (stem + ending.upper(), "with an ending in upper case"),
        ):
            if other != name and not isinstance(header(self.file(other) or "", other), Finding):
                return other, how
        return None

    def _nearly(self, name: str, missing: Finding) -> Finding:
        """The finding with a hint if the file is there under a name that is `alike`."""
        found = self.alike(name)
        if found is None:
            return missing
        return Finding(
            missing.level,
            missing.kind,
            f"does not exist; the same name {found[1]} does",
            name,
            why=missing.why,
            fix="Write the name as the file has it.",
        )


def _outside(name: str) -> Finding:
    return Finding(
        "error",
        "link-outside",
        "leads out of the data set's root",
        name,
        why="Paths and links out of the data set are refused.",
        fix="Copy the photo into the data set.",
    )
