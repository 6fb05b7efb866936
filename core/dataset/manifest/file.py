"""An augmented manifest, as Ground Truth writes it: JSON Lines, each with a photo's address in S3 and its label.

Read line by line; a faulty line is left out and told with its number. What it says of S3 is not looked at here.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO

from core.dataset.faults import Fault, Faults
from core.dataset.manifest.keys import find
from core.dataset.manifest.line import SAID, Entry, Label, entry_of, parse
from core.dataset.manifest.whole import Gathered
from core.errors import DatasetError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from core.cancel import CancelToken
    from core.finding import Finding

LONGEST_LINE = 1 << 20
"""Bytes; Ground Truth itself allows 100,000 letters."""
_FIRST = 1000
"""Lines that show which attributes there are."""
_EVERY = 1000
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a manifest holds.

    Args:
        address: of the manifest.
        photo: the attribute of the photos' addresses.
        label: the attribute of the labels.
        photos: ``s3://`` addresses, in the order of the lines that can be used.
        labels: of each photo; numbers, or lists where `several`.
        lines: number of each photo's line, from 1.
        several: whether each photo has a list of labels.
        class_ids: whether such a list holds classes; else one 0 or 1 for each class.
        names: class to its name, as far as the metadata tell.
        findings: faults, each with its line; `path` is the address.
    """

    address: str
    photo: str
    label: str
    photos: Sequence[str]
    labels: Sequence[Label]
    lines: Sequence[int]
    several: bool
    class_ids: bool
    names: Mapping[int, str]
    findings: tuple[Finding, ...]


def read(
    file: Path,
    address: str,
    *,
    label: str | None = None,
    on_progress: Callable[[int], None] | None = None,
    cancel: CancelToken | None = None,
) -> Manifest:
    """Read and judge a manifest.

    Args:
        file: a copy of it on this machine.
        address: what it is called in findings and errors.
        label: the attribute of the labels; None: the only one that can be.
        on_progress: called with the number of lines so far.
        cancel: looked at every thousand lines.

    Raises:
        DatasetError: it is none, or it is not clear where its labels are.
        Cancelled: the token was set.
    """
    faults = Faults(address, SAID)
    gathered = Gathered()
    with file.open("rb") as stream:
        _refuse_what_is_none(stream, address)
        attributes = find(_first_lines(stream), address, label)
        stream.seek(0)
        for number, line in enumerate(_lines(stream), 1):
            if not number % _EVERY:
                if cancel is not None:
                    cancel.check()
                if on_progress is not None:
                    on_progress(number)
            entry = _entry(line, number, attributes.photo, attributes.label, faults)
            if entry is not None:
                gathered.add(number, entry, faults)
    several, class_ids = gathered.judge(faults)
    return Manifest(
        address,
        attributes.photo,
        attributes.label,
        gathered.photos,
        gathered.labels,
        gathered.lines,
        several,
        class_ids,
        gathered.names,
        faults.findings(),
    )


def copied_lines(file: Path, numbers: Collection[int]) -> Iterator[str]:
    """Some lines of a manifest as they stand, each with a plain line end, in the order of the file.

    Args:
        file: a copy of the manifest.
        numbers: of the lines, from 1; lines that could be read.
    """
    with file.open("rb") as stream:
        for number, line in enumerate(_lines(stream), 1):
            if number in numbers and line is not None:
                yield line.removeprefix(_BOM).decode().rstrip("\r\n") + "\n"


def _refuse_what_is_none(stream: BinaryIO, address: str) -> None:
    start = stream.read(LONGEST_LINE)
    stream.seek(0)
    if start.startswith(b"\x1f\x8b"):
        raise DatasetError(f"{address} is compressed", fix="upload it uncompressed")
    if b"\0" in start:
        raise DatasetError(
            f"{address} holds binary data, not lines of JSON", fix="name an augmented manifest"
        )
    if start.removeprefix(_BOM).lstrip().startswith(b"[") and b'"prefix"' in start[:_FIRST]:
        raise DatasetError(
            f"{address} is a manifest of objects, not an augmented one",
            why="it names photos, and no labels",
            fix='write one JSON object per line: {"source-ref": "s3://…", "class": 0}',
        )


def _lines(stream: BinaryIO) -> Iterator[bytes | None]:
    """Each line with its end; None for one that is too long to be one."""
    while line := stream.readline(LONGEST_LINE):
        if len(line) < LONGEST_LINE or line.endswith(b"\n"):
            yield line
            continue
        while (rest := stream.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
            pass
        yield None


def _first_lines(stream: BinaryIO) -> Iterator[Mapping[str, object]]:
    for line in islice(_lines(stream), _FIRST):
        found = parse((line or b"").removeprefix(_BOM).decode("utf-8", "replace"))
        if not isinstance(found, Fault):
            yield found


def _entry(line: bytes | None, number: int, photo: str, label: str, faults: Faults) -> Entry | None:
    """The entry of a line that may be anything; what is wrong with it goes to `faults`."""
    if line is None:
        faults.add(number, Fault("error", "line-too-long", f"has more than {LONGEST_LINE:,} bytes"))
        return None
    if number == 1 and line.startswith(_BOM):
        faults.add(number, Fault("error", "byte-order-mark", "begins with a byte-order mark"))
        line = line.removeprefix(_BOM)
    if line.endswith(b"\r\n"):
        faults.add(number, Fault("info", "crlf", "lines end as on Windows (CR LF)"))
    if not line.strip():
        faults.add(number, Fault("warning", "blank-line", "is blank"))
        return None
    try:
        found = parse(line.decode())
    except UnicodeDecodeError:
        faults.add(number, Fault("error", "not-utf8", "is not UTF-8"))
        return None
    entry = found if isinstance(found, Fault) else entry_of(found, photo, label)
    if isinstance(entry, Fault):
        faults.add(number, entry)
        return None
    return entry
