"""Starts a process so that it outlives whoever started it: the runner of a job, the server of an endpoint.

The new process leads a session of its own, has no terminal, sits in its folder, and forks once more at its start
(`detach`), so that the starter gets its child back at once and no zombie stays.
"""

from __future__ import annotations

import os
import select
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from core.engine.local import lock
from core.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Sequence

READY = b"ready\n"
START_SECONDS = 60.0


class Program(NamedTuple):
    """What is started.

    Args:
        module: the module that is run; it calls `detach` first and `say_ready` once it has taken over.
        title: what it is, for an error: ``the local runner``.
        folder: where it sits, and its first argument.
        talk: the file that gets what it prints.
    """

    module: str
    title: str
    folder: Path
    talk: Path


class Handed(NamedTuple):
    """What `spawn` hands to the new process: its folder, the open lock, and where to say that it has taken over."""

    folder: Path
    lock: int
    ready: int


def spawn(program: Program, lock_descriptor: int) -> None:
    """Start a program and wait until it says that it has taken over; the lock goes to it.

    Raises:
        EngineError: it did not start.
    """
    reader, writer = os.pipe()
    try:
        try:
            with program.talk.open("ab") as talk:
                child = subprocess.Popen(
                    [
                        *(sys.executable, "-P", "-m", program.module),
                        *(str(program.folder), str(lock_descriptor), str(writer)),
                    ],
                    stdin=subprocess.DEVNULL,
                    stdout=talk,
                    stderr=talk,
                    cwd=program.folder,
                    pass_fds=(lock_descriptor, writer),
                    start_new_session=True,
                )
        finally:
            os.close(writer)
            os.close(lock_descriptor)
        child.wait()
        if _answer(reader) != READY:
            raise EngineError(f"{program.title} did not start", why=_why(program.talk))
    except OSError as problem:
        raise EngineError(f"{program.title} did not start", why=str(problem)) from problem
    finally:
        os.close(reader)


def detach(arguments: Sequence[str]) -> Handed:
    """In the new process: leave the starter behind and make sure of the lock.

    Args:
        arguments: as `spawn` passes them.
    """
    handed = Handed(Path(arguments[0]), int(arguments[1]), int(arguments[2]))
    if os.fork():
        os._exit(0)  # the starter gets its child back; this process belongs to the system's first one now
    for descriptor in (handed.lock, handed.ready):
        os.set_inheritable(descriptor, False)
    lock.keep(handed.lock)
    return handed


def say_ready(handed: Handed) -> None:
    """Tell the starter, if it still lives, that this process has taken over."""
    with suppress(BrokenPipeError):
        os.write(handed.ready, READY)
    os.close(handed.ready)


def last_words(talk: Path) -> str:
    """The last line in a file of talk; empty if there is none."""
    try:
        lines = talk.read_text("utf-8", "replace").strip().splitlines()
    except OSError:
        return ""
    return lines[-1] if lines else ""


def _answer(reader: int) -> bytes:
    readable, _, _ = select.select([reader], [], [], START_SECONDS)
    return os.read(reader, len(READY)) if readable else b""


def _why(talk: Path) -> str:
    return last_words(talk) or f"it gave no answer within {START_SECONDS:.0f} s"
