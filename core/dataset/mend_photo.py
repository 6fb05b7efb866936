"""What becomes of one photo of a folder that is mended: kept as it is, converted, or dropped."""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from core.dataset.decode import decode
from core.dataset.images import header
from core.dataset.judge import MOST_PIXELS
from core.dataset.mend_convert import Converted, convert
from core.finding import Finding

if TYPE_CHECKING:
    from core.dataset.mend_files import Entry

_CHUNK = 1 << 20
_ENDINGS = {"JPEG": ".jpg", "PNG": ".png"}


class Verdict(NamedTuple):
    """What becomes of a photo.

    Args:
        ending: what its name in the copy must end in; empty if it is dropped.
        why: it is dropped, converted, or renamed if its ending is another.
        content: of the new file if it is converted, else None.
        digest: of its bytes, if that was asked for.
    """

    ending: str
    why: str
    content: bytes | None = None
    digest: bytes = b""


def judge_photo(entry: Entry, *, digest: bool) -> Verdict:
    """Read a photo's header, decode it, convert it if it is an image of another format. Never raises for what it holds.

    Args:
        entry: the file.
        digest: whether photos of the same bytes are looked for.
    """
    facts = header(entry.file, entry.path)
    if isinstance(facts, Finding):
        if facts.kind != "not-jpeg-or-png":
            return Verdict("", facts.detail)
        made = _converted(entry.file, facts.detail)
        if isinstance(made, str):
            return Verdict("", made)
        return Verdict(made.ending, f"is {made.was}", made.content, _digest(entry.file) if digest else b"")
    # What is too large to be decoded safely stays, and the check of the copy tells it.
    if facts.geometry.width * facts.geometry.height <= MOST_PIXELS:
        broken = decode(entry.file, entry.path)
        if broken is not None:
            return Verdict("", broken.detail)
    return Verdict(
        _ENDINGS[facts.format],
        f"is {facts.format} by content",
        digest=_digest(entry.file) if digest else b"",
    )


def _converted(file: str, otherwise: str) -> Converted | str:
    try:
        content = Path(file).read_bytes()
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    return convert(content, otherwise)


def _digest(file: str) -> bytes:
    """A digest of the file's bytes; empty, and so equal to no other, if it is gone meanwhile."""
    digest = blake2b(digest_size=16)
    try:
        with Path(file).open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
    except OSError:
        return b""
    return digest.digest()
