"""The photos in a .rec file, judged by the rules for photos in files: each is a file for as long as it is looked at."""

from __future__ import annotations

from array import array
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO

from core.dataset.decoders import decode_all
from core.dataset.formats import true_format
from core.dataset.images import header
from core.dataset.judge import Limits, judge
from core.dataset.recordio.records import read_at, unpack_image
from core.dataset.sketch import SIZE
from core.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from core.cancel import CancelToken
    from core.dataset.check import OnProgress


class Photos:
    """Looks at photos one by one, and then decodes those whose header is sound.

    Args:
        stream: of the .rec file; seekable, and not read elsewhere while photos are decoded.
        folder: for the files, empty.
        hyperparameters: what sizes are judged by.
    """

    def __init__(self, stream: BinaryIO, folder: Path, hyperparameters: Mapping[str, str]) -> None:
        self._stream = stream
        self._folder = folder
        self._limits = Limits.of(hyperparameters)
        self._numbers = array("I")
        self._offsets = array("Q")

    def header(self, image: bytes, number: int, offset: int) -> list[Finding]:
        """What the header of a photo says.

        Args:
            image: the photo.
            number: of its record.
            offset: of its record.

        Returns:
            findings whose line is the number.
        """
        file = self._folder / "photo"
        file.write_bytes(image)
        name = f"{number}.png" if true_format(image[:64]) == "PNG" else f"{number}.jpg"
        facts = header(file, name)
        found = [facts] if isinstance(facts, Finding) else judge(facts, name, self._limits)
        if not any(finding.level == "error" and finding.kind != "too-small" for finding in found):
            self._numbers.append(number)
            self._offsets.append(offset)
        return [_of_record(finding, number) for finding in found]

    def decoded(self, on_progress: OnProgress | None, cancel: CancelToken) -> Iterator[Finding]:
        """What does not decode; each photo is a file from when a decoder asks for it until it has answered.

        Raises:
            DatasetError: no decoder can be started, or the file changed meanwhile.
            Cancelled: the token was set.
        """
        count = len(self._numbers)
        gone = 0

        def file_of(place: str) -> str:
            payload = read_at(self._stream, self._offsets[int(place)])
            file = self._folder / place
            file.write_bytes(unpack_image(payload).image)
            return str(file)

        def done(photos: int) -> None:
            nonlocal gone
            for place in range(gone, photos):
                (self._folder / str(place)).unlink(missing_ok=True)
            gone = photos
            if on_progress is not None:
                on_progress(photos, count, "decoding")

        names = [str(place) for place in range(count)]
        for finding in decode_all(names, file_of, bytearray(SIZE * count), cancel=cancel, on_progress=done):
            yield _of_record(finding, self._numbers[int(finding.path or 0)])


def _of_record(finding: Finding, number: int) -> Finding:
    return replace(finding, path=None, line=number)
