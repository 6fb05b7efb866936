"""The layout of a job folder: the SageMaker container's, plus what the supervisor keeps beside it.

    <jobs>/<name>/
        input/config/   hyperparameters.json  inputdataconfig.json  resourceconfig.json  classes.json  baseline.json
        input/data/     train/  validation/  (links to the data set's root)   train_lst/  validation_lst/
                        or of packed photos, linked: train/train.rec, .idx  validation/validation.rec, .idx
        model/          what training leaves behind
        input/model/    of a batch transform, instead of all that: the model that is asked
        input/photos.jsonl      and the photos (core/engine/local/batch/manifest.py)
        output/answers.jsonl    what came of each (core/engine/local/batch/answerfile.py)
        output/failure  why it failed, first line first
        launch.json     the launch id and what was asked for
        status.json     the stage and its times (written by the runner alone)
        lock            locked for as long as the runner lives; its mtime is the last sign of life
        log             what the trainer printed, each line with its arrival time
        reserve         room on the disk, so that a job that fills it can still say so
        stop            there once somebody asked the job to stop
        sweep           of a job of a sweep: the sweep's name

The folder of a sweep, <sweeps>/<name>/, has the same layout. ``input/`` is what its jobs get, each with its
own values; besides that there is

    trials.json     its jobs so far, with the values that were chosen for them (written by its runner alone)

The container's part is in reference/sagemaker-image-classification.md §2 and the SageMaker training toolkit's contract.
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from core.dataset.model import Input

CHANNELS = ("train", "validation")
CONTENT_TYPES: Mapping[Input, str] = {"image": "application/x-image", "recordio": "application/x-recordio"}
"""Of a channel in inputdataconfig.json, by how photos reach the trainer."""
MODEL_FILE = "model.npz"
"""What the baseline leaves in ``model/``: the best epoch (core/engine/local/model.py)."""


@dataclass(frozen=True, slots=True)
class JobDir:
    """Where everything of one job lies. Only names; nothing is read or made."""

    root: Path

    @property
    def config(self) -> Path:
        """The configuration the trainer reads."""
        return self.root / "input" / "config"

    @property
    def hyperparameters(self) -> Path:
        """Name -> value, all strings, as the container gets them."""
        return self.config / "hyperparameters.json"

    @property
    def inputs(self) -> Path:
        """Channel -> content type and input mode."""
        return self.config / "inputdataconfig.json"

    @property
    def classes(self) -> Path:
        """The class names in label order, a JSON array."""
        return self.config / "classes.json"

    @property
    def baseline(self) -> Path:
        """What the baseline needs beyond the container's contract: ``{"seed": int}``."""
        return self.config / "baseline.json"

    def channel(self, name: str) -> Path:
        """The folder of a channel."""
        return self.root / "input" / "data" / name

    def channels(self) -> tuple[str, ...]:
        """The names of the channels that are there: four, or two of packed photos."""
        names = (*CHANNELS, *(f"{name}_lst" for name in CHANNELS))
        return tuple(name for name in names if self.channel(name).exists())

    def rec_file(self, channel: str) -> Path:
        """The .rec of the ``train`` or ``validation`` channel, where photos are packed."""
        return self.channel(channel) / f"{channel}.rec"

    def list_file(self, channel: str) -> Path:
        """The .lst of the ``train`` or ``validation`` channel."""
        return self.channel(f"{channel}_lst") / f"{channel}.lst"

    @property
    def model(self) -> Path:
        """The folder that holds the trained model."""
        return self.root / "model"

    @property
    def asked_model(self) -> Path:
        """Of a batch transform: the folder with the model that is asked."""
        return self.root / "input" / "model"

    @property
    def photos(self) -> Path:
        """Of a batch transform: the photos that are asked about."""
        return self.root / "input" / "photos.jsonl"

    @property
    def answers(self) -> Path:
        """Of a batch transform: what came of each photo."""
        return self.output / "answers.jsonl"

    @property
    def output(self) -> Path:
        """The folder for everything else the trainer leaves."""
        return self.root / "output"

    @property
    def failure(self) -> Path:
        """Written by a trainer that gives up."""
        return self.output / "failure"

    @property
    def launch(self) -> Path:
        """The launch id and what was asked for."""
        return self.root / "launch.json"

    @property
    def status(self) -> Path:
        """The stage and its times."""
        return self.root / "status.json"

    @property
    def lock(self) -> Path:
        """The runner's sign of life."""
        return self.root / "lock"

    @property
    def log(self) -> Path:
        """The trainer's output."""
        return self.root / "log"

    @property
    def runner_log(self) -> Path:
        """What the runner itself had to say; empty as a rule."""
        return self.root / "runner.log"

    @property
    def reserve(self) -> Path:
        """Room on the disk for the last words, given up when they are written."""
        return self.root / "reserve"

    @property
    def stop(self) -> Path:
        """There once somebody asked the job to stop."""
        return self.root / "stop"

    @property
    def sweep(self) -> Path:
        """Of a job of a sweep: the sweep's name."""
        return self.root / "sweep"

    @property
    def trials(self) -> Path:
        """Of a sweep: its jobs so far."""
        return self.root / "trials.json"


def write_json(path: Path, value: object) -> None:
    """Write JSON so that a reader sees the old file or the new one, never half of either."""
    write_bytes(path, json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass"))


def write_bytes(path: Path, data: bytes) -> None:
    """Replace a file in one step; the temporary one never stays behind."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with beside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def read_json(path: Path) -> dict[str, Any]:
    """The JSON object in a file.

    Raises:
        OSError: it cannot be read.
        ValueError: it holds something else.
    """
    value = json.loads(path.read_bytes().decode("utf-8", "surrogatepass"))
    if not isinstance(value, dict):
        raise ValueError(f"{path.name} does not hold a JSON object")
    return value
