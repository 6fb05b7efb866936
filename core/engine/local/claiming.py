"""Claims the folder of a job of any kind, or of a sweep, under lock; an earlier call may have made it."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.engine.local import drafts, jobdir, lock, statusfile
from core.engine.local.jobdir import JobDir
from core.engine.local.spawn import Program, spawn
from core.engine.local.work import TRAINING
from core.errors import EngineError, NameTaken
from core.job.spec import NAME_PATTERN

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from core.engine.local.work import Work

RESERVED = 32_768
"""Bytes that are kept free for the end of a job: its status, and the last lines of its log."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What launch.json says besides the time.

    Args:
        name: of the job.
        launch_id: it is marked with.
        spec: all of what was asked for, as JSON.
        command: the program that takes the usual one's place.
    """

    name: str
    launch_id: str
    spec: Mapping[str, object]
    command: Sequence[str] | None = None


def require_name(name: str) -> None:
    """Refuse what cannot be a job's name.

    Raises:
        EngineError: it is none.
    """
    if NAME_PATTERN.fullmatch(name) is None:
        raise EngineError(
            f"{name!r} cannot be a job's name", fix="use letters, digits and single hyphens, at most 63"
        )


def claim(
    jobs: Path, asked: Asked, fill: Callable[[JobDir], None], now: float, work: Work = TRAINING
) -> tuple[JobDir, int] | None:
    """Make the folder of a job of any kind or of a sweep, or find it if an earlier call made it.

    Args:
        jobs: the folder of all jobs, or of all sweeps.
        asked: what launch.json says.
        fill: puts into the folder what the program reads.
        now: epoch seconds.
        work: what the program does.

    Returns:
        The folder and its lock, which is ours now: the job is still to be started. None: this very job was
        started already.

    Raises:
        EngineError: another job has the name, or the disk refuses.
    """
    place = JobDir(jobs / asked.name)

    def filled(root: Path) -> int:
        draft = JobDir(root)
        draft.output.mkdir(parents=True, mode=0o700)
        fill(draft)
        return _seal(draft, asked, now, work)

    with drafts.refusal_told(f"the {work.called} folder", place.root):
        drafts.sweep(jobs, now)
        descriptor = drafts.made(place.root, filled)
    return _found(place, asked, work) if descriptor is None else (place, descriptor)


def _found(place: JobDir, asked: Asked, work: Work) -> tuple[JobDir, int] | None:
    if launch_id(place) != asked.launch_id:
        raise EngineError(
            f"there is a {work.called} named {asked.name} already",
            fix="choose another name, or leave the choice to trainscope",
        )
    descriptor = lock.take(place.lock)
    if descriptor is None:
        return None
    if statusfile.read(place.status).runner_pid is None:  # its launcher died before it could start the runner
        return place, descriptor
    os.close(descriptor)
    return None


def launch_id(place: JobDir) -> str | None:
    """The launch id a job folder is marked with; None if there is none to be read."""
    try:
        value = jobdir.read_json(place.launch)
    except (OSError, ValueError):
        return None
    found = value.get("launch_id")
    return found if isinstance(found, str) else None


def is_of(place: JobDir, wanted: str, work: Work = TRAINING) -> bool:
    """Whether a folder is there and of that launch.

    Args:
        place: the folder of a job or sweep.
        wanted: the launch id.
        work: what it is.

    Raises:
        NameTaken: it is of another launch.
    """
    if not place.root.exists():
        return False
    if launch_id(place) != wanted:
        raise NameTaken(
            f"there is another {work.called} named {place.root.name}", fix="choose another name with --name"
        )
    return True


def _seal(draft: JobDir, asked: Asked, now: float, work: Work) -> int:
    """Write down what was asked for and the first status, and take the lock."""
    jobdir.write_json(
        draft.launch,
        {
            "name": asked.name,
            "launch_id": asked.launch_id,
            "created": now,
            "command": asked.command and list(asked.command),
            "spec": dict(asked.spec),
        },
    )
    statusfile.write(draft.status, statusfile.first(now, work))
    draft.log.touch(mode=0o600)
    draft.reserve.write_bytes(bytes(RESERVED))
    descriptor = lock.take(draft.lock)
    if descriptor is None:
        raise OSError(f"{draft.lock} is locked by somebody else")
    return descriptor


def start(place: JobDir, lock_descriptor: int, work: Work = TRAINING) -> None:
    """Start the runner of a job or sweep just made; if it does not start, what was made is taken away again.

    Args:
        place: the folder.
        lock_descriptor: its lock, which goes to the runner.
        work: what it is.

    Raises:
        EngineError: it did not start.
    """
    runner = Program(work.runner, "the local runner", place.root, place.runner_log)
    try:
        spawn(runner, lock_descriptor)
    except EngineError:
        discard(place)
        raise


def discard(place: JobDir) -> None:
    """Take away a job that never started, so that its name is free again."""
    shutil.rmtree(place.root, ignore_errors=True)
