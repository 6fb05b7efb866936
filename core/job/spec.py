"""What is to be run: the value that goes from the form or the command line to an engine."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from core.errors import UsageError
from core.text import clean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from core.dataset.model import DataSet
    from core.s3address import S3Address

_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
LONGEST_NAME = 63
NAME_PATTERN = re.compile(rf"[a-zA-Z0-9](-*[a-zA-Z0-9]){{0,{LONGEST_NAME - 1}}}")
"""SageMaker's rule for a training job's name (CreateTrainingJob)."""
LONGEST_SWEEP_NAME = 32
"""HyperParameterTuningJobName; the jobs of a sweep carry its name and an ending."""


@dataclass(frozen=True, slots=True)
class JobSpec:
    """A job to be launched.

    Args:
        name: unique per engine, account and region; matches `NAME_PATTERN`.
        launch_id: random; the engine marks the job with it, so that a name found taken is known to be ours.
        dataset: root, classes and both splits.
        hyperparameters: resolved values, as strings, exactly as the container gets them.
        given: what the user gave, with ``auto`` still in it: what a clone starts from.
        command: the program that takes the local trainer's place, or None.
        data: the settings of section `dataset` that the data set was read by, JSON-able: a launch that was
            interrupted reads it again by them.
        fingerprint: of the data set, as the review found it; empty where nothing is sent.
        request: what the review showed and the user agreed to; None before the review.
    """

    name: str
    launch_id: str
    dataset: DataSet
    hyperparameters: Mapping[str, str]
    given: Mapping[str, str]
    command: Sequence[str] | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    fingerprint: str = ""
    request: Mapping[str, object] | None = None

    def as_json(self) -> dict[str, Any]:
        """What the run book keeps of it: all but the rows of the lists."""
        return {
            "launch_id": self.launch_id,
            "dataset": str(self.dataset.root),
            "classes": [row.name for row in self.dataset.classes],
            "train": len(self.dataset.train),
            "validation": len(self.dataset.validation),
            "hyperparameters": dict(self.hyperparameters),
            "given": dict(self.given),
            "data": dict(self.data),
            "fingerprint": self.fingerprint,
            "request": None if self.request is None else dict(self.request),
        }


def new_name(root: Path | S3Address, now: float) -> str:
    """A job name: ``ic-<dataset>-<MMDD-HHMM>-<4 random letters>``, in local time, at most 63 characters."""
    return f"ic-{_word(root)}-{_stamp(now)}"


def new_batch_name(job: str, now: float) -> str:
    """A batch transform's name: ``<job>-batch-<MMDD-HHMM>-<4 random letters>``, the job cut so that it fits."""
    ending = f"-batch-{_stamp(now)}"
    return f"{job[: LONGEST_NAME - len(ending)].rstrip('-')}{ending}"


def new_sweep_name(root: Path | S3Address, now: float) -> str:
    """A sweep's name: ``<dataset>-<MMDD-HHMM>-<4 random letters>``, at most 32 characters."""
    ending = f"-{_stamp(now)}"
    word = _word(root)[: LONGEST_SWEEP_NAME - len(ending)].rstrip("-")
    return f"{word}{ending}"


def _word(root: Path | S3Address) -> str:
    """The data set's name as a part of a job's."""
    return re.sub(r"[^a-zA-Z0-9]+", "-", root.name).strip("-").lower()[:40].strip("-") or "data"


def _stamp(now: float) -> str:
    """Local time and four random letters, such as ``1123-2219-kq7d``."""
    from secrets import choice

    minute = time.strftime("%m%d-%H%M", time.localtime(now))
    return f"{minute}-{''.join(choice(_LETTERS) for _ in range(4))}"


def require_name(name: str, of: str) -> None:
    """Refuse what cannot be a name.

    Args:
        name: of a job or endpoint.
        of: whose name it shall be, such as ``an endpoint``.

    Raises:
        UsageError: with what is allowed.
    """
    if NAME_PATTERN.fullmatch(name) is None:
        raise UsageError(
            f"{clean(name, limit=80)!r} cannot be {of}'s name",
            why="SageMaker allows 1 to 63 letters, digits and single hyphens between them",
            fix="choose another with --name",
        )


def new_launch_id() -> str:
    """A random id that tells our job from another of the same name."""
    from secrets import token_hex

    return token_hex(16)
