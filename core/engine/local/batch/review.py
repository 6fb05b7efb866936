"""What a batch transform on this machine would write and run, and what stands in its way."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from core.engine.hosting import DeployReview
from core.engine.local import claiming, trainer
from core.engine.local.jobdir import JobDir
from core.engine.local.modelcheck import model_findings
from core.engine.local.review import NO_SPACE, disk_space
from core.engine.local.serving.making import model_folder
from core.engine.local.serving.place import MODEL_FILES
from core.engine.local.work import ASKING
from core.finding import Finding
from core.job.spec import NAME_PATTERN
from core.text import clean_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.engine.transforming import Transform

_PHOTO_BYTES = 400
"""That are written of a photo besides its probabilities."""
_NUMBER_BYTES = 24
"""Of a probability."""


def review(jobs: Path, transform: Transform) -> DeployReview:
    """The review of a batch transform; reads the disk, changes nothing.

    Args:
        jobs: the folder of all jobs.
        transform: what is asked for.
    """
    job = JobDir(jobs / transform.key.name)
    source = model_folder(transform.trained.model)
    count = len(transform.questions)
    place = transform.place
    request: dict[str, object] = {
        "folder": str(job.root),
        **{f"input/{job.asked_model.name}/{file}": str(source / file) for file in MODEL_FILES},
        f"input/{job.photos.name}": {
            "folder": place.folder,
            "list": place.list_file or None,
            "photos": count,
        },
        "command": list(trainer.command_of(ASKING)),
    }
    facts = (
        ("place", "a process on this machine, which outlives this program"),
        ("answers", str(job.answers)),
    )
    findings = tuple(_findings(jobs, transform))
    return DeployReview(findings, request, facts=facts, price_basis="free: it runs on this machine")


def _findings(jobs: Path, transform: Transform) -> Iterator[Finding]:
    name = transform.key.name
    if NAME_PATTERN.fullmatch(name) is None:
        yield Finding(
            "error",
            "bad-name",
            f"{name!r} cannot be a job's name",
            why="it is also a folder's name, and has SageMaker's rule",
            fix="use letters, digits and single hyphens, at most 63",
        )
    elif (jobs / name).exists() and claiming.launch_id(JobDir(jobs / name)) != transform.launch_id:
        yield Finding(
            "error",
            "name-taken",
            f"there is a job named {name} already",
            why="each job keeps its log and its answers in a folder of its name",
            fix="choose another name with --name",
        )
    if not Path(transform.place.folder).is_dir():
        yield Finding(
            "error",
            "photos-gone",
            f"the folder {clean_path(transform.place.folder)} is not there",
            why="the job would end when it looks for its first photo",
            fix="name another folder, or mount it",
        )
    elif not transform.questions:
        yield Finding(
            "error",
            "no-photos",
            f"there is no photo to ask about in {clean_path(transform.place.list_file or transform.place.folder)}",
            why="the job would have nothing to do",
            fix="name a folder or a list with .jpg or .png files",
        )
    yield from model_findings(jobs, transform.trained)
    classes = max(1, len(transform.trained.classes))
    needed = NO_SPACE + len(transform.questions) * (_PHOTO_BYTES + _NUMBER_BYTES * classes)
    yield from disk_space(
        jobs, needed, f"the log and the answers, some {needed / 1e6:,.0f} MB, are written there"
    )
