"""Starts the runner so that it outlives whoever started it.

The new process leads a session of its own, has no terminal, sits in the job folder, and forks once more at its start
(core/engine/local/runner.py), so that the launcher gets its child back at once and no zombie stays.
"""

from __future__ import annotations

import os
import select
import subprocess
import sys
from typing import TYPE_CHECKING

from core.errors import EngineError

if TYPE_CHECKING:
    from core.engine.local.jobdir import JobDir

READY = b"ready\n"
START_SECONDS = 60.0


def spawn(job: JobDir, lock_descriptor: int) -> None:
    """Start the runner of a job and wait until it says that it has taken over; the lock goes to it.

    Raises:
        EngineError: it did not start.
    """
    reader, writer = os.pipe()
    try:
        try:
            with job.runner_log.open("ab") as talk:
                child = subprocess.Popen(
                    [
                        *(sys.executable, "-P", "-m", "core.engine.local.runner"),
                        *(str(job.root), str(lock_descriptor), str(writer)),
                    ],
                    stdin=subprocess.DEVNULL,
                    stdout=talk,
                    stderr=talk,
                    cwd=job.root,
                    pass_fds=(lock_descriptor, writer),
                    start_new_session=True,
                )
        finally:
            os.close(writer)
            os.close(lock_descriptor)
        child.wait()
        if _answer(reader) != READY:
            raise EngineError("the local runner did not start", why=_last_words(job))
    except OSError as problem:
        raise EngineError("the local runner did not start", why=str(problem)) from problem
    finally:
        os.close(reader)


def _answer(reader: int) -> bytes:
    readable, _, _ = select.select([reader], [], [], START_SECONDS)
    return os.read(reader, len(READY)) if readable else b""


def _last_words(job: JobDir) -> str:
    try:
        lines = job.runner_log.read_text("utf-8", "replace").strip().splitlines()
    except OSError:
        return ""
    return lines[-1] if lines else f"it gave no answer within {START_SECONDS:.0f} s"
