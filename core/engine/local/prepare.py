"""Makes a job folder: beside its place and under lock, then renamed, so that nobody ever sees half of one."""

from __future__ import annotations

import json
import os
import secrets
import shutil
from typing import TYPE_CHECKING

from core.engine.local import jobdir, lock, statusfile
from core.engine.local.jobdir import CHANNELS, CONTENT_TYPES, JobDir
from core.engine.local.spawn import Program, spawn
from core.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from core.dataset.model import DataSet, Input
    from core.dataset.pack.cache import PackFile
    from core.job.spec import JobSpec


def channels(given: Input) -> dict[str, dict[str, str]]:
    """inputdataconfig.json: four channels for photos with lists, two for packed photos (reference §2).

    Args:
        given: how the photos reach the trainer.
    """
    names = CHANNELS if given == "recordio" else (*CHANNELS, *(f"{name}_lst" for name in CHANNELS))
    return {
        name: {
            "TrainingInputMode": "File",
            "ContentType": CONTENT_TYPES[given],
            "S3DistributionType": "FullyReplicated",
            "RecordWrapperType": "None",
        }
        for name in names
    }


def resources() -> dict[str, object]:
    """resourceconfig.json: one host, this one."""
    return {"current_host": "algo-1", "hosts": ["algo-1"], "network_interface_name": "lo"}


def claim(
    jobs: Path,
    spec: JobSpec,
    *,
    command: Sequence[str] | None,
    seed: int,
    now: float,
    pack: Sequence[PackFile] = (),
) -> tuple[JobDir, int] | None:
    """Make the folder of `spec.name`, or find it if an earlier call made it.

    Args:
        jobs: the folder of all jobs.
        spec: the job.
        command: the program that takes the trainer's place.
        seed: of the baseline.
        now: epoch seconds.
        pack: the packed photos of a job on RecordIO, to be linked.

    Returns:
        The folder and its lock, which is ours now: the job is still to be started. None: this very job was
        started already.

    Raises:
        EngineError: another job has the name, or the disk refuses.
    """
    place = JobDir(jobs / spec.name)
    draft = JobDir(jobs / f".{spec.name}.{secrets.token_hex(4)}")
    try:
        jobs.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not place.root.exists():
            descriptor = _fill(draft, spec, command=command, seed=seed, now=now, pack=pack)
            try:
                draft.root.rename(place.root)
            except OSError:
                os.close(descriptor)
                if not place.root.exists():
                    raise
            else:
                return place, descriptor
    except (OSError, ValueError) as problem:
        raise EngineError(
            f"the job folder {place.root} cannot be made",
            why=(problem.strerror if isinstance(problem, OSError) else None) or str(problem),
            fix="free some disk space, or point XDG_STATE_HOME to a folder that can be written to",
        ) from problem
    finally:
        shutil.rmtree(draft.root, ignore_errors=True)
    return _found(place, spec)


def _found(place: JobDir, spec: JobSpec) -> tuple[JobDir, int] | None:
    if launch_id(place) != spec.launch_id:
        raise EngineError(
            f"there is a job named {spec.name} already",
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


def _fill(
    draft: JobDir,
    spec: JobSpec,
    *,
    command: Sequence[str] | None,
    seed: int,
    now: float,
    pack: Sequence[PackFile],
) -> int:
    from core.dataset.pack import cache as packs

    dataset = spec.dataset
    for folder in (draft.config, draft.model, draft.output):
        folder.mkdir(parents=True, mode=0o700)
    if dataset.input == "recordio":
        for name in CHANNELS:
            draft.channel(name).mkdir(parents=True, mode=0o700)
        packs.link(pack, draft.channel)
    else:
        _link_photos(draft, dataset)
    jobdir.write_json(draft.hyperparameters, dict(spec.hyperparameters))
    jobdir.write_json(draft.inputs, channels(dataset.input))
    jobdir.write_json(draft.config / "resourceconfig.json", resources())
    jobdir.write_bytes(
        draft.classes, json.dumps([row.name for row in dataset.classes], ensure_ascii=False).encode()
    )
    jobdir.write_json(draft.baseline, {"seed": seed})
    asked = {
        "name": spec.name,
        "launch_id": spec.launch_id,
        "created": now,
        "command": command and list(command),
    }
    jobdir.write_json(draft.launch, asked | {"spec": spec.as_json()})
    statusfile.write(draft.status, statusfile.first(now))
    draft.log.touch(mode=0o600)
    descriptor = lock.take(draft.lock)
    if descriptor is None:
        raise OSError(f"{draft.lock} is locked by somebody else")
    return descriptor


def _link_photos(draft: JobDir, dataset: DataSet) -> None:
    from core.dataset import lst

    root = dataset.folder.resolve()
    for name, rows in zip(CHANNELS, (dataset.train, dataset.validation), strict=True):
        draft.channel(f"{name}_lst").mkdir(parents=True, mode=0o700)
        draft.channel(name).symlink_to(root, target_is_directory=True)
        lst.write(draft.list_file(name), rows)


def start(place: JobDir, lock_descriptor: int) -> None:
    """Start the runner of a job just made; if it does not start, the job is taken away again.

    Raises:
        EngineError: it did not start.
    """
    runner = Program("core.engine.local.runner", "the local runner", place.root, place.runner_log)
    try:
        spawn(runner, lock_descriptor)
    except EngineError:
        discard(place)
        raise


def discard(place: JobDir) -> None:
    """Take away a job that never started, so that its name is free again."""
    shutil.rmtree(place.root, ignore_errors=True)
