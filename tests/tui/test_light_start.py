"""What the cockpit's start imports on its own thread: nothing of AWS, so that the first frame does not wait for it."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from core import paths
from core.job.status import JobKey, JobState, Status
from core.runs import RunBook

if TYPE_CHECKING:
    from pathlib import Path

START = """
import asyncio, sys, threading

class Noted:
    names = set()
    def find_spec(self, name, path=None, target=None):
        if threading.current_thread() is threading.main_thread():
            self.names.add(name.partition(".")[0])

sys.meta_path.insert(0, Noted())
from contextlib import closing
from dataclasses import replace
from core import paths
from core.config import Settings
from core.engine.registry import open_engine
from core.job.hyperparameters import table
from core.runs import RunBook
from tui import themes
from tui.app import TrainscopeApp
from tui.services import Services

async def main():
    settings = replace(Settings(), engine="sagemaker")
    with closing(RunBook.open(paths.run_book_file())) as book:
        services = Services(settings, book, open_engine(settings), table(), keymap={}, read_only=False)
        app = TrainscopeApp(services, themes.load_themes(paths.themes_dir(), {}), themes.DEFAULT)
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.pause()
            print(app.screen._compositor.render_strips()[0].text)

asyncio.run(main())
print(*Noted.names)
"""


@pytest.mark.parametrize("job", [False, True], ids=["no job", "a job read to its end"])
def test_the_first_frame_needs_no_boto3(home: Path, job: bool) -> None:
    environ = {"HOME": str(home), "PATH": os.environ["PATH"], "AWS_REGION": "us-east-1", "PYTHONUTF8": "1"}
    if job:
        book = RunBook.open(paths.run_book_file())
        record = book.add_job(JobKey("sagemaker", "1" * 12, "us-east-1", "ic-1"), spec=None, created=1.0)
        state = JobState(Status.COMPLETED, "Completed", ended=2.0, instance_type="ml.g5.xlarge")
        assert book.store(record.id, old_cursor=None, cursor="{}", state=state, drained=True)
        book.close()
    done = subprocess.run(
        [sys.executable, "-c", START], env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    header, modules = done.stdout.splitlines()
    assert "sagemaker us-east-1" in header
    assert ("ic-1  ✓ Completed" if job else "no job") in header
    loaded = set(modules.split())
    assert "textual" in loaded
    assert not loaded & {"boto3", "botocore", "s3transfer", "urllib3", "sagemaker", "plotext"}
