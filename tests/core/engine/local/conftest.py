"""An engine whose jobs do not outlive the test, and photos for them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from core.engine.base import JobFilter
from core.engine.local import lock
from core.engine.local.engine import LocalEngine
from tests.conftest import wait_until
from tests.core.engine.local import support

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from core.dataset.model import DataSet


@pytest.fixture
def jobs(tmp_path: Path) -> Path:
    return tmp_path / "jobs"


@pytest.fixture
def engine(jobs: Path) -> Iterator[LocalEngine]:
    engine = LocalEngine(jobs)
    yield engine
    for row in engine.list(JobFilter()):
        engine.stop(row.key.name)
        wait_until(partial(free, jobs / row.key.name / "lock"), what=f"the end of {row.key.name}")
    for endpoint in engine.endpoints():
        engine.undeploy(endpoint.key.name)


def free(file: Path) -> bool:
    return not lock.held(file)


@pytest.fixture(scope="session")
def photos(tmp_path_factory: pytest.TempPathFactory) -> DataSet:
    """24 drawn photos in two classes, 16 to train on and 8 to validate with."""
    return support.data_set(tmp_path_factory.mktemp("photos"))
