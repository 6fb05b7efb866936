"""A .rec file validated: its records, their labels and photos, and the .idx beside it.

Findings name a record as those of a list name a line: `line` is the record's number, from 1.
"""

from __future__ import annotations

from array import array
from dataclasses import replace
from typing import TYPE_CHECKING

from core.cancel import CancelToken
from core.dataset.class_names import name_classes
from core.dataset.classes import one_class
from core.dataset.faults import Faults
from core.dataset.label_balance import label_balance
from core.dataset.listcheck import CheckedList
from core.dataset.lstwhole import whole_list
from core.dataset.model import Row
from core.dataset.recordio.idxcheck import check_index
from core.dataset.recordio.parts import unreadable
from core.dataset.recordio.photos import Photos
from core.dataset.recordio.records import RecordIOError, read_records, unpack_image
from core.finding import Finding, by_severity, has_errors
from core.scratch import scratch_folder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from core.dataset.check import OnProgress

_EVERY = 256
_WHY = "A reader stops here, and the job with it."
_FIX = "Pack the photos anew: trainscope pack."


def check_records(
    file: Path,
    *,
    num_classes: int | None = None,
    hyperparameters: Mapping[str, str] | None = None,
    on_progress: OnProgress | None = None,
    cancel: CancelToken | None = None,
) -> CheckedList:
    """Validate a .rec file, header of each photo first, then decoded.

    Args:
        file: the .rec; its .idx and a classes.json are looked for beside it.
        num_classes: if known, labels from here on are faults.
        hyperparameters: what the photos' sizes are judged by.
        on_progress: told how far it is; while headers are read, in bytes.
        cancel: stops it.

    Raises:
        DatasetError: the file cannot be read.
        Cancelled: the token was set.
    """
    token = cancel or CancelToken()
    found: list[Finding] = []
    rows: list[Row] = []
    offsets = array("Q")
    try:
        size = file.stat().st_size
        stream = file.open("rb")
    except (OSError, ValueError) as error:
        raise unreadable(file, error) from error
    with stream, scratch_folder() as folder:
        photos = Photos(stream, folder, hyperparameters or {})
        numbers = array("I")
        try:
            for offset, payload in read_records(stream):
                token.check()
                if on_progress is not None and not len(offsets) % _EVERY:
                    on_progress(offset, size, "headers")
                offsets.append(offset)
                try:
                    photo = unpack_image(payload, offset=offset)
                except RecordIOError as error:
                    found.append(
                        Finding("error", "no-image-record", error.why, None, len(offsets), _WHY, _FIX)
                    )
                    continue
                rows.append(Row(photo.index, photo.labels, f"{len(offsets)}"))
                numbers.append(len(offsets))
                found += photos.header(photo.image, len(offsets), offset)
        except RecordIOError as error:
            detail = f"is damaged at byte {error.offset:,}: {error.why}"
            found.append(Finding("error", "damaged-record", detail, None, len(offsets) + 1, _WHY, _FIX))
        if on_progress is not None:
            on_progress(size, size, "headers")
        found += photos.decoded(on_progress, token)
    found = [_placed(finding, file, offsets) for finding in found]
    if offsets and not any(finding.kind == "damaged-record" for finding in found):
        found += check_index(file, rows, numbers, offsets)
    if not rows:
        return CheckedList(0, (), tuple(by_severity([*found, *_empty(file, found)])))
    return _judged(file, rows, numbers, num_classes, found)


def _empty(file: Path, found: Sequence[Finding]) -> list[Finding]:
    if has_errors(found):
        return []
    why = "A job whose channel is empty ends at once."
    return [Finding("error", "no-records", "holds no record", str(file), None, why, _FIX)]


def _placed(finding: Finding, file: Path, offsets: array[int]) -> Finding:
    """The finding with the file's name and the byte where its record begins."""
    number = finding.line or 0
    where = f"at byte {offsets[number - 1]:,} " if number <= len(offsets) else ""
    return replace(finding, path=str(file), detail=f"{where}{finding.detail}")


def _judged(
    file: Path, rows: list[Row], numbers: array[int], num_classes: int | None, findings: list[Finding]
) -> CheckedList:
    """What the labels give, by the rules of lists."""
    faults = Faults(str(file))
    whole = whole_list(rows, numbers, num_classes, faults)
    kept = () if whole.detection else whole.rows
    classes, odd = name_classes(kept, whole.multi_label, file)
    findings += [*faults.findings(), *odd]
    if whole.multi_label:
        findings += label_balance(classes, kept, str(file))
    else:
        findings += [replace(finding, path=str(file)) for finding in one_class(classes)]
    return CheckedList(len(whole.rows), classes, tuple(by_severity(findings)), whole.multi_label)
