"""photos.json: which photo of a batch transform is which object, and why others were left out.

It lies beside the photos in S3, so that any machine can read the answers.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.engine.transforming import PhotoPlace
from core.errors import EngineError
from core.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.predict.answers import Labels

VERSION = 1
JOB, SENT = "job", "sent"
"""Metadata of the object, so that its numbers are known without reading it."""


@dataclass(frozen=True, slots=True)
class Row:
    """A photo.

    Args:
        name: what it is called in the answer: its path in the place that it came from.
        truth: its labels, as far as known.
        key: name of the object that was sent, in the folder of photos; empty: it was left out.
        findings: an error says why it was left out.
    """

    name: str
    truth: Labels | None = None
    key: str = ""
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """All photos of a batch transform.

    Args:
        job: name of the job whose model is asked.
        classes: names in label order.
        several: whether a photo may have several labels.
        place: where the photos came from.
        rows: in the order of the answers.
    """

    job: str
    classes: tuple[str, ...]
    several: bool
    place: PhotoPlace
    rows: tuple[Row, ...]

    @property
    def sent(self) -> int:
        """How many photos the job asks about."""
        return sum(bool(row.key) for row in self.rows)

    def metadata(self) -> dict[str, str]:
        """What is told with the object itself."""
        return {JOB: self.job, SENT: str(self.sent)}


def dumps(manifest: Manifest) -> bytes:
    """The file's content; paths that are no text survive it."""
    value = {
        "version": VERSION,
        "job": manifest.job,
        "classes": manifest.classes,
        "several": manifest.several,
        "place": manifest.place,
        "photos": [_row(row) for row in manifest.rows],
    }
    return json.dumps(value, separators=(",", ":")).encode()


def loads(content: bytes) -> Manifest:
    """The manifest of a file's content.

    Raises:
        EngineError: it is none that this version can read.
    """
    try:
        value = json.loads(content)
        if value["version"] != VERSION:
            raise ValueError(f"it is of version {value['version']}")
        return Manifest(
            job=_text(value["job"]),
            classes=tuple(map(_text, value["classes"])),
            several=bool(value["several"]),
            place=PhotoPlace(*map(_text, value["place"])),
            rows=tuple(map(_read, value["photos"])),
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise EngineError(
            "the list of the photos cannot be read",
            why=str(error) or type(error).__name__,
            fix="use the version of trainscope that started the batch transform",
        ) from error


def counts(metadata: Mapping[str, str]) -> tuple[str, int | None]:
    """Name of the job and number of photos, by the object's metadata; empty and None where they are not told."""
    sent = metadata.get(SENT, "")
    return metadata.get(JOB, ""), int(sent) if sent.isascii() and sent.isdecimal() else None


def _row(row: Row) -> dict[str, Any]:
    whole: dict[str, Any] = {"name": row.name}
    if row.truth is not None:
        whole["truth"] = row.truth
    if row.key:
        whole["key"] = row.key
    if row.findings:
        whole["findings"] = [finding.as_json() for finding in row.findings]
    return whole


def _read(value: Mapping[str, Any]) -> Row:
    truth = value.get("truth")
    return Row(
        name=_text(value["name"]),
        truth=None if truth is None else tuple(map(_number, truth)),
        key=_text(value.get("key", "")),
        findings=tuple(map(_finding, value.get("findings", ()))),
    )


def _finding(value: Mapping[str, Any]) -> Finding:
    level = value["level"]
    if level not in ("error", "warning", "info"):
        raise ValueError("a finding has no level")
    words: Sequence[str] = [_text(value[key]) for key in ("kind", "detail", "why", "fix")]
    path = None if value["path"] is None else _text(value["path"])
    return Finding(level, words[0], words[1], path, why=words[2], fix=words[3])


def _text(value: object) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise TypeError("a text is missing")
    return value


def _number(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError("a label is no number")
    return value
