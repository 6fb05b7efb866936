"""What is said about a photo: the caption of its tile, a line for the bottom, the text beside it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content

from core.finding import Finding, by_severity
from core.sizes import size
from core.text import clean, clean_path
from tui.widgets.finding_draw import MARKS, finding_lines
from tui.widgets.flow import flow
from tui.widgets.paths_draw import tail

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.dataset.album import Photo
    from core.picture import Sight
    from tui.widgets.photo_cells import Drawn


@dataclass(frozen=True, slots=True)
class PhotoView:
    """A photo and what is known of it.

    Args:
        photo: the photo.
        place: its place in the list, from 0.
        count: length of the list.
        classes: names of its classes.
        findings: what the check found.
        done: its picture, or why there is none; None until that is known.
    """

    photo: Photo
    place: int
    count: int
    classes: Sequence[str]
    findings: Sequence[Finding]
    done: Drawn | Finding | None

    @property
    def told(self) -> list[Finding]:
        """All findings, the worst first; why there is no picture is one of them."""
        found = by_severity(self.findings)
        if isinstance(self.done, Finding) and all(self.done.kind != other.kind for other in found):
            found.insert(0, self.done)
        return found

    @property
    def other(self) -> str | None:
        """Path of the photo to compare it with, if a finding is about two."""
        return next((finding.other for finding in self.told if finding.other is not None), None)


def caption(view: PhotoView, width: int, *, marked: bool) -> Content:
    """Name of the file with a mark for its worst finding; a pointer, not colour alone, shows which is marked."""
    found = view.told
    mark, style = MARKS[found[0].level] if found else ("", "")
    name = clean_path(view.photo.row.path).rpartition("/")[2]
    room = max(2, width - 1 - (2 if found else 0))
    return Content.assemble(
        "▸" if marked else " ", (f"{mark} " if found else "", style), tail(name, room)
    ).truncate(width)


def bottom_line(view: PhotoView, width: int) -> Content:
    """Place, path, size, split and how much was found, for the photo that is marked."""
    found = view.told
    mark, style = MARKS[found[0].level] if found else ("", "")
    said = clean(found[0].detail) if found else ""
    left = f"{view.place + 1:,}/{view.count:,}  "
    path = clean_path(view.photo.row.path)
    least = min(len(path), 24)
    known = measures(view.done)
    while known and len(left) + least + len("  ".join(["", *known, view.photo.split])) > width:
        known.pop()
    right = "  ".join(["", *known, view.photo.split])
    room = max(least, width - len(left) - len(right) - (len(said) + 4 if said else 0))
    return Content.assemble(
        (left, "$text-dim"),
        (tail(path, room), "bold"),
        (right, "$text-dim"),
        (f"  {mark} {said}" if said else "", style),
    ).truncate(width, ellipsis=True)


def measures(done: Drawn | Finding | None) -> list[str]:
    """Width and height, size of the file, format: as far as they are known."""
    if done is None or isinstance(done, Finding):
        return []
    return [f"{done.of[0]}×{done.of[1]}", size(done.bytes), done.format]


def sees(sight: Sight) -> str:
    """What of a photo is shown as trained."""
    limits = sight.limits
    resized = f"resize {limits.resize}, " if limits.resize else ""
    return f"as trained: {resized}centre {limits.width}×{limits.height}"


def text_beside(view: PhotoView, width: int, *, part: str) -> list[Content]:
    """All that is known of a photo, each finding with why it matters and how to mend it.

    Args:
        view: the photo.
        width: cells.
        part: what is shown of it if that is not all; empty if it is.
    """
    classes = ", ".join(clean(name) for name in view.classes) or "of no class"
    lines = list(Content.styled(clean_path(view.photo.row.path), "bold").wrap(width))
    facts = [view.photo.split, f"{view.place + 1:,} of {view.count:,}", *measures(view.done)]
    dim = (Content.styled(fact, "$text-dim") for fact in facts)
    lines += flow([Content.styled(classes, "bold $accent"), *dim], width)
    if part:
        lines += Content.styled(part, "$text-dim").wrap(width)
    for finding in view.told:
        lines += [Content(""), *finding_lines(finding, width)]
    return lines
