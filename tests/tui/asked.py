"""A home with a model of the local engine that tells flowers apart (badly), for pages that ask it."""

from __future__ import annotations

import shutil
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from core import paths
from core.config import DatasetSettings, Settings
from core.engine.hosting import Deployment
from core.engine.local.engine import LocalEngine
from core.engine.registry import open_engine
from core.job.hyperparameters import table
from core.job.metrics import MetricPoint
from core.job.status import JobState, Status
from core.runs import RunBook
from core.trained import TrainedModel
from tests.cli.localjob import open_book, state_folder
from tests.core.engine.local.serving_support import in_service, random_model, save
from tui.services import Services

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pytest

NAME = "ic-flowers"
CLASSES = ("daisy", "dandelion", "roses", "sunflowers", "tulips")
EACH = 4
BEST = 0.75


def trained_home(home: Path, flowers: Path) -> tuple[LocalEngine, TrainedModel]:
    """The run book knows a job that has ended, and its model lies in the home; its folder is gone.

    ``flowers`` is the data set, a few photos of each class; ``validation.lst`` is a list of all of them.

    Args:
        home: made; the user's.
        flowers: folder of class folders.
    """
    home.mkdir()
    engine = LocalEngine(state_folder(home) / "jobs")
    model = save(home / "model", random_model(classes=CLASSES))
    trained = TrainedModel(engine.key(NAME), CLASSES, False, {"image_shape": "3,32,32"}, str(model))
    spec = {"validation": 80, "classes": CLASSES, "hyperparameters": dict(trained.hyperparameters)}
    with closing(open_book(home)) as book:
        job = book.add_job(engine.key(NAME), spec=spec, created=1000.0)
        best = MetricPoint("validation:accuracy", 3, BEST, None, None)
        ended = JobState(Status.COMPLETED, "Completed", created=1000.0, ended=1060.0, model=str(model))
        assert book.store(
            job.id, old_cursor=None, cursor="{}", lines=(), points=(best,), state=ended, drained=True
        )
    lines: list[str] = []
    for label, name in enumerate(CLASSES):
        (home / "flowers" / name).mkdir(parents=True)
        for file in sorted((flowers / name).glob("*.jpg"))[:EACH]:
            shutil.copy(file, home / "flowers" / name)
            lines.append(f"{len(lines)}\t{label}\t{name}/{file.name}\n")
    (home / "validation.lst").write_text("".join(lines))
    (home / "trainscope.yaml").write_text("engine: local\ndataset:\n  path: flowers\n")
    return engine, trained


@contextmanager
def asked_home(home: Path, flowers: Path) -> Iterator[Path]:
    """Such a home with an endpoint, which is up as long as the block; the run book knows it.

    Args:
        home: made; the user's.
        flowers: folder of class folders.
    """
    engine, trained = trained_home(home, flowers)
    deployment = Deployment(engine.endpoint_key(NAME), "launch", trained)
    with closing(open_book(home)) as book:
        record = book.add_endpoint(deployment.key, spec=deployment.as_json(), created=1100.0)
        book.store_endpoint(record.id, in_service(engine, deployment))
    try:
        yield home
    finally:
        engine.undeploy(NAME)


@contextmanager
def services_in(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    """What screens share, for a program that runs in that home."""
    monkeypatch.setenv("HOME", str(home))
    for kind, sub in (("CONFIG", ".config"), ("STATE", ".local/state"), ("CACHE", ".cache")):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(home / sub))
    monkeypatch.chdir(home)
    settings = Settings(dataset=DatasetSettings(path=home / "flowers"))
    with closing(RunBook.open(paths.run_book_file())) as book:
        yield Services(settings, book, open_engine(settings), table(), keymap={}, read_only=False)
