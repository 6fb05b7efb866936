"""What becomes of the photos of a folder that is mended: judged by their headers, then by decoding them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from core.dataset.decoders import decode_all
from core.dataset.images import header
from core.dataset.judge import MOST_PIXELS
from core.dataset.sketch import SIZE
from core.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.cancel import CancelToken
    from core.dataset.check import OnProgress
    from core.dataset.mend.files import Entry

_EVERY = 256


class Verdict(NamedTuple):
    """What becomes of a file.

    Args:
        ending: what its name in the copy must end in; empty if it does not stay as it is.
        why: the reason if it is renamed or dropped.
        convert: whether training cannot read how it is stored, though it perhaps can be converted.
    """

    ending: str
    why: str
    convert: bool = False


_STAYS = {
    "JPEG": Verdict(".jpg", "is JPEG by content"),
    "PNG": Verdict(".png", "is PNG by content"),
}


def judge_photos(
    files: Sequence[Entry], on_progress: OnProgress | None, cancel: CancelToken
) -> list[Verdict]:
    """A verdict on each file, in their order.

    Args:
        files: as `core.dataset.mend.files.entries` gives them.
        on_progress: told how far it is, in the steps ``headers`` and ``decoding``.
        cancel: seen between two photos.

    Raises:
        DatasetError: no process can be started to decode them.
        Cancelled: the token was set.
    """
    verdicts: list[Verdict] = []
    whole: list[int] = []
    for place, entry in enumerate(files):
        cancel.check()
        if on_progress is not None and not place % _EVERY:
            on_progress(place, len(files), "headers")
        verdict, decodes = _by_header(entry)
        verdicts.append(verdict)
        if decodes:
            whole.append(place)
    if on_progress is not None:
        on_progress(len(files), len(files), "headers")
    places = {files[place].path: place for place in whole}

    def tell(done: int) -> None:
        if on_progress is not None:
            on_progress(done, len(places), "decoding")

    broken = decode_all(
        list(places),
        lambda name: files[places[name]].file,
        bytearray(len(places) * SIZE),
        cancel=cancel,
        on_progress=tell,
    )
    for finding in broken:
        verdicts[places[finding.path or ""]] = Verdict("", finding.detail)
    return verdicts


def _by_header(entry: Entry) -> tuple[Verdict, bool]:
    """The verdict by the file's header, and whether it must be decoded to be sure."""
    if entry.out:
        return Verdict("", entry.out), False
    facts = header(entry.file, entry.path)
    if isinstance(facts, Finding):
        return Verdict("", facts.detail, convert=facts.kind == "not-jpeg-or-png"), False
    if facts.geometry.coding:
        return Verdict("", f"is a JPEG with {facts.geometry.coding}", convert=True), False
    # What is too large to be decoded safely stays, and the check of the copy tells it.
    return _STAYS[facts.format], facts.geometry.width * facts.geometry.height <= MOST_PIXELS
