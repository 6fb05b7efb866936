"""Batches of decoded photos, read ahead by a few threads while the network learns (Pillow decodes without the GIL)."""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from core.engine.local.channels import Label, Sample
    from core.engine.local.photos import PhotoReader

    Pixels = NDArray[np.uint8]

AHEAD = 2
"""Batches decoded in advance: memory stays the same for any size of data set."""


def workers() -> int:
    """Decoding threads: two at most, so that the machine stays usable."""
    return min(2, os.cpu_count() or 1)


class Pipeline:
    """Decodes photos in a small pool.

    Args:
        reader: how a photo becomes an array.
        seed: of the augmentation; each photo of each epoch has a random generator of its own, so that the result does
            not hang on which thread was faster.
        check: called at each photo, so that a stop need not wait for a batch; what it raises ends the reading.
    """

    def __init__(self, reader: PhotoReader, seed: int, check: Callable[[], None]) -> None:
        self._reader = reader
        self._seed = seed
        self._check = check
        self._pool = ThreadPoolExecutor(workers(), thread_name_prefix="decode")

    def close(self) -> None:
        """Drop what is not decoded yet and let the threads end."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    @property
    def reader(self) -> PhotoReader:
        """How photos are opened."""
        return self._reader

    def plain(self, samples: Sequence[Sample], batch: int) -> Iterator[tuple[Pixels, list[Label]]]:
        """Batches of centre pieces with their labels; the last may be shorter."""
        return self._batches(samples, batch, lambda _place, sample: self._reader.plain(sample.photo))

    def augmented(
        self, samples: Sequence[Sample], batch: int, epoch: int
    ) -> Iterator[tuple[Pixels, list[Label]]]:
        """The same, augmented anew for this epoch."""
        import numpy as np

        def variant(place: int, sample: Sample) -> Pixels:
            # from 1: (seed, epoch, 0) would be the generator that mixes the epoch's photos
            return self._reader.augmented(sample.photo, np.random.default_rng((self._seed, epoch, place + 1)))

        return self._batches(samples, batch, variant)

    def _batches(
        self, samples: Sequence[Sample], batch: int, decode: Callable[[int, Sample], Pixels]
    ) -> Iterator[tuple[Pixels, list[Label]]]:
        waiting: deque[tuple[list[Future[Pixels]], list[Label]]] = deque()
        for start in range(0, len(samples), batch):
            part = samples[start : start + batch]
            futures = [self._pool.submit(decode, start + place, sample) for place, sample in enumerate(part)]
            waiting.append((futures, [sample.label for sample in part]))
            if len(waiting) > AHEAD:
                yield self._collected(*waiting.popleft())
        while waiting:
            yield self._collected(*waiting.popleft())

    def _collected(self, futures: list[Future[Pixels]], labels: list[Label]) -> tuple[Pixels, list[Label]]:
        import numpy as np

        pixels = []
        for future in futures:
            self._check()
            pixels.append(future.result())
        return np.stack(pixels), labels
