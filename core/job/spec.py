"""What is to be run: the value that goes from the form or the command line to an engine."""

from __future__ import annotations

import re
import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from core.dataset.model import DataSet
    from core.s3address import S3Address

_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
NAME_PATTERN = re.compile(r"[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}")
"""SageMaker's rule for a training job's name (CreateTrainingJob)."""


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
    word = re.sub(r"[^a-zA-Z0-9]+", "-", root.name).strip("-").lower()[:40].strip("-") or "data"
    stamp = time.strftime("%m%d-%H%M", time.localtime(now))
    return f"ic-{word}-{stamp}-{''.join(secrets.choice(_LETTERS) for _ in range(4))}"


def new_launch_id() -> str:
    """A random id that tells our job from another of the same name."""
    return secrets.token_hex(16)
