"""Batch transforms for the tests: photos drawn or linked, what is asked for, waiting for a state."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from core.cancel import CancelToken
from core.dataset.locate import Locator
from core.engine.transforming import PhotoPlace, Transform
from core.predict.photos import Located
from core.predict.question import Question
from core.trained import TrainedModel
from tests.conftest import wait_until
from tests.core.engine.local import serving_support
from tests.core.engine.local.support import draw

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.engine.hosting import DeployReview
    from core.engine.local.engine import LocalEngine
    from core.engine.transforming import TransformEngine
    from core.predict.question import Answer

MANY = 20_000
"""Photos that take longer than a test: at least a millisecond each."""


def transforming(engine: LocalEngine) -> TransformEngine:
    """Type-checked: the local engine runs batch transforms."""
    return engine


def drawn(folder: Path, count: int = 6) -> Path:
    """The folder with photos drawn into it."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        draw("discs" if number % 2 else "stripes", number).save(folder / f"{number}.png")
    return folder


def questions(folder: Path, count: int | None = None) -> tuple[Question, ...]:
    """A question about each file of a folder, by name; with a count, so many, the files taking turns."""
    names = sorted(path.name for path in folder.iterdir())
    locator = Locator(folder)
    chosen = names if count is None else [names[number % len(names)] for number in range(count)]
    return tuple(Question(name, Located(locator, name)) for name in chosen)


def asked(
    engine: LocalEngine,
    name: str,
    model: Path | str,
    photos: Sequence[Question],
    *,
    launch_id: str = "",
    several: bool = False,
) -> Transform:
    """A batch transform of photos whose place is that of the first."""
    trained = TrainedModel(engine.key(f"{name}-job"), serving_support.CLASSES, several, {}, str(model))
    source = photos[0].source if photos else b""
    folder = source.locator.root if isinstance(source, Located) else str(Path(str(model)).parent)
    return Transform(
        engine.key(name), launch_id or f"launch-{name}", trained, PhotoPlace(folder), tuple(photos)
    )


def review(engine: LocalEngine, transform: Transform) -> DeployReview:
    return transforming(engine).review_transform(transform, CancelToken())


def start(engine: LocalEngine, transform: Transform) -> None:
    assert engine.transform(transform, lambda _progress: None, CancelToken()) == ()


def answers(engine: LocalEngine, name: str) -> list[Answer]:
    return list(engine.answers(name, CancelToken()))


def class_names(engine: LocalEngine, name: str) -> list[str]:
    return list(transforming(engine).class_names(name, CancelToken()))


def answered(engine: LocalEngine, name: str) -> int:
    facts = engine.describe(name).transform
    assert facts is not None
    return facts.answered or 0


def wait_for_answers(engine: LocalEngine, name: str) -> None:
    wait_until(lambda: answered(engine, name) > 0, seconds=60, what="the first answer")


def lines(jobs: Path, name: str) -> list[dict[str, object]]:
    """Of the file with the answers."""
    return [json.loads(line) for line in (jobs / name / "output/answers.jsonl").read_text().splitlines()]
