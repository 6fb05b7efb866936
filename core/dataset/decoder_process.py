"""A process that decodes photos, as seen by the program that started it."""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.dataset.decoder import READY
from core.errors import DatasetError
from core.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMAND = (sys.executable, "-P", "-m", "core.dataset.decoder")
_END_SECONDS = 1.0
_PIECE = 1 << 16


@dataclass(frozen=True, slots=True)
class Batch:
    """Photos that are decoded together.

    Args:
        start: place of the first in the list of all.
        photos: file and path in the data set of each.
    """

    start: int
    photos: Sequence[tuple[str, str]]


class DecoderProcess:
    """One process, which has one batch at a time: so neither side ever waits for the other to read.

    Args:
        selector: told when there is something to `take`.

    Raises:
        DatasetError: no process can be started.
    """

    def __init__(self, selector: selectors.BaseSelector) -> None:
        try:
            self._child = subprocess.Popen(
                COMMAND,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
        except OSError as error:
            raise cannot_start(error.strerror or str(error)) from error
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        assert self._child.stderr is not None
        self._questions, self._answers, self._talk = (
            self._child.stdin,
            self._child.stdout,
            self._child.stderr,
        )
        self._ready = False
        self._said = b""
        self.batch: Batch | None = None
        self._selector = selector
        selector.register(self._answers, selectors.EVENT_READ, self)

    def give(self, batch: Batch) -> None:
        """Let it decode these."""
        self.batch = batch
        with suppress(BrokenPipeError):  # it is dead, which the end of its answers tells
            self._questions.write(json.dumps(batch.photos).encode() + b"\n")
            self._questions.flush()

    def take(self) -> dict[str, Any] | None:
        """Read what there is: the answer to the batch it has, or None if that is not whole yet.

        Raises:
            DecoderDied: it died over the batch.
            DatasetError: it died before it had started.
        """
        news = os.read(self._answers.fileno(), _PIECE)
        if not news and self._ready:
            raise DecoderDied(f"it ends the program that decodes it ({self._child.wait()})")
        if not news:
            last = self._talk.read().decode("utf-8", "replace").strip().splitlines()[-1:]
            raise cannot_start(last[0] if last else f"it ended with {self._child.wait()}")
        self._said += news
        if not self._ready and self._said.startswith(READY):
            self._ready = True
            self._said = self._said[len(READY) :]
        if not self._said.endswith(b"\n"):
            return None
        answer, self._said, self.batch = json.loads(self._said), b"", None
        return dict(answer)

    def end(self) -> None:
        """End it, in the midst of a photo too."""
        self._selector.unregister(self._answers)
        self._child.kill()
        for stream in (self._questions, self._answers, self._talk):
            with suppress(BrokenPipeError):  # what it was given and has not read is of no use to anybody
                stream.close()
        with suppress(subprocess.TimeoutExpired):  # it hangs in a read from a disk that does not answer
            self._child.wait(_END_SECONDS)


class DecoderDied(Exception):
    """The process is gone, and was decoding."""


def cannot_start(why: str) -> DatasetError:
    """The error where no process can be started."""
    return DatasetError(
        "photos cannot be decoded: no process for it can be started",
        why=clean(why, limit=300),
        fix="close other programs, or read headers only: trainscope dataset --quick",
    )
