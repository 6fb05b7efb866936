"""A model deployed into files, for tests of deploying, following and taking down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.deploying import prepare, review, start
from core.engine.hosting import Deployment
from core.job.status import JobKey
from core.trained import TrainedModel
from tests.core.fileendpoints import PARTS
from tests.core.filehosting import FileHosting

if TYPE_CHECKING:
    from pathlib import Path

    from core.runs import EndpointRecord, RunBook

NAME = "ic-flowers"
TRAINED = TrainedModel(JobKey("files", "1", "here", NAME), ("a", "b"), False, {}, "model")


def begin(deployment: Deployment, engine: FileHosting, book: RunBook) -> EndpointRecord:
    return start(deployment, engine, book, reviewed=review(deployment, engine))


def deploy(engine: FileHosting, book: RunBook) -> EndpointRecord:
    return begin(prepare(TRAINED, engine, book), engine, book)


def parts(root: Path) -> list[str]:
    return [part for part in PARTS if (root / NAME / part).exists()]
