"""Which engine the settings name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import paths

if TYPE_CHECKING:
    from core.config import Settings
    from core.engine.base import Engine


def open_engine(settings: Settings) -> Engine:
    """The engine of `settings.engine`; nothing is started and no folder made.

    Only the local engine is built, and the configuration lets no other name through.
    """
    from core.engine.local.engine import LocalEngine

    return LocalEngine(paths.jobs_dir(), command=settings.local.command, seed=settings.dataset.seed)
