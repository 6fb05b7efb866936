"""Which engine runs a job: the one of its key, or for a new job the one the settings name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import paths
from core.errors import UsageError

if TYPE_CHECKING:
    from core.config import Settings
    from core.engine.hosting import HostingEngine
    from core.job.status import JobKey


def open_engine(settings: Settings, key: JobKey | None = None) -> HostingEngine:
    """An engine; nothing is started, nobody asked and no folder made.

    Args:
        settings: name the engine of new jobs, and how engines are reached.
        key: of a job; its engine is the one of its place (account and region), whatever the settings name.

    Raises:
        UsageError: the job is of an engine that this version does not know, or the settings lack what an engine needs.
    """
    name = settings.engine if key is None else key.engine
    if name == "local":
        from core.engine.local.engine import LocalEngine

        return LocalEngine(paths.jobs_dir(), command=settings.local.command, seed=settings.dataset.seed)
    if name == "sagemaker":
        from core.engine.sagemaker.engine import SageMakerEngine

        if key is None:
            return SageMakerEngine(settings)
        return SageMakerEngine(settings, account=key.account, region=key.region)
    raise UsageError(f"this version knows no engine {name!r}", fix="update trainscope")
