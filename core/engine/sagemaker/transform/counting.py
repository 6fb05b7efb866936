"""What is known of a batch transform besides its state: photos, and answers by now, which are counted seldom.

Counting takes a call for each thousand answers, so the more there are the longer it is until they are counted again.
"""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from core.engine.sagemaker.transform.manifest import counts
from core.engine.sagemaker.transform.place import output_of, place_of
from core.errors import EngineError, EngineUnreachable
from core.job.status import TransformFacts
from core.s3address import S3Address

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from core.engine.sagemaker.connection import Aws

EVERY = 30.0
"""Seconds between two counts, at least."""
FOR_A_PAGE = 5.0
"""Seconds until the next count, for each page that one took."""
_PAGE = 1000


@dataclass(slots=True)
class _Known:
    """What is kept of one job: from its manifest once it is read, and of its answers what was counted when."""

    job: str = ""
    photos: int | None = None
    read: bool = False
    answered: int | None = None
    again: float = -math.inf
    whole: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)


class Counts:
    """Remembers what was asked for. Threads may share it.

    Args:
        aws: to ask.
        clock: epoch seconds.
    """

    def __init__(self, aws: Aws, clock: Callable[[], float]) -> None:
        self._aws = aws
        self._clock = clock
        self._lock = threading.Lock()
        self._known: dict[str, _Known] = {}

    def facts(self, arn: str, job: Mapping[str, Any], *, started: bool, ended: bool) -> TransformFacts:
        """What is known now; what S3 does not tell stays as it was, or unknown.

        Args:
            arn: of the batch transform.
            job: its description.
            started: whether there can be answers.
            ended: whether there will be no more.
        """
        with self._lock:
            known = self._known.setdefault(arn, _Known())
        with known.lock:
            if not known.read:
                self._read(known, job)
            due = ended or self._clock() >= known.again
            if started and known.photos is not None and not known.whole and due:
                self._count(known, job, ended=ended)
        return TransformFacts(known.job, output_of(job), known.photos, known.answered)

    def _read(self, known: _Known, job: Mapping[str, Any]) -> None:
        """Learn from the manifest, without reading all of it."""
        place = place_of(job)
        if place is None:
            known.read = True
            return
        at = place.manifest
        try:
            told = self._aws.ask("s3", "head_object", Bucket=at.bucket, Key=at.key)
        except EngineUnreachable:
            return
        except EngineError:
            known.read = True  # somebody else's, or not to be seen
            return
        known.job, known.photos = counts(told.get("Metadata") or {})
        known.read = True

    def _count(self, known: _Known, job: Mapping[str, Any], *, ended: bool) -> None:
        try:
            folder = S3Address.parse(output_of(job))
            found, pages = self._answers(folder)
        except (ValueError, EngineError):
            # It is told with the next count; the state of the job does not wait for it.
            known.again = self._clock() + EVERY
            return
        known.answered = found if known.photos is None else min(found, known.photos)
        known.again = self._clock() + max(EVERY, FOR_A_PAGE * pages)
        known.whole = ended

    def _answers(self, folder: S3Address) -> tuple[int, int]:
        """How many there are, and how many calls that took."""
        found = pages = 0
        place: dict[str, Any] = {}
        while True:
            page = self._aws.ask(
                "s3",
                "list_objects_v2",
                Bucket=folder.bucket,
                Prefix=folder.prefix,
                MaxKeys=_PAGE,
                **place,
            )
            pages += 1
            found += len(page.get("Contents", ()))
            if not page.get("IsTruncated"):
                return found, pages
            place = {"ContinuationToken": page["NextContinuationToken"]}
