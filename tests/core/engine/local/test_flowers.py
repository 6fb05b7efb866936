"""The 400 flower photos: the baseline learns something real."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.config import DatasetSettings
from core.dataset.load import load
from core.job.spec import JobSpec, new_launch_id
from tests.core.engine.local import support

if TYPE_CHECKING:
    from pathlib import Path

    from core.engine.local.engine import LocalEngine

CHANCE = 0.2


def test_the_flowers_are_learned_and_the_curve_repeats(engine: LocalEngine, shared: Path) -> None:
    flowers = load(DatasetSettings(path=shared / "data/flowers"))
    assert (len(flowers.train), len(flowers.validation)) == (320, 80)

    def curve(name: str, epochs: int) -> list[float]:
        values = {
            "epochs": str(epochs),
            "num_classes": "5",
            "num_training_samples": "320",
            "resize": "224",
        }
        support.completed(engine, JobSpec(name, new_launch_id(), flowers, values, values, None), seconds=240)
        return support.curve(support.log_texts(engine, name))

    whole = curve("whole", 5)
    assert len(whole) == 5
    assert max(whole) >= 2 * CHANCE
    assert curve("again", 2) == whole[:2]
