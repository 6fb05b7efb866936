"""Models and endpoints for the tests of serving: weights at random, deployments, waiting for a state."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from core.cancel import CancelToken
from core.engine.hosting import Deployment, EndpointStatus
from core.engine.local import features, jobdir, model
from core.engine.local.crop import Crop
from core.engine.local.photos import PhotoReader
from core.engine.local.scaling import Scaling
from core.trained import TrainedModel
from tests.conftest import wait_until

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.engine.hosting import DeployReview, EndpointState, HostingEngine
    from core.engine.local.engine import LocalEngine

CLASSES = ("gänseblümchen", "roses", "tulips")


def hosting(engine: LocalEngine) -> HostingEngine:
    """Type-checked: the local engine is both halves of an engine."""
    return engine


def random_model(
    *, classes: Sequence[str] = CLASSES, several: bool = False, crop: Crop | None = None
) -> model.Model:
    """A model with mild weights, always the same."""
    rng = np.random.default_rng(0)
    count = sum(features.block_sizes())

    def floats(*shape: int) -> np.ndarray:
        return (rng.standard_normal(shape) / 5).astype(np.float32)

    return model.Model(
        reader=PhotoReader(crop or Crop(32, 32, None), 32),
        scaling=Scaling(floats(count), floats(count)),
        weights=(floats(count, 8), floats(8, len(classes))),
        biases=(floats(8), floats(len(classes))),
        classes=tuple(classes),
        several=several,
    )


def save(folder: Path, saved: model.Model) -> Path:
    """The folder with the model in it."""
    folder.mkdir(parents=True, exist_ok=True)
    model.save_classes(folder, saved.classes)
    jobdir.write_bytes(folder / jobdir.MODEL_FILE, model.dump(saved))
    return folder


def deployment(engine: LocalEngine, name: str, source: Path | str, launch_id: str = "") -> Deployment:
    trained = TrainedModel(engine.key(f"{name}-job"), CLASSES, False, {}, str(source))
    return Deployment(engine.endpoint_key(name), launch_id or f"launch-{name}", trained)


def review(engine: LocalEngine, asked: Deployment) -> DeployReview:
    return engine.review_deployment(asked, CancelToken())


def deploy(engine: LocalEngine, asked: Deployment) -> None:
    engine.deploy(asked, lambda _progress: None, CancelToken())


def settled(engine: LocalEngine, name: str) -> EndpointState:
    wait_until(lambda: not engine.endpoint(name).status.moving, what=f"{name} to settle")
    return engine.endpoint(name)


def in_service(engine: LocalEngine, asked: Deployment) -> EndpointState:
    deploy(engine, asked)
    state = settled(engine, asked.key.name)
    assert state.status is EndpointStatus.IN_SERVICE, state.failure_reason
    return state


def folder(jobs: Path, name: str) -> Path:
    """Of an endpoint."""
    return jobs.with_name("endpoints") / name


def server_pid(jobs: Path, name: str) -> int:
    pid = json.loads((folder(jobs, name) / "status.json").read_text())["pid"]
    assert isinstance(pid, int)
    return pid


def running(pid: int) -> bool:
    """Whether a process lives; a zombie that nobody has reaped yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
