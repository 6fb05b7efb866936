"""Batch transforms over plain files, for the tests of starting them and of going on with them."""

from __future__ import annotations

from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from core.engine.hosting import DeployReview
from core.errors import EngineUnreachable
from core.job.status import JobKey
from core.photoplace import photo_place
from core.runs import RunBook
from core.trained import TrainedModel
from core.transforming import TransformDraft, prepare, start
from tests.core.fileengine import FileEngine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from core.cancel import CancelToken
    from core.engine.base import Capabilities, LaunchProgress
    from core.engine.transforming import Transform
    from core.finding import Finding
    from core.runs import Record

NOW = 1_764_000_000.0
JOB = JobKey("local", "", "", "ic-birds-1")
TRAINED = TrainedModel(JOB, ("finch", "wren"), False, {"num_classes": "2"}, "/jobs/ic-birds-1/model")
AGREED = DeployReview((), {"agreed": "then"})


class FarEngine(FileEngine):
    """Files whose launches go on after an interruption; it notes what it is asked to start."""

    def __init__(self, root: Path, findings: tuple[Finding, ...] = ()) -> None:
        super().__init__(root, findings=findings)
        self.sent: list[Transform] = []
        self.before: Callable[[Transform], object] = lambda transform: None

    @property
    def capabilities(self) -> Capabilities:
        return replace(super().capabilities, resumes=True)

    def transform(
        self, transform: Transform, on_progress: Callable[[LaunchProgress], None], cancel: CancelToken
    ) -> tuple[Finding, ...]:
        self.before(transform)
        self._answer()
        self.sent.append(transform)
        return super().transform(transform, on_progress, cancel)


@dataclass
class World:
    """Photos, an engine and a book."""

    photos: Path
    files: Path
    engine: FarEngine
    book: RunBook

    def draft(self, trained: TrainedModel = TRAINED, name: str | None = None) -> TransformDraft:
        return prepare(trained, photo_place(str(self.photos)), self.engine, name=name, clock=lambda: NOW)

    def start(self, draft: TransformDraft, reviewed: DeployReview = AGREED) -> Record:
        return start(draft, self.engine, self.book, reviewed=reviewed, clock=lambda: NOW)

    def interrupted(self) -> Record:
        """One whose engine did not answer before there was a job."""
        self.unreachable.touch()
        draft = self.draft()
        with pytest.raises(EngineUnreachable):
            self.start(draft)
        self.unreachable.unlink()
        return self.book.find(draft.transform.key.name)

    @property
    def unreachable(self) -> Path:
        return self.files / "unreachable"


@contextmanager
def transforms(root: Path) -> Iterator[World]:
    """Five photos, one of them bad, and nothing started yet."""
    photos, files = root / "birds", root / "files"
    for name in ("finch/a1.png", "finch/b2.png", "wren/b3.png", "d4.png", "wren/bad.png"):
        (photos / name).parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (8, 8)).save(photos / name)
    files.mkdir()
    with closing(RunBook.open(root / "runs.sqlite")) as book:
        yield World(photos, files, FarEngine(files), book)
