"""What a local launch would do: the files it writes, the command it runs, what stands in its way."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.diskspace import existing, free_bytes
from core.engine.base import Review
from core.engine.local import claiming, prepare
from core.engine.local.jobdir import CHANNELS, JobDir
from core.engine.local.parameters import unused
from core.engine.local.trainer import command_of
from core.engine.local.work import TRAINING
from core.finding import Finding
from core.s3address import S3Address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from core.cancel import CancelToken
    from core.engine.base import LaunchProgress
    from core.engine.local.work import Work
    from core.job.spec import JobSpec

LITTLE_SPACE = 1_000_000_000
NO_SPACE = 50_000_000
"""Bytes: a model of the baseline is less than 1 MB, and so is the log of a thousand epochs."""
_HERE = "the local engine trains on photos of this machine"


def review(
    jobs: Path,
    spec: JobSpec,
    on_progress: Callable[[LaunchProgress], None],
    cancel: CancelToken,
    *,
    command: Sequence[str] | None,
    seed: int,
) -> Review:
    """The review of a launch; reads the disk, changes nothing.

    Args:
        jobs: the folder of all jobs.
        spec: the job.
        on_progress: hears how many photos are read, if they are to be packed.
        cancel: ends the reading.
        command: the program that takes the trainer's place.
        seed: of the baseline.

    Raises:
        Cancelled: the token was set.
    """
    data = data_of(spec, on_progress, cancel)
    request: dict[str, object] = {
        "folder": str(jobs / spec.name),
        **folder(spec, data, seed),
        "command": list(command or command_of(TRAINING)),
    }
    return Review(
        (*_findings(jobs, spec, command), *data.findings),
        request,
        notes=(*notes(spec, command), *data.notes),
    )


def folder(spec: JobSpec, data: Data, seed: int) -> dict[str, object]:
    """What a trainer finds in its folder.

    Args:
        spec: the job.
        data: its channels.
        seed: of the baseline.
    """
    return {
        **data.links,
        "input/config/hyperparameters.json": dict(spec.hyperparameters),
        "input/config/inputdataconfig.json": prepare.channels(spec.dataset.input),
        "input/config/resourceconfig.json": prepare.resources(),
        "input/config/baseline.json": {"seed": seed},
    }


@dataclass(frozen=True, slots=True)
class Data:
    """What the channels are: links into the job folder, what is wrong with it, what is said of it."""

    links: dict[str, str]
    findings: Sequence[Finding] = ()
    notes: Sequence[str] = ()


def data_of(spec: JobSpec, on_progress: Callable[[LaunchProgress], None], cancel: CancelToken) -> Data:
    """The channels of a job; photos that are to be packed are read.

    Args:
        spec: the job.
        on_progress: hears how many photos are read.
        cancel: ends the reading.

    Raises:
        Cancelled: the token was set.
    """
    dataset = spec.dataset
    if dataset.input == "image" or isinstance(dataset.root, S3Address) or not dataset.root.is_dir():
        return Data({f"input/data/{name}": str(dataset.root) for name in CHANNELS})
    from core.engine.local import packed

    foreseen = packed.foresee(dataset, on_progress, cancel)
    links = {f"input/data/{name}/{name}.rec": f"{foreseen.folder}/{name}.rec" for name in CHANNELS}
    return Data(links, foreseen.findings, foreseen.notes)


def _findings(jobs: Path, spec: JobSpec, command: Sequence[str] | None) -> Iterator[Finding]:
    yield from photos_findings(spec)
    yield from name_taken(JobDir(jobs / spec.name), spec.launch_id)
    yield from disk_space(jobs, NO_SPACE, "the log and the model are written there")
    yield from command_findings(command)


def photos_findings(spec: JobSpec) -> Iterator[Finding]:
    """What keeps a trainer on this machine from the photos.

    Args:
        spec: the job.
    """
    root = spec.dataset.root
    if spec.dataset.streamed is not None:
        yield Finding(
            "error",
            "dataset-in-s3",
            f"the data set is the manifests in {root}, and only SageMaker streams photos from a manifest",
            why=_HERE,
            fix="train with engine: sagemaker, or copy the photos here, one folder per class, and name that",
        )
    elif isinstance(root, S3Address):
        yield Finding(
            "error",
            "dataset-in-s3",
            f"{root} is in S3",
            why=_HERE,
            fix="copy the photos here (aws s3 sync), or train with engine: sagemaker",
        )
    elif not root.is_dir():
        yield Finding(
            "error",
            "dataset-gone",
            f"the folder {root} is not there",
            why="the job would end when it reads its first photo",
            fix="choose another data set, or mount it",
        )


def name_taken(place: JobDir, launch_id: str, work: Work = TRAINING) -> Iterator[Finding]:
    """Whether another job or sweep has the name.

    Args:
        place: the folder of that name.
        launch_id: of ours.
        work: what it is.
    """
    if place.root.exists() and claiming.launch_id(place) != launch_id:
        detail = f"there is a {work.called} named {place.root.name} already"
        why = f"each {work.called} keeps what it writes in a folder of its name"
        yield Finding("error", "name-taken", detail, why=why, fix="choose another name with --name")


def command_findings(command: Sequence[str] | None) -> Iterator[Finding]:
    """Whether the program that takes the trainer's place is there.

    Args:
        command: of the user's; None: the baseline trains.
    """
    if command is not None and shutil.which(command[0]) is None:
        yield Finding(
            "error",
            "no-command",
            f"local.command: {command[0]} is no program on this machine",
            why="the job would end at its start",
            fix="give a program on the PATH, or its whole path",
        )


def disk_space(jobs: Path, least: int, why: str) -> Iterator[Finding]:
    """What is to be said of the room on the disk: nothing where there is enough of it.

    Args:
        jobs: the folder of all jobs.
        least: bytes that a job needs there.
        why: what for.
    """
    free = free_bytes(jobs)
    if free is not None and free < max(least, LITTLE_SPACE):
        yield Finding(
            "error" if free < least else "warning",
            "disk-space",
            f"{free / 1e6:,.0f} MB are free at {existing(jobs)}",
            why=why,
            fix="free some space, or point XDG_STATE_HOME elsewhere",
        )


def notes(spec: JobSpec, command: Sequence[str] | None) -> Iterator[str]:
    """What is said of a job's trainer: what it is, and what it leaves out.

    Args:
        spec: the job.
        command: the program that takes the trainer's place.
    """
    if command is not None:
        yield f"local.command takes the trainer's place: {' '.join(command)}"
        return
    yield "A scikit-learn baseline on this machine: quick and free, and not the ResNet of the built-in algorithm"
    without_effect = unused(spec.hyperparameters)
    if without_effect:
        yield f"Not used by the baseline: {', '.join(without_effect)}"
