"""All photos decoded, by processes of their own, a few batches ahead of whoever reads the findings.

Processes and not threads: decoding small photos holds the interpreter's lock, which would keep a screen waiting; a
process can be ended in the midst of a photo; and a photo that brings its decoder down is a finding
(docs/decisions/0014-preflight.md).
"""

from __future__ import annotations

import os
import selectors
from base64 import b64decode
from collections import deque
from typing import TYPE_CHECKING, Any

from core.dataset.decode import does_not_decode
from core.dataset.decoder_process import Batch, DecoderDied, DecoderProcess, cannot_start
from core.dataset.sketch import SIZE
from core.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from core.cancel import CancelToken

_TOGETHER = 32
_WORTH_ONE = 64
"""Photos that are worth a process: it takes as long to start as some hundred small ones take to decode."""
_MOST = 8
_WAIT = 0.05
"""Seconds between two looks at the cancel token."""


def decode_all(
    names: Sequence[str],
    file: Callable[[str], str | None],
    sketches: bytearray,
    *,
    cancel: CancelToken,
    on_progress: Callable[[int], None] = lambda done: None,
) -> Iterator[Finding]:
    """Findings of the photos that do not decode, in the order of the names.

    Args:
        names: paths in the data set.
        file: path in the data set -> the file, None if there is none any more.
        sketches: filled with a sketch of each photo, zeros where there is none; `SIZE` bytes for each name.
        cancel: seen within a twentieth of a second; no process is left then.
        on_progress: told how many photos are done.

    Raises:
        DatasetError: no process can be started.
        Cancelled: the token was set.
    """
    waiting = _Waiting(names, file)
    ready: dict[int, tuple[int, list[Finding]]] = {}
    done = 0
    with _selector() as selector:
        decoders: list[DecoderProcess] = []
        try:
            for _ in range(min(_MOST, _cores(), -(-len(names) // _WORTH_ONE))):
                decoders.append(DecoderProcess(selector))
            while done < len(names):
                for decoder in decoders:
                    if decoder.batch is None and (batch := waiting.take()) is not None:
                        decoder.give(batch)
                cancel.check()
                for key, _ in selector.select(_WAIT):
                    answered = _answered(decoders, key.data, selector, waiting)
                    if answered is not None:
                        batch, answer = answered
                        sketched = b64decode(answer["sketches"])
                        sketches[batch.start * SIZE : batch.start * SIZE + len(sketched)] = sketched
                        found = [Finding(**finding) for finding in answer["found"]]
                        ready[batch.start] = (len(batch.photos), found)
                while done in ready:
                    count, found = ready.pop(done)
                    cancel.check()
                    yield from found
                    done += count
                    on_progress(done)
        finally:
            for decoder in decoders:
                decoder.end()


def _selector() -> selectors.BaseSelector:
    try:
        return selectors.DefaultSelector()
    except OSError as error:
        raise cannot_start(error.strerror or str(error)) from error


def _answered(
    decoders: list[DecoderProcess],
    decoder: DecoderProcess,
    selector: selectors.BaseSelector,
    waiting: _Waiting,
) -> tuple[Batch, dict[str, Any]] | None:
    """The batch a decoder had and what came of it; another takes the place of one that died over it."""
    batch = decoder.batch
    try:
        answer = decoder.take()
    except DecoderDied as death:
        decoder.end()
        decoders.remove(decoder)
        decoders.append(DecoderProcess(selector))
        if batch is not None and len(batch.photos) > 1:
            waiting.one_by_one(batch)
            return None
        answer = {"found": [], "sketches": ""}
        if batch is not None:
            answer["found"] = [does_not_decode(batch.photos[0][1], str(death)).as_json()]
    return None if batch is None or answer is None else (batch, answer)


class _Waiting:
    """Batches that no process has yet."""

    def __init__(self, names: Sequence[str], file: Callable[[str], str | None]) -> None:
        self._names = names
        self._file = file
        self._next = 0
        self._again: deque[Batch] = deque()

    def take(self) -> Batch | None:
        """The next batch; None if there is none left."""
        if self._again:
            return self._again.popleft()
        start, self._next = self._next, min(self._next + _TOGETHER, len(self._names))
        if start == self._next:
            return None
        some = self._names[start : self._next]
        return Batch(start, [(self._file(name) or "", name) for name in some])

    def one_by_one(self, batch: Batch) -> None:
        """Each photo of a batch is to be decoded by itself."""
        self._again.extend(Batch(batch.start + place, [photo]) for place, photo in enumerate(batch.photos))


def _cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
