"""How much memory a call takes at most, measured in a process of its own: there nothing else allocates meanwhile."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from tests.conftest import REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path

_MEASURE = """
import sys, tracemalloc
{setup}
tracemalloc.start()
{call}
print(tracemalloc.get_traced_memory()[1])
"""


def peak_of(setup: str, call: str, folder: Path) -> int:
    """Bytes at the peak of `call`, after `setup`; both are Python, with the folder as ``sys.argv[1]``."""
    script = _MEASURE.format(setup=setup, call=call)
    done = subprocess.run(
        [sys.executable, "-c", script, str(folder)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return int(done.stdout)
