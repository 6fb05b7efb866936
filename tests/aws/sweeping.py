"""Sweeps for the tests of them on SageMaker: a data set of photos, an engine, a sweep that was reviewed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.cancel import CancelToken
from core.config import SagemakerSettings, Settings
from core.engine.sagemaker.engine import SageMakerEngine
from core.engine.sweeping import Sweep
from core.job.spec import JobSpec
from core.sweep.ranges import parse_range
from tests.aws.datasets import connect, random_photos

if TYPE_CHECKING:
    from pathlib import Path

    from core.engine.base import LaunchProgress, Review
    from core.engine.sweeping import Strategy
    from tests.aws.account import Account

NAME = "Flowers-1"
OURS = "a1b2c3"
VALUES = {
    "num_classes": "2",
    "num_training_samples": "16",
    "epochs": "2",
    "mini_batch_size": "8",
    "image_shape": "3,32,32",
    "learning_rate": "0.1",
}


def engine_of(account: Account, **section: object) -> SageMakerEngine:
    """The engine with the account's role and bucket, over a connection of its own."""
    usual = SagemakerSettings(region=account.region, role=account.role, bucket=account.bucket)
    settings = Settings(engine="sagemaker", sagemaker=replace(usual, **section))  # type: ignore[arg-type]
    return SageMakerEngine(settings, connect=lambda *given, **named: connect(account))


def wanted(
    root: Path,
    *,
    jobs: int = 5,
    parallel: int = 2,
    strategy: Strategy = "Bayesian",
    early_stopping: bool = False,
    **ranges: str,
) -> Sweep:
    """A sweep over photos drawn at `root`; without ranges over the learning rate."""
    texts = ranges or {"learning_rate": "0.001..0.1 log"}
    job = JobSpec(NAME, OURS, random_photos(root), VALUES, VALUES)
    rows = tuple(parse_range(name, text) for name, text in texts.items())
    return Sweep(job, rows, jobs, parallel, strategy, early_stopping)


def look(engine: SageMakerEngine, sweep: Sweep) -> Review:
    """The review of it."""
    return engine.review_sweep(sweep, lambda progress: None, CancelToken())


def reviewed(engine: SageMakerEngine, sweep: Sweep) -> Sweep:
    """The same, as a review lets it be started."""
    found = look(engine, sweep)
    assert [finding for finding in found.findings if finding.level == "error"] == []
    return replace(sweep, job=replace(sweep.job, request=found.request, fingerprint=found.fingerprint))


def go(engine: SageMakerEngine, sweep: Sweep) -> list[LaunchProgress]:
    """Start it; what was told of it."""
    told: list[LaunchProgress] = []
    engine.start_sweep(sweep, told.append, CancelToken())
    return told
