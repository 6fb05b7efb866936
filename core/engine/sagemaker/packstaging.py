"""What of a packed data set is in S3 already, as a review says it: files, parts of broken-off uploads, room to pack."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.dataset.pack import cache as packs
from core.dataset.pack.size import least_bytes
from core.engine.sagemaker import multipart
from core.engine.sagemaker.objects import name_of
from core.engine.sagemaker.packupload import missing
from core.engine.sagemaker.upload import Missing
from core.errors import EngineRefused
from core.finding import Finding
from core.sizes import size as shown_size
from core.text import clean_path

if TYPE_CHECKING:
    from pathlib import Path

    from core.dataset.fingerprint import Fingerprint
    from core.dataset.model import DataSet
    from core.engine.sagemaker.objects import Target
    from core.engine.sagemaker.questions import Questions


@dataclass(frozen=True, slots=True)
class Pack:
    """A data set as two files.

    Args:
        size: of both, in bytes.
        is_made: whether they are in the cache; else the size may turn out a little larger.
        folder: where they are or will be packed.
    """

    size: int
    is_made: bool
    folder: Path

    @property
    def words(self) -> str:
        """Such as ``2 files, about 16.6 MB``."""
        return f"2 files, {'' if self.is_made else 'about '}{shown_size(self.size)}"


@dataclass(frozen=True, slots=True)
class Compared:
    """What is still to be sent.

    Args:
        missing: files.
        begun: bytes of these that are there as parts of uploads that were broken off.
        findings: what else lies there, and room to pack.
    """

    missing: Missing
    begun: int
    findings: tuple[Finding, ...]


def pack_of(dataset: DataSet, made_of: Fingerprint) -> Pack:
    """The pack that a launch would send."""
    there = packs.find(dataset, made_of)
    if there is not None:
        return Pack(sum(file.size for file in there), True, packs.folder(made_of))
    rows = (dataset.train, dataset.validation)
    return Pack(sum(map(least_bytes, rows, made_of.channels)), False, packs.folder(made_of))


def compare(dataset: DataSet, made_of: Fingerprint, target: Target, questions: Questions) -> Compared:
    """See what of it is in S3.

    Raises:
        EngineError: it cannot be listed, or something is in the way.
        Cancelled: the token of the questions was set.
    """
    left = missing(questions.aws, target, dataset, made_of, questions.cancel, questions.trouble)
    ours = {target.folder(name_of(made_of, "recordio")) + path for path in left.paths}
    begun, findings = _unfinished(ours, target, questions)
    if left.count:
        findings += packs.no_room(dataset, made_of)
    return Compared(left, begun, tuple(findings))


def _unfinished(ours: set[str], target: Target, questions: Questions) -> tuple[int, list[Finding]]:
    """Bytes that are there of the objects to be sent, and what is said of uploads that nobody goes on with."""
    folder = target.folder("")

    def ask(operation: str, **parameters: object) -> dict[str, object]:
        return questions.ask("s3", operation, **parameters)

    furthest: dict[str, int] = {}
    others: list[tuple[str, str]] = []
    try:
        for key, upload_id in multipart.unfinished(ask, target.bucket, folder):
            if key not in ours:
                others.append((key, upload_id))
                continue
            with multipart.passing_over_gone():
                size = multipart.parts_of(ask, target.bucket, key, upload_id).size
                furthest[key] = max(size, furthest.get(key, 0))
    except EngineRefused as error:
        detail = f"whether uploads were broken off is not known: {error}"
        why = "a large file that was sent in part would be sent anew"
        return 0, [Finding("info", "unfinished-uploads", detail, why=why, fix=error.fix)]
    return sum(furthest.values()), _told(others, target)


def _told(others: list[tuple[str, str]], target: Target) -> list[Finding]:
    if not others:
        return []
    key, upload_id = others[0]
    one = len(others) == 1
    words = ("aws", "s3api", "abort-multipart-upload", "--bucket", target.bucket, "--key", key)
    return [
        Finding(
            "info",
            "unfinished-uploads",
            f"{'an upload' if one else f'{len(others):,} uploads'} of other data sets {'was' if one else 'were'} not "
            f"finished{':' if one else ', such as'} {clean_path(target.address(key))}",
            why="what was sent is kept, and paid for, until somebody goes on with it or removes it",
            fix=f"launch with that data set, or remove it: {shlex.join((*words, '--upload-id', upload_id))}",
        )
    ]
