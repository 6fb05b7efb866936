"""The photos of a batch transform made ready and sent, several at once; what is there already is not sent again.

An object's name holds its photo's place among the questions and the digest of what is sent: so a photo that has changed
since an upload was broken off is another object, and an answer never belongs to another photo than it says.
"""

from __future__ import annotations

import hashlib
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.cancel import CancelToken
from core.engine.sagemaker.handout import Handout, finish
from core.engine.sagemaker.putting import Putting
from core.engine.sagemaker.tally import Tally
from core.engine.sagemaker.transform.manifest import Row
from core.engine.sagemaker.transform.place import PHOTOS
from core.engine.sagemaker.transform.request import MOST_BYTES
from core.engine.sagemaker.upload import listed
from core.errors import EngineError
from core.predict.photos import ready
from core.text import clean, clean_path

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.engine.base import LaunchProgress
    from core.engine.sagemaker.connection import Aws
    from core.engine.sagemaker.objects import Target
    from core.engine.sagemaker.transform.place import Place
    from core.errors import EngineUnreachable
    from core.predict.photos import Photo, Ready
    from core.predict.question import Question

THREADS = 8
"""Each has one photo in its memory."""
DECODERS = 4
"""Of these may decode at once, at most: what a photo of many pixels comes to is far more than its file."""
_ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png"}


@dataclass(frozen=True, slots=True)
class Ground:
    """Where photos are sent to.

    Args:
        target: the bucket, and the key of its encryption.
        place: the batch transform's folder.
    """

    target: Target
    place: Place

    def key(self, name: str) -> str:
        """Of a photo."""
        return f"{self.place.photos.prefix}{name}"


def send(
    aws: Aws,
    ground: Ground,
    questions: Sequence[Question],
    on_progress: Callable[[LaunchProgress], None],
    cancel: CancelToken,
) -> tuple[Row, ...]:
    """Send what can be sent and is not there yet.

    Args:
        aws: to ask.
        ground: where to.
        questions: the photos.
        on_progress: hears about four times a second how far it is, and of trouble.
        cancel: ends it; what was sent by then stays.

    Returns:
        What became of each photo, in their order.

    Raises:
        EngineError: none of them can be sent, or they cannot be put there.
        Cancelled: the token was set.
    """
    tally = Tally(len(questions), None, on_progress)
    tally.step("comparing with what is in S3")

    def trouble(error: EngineUnreachable | None) -> None:
        tally.trouble(error)
        tally.tell()

    folder = ground.place.folder.prefix
    there = dict(listed(aws, ground.target, folder, f"{PHOTOS}/", cancel, trouble))
    stop = CancelToken()
    putting = Putting(aws, ground.target, stop, tally.trouble)
    room = threading.BoundedSemaphore(min(DECODERS, os.cpu_count() or 1))
    rows: dict[int, Row] = {}

    def work() -> None:
        for number, question in queue:
            if stop.cancelled:
                return
            with room:
                made = ready(question.source, question.name, MOST_BYTES)
            rows[number], size = _one(number, question, made, ground, there, putting)
            tally.sent(size)

    tally.begin(len(questions), 0)
    queue = Handout(enumerate(questions))
    pool = ThreadPoolExecutor(THREADS, thread_name_prefix="upload")
    try:
        finish([pool.submit(work) for _ in range(min(THREADS, len(questions)))], cancel, tally.tell)
    finally:
        stop.cancel()
        pool.shutdown(wait=False, cancel_futures=True)
    tally.tell(at_once=True)
    made = tuple(rows[number] for number in range(len(questions)))
    if not any(row.key for row in made):
        raise _nothing(made)
    return made


def _one(
    number: int, question: Question, made: Ready, ground: Ground, there: dict[str, int], putting: Putting
) -> tuple[Row, int]:
    """What became of a photo, and how many bytes were sent."""
    if made.photo is None:
        return Row(question.name, question.truth, "", made.findings), 0
    content = made.photo.content
    digest = hashlib.sha256(content).digest()
    name = _name(number, made.photo, digest)
    row = Row(question.name, question.truth, name, made.findings)
    if there.get(f"{PHOTOS}/{name}") == len(content):
        return row, 0
    putting.put(ground.key(name), content, digest, ContentType=made.photo.content_type)
    return row, len(content)


def _name(number: int, photo: Photo, digest: bytes) -> str:
    return f"{number + 1:06d}-{digest.hex()[:16]}{_ENDINGS[photo.content_type]}"


def _nothing(rows: Sequence[Row]) -> EngineError:
    first = next((finding for row in rows for finding in row.findings if finding.level == "error"), None)
    if first is None:
        return EngineError("there is no photo to ask about", fix="name a folder with .jpg or .png files")
    return EngineError(
        f"none of the {len(rows):,} photos can be sent",
        why=f"{clean_path(first.path or rows[0].name, limit=200)}: {clean(first.detail, limit=200)}",
        fix="trainscope dataset DIR tells what is wrong with each",
    )
