"""The runner's sign of life."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

from core.engine.local import lock

if TYPE_CHECKING:
    from pathlib import Path


def test_a_lock_is_held_until_its_descriptor_is_closed(tmp_path: Path) -> None:
    file = tmp_path / "lock"
    assert not lock.held(file)
    descriptor = lock.take(file)
    assert descriptor is not None
    assert lock.held(file)
    assert lock.take(file) is None
    os.close(descriptor)
    assert not lock.held(file)


def test_a_process_that_inherited_it_holds_it_and_the_kernel_frees_it_at_kill(tmp_path: Path) -> None:
    file = tmp_path / "lock"
    descriptor = lock.take(file)
    assert descriptor is not None
    waits = "import sys; sys.stdin.read()"
    child = subprocess.Popen(
        [sys.executable, "-S", "-c", waits], stdin=subprocess.PIPE, pass_fds=(descriptor,)
    )
    os.close(descriptor)
    assert lock.held(file)
    child.send_signal(signal.SIGKILL)
    child.communicate()
    assert not lock.held(file)


def test_looking_does_not_make_the_file(tmp_path: Path) -> None:
    assert not lock.held(tmp_path / "lock")
    assert lock.last_beat(tmp_path / "lock") is None
    assert list(tmp_path.iterdir()) == []


def test_a_beat_is_the_files_time(tmp_path: Path) -> None:
    file = tmp_path / "lock"
    descriptor = lock.take(file)
    assert descriptor is not None
    os.utime(file, (1_000, 1_000))
    assert lock.last_beat(file) == 1_000
    lock.beat(descriptor)
    assert (lock.last_beat(file) or 0) > 1_000_000
    os.close(descriptor)


def test_an_inherited_lock_is_kept_without_waiting(tmp_path: Path) -> None:
    descriptor = lock.take(tmp_path / "lock")
    assert descriptor is not None
    lock.keep(descriptor)
    assert lock.held(tmp_path / "lock")
    os.close(descriptor)
