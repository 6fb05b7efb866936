"""A cockpit over an engine of files whose endpoints cost money, with a job that has left a model."""

from __future__ import annotations

import time
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from core.endpointmeter import full_minute
from core.job.status import JobKey, Status
from tests.core.fileengine import write_state
from tests.core.filehosting import FileHosting
from tests.tui.cockpits import cockpit_app
from tests.tui.panes import screen_text
from tests.tui.waiting import settle

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from textual.pilot import Pilot

    from core.engine.base import Capabilities
    from tui.services import Services

JOB = "ic-a"
HOURS = 2
"""Since when its endpoints are up, by their own word; at half a dollar per hour: a dollar, also in a minute."""


class Hosted(FileHosting):
    """As far away as files can be, but near enough to be asked often."""

    @property
    def capabilities(self) -> Capabilities:
        return replace(super().capabilities, account="1", cheap_logs=True)

    def key(self, name: str) -> JobKey:
        return JobKey("files", "1", "here", name)


def hosted(services: Services, *, life: tuple[str, ...] = ("Creating", "InService")) -> Services:
    """Services over such an engine; the run book knows its job, which has ended."""
    root = services.book.path.parent / "files"
    engine = Hosted(root, life=life)
    engine.created = full_minute(time.time()) - HOURS * 3600 + 30
    write_state(root / JOB, Status.COMPLETED, "Completed", model="model.tar.gz")
    record = services.book.add_job(engine.key(JOB), spec=None, created=1000.0)
    services.book.store(record.id, old_cursor=None, cursor="0", state=engine.describe(JOB), drained=True)
    return replace(services, engine=engine)


def root_of(services: Services) -> FileHosting:
    """The engine, with the files that say what goes wrong."""
    assert isinstance(services.engine, FileHosting)
    return services.engine


@asynccontextmanager
async def opened(services: Services, size: tuple[int, int] = (120, 40)) -> AsyncIterator[Pilot[None]]:
    """The cockpit, once it shows the job."""
    async with cockpit_app(services).run_test(size=size, notifications=True) as pilot:
        await says(pilot, JOB)
        yield pilot


def shown(pilot: Pilot[None]) -> str:
    """The screen as text."""
    return "\n".join(screen_text(pilot))


async def says(pilot: Pilot[None], *words: str) -> None:
    """Wait until the screen has all these words."""
    await settle(pilot, lambda: all(word in shown(pilot) for word in words), f"{words} on\n{shown(pilot)}")


async def deployed(pilot: Pilot[None], becomes: str = "✓ InService") -> None:
    """Deploy the job that is shown, by keyboard."""
    await pilot.press("d")
    await says(pilot, "✓ Ready. Enter deploys")
    await pilot.press("enter")
    await says(pilot, becomes)
