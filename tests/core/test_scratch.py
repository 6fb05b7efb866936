"""A folder for a moment: gone afterwards, and an error of ours where there is no room for it."""

from __future__ import annotations

import errno
import os
import subprocess
import sys

import pytest

from core.errors import DatasetError
from core.scratch import scratch_folder
from tests.conftest import REPOSITORY

NOTHING_CAN_BE_WRITTEN = """
import resource
from core.errors import DatasetError
from core.scratch import scratch_folder
resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
try:
    with scratch_folder():
        pass
except DatasetError as error:
    print(error, "|", error.fix)
"""


def test_it_is_removed_with_all_in_it() -> None:
    with scratch_folder() as folder:
        (folder / "file").write_bytes(b"something")
    assert not folder.exists()


def test_what_cannot_be_written_into_it_is_told_with_its_place() -> None:
    full = pytest.raises(DatasetError, match="cannot write to /somewhere/full: No space left")
    with full as caught, scratch_folder() as folder:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/somewhere/full")
    assert "TMPDIR" in caught.value.fix
    assert not folder.exists()


def test_where_no_folder_can_be_written_to_that_is_told() -> None:
    done = subprocess.run(
        [sys.executable, "-c", NOTHING_CAN_BE_WRITTEN],
        capture_output=True,
        text=True,
        check=False,
        cwd=REPOSITORY,
    )
    assert done.stdout.startswith("cannot write temporary files: No usable temporary directory"), done.stderr
    assert "TMPDIR" in done.stdout
