"""Batch transforms of a trained job, for the tests of them."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from core.cancel import CancelToken
from core.config import HostingSettings
from core.dataset.locate import Locator
from core.engine.transforming import PhotoPlace, Transform
from core.job.status import JobKey
from core.predict.photos import Located
from core.predict.question import Question
from tests.aws.hosting import CLASSES, OURS, engine_of, trained_job
from tests.aws.hosting import NAME as JOB
from tests.aws.oracle import photo
from tests.cli.localjob import open_book

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from core.engine.base import LaunchProgress
    from core.engine.sagemaker.engine import SageMakerEngine
    from core.finding import Finding
    from core.trained import TrainedModel
    from tests.aws.account import Account

NAME = "ic-flowers-1-batch-1"
FOLDER = f"trainscope/transforms/{NAME}"


def draw(root: Path, *, each: int = 2) -> list[str]:
    """Photos of all classes, by turns JPEG and PNG; their paths."""
    made = []
    for label, name in enumerate(CLASSES):
        (root / name).mkdir(parents=True)
        for number in range(each):
            kind = ("JPEG", "PNG")[number % 2]
            path = f"{name}/{number}.{kind.lower()}"
            (root / path).write_bytes(photo(label, len(CLASSES), kind=kind, size=32 + number))
            made.append(path)
    return made


def job_and_photos(home: Path, aws: Account) -> None:
    """A trained job whose classes a home's run book knows, ten photos in ``photos`` and one that is none."""
    trained = trained_job(aws)
    draw(home / "photos")
    (home / "photos" / "bad.jpg").write_text("none")
    spec = {"launch_id": "x", "classes": CLASSES, "hyperparameters": dict(trained.hyperparameters)}
    with closing(open_book(home)) as book:
        key = JobKey("sagemaker", aws.id, aws.region, JOB)
        book.mark_launched(book.add_job(key, spec=spec, created=1000.0).id)


def asked(root: Path, paths: Sequence[str]) -> tuple[Question, ...]:
    """Questions about photos; the folder of each is its truth, if it is a class."""
    locator = Locator(root)
    labels = {name: (label,) for label, name in enumerate(CLASSES)}
    return tuple(Question(path, Located(locator, path), labels.get(path.split("/")[0])) for path in paths)


def wanted(
    account: Account, root: Path, paths: Sequence[str], trained: TrainedModel | None = None, name: str = NAME
) -> Transform:
    """A batch transform that was not reviewed."""
    key = JobKey("sagemaker", account.id, account.region, name)
    return Transform(key, OURS, trained or trained_job(account), PhotoPlace(str(root)), asked(root, paths))


def reviewed(account: Account, engine: SageMakerEngine, transform: Transform) -> Transform:
    """The same, as a review lets it be started."""
    found = engine.review_transform(transform, CancelToken())
    assert [finding for finding in found.findings if finding.level == "error"] == []
    return replace(transform, request=found.request)


def go(
    engine: SageMakerEngine, transform: Transform, cancel: CancelToken | None = None
) -> tuple[tuple[Finding, ...], list[LaunchProgress]]:
    """Start it; what was found, and what was told of it."""
    told: list[LaunchProgress] = []
    return engine.transform(transform, told.append, cancel or CancelToken()), told


def started(
    account: Account, root: Path, paths: Sequence[str], hosting: HostingSettings | None = None
) -> SageMakerEngine:
    """An engine with a batch transform that was just created."""
    engine = engine_of(account, hosting or HostingSettings())
    go(engine, reviewed(account, engine, wanted(account, root, paths)))
    return engine
