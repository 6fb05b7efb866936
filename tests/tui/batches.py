"""A cockpit over an engine of files whose batch transforms take as long as a test wants."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from core.engine.base import LaunchProgress
from core.job.status import Status
from tests.core.fileengine import write_state
from tests.tui.hosted import JOB, Hosted

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.cancel import CancelToken
    from core.engine.base import Capabilities
    from core.engine.transforming import Transform
    from core.finding import Finding
    from tui.services import Services

SENDING = LaunchProgress("sending photos", 1200, 3670, "photos", 9_000_000)
CLASSES = ("ants", "bees")
ASKED = "~/asked"
"""A folder of six photos, which the engine does not open."""


class Batches(Hosted):
    """Where ``<root>/held`` lies, photos are being sent until it is gone, or the start is cancelled."""

    @property
    def capabilities(self) -> Capabilities:
        return replace(super().capabilities, resumes=True)

    def transform(
        self, transform: Transform, on_progress: Callable[[LaunchProgress], None], cancel: CancelToken
    ) -> tuple[Finding, ...]:
        on_progress(SENDING)
        while (self.root / "held").exists() and not cancel.wait(0.02):
            pass
        return super().transform(transform, on_progress, cancel)


def batches(services: Services) -> tuple[Services, Batches]:
    """Services over such an engine; the run book knows a job that has left a model."""
    engine = Batches(services.book.path.parent / "files")
    spec = {"classes": CLASSES, "hyperparameters": {"image_shape": "3,32,32"}}
    write_state(engine.root / JOB, Status.COMPLETED, "Completed", model="model.tar.gz")
    record = services.book.add_job(engine.key(JOB), spec=spec, created=1000.0)
    services.book.store(record.id, old_cursor=None, cursor="0", state=engine.describe(JOB), drained=True)
    for name in CLASSES:
        folder = Path(ASKED).expanduser() / name
        folder.mkdir(parents=True)
        for number in range(3):
            (folder / f"{name[0]}{number}.jpg").touch()
    return replace(services, engine=engine), engine
