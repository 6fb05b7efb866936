"""A photo made ready to be sent to an endpoint: looked at first, and turned where its Exif says so.

Training's decoder turns photos by their Exif orientation; what decodes them behind an endpoint need not. So a photo
that is to be turned is turned here and encoded anew, after which it looks the same to any decoder. Everything else is
sent as it is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from core.dataset.decode import decode
from core.dataset.images import ImageFacts, header, header_of
from core.dataset.judge import MOST_PIXELS, Limits, judge
from core.decoderoom import Room
from core.finding import Finding
from core.predict.recode import cut, upright
from core.sizes import size

if TYPE_CHECKING:
    from core.dataset.locate import Locator
    from core.picture import Sight

CONTENT_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png"}
_ANY_SIZE = Limits(1, 1, None)
_ROOM = Room(MOST_PIXELS)
"""Several photos are made ready at once; a few large ones must not take all memory."""
_NOT_ASKED = "The model is not asked about it."
_FIXES = {
    "missing-file": "Mend the path.",
    "not-jpeg-or-png": "Save it as JPEG or PNG.",
    "not-an-image": "Name a JPEG or PNG file.",
    "not-a-file": "Name a JPEG or PNG file.",
}
"""What to do in the words of asking, where those of training do not fit; by kind of finding."""


class Located(NamedTuple):
    """A photo of a folder or list, which must lie inside its root.

    Args:
        locator: of the root.
        path: relative to it.
    """

    locator: Locator
    path: str


Source = Path | bytes | Located
"""Where a photo is: a file that the user named, the bytes themselves, or a place under a root."""


def file_of(source: Source) -> str:
    """The path of a photo's file; empty where it is none of a file."""
    if isinstance(source, Located):
        return source.locator.file(source.path) or source.path
    return str(source) if isinstance(source, Path) else ""


@dataclass(frozen=True, slots=True)
class Photo:
    """What is sent.

    Args:
        content: of a JPEG or PNG file.
        content_type: ``image/jpeg`` or ``image/png``, by content.
    """

    content: bytes
    content_type: str


@dataclass(frozen=True, slots=True)
class Ready:
    """What came of looking at a photo.

    Args:
        photo: to be sent; None if it cannot be.
        findings: an error says why it cannot be sent; a warning is about one that is sent.
    """

    photo: Photo | None
    findings: tuple[Finding, ...] = ()


def ready(source: Source, name: str, most_bytes: int, sight: Sight | None = None) -> Ready:
    """Read a photo and make it ready. Never raises for what is in the file, or for a file that is not there.

    Args:
        source: where it is.
        name: what it is called in findings.
        most_bytes: the largest that the endpoint takes.
        sight: cut the photo as training does, and send only that; None: send all of it.
    """
    facts = _look(source, name)
    if isinstance(facts, Finding):
        return _refused(facts, name)
    for finding in judge(facts, name, _ANY_SIZE if sight is None else sight.limits):
        if finding.level == "error":
            return _refused(finding, name)
    if facts.bytes > most_bytes and sight is None:
        return Ready(None, (_too_large(facts.bytes, name, most_bytes),))
    content = source if isinstance(source, bytes) else _read(source, name)
    if isinstance(content, Finding):
        return _refused(content, name)
    with _ROOM.taken(facts.geometry.width * facts.geometry.height):
        broken = decode(content, name)
        if broken is not None and broken.level == "error":
            return _refused(broken, name)
        photo = _as_sent(content, facts, most_bytes, sight)
    findings = () if broken is None else (replace(broken, why="The model sees what there is of it."),)
    if isinstance(photo, str):
        return _refused(_unsendable("broken-image", f"does not decode: {photo}", name), name)
    if len(photo.content) > most_bytes:
        return Ready(None, (_too_large(len(photo.content), name, most_bytes),))
    return Ready(photo, findings)


def _as_sent(content: bytes, facts: ImageFacts, most_bytes: int, sight: Sight | None) -> Photo | str:
    """The photo as it is sent, or why it cannot be turned or cut."""
    if sight is not None:
        piece = cut(content, facts, sight)
        return piece if isinstance(piece, str) else Photo(piece, CONTENT_TYPES["PNG"])
    if facts.geometry.orientation == 1:
        return Photo(content, CONTENT_TYPES[facts.format])
    answer = upright(content, facts, most_bytes)
    return answer if isinstance(answer, str) else Photo(answer, CONTENT_TYPES["JPEG"])


def _look(source: Source, name: str) -> ImageFacts | Finding:
    if isinstance(source, bytes):
        return header_of(source, name)
    if isinstance(source, Located):
        return source.locator.look(source.path)
    return header(source, name)


def _read(source: Path | Located, name: str) -> bytes | Finding:
    """The bytes of a file that has been looked at, which may have changed since."""
    file = source.locator.behind(source.path) if isinstance(source, Located) else source
    if file is None:
        return _unsendable("link-outside", "leads out of its folder", name)
    try:
        return Path(file).read_bytes()
    except OSError as error:
        return _unsendable("unreadable-file", f"cannot be read: {error.strerror or error}", name)


def _unsendable(kind: str, detail: str, name: str) -> Finding:
    return Finding("error", kind, detail, name, why=_NOT_ASKED, fix="Look at the photo, then ask again.")


def _refused(finding: Finding, name: str) -> Ready:
    """The finding in the words of asking, which are not those of training."""
    fix = _FIXES.get(finding.kind, finding.fix)
    return Ready(None, (replace(finding, path=name, why=_NOT_ASKED, fix=fix),))


def _too_large(count: int, name: str, most_bytes: int) -> Finding:
    return Finding(
        "error",
        "too-large",
        f"has {size(count)} ({count:,} bytes), and the model takes at most {most_bytes:,} bytes",
        name,
        why=_NOT_ASKED,
        fix="Save it smaller: the network sees a few hundred pixels a side of it.",
    )
