"""Starts the trainer and carries its output into the log until it ends or has to be ended."""

from __future__ import annotations

import os
import selectors
import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from core.engine.local import lock, wakeup

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from core.engine.local.jobdir import JobDir
    from core.engine.local.logfile import LogWriter
    from core.engine.local.wakeup import StopRequest
    from core.engine.local.work import Work

STOP_SECONDS = 10.0
"""From SIGTERM to SIGKILL (the service gives 120 s; a baseline on this machine needs no more)."""
BEAT_SECONDS = 1.0
DRAIN_SECONDS = 1.0
WAIT_SECONDS = 0.2
_PDEATHSIG = 1  # prctl(2), PR_SET_PDEATHSIG
_READ_BYTES = 65_536


def command_of(work: Work) -> tuple[str, ...]:
    """The command of the program that does the work, unless another one takes its place."""
    return (sys.executable, "-P", "-m", work.module)


def absolute(command: Sequence[str]) -> tuple[str, ...]:
    """A command of the user's, with whole paths for the program and for arguments that name a file here.

    It starts in the job's folder, where relative ones would lead nowhere.
    """
    program = shutil.which(command[0]) or command[0]
    words = (os.path.abspath(word) if os.path.isfile(word) else word for word in command[1:])  # noqa: PTH100, PTH113
    return os.path.abspath(program) if os.sep in program else program, *words  # noqa: PTH100


def chosen(*commands: Sequence[str] | None) -> tuple[str, ...] | None:
    """The first of these commands of the user's that is one, with whole paths; None: the trainer runs."""
    return next((absolute(command) for command in commands if command), None)


def environment(job: JobDir, name: str, inherited: Mapping[str, str]) -> dict[str, str]:
    """The trainer's environment: the container's SM_* names and ours, over what was inherited."""
    return {
        **inherited,
        "PYTHONUNBUFFERED": "1",
        "TRAINSCOPE_JOB_DIR": str(job.root),
        "TRAINING_JOB_NAME": name,
        "SM_INPUT_CONFIG_DIR": str(job.config),
        "SM_MODEL_DIR": str(job.model),
        "SM_OUTPUT_DIR": str(job.output),
        **{f"SM_CHANNEL_{name.upper()}": str(job.channel(name)) for name in job.channels()},
    }


def start(command: Sequence[str], job: JobDir, env: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start the trainer in a process group of its own; it dies with the runner where the system can see to that.

    Raises:
        OSError: there is no such program, or it cannot be run.
    """
    return subprocess.Popen(
        list(command),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        bufsize=0,
        cwd=job.root,
        env=dict(env),
        start_new_session=True,
        preexec_fn=_child_setup(os.getpid()),
    )


def _child_setup(runner: int) -> Callable[[], None]:
    import ctypes

    prctl = getattr(ctypes.CDLL(None), "prctl", None)

    def setup() -> None:
        for number in wakeup.inherited_defaults():
            signal.signal(number, signal.SIG_DFL)
        if prctl is not None:
            prctl(_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != runner:
            os._exit(1)

    return setup


def follow(
    trainer: subprocess.Popen[bytes],
    log: LogWriter,
    stop: StopRequest,
    lock_descriptor: int,
    *,
    on_stop: Callable[[], None],
) -> int:
    """Carry output into the log until the trainer has ended; returns its exit code (negative: the signal).

    A stop request is passed on once as SIGTERM to the trainer's group; what still runs after `STOP_SECONDS` is killed.

    Args:
        trainer: as `start` gives it.
        log: where the lines go.
        stop: whether to stop.
        lock_descriptor: touched as a sign of life.
        on_stop: called once, before the trainer is told.

    Raises:
        OSError: the log cannot be written; the trainer has been killed.
    """
    assert trainer.stdout is not None
    output = trainer.stdout.fileno()
    open_output = True
    kill_at = ended_at = float("inf")
    next_beat = 0.0
    with selectors.DefaultSelector() as selector:
        selector.register(output, selectors.EVENT_READ)
        selector.register(stop, selectors.EVENT_READ)
        try:
            while open_output or ended_at == float("inf"):
                now = time.monotonic()
                if now >= next_beat:
                    lock.beat(lock_descriptor)
                    next_beat = now + BEAT_SECONDS
                if kill_at == float("inf") and stop.requested:
                    on_stop()
                    wakeup.signal_group(trainer.pid, signal.SIGTERM)
                    kill_at = now + STOP_SECONDS
                if now >= kill_at:
                    wakeup.signal_group(trainer.pid, signal.SIGKILL)
                if ended_at == float("inf") and _has_ended(trainer.pid):
                    ended_at = now
                if now >= ended_at + DRAIN_SECONDS:
                    break  # a process it left behind still holds the pipe open
                ready = {key.fileobj for key, _ in selector.select(timeout=WAIT_SECONDS)}
                stop.drain()
                if output in ready:
                    data = os.read(output, _READ_BYTES)
                    log.feed(data)
                    if not data:
                        open_output = False
                        selector.unregister(output)
            log.close()
        finally:
            wakeup.signal_group(
                trainer.pid, signal.SIGKILL
            )  # what it left behind; itself, if the log is lost
            code = trainer.wait()
    return code


def _has_ended(pid: int) -> bool:
    """Whether a child has ended; it is not reaped, so that its number still stands for its group."""
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
