"""An engine whose sweeps do not outlive the test."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.conftest import wait_until
from tests.core.engine.local.conftest import free

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from core.engine.local.engine import LocalEngine


@pytest.fixture(autouse=True)
def _no_sweep_is_left(engine: LocalEngine, jobs: Path) -> Iterator[None]:
    yield
    for sweep in engine.sweeps():
        name = sweep.key.name
        engine.stop_sweep(name)
        wait_until(partial(free, jobs.with_name("sweeps") / name / "lock"), what=f"the end of {name}")
