"""Jobs of the local engine with a small program in the trainer's place, for tests of the command line."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from core.cancel import CancelToken
from core.dataset.model import ClassCount, DataSet, Row
from core.engine.local.engine import LocalEngine
from core.job.spec import JobSpec
from core.job.status import JobKey
from core.runs import RunBook

if TYPE_CHECKING:
    from pathlib import Path

TRAIN = """
import sys, time, pathlib
for number in range(int(sys.argv[1])):
    prefix = f"[11/23/2026 22:19:{{number:02}} INFO 140432456828736]"
    print(f"{{prefix}} Epoch[{{number}}] Validation-accuracy=0.{{number}}50000")
    sys.stdout.flush()
{rest}
"""
"""Prints as many epochs as its argument says, then does `rest`."""

GO_ON = """
deadline = time.monotonic() + 60
while not pathlib.Path(sys.argv[2]).exists() and time.monotonic() < deadline:
    time.sleep(0.02)
print("told to end")
"""
"""Waits until the file of its second argument is there; not for ever, should a test end early."""


def state_folder(home: Path) -> Path:
    return home / ".local" / "state" / "trainscope"


def open_book(home: Path) -> RunBook:
    return RunBook.open(state_folder(home) / "runs.sqlite")


def start_job(home: Path, name: str, program: str, *args: str | int | Path, note: bool = True) -> None:
    """Start a job that runs `program` (Python text) with `args`.

    Args:
        home: the user's home folder.
        name: the job's.
        program: what runs in the trainer's place.
        args: its arguments.
        note: whether the run book knows the job.
    """
    from PIL import Image

    photos = home / "photos"
    photos.mkdir(exist_ok=True)
    Image.new("RGB", (32, 32), (40, 160, 60)).save(photos / "a.png")
    script = home / f"{name}.py"
    script.write_text(program)
    dataset = DataSet(
        root=photos,
        classes=(ClassCount(0, "a", 2),),
        train=(Row(0, (0.0,), "a.png"),),
        validation=(Row(1, (0.0,), "a.png"),),
    )
    values = {"epochs": "3", "num_classes": "1", "num_training_samples": "1"}
    spec = JobSpec(
        name=name,
        launch_id=f"launch of {name}",
        dataset=dataset,
        hyperparameters=values,
        given=values,
        command=(sys.executable, str(script), *map(str, args)),
    )
    engine = LocalEngine(state_folder(home) / "jobs")
    if note:
        book = open_book(home)
        book.add_job(JobKey("local", "", "", name), spec=spec.as_json(), created=1000.0)
        book.close()
    engine.launch(spec, lambda progress: None, CancelToken())
