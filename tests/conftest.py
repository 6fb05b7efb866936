"""What all tests share: the real data, a home of their own, waiting for a condition."""

from __future__ import annotations

import gc
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable


def pytest_xdist_auto_num_workers() -> int:
    """Twice the cores: the long tests wait for other processes most of the time."""
    return 2 * (os.cpu_count() or 1)


SLOW = ("aws", "e2e")
"""Folders whose tests wait for whole programs."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let each worker begin with slow files, dealt in turn, so that nothing long is left for the end."""
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    slow = [file for file in files if file.relative_to(REPOSITORY / "tests").parts[0] in SLOW]
    shares = [[item for file in slow[first::workers] for item in files[file]] for first in range(workers)]
    quick = [item for file, held in files.items() if file not in slow for item in held]
    left = len(items)
    for number, share in enumerate(shares):
        wanted = left // (workers - number) - len(
            share
        )  # as many as the scheduler gives each worker at first
        share += quick[: max(0, wanted)]
        del quick[: max(0, wanted)]
        left -= len(share)
    items[:] = [item for share in shares for item in share] + quick


def pytest_collection_finish() -> None:
    """What was collected is no garbage: it is never looked through again, and garbage is looked for less often."""
    gc.freeze()
    gc.set_threshold(50_000)


# Programs are started a thousand times here: what they import is compiled once, whatever the shell says.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data beside the repository (photos, logs, lists)."""
    folder = REPOSITORY.parent / "shared"
    if not (folder / "data").is_dir():
        pytest.skip("the real data (../shared/data) is not on this machine")
    return folder


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh home: no configuration, no run book, no cache of the user's is seen or touched."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    for kind, sub in (("CONFIG", ".config"), ("STATE", ".local/state"), ("CACHE", ".cache")):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(folder / sub))
    return folder


def wait_until(condition: Callable[[], bool], *, seconds: float = 30.0, what: str = "the condition") -> None:
    """Poll `condition` until it holds; fails with `what` after `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail(f"waited {seconds:.0f} s in vain for {what}")
        time.sleep(0.01)
