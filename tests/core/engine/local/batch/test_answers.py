"""What a batch transform answers, and that an endpoint answers the same."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core.cancel import CancelToken
from core.dataset.locate import Locator
from core.engine.base import JobFilter
from core.job.status import Stage, Status
from core.predict import many
from core.predict.photos import Located
from core.predict.question import Asking, Question
from tests.core.engine.local import serving_support
from tests.core.engine.local import support as jobs_support
from tests.core.engine.local.batch import support
from tests.core.engine.local.support import draw

if TYPE_CHECKING:
    from core.engine.local.engine import LocalEngine
    from core.predict.question import Answer


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return serving_support.save(tmp_path_factory.mktemp("job") / "model", serving_support.random_model())


def all_kinds(folder: Path, shared: Path, outside: Path) -> tuple[Question, ...]:
    """Questions about messy photos and good ones, whatever they are, each a way that photos can be told apart."""
    folder.mkdir()
    for file in (shared / "data/messy").iterdir():
        if file.suffix != ".md":
            os.link(file, folder / file.name)
    for file in sorted((shared / "data/flowers/roses").iterdir())[:6]:
        os.link(file, folder / file.name)
    whole = min((shared / "data/flowers/tulips").iterdir()).read_bytes()
    (folder / "cut.jpg").write_bytes(whole[: len(whole) // 2])
    support.drawn(folder, 2)
    (folder / "0.png").rename(os.fsdecode(os.fsencode(folder) + b"/bytes \xff.png"))
    (folder / "out.jpg").symlink_to(outside)
    (folder / "in.jpg").symlink_to("cmyk.jpg")
    truths = ((0,), (1,), None)
    located = [
        replace(question, truth=truths[number % 3])
        for number, question in enumerate(support.questions(folder))
    ]
    gone = Question("gone", Located(Locator(folder), "gone.jpg"))
    return (
        *located,
        gone,
        Question("a file", folder / "cmyk.jpg", (2,)),
        Question("none", folder / "none.jpg"),
    )


def told(answer: Answer) -> tuple[object, ...]:
    """What both ways of asking must agree on: reasons in words differ where an endpoint is the one that refuses."""
    return (
        answer.question.name,
        answer.prediction,
        [(row.level, row.kind, row.path) for row in answer.findings],
    )


def test_the_answers_are_those_of_an_endpoint_that_is_asked(
    engine: LocalEngine, model: Path, tmp_path: Path, shared: Path
) -> None:
    outside = support.drawn(tmp_path / "outside") / "1.png"
    photos = all_kinds(tmp_path / "photos", shared, outside)
    support.start(engine, support.asked(engine, "batch", model, photos))
    serving_support.in_service(engine, serving_support.deployment(engine, "roses", model))
    one_by_one = list(
        many.ask(engine, Asking("roses", engine.most_bytes(engine.endpoint("roses"))), photos, CancelToken())
    )
    assert jobs_support.at_its_end(engine, "batch").status is Status.COMPLETED
    together = support.answers(engine, "batch")
    assert [told(answer) for answer in together] == [told(answer) for answer in one_by_one]
    kinds = {row.kind for answer in together for row in answer.findings}
    assert {"link-outside", "missing-file", "no-answer", "cut-short"} <= kinds
    assert sum(bool(answer.prediction.probabilities) for answer in together) > 15


def test_it_is_followed_like_a_job_that_trains(
    engine: LocalEngine, model: Path, tmp_path: Path, jobs: Path
) -> None:
    photos = support.questions(support.drawn(tmp_path / "photos"))
    (tmp_path / "photos/2.png").write_bytes(b"no photo")
    support.start(engine, support.asked(engine, "batch", model, photos))
    state = jobs_support.at_its_end(engine, "batch")
    assert [step.stage for step in state.transitions] == [
        Stage.STARTING,
        Stage.TRANSFORMING,
        Stage.COMPLETED,
    ]
    assert [step.message for step in state.transitions][::2] == [
        "Starting the batch transform",
        "Batch transform completed",
    ]
    assert (state.model, state.hyperparameters, state.failure_reason) == (None, {}, None)
    assert state.training_started is not None
    assert state.transform == ("batch-job", str(jobs / "batch/output/answers.jsonl"), 6, 5)
    log = jobs_support.log_texts(engine, "batch")
    assert "with 3 classes about 6 photos" in log[0]
    assert "2.png: left out: is no image" in log[1]
    assert "answered 5 of 6 photos, 1 left out, " in log[-1]
    assert [row.key.name for row in engine.list(JobFilter())] == ["batch"]
    assert engine.stop("batch") is Status.COMPLETED


def test_photos_that_are_too_small_for_the_model_do_not_end_it(
    engine: LocalEngine, model: Path, tmp_path: Path
) -> None:
    folder = support.drawn(tmp_path / "photos", 1)
    for number in range(20):
        draw("discs", number, (20, 20)).save(folder / f"!{number}.png")
    support.start(engine, support.asked(engine, "batch", model, support.questions(folder)))
    assert jobs_support.at_its_end(engine, "batch").status is Status.COMPLETED
    *small, large = support.answers(engine, "batch")
    assert len(large.prediction.probabilities) == 3
    assert {answer.findings[0].kind for answer in small} == {"no-answer"}
    assert "(20x20) is smaller than image_shape" in small[0].findings[0].why


def test_several_labels_have_probabilities_of_their_own(engine: LocalEngine, tmp_path: Path) -> None:
    several = serving_support.save(tmp_path / "several", serving_support.random_model(several=True))
    photos = [
        replace(question, truth=(0, 2))
        for question in support.questions(support.drawn(tmp_path / "photos", 1))
    ]
    support.start(engine, support.asked(engine, "batch", several, photos, several=True))
    assert jobs_support.at_its_end(engine, "batch").status is Status.COMPLETED
    (answer,) = support.answers(engine, "batch")
    assert answer.prediction.several
    assert answer.prediction.truth == (0, 2)
    assert sum(answer.prediction.probabilities) != pytest.approx(1)
