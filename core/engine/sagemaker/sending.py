"""Objects sent to S3 by several threads, each again and again until it is there; one place tells how far it is.

S3 checks the SHA-256 that goes along with every object. The bytes that are sent are the bytes that were compared with
the fingerprint, so a photo that has changed meanwhile is never sent.
"""

from __future__ import annotations

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Self

from core.cancel import CancelToken
from core.dataset.content import open_photo
from core.dataset.locate import Locator
from core.engine.sagemaker.handout import Handout, finish
from core.engine.sagemaker.objects import list_path
from core.engine.sagemaker.putting import Putting
from core.engine.sagemaker.tally import Tally
from core.errors import DatasetError
from core.text import clean_path

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from core.dataset.fingerprint import Fingerprint, Photo
    from core.dataset.model import DataSet
    from core.engine.base import LaunchProgress
    from core.engine.sagemaker.connection import Aws
    from core.engine.sagemaker.objects import Target
    from core.errors import EngineUnreachable

THREADS = 16
"""An answer of S3 takes some 50 ms, botocore's part of it 1 ms."""


class Sender:
    """Sends objects of one data set, and tells how far it is.

    Args:
        aws: to ask.
        target: where to put them.
        dataset: whose photos they are.
        fingerprint: of the data set.
        on_progress: hears from one thread, about four times a second.
        cancel: ends it.
    """

    def __init__(
        self,
        aws: Aws,
        target: Target,
        dataset: DataSet,
        fingerprint: Fingerprint,
        on_progress: Callable[[LaunchProgress], None],
        cancel: CancelToken,
    ) -> None:
        self._folder = target.folder(fingerprint.id)
        self._fingerprint = fingerprint
        self._locator = Locator(Path(os.path.realpath(dataset.folder)))
        self._cancel, self._stop = cancel, CancelToken()
        self._tally = Tally(fingerprint.photos, fingerprint.size, on_progress)
        self._putting = Putting(aws, target, self._stop, self._tally.trouble)
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="upload")
        self._photos: dict[str, Photo] = {}
        self._lists = {list_path(channel): channel.lst for channel in fingerprint.channels}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._stop.cancel()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def tell(self, step: str) -> None:
        """Tell what is done now."""
        self._tally.step(step)

    def trouble(self, error: EngineUnreachable | None) -> None:
        """Tell why there is no answer; None: there is one again. From the thread that hears of progress."""
        self._tally.trouble(error)
        self._tally.tell()

    def begin(self, missing: Mapping[str, int]) -> None:
        """Hear which objects are missing, before they are sent."""
        for channel in self._fingerprint.channels:
            for photo in channel.photos():
                if (path := f"{photo.channel}/{photo.path}") in missing:
                    self._photos[path] = photo
        self._tally.begin(len(self._photos), sum(photo.size for photo in self._photos.values()))

    def send(self, paths: Sequence[str]) -> None:
        """Send objects, in any order, and wait until all are there.

        Raises:
            DatasetError: a photo is not any more what the fingerprint says.
            EngineError: one could not be put there.
            Cancelled: the token was set; what was on its way is broken off.
        """
        queue = Handout(paths)
        threads = [self._pool.submit(self._work, queue) for _ in range(min(THREADS, len(paths)))]
        finish(threads, self._cancel, self._tally.tell)
        self._tally.tell(at_once=True)

    def _work(self, queue: Handout[str]) -> None:
        for path in queue:
            content = self._lists.get(path)
            is_photo = content is None
            digest = self._photos[path].digest if is_photo else hashlib.sha256(content or b"").digest()
            if content is None:
                content = self._content(self._photos[path])
            self._putting.put(self._folder + path, content, digest)
            self._tally.sent(len(content) if is_photo else 0, photos=int(is_photo))
            if self._stop.cancelled:
                return

    def _content(self, photo: Photo) -> bytes:
        """The photo's bytes, which are those of its fingerprint."""
        try:
            with open(open_photo(photo.path, self._locator), "rb") as file:  # noqa: PTH123 - a descriptor
                content = file.read()
        except OSError as error:
            raise DatasetError(
                f"cannot read the photo {clean_path(photo.path)} any more",
                why=error.strerror or str(error),
                fix="launch again; what was sent stays",
            ) from error
        if hashlib.sha256(content).digest() != photo.digest:
            raise DatasetError(
                f"changed while it was uploaded: {clean_path(photo.path)}",
                why="nothing of the changed photo was sent",
                fix="launch again",
            )
        return content
