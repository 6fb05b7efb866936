"""Small jobs for the tests: drawn photos, a spec, a launch, waiting for the end."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from core.cancel import CancelToken
from core.dataset.model import ClassCount, DataSet, Row
from core.engine.base import LogLine
from core.engine.local import jobdir, parameters, prepare, training
from core.job.metrics import VALIDATION_ACCURACY, points_of
from core.job.spec import JobSpec, new_launch_id
from core.job.status import JobState
from tests.conftest import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from core.engine.base import Review
    from core.engine.local.engine import LocalEngine
    from core.engine.local.jobdir import JobDir

CLASSES = ("discs", "stripes")
SMALL = {
    "image_shape": "3,32,32",
    "mini_batch_size": "4",
    "num_classes": "2",
    "num_training_samples": "16",
    "epochs": "2",
}


def draw(kind: str, number: int, size: tuple[int, int] = (40, 36)) -> Image.Image:
    """A reddish disc (``discs``), bluish stripes (``stripes``), ``both`` or ``neither``; each number another one."""
    picture = Image.new("RGB", size, (200, 210, 190 + number % 20))
    pen = ImageDraw.Draw(picture)
    if kind in ("stripes", "both"):
        for start in range(number % 5, size[0], 7):
            pen.rectangle((start, 0, start + 2, size[1]), fill=(30, 40, 150 + number % 90))
    if kind in ("discs", "both"):
        left = 3 + number % 9
        pen.ellipse((left, 4, left + 22, 28), fill=(180 + number % 60, 30, 40))
    return picture


def data_set(root: Path, *, train: int = 8, validation: int = 4) -> DataSet:
    """Photos drawn into class folders under `root`; counts are per class."""
    rows: dict[bool, list[Row]] = {True: [], False: []}
    index = 0
    for label, kind in enumerate(CLASSES):
        (root / kind).mkdir(parents=True, exist_ok=True)
        for number in range(train + validation):
            path = f"{kind}/{number}.png"
            draw(kind, number).save(root / path)
            rows[number < train].append(Row(index, (float(label),), path))
            index += 1
    counts = tuple(ClassCount(label, kind, train + validation) for label, kind in enumerate(CLASSES))
    return DataSet(root, counts, rows[True], rows[False])


def several_labels(root: Path, *, train: int = 8, validation: int = 4) -> DataSet:
    """Photos with a disc, with stripes, with both and with neither; the labels are the `CLASSES`."""
    rows: dict[bool, list[Row]] = {True: [], False: []}
    root.mkdir(parents=True)
    kinds = {"discs": (1.0, 0.0), "stripes": (0.0, 1.0), "both": (1.0, 1.0), "neither": (0.0, 0.0)}
    for place, (kind, labels) in enumerate(kinds.items()):
        for number in range(train + validation):
            path = f"{kind}-{number}.png"
            draw(kind, number).save(root / path)
            rows[number < train].append(Row(place * 100 + number, labels, path))
    counts = tuple(ClassCount(label, name, 2 * (train + validation)) for label, name in enumerate(CLASSES))
    return DataSet(root, counts, rows[True], rows[False], multi_label=True)


def job(
    dataset: DataSet, name: str, *, command: Sequence[str] | None = None, **hyperparameters: object
) -> JobSpec:
    """A spec with the small hyperparameters, changed by the keywords; None takes one away."""
    values: Mapping[str, object] = {**SMALL, **hyperparameters}
    texts = {key: str(value) for key, value in values.items() if value is not None}
    return JobSpec(name, new_launch_id(), dataset, texts, texts, command)


def script(folder: Path, text: str) -> tuple[str, ...]:
    """The command of a Python program written into `folder`; it starts fast (no site packages)."""
    folder.mkdir(exist_ok=True)
    file = folder / "program.py"
    file.write_text("import json, os, signal, sys, time\njob = os.environ['TRAINSCOPE_JOB_DIR']\n" + text)
    return (sys.executable, "-S", "-u", str(file))


def launch(engine: LocalEngine, spec: JobSpec) -> None:
    engine.launch(spec, lambda _progress: None, CancelToken())


def review(engine: LocalEngine, spec: JobSpec) -> Review:
    return engine.review(spec, lambda _progress: None, CancelToken())


def at_its_end(engine: LocalEngine, name: str, *, seconds: float = 60.0) -> JobState:
    wait_until(lambda: engine.describe(name).status.terminal, seconds=seconds, what=f"the end of {name}")
    return engine.describe(name)


def completed(engine: LocalEngine, spec: JobSpec, *, seconds: float = 60.0) -> JobState:
    launch(engine, spec)
    state = at_its_end(engine, spec.name, seconds=seconds)
    assert state.status == "Completed", "\n".join(log_texts(engine, spec.name)[-5:])
    return state


def log_texts(engine: LocalEngine, name: str) -> list[str]:
    """Every line of the log, read page by page."""
    texts: list[str] = []
    cursor = None
    while True:
        page = engine.read_log(name, cursor)
        texts += [line.text for line in page.lines]
        if not page.lines:
            return texts
        cursor = page.cursor


def wait_for_line(engine: LocalEngine, name: str, part: str) -> None:
    wait_until(
        lambda: any(part in text for text in log_texts(engine, name)), seconds=60, what=f"{part!r} in the log"
    )


def runner_pid(jobs: Path, name: str) -> int:
    pid = json.loads((jobs / name / "status.json").read_text())["runner_pid"]
    assert isinstance(pid, int)
    return pid


def prepared(jobs: Path, spec: JobSpec, *, seed: int = 0) -> JobDir:
    """The job folder of a spec, with no runner."""
    claimed = prepare.claim(jobs, spec, command=None, seed=seed, now=0.0)
    assert claimed is not None
    os.close(claimed[1])
    return claimed[0]


def trained(job: JobDir, *, seed: int = 0, check: Callable[[], None] = lambda: None) -> None:
    """Train the baseline in this process."""
    wanted = parameters.read(jobdir.read_json(job.hyperparameters))
    training.train(training.Setting(job, wanted, CLASSES, seed, check))


def curve(texts: Iterable[str], name: str = VALIDATION_ACCURACY) -> list[float]:
    """The values of one metric in a log, in epoch order without gaps."""
    lines = (LogLine(str(number), "algo-1", 0.0, text) for number, text in enumerate(texts))
    points = [point for line in lines for point in points_of(line) if point.name == name]
    assert [point.epoch for point in points] == list(range(len(points)))
    return [point.value for point in points]
