"""A photo's header, read without decoding. Whatever is in the file, the answer is a value and never an exception.

The header is read by `core.dataset.formats`: one open, one read of 4 kB. Pillow gives a second opinion where
that fails.
"""

from __future__ import annotations

import errno
import os
import stat
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from core.dataset.formats import Geometry, jpeg_geometry, png_geometry, true_format
from core.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import BinaryIO

_BLOCK = 4096
_OPEN = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)

LINK = "link"
"""Kind of the finding that `header` gives for a link it was told not to follow."""


class ImageFacts(NamedTuple):
    """What the header of a JPEG or PNG tells.

    Args:
        format: ``JPEG`` or ``PNG``, by content.
        geometry: size, mode, orientation.
        bytes: size of the file.
        head: checksum of its first 4 kB; photos with other heads are not the same.
    """

    format: str
    geometry: Geometry
    bytes: int
    head: int


def header(file: str | Path, name: str, *, follow: bool = True) -> ImageFacts | Finding:
    """Read a photo's header.

    Args:
        file: where it is.
        name: its path in the data set, for the finding.
        follow: whether a link is followed; if not, a finding of kind `LINK` is the answer.
    """
    try:
        handle = os.open(file, _OPEN if follow else _OPEN | _NO_LINK)
    except (OSError, ValueError) as error:
        return _cannot_open(error, name)
    try:
        state = os.fstat(handle)
        if not stat.S_ISREG(state.st_mode):
            return Finding(
                "error", "not-a-file", "is no regular file", name, why="It cannot be read.", fix="Remove it."
            )
        head = os.read(handle, _BLOCK)
        if not head:
            return _empty(name)
        return _facts(
            head,
            state.st_size,
            name,
            lambda at, count: os.pread(handle, count, at),
            lambda: os.fdopen(os.dup(handle), "rb"),
        )
    except OSError as error:
        return _cannot_open(error, name)
    finally:
        os.close(handle)


def header_of(content: bytes, name: str) -> ImageFacts | Finding:
    """The header of a photo whose bytes are at hand.

    Args:
        content: of the whole file.
        name: the photo's, for the finding.
    """
    if not content:
        return _empty(name)
    return _facts(
        content[:_BLOCK],
        len(content),
        name,
        lambda at, count: content[at : at + count],
        lambda: BytesIO(content),
    )


def _facts(
    head: bytes,
    size: int,
    name: str,
    read: Callable[[int, int], bytes],
    again: Callable[[], BinaryIO],
) -> ImageFacts | Finding:
    """Facts by the first bytes; `read` gives others by offset and count, `again` the whole as a stream."""
    found = true_format(head)
    if found == "JPEG":
        geometry = jpeg_geometry(head, read)
    elif found == "PNG":
        geometry = png_geometry(head)
    else:
        return _not_usable(found, name)
    if isinstance(geometry, str):
        second = _second_opinion(again, found)
        if second is None:
            return Finding(
                "error",
                "unreadable-image",
                f"{found} cannot be read: {geometry}",
                name,
                why="One photo that cannot be read ends the whole job.",
                fix="Get the photo anew, or remove it.",
            )
        geometry = second
    return ImageFacts(found, geometry, size, crc32(head))


def _second_opinion(again: Callable[[], BinaryIO], image_format: str) -> Geometry | None:
    """The geometry as Pillow reads it: it skips some junk in headers, as the trainer's decoder does."""
    from core.dataset.decode import open_as

    try:
        with again() as stream:
            stream.seek(0)
            image = open_as(stream, image_format)
            return Geometry(*image.size, image.mode, progressive=bool(image.info.get("progressive")))
    except Exception:  # noqa: BLE001 - the file is hostile until it is read: whatever Pillow raises, it is no photo
        return None


def _empty(name: str) -> Finding:
    return Finding(
        "error",
        "empty-file",
        "has 0 bytes",
        name,
        why="An empty file is dropped, or ends the whole job.",
        fix="Get the photo anew, or remove it.",
    )


def _not_usable(found: str | None, name: str) -> Finding:
    if found is None:
        what = "is no image"
    elif found == "AppleDouble":
        what = "is a side file of macOS (AppleDouble), no image"
    elif found == "Git LFS pointer":
        what = "is a Git LFS pointer: the photo itself was not fetched"
    else:
        what = f"is {found}, not JPEG or PNG"
    return Finding(
        "error",
        "not-jpeg-or-png" if found else "not-an-image",
        what,
        name,
        why="Training reads JPEG and PNG; anything else is dropped or ends the whole job.",
        fix="Convert it to JPEG or PNG, or remove it.",
    )


def _cannot_open(error: OSError | ValueError, name: str) -> Finding:
    code = error.errno if isinstance(error, OSError) else errno.EINVAL
    if code in (errno.ELOOP, errno.EMLINK):
        return Finding(
            "error",
            LINK,
            "is a link that leads nowhere",
            name,
            why="It cannot be read.",
            fix="Mend or remove the link.",
        )
    if code in (errno.ENOENT, errno.ENOTDIR):
        return Finding(
            "error",
            "missing-file",
            "does not exist",
            name,
            why="Packing stops or drops the photo.",
            fix="Mend the path, or take the line out of the list.",
        )
    return Finding(
        "error",
        "unreadable-file",
        f"cannot be opened: {os.strerror(code) if code else error}",
        name,
        why="A photo that cannot be opened cannot be trained on.",
        fix="Give yourself the right to read it.",
    )
