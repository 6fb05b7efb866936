"""The review of a batch transform as rows: whether it can be started, what it costs, what is asked by what."""

from __future__ import annotations

import pytest

from core.engine.base import Capabilities
from core.engine.hosting import DeployReview
from core.engine.transforming import PhotoPlace, Transform
from core.finding import Finding
from core.job.status import JobKey
from core.predict.question import Question
from core.runs import Record
from core.trained import TrainedModel
from tui.widgets.transform_draw import transform_rows

KEY = JobKey("sagemaker", "1", "eu-west-1", "ic-a")
PAID = Capabilities("sagemaker", "sagemaker eu-west-1", costs=True)
FREE = Capabilities("local", "this machine")
TRANSFORM = Transform(
    KEY._replace(name="ic-a-batch-1"),
    "a1",
    TrainedModel(KEY, ("daisy", "roses"), False, {}, "s3://b/model.tar.gz"),
    PhotoPlace("/data/bad\x1b[2J", "/data/val.lst"),
    (Question("a.jpg", b"", (0,)), Question("b.jpg", b"")),
)
REVIEW = DeployReview((), {}, price_per_hour=0.115, facts=(("instances", "1 × ml.m5.large"),), notes=("n",))


def drawn(found: DeployReview, capabilities: Capabilities = PAID, width: int = 76) -> list[str]:
    lines = transform_rows(Record(1, KEY, 0.0), TRANSFORM, found, width, capabilities=capabilities)
    assert max(line.cell_length for line in lines) <= width
    return [line.plain.rstrip() for line in lines]


@pytest.mark.parametrize("width", [56, 76, 196])
def test_the_price_comes_first_and_it_is_said_to_end_by_itself(width: int) -> None:
    lines = drawn(REVIEW, width=width)
    assert lines[0] == "✓ Ready. Enter starts it, esc goes back."
    assert " ".join(lines[1:3]).startswith(
        "It costs money until all photos are answered, then it ends by itself."
    )
    (price,) = (line for line in lines if line.startswith("price"))
    assert price == "price         $0.12 per hour (while it runs)"
    assert lines[lines.index("") + 1] == price
    assert "instances     1 × ml.m5.large" in lines
    assert "truth         known of 1 of them" in lines
    assert "2, /data/val.lst in /data/bad" in " ".join(lines)
    assert lines[-1] == "n"


def test_an_unknown_price_is_not_called_free_and_free_is_not_warned_of() -> None:
    assert "price         unknown" in drawn(DeployReview((), {}))
    assert drawn(DeployReview((), {}), FREE)[1:3] == ["", "price         free"]


def test_errors_forbid_it_and_another_machine_may_help() -> None:
    wrong = Finding("error", "quota", "no instance left", why="w", fix="ask for more")
    lines = drawn(DeployReview((wrong,), {}))
    assert lines[0].startswith("✗ This can't be started yet")
    assert "m takes another machine" in " ".join(lines[:2])
    assert "  fix: ask for more" in lines
    assert "machine" not in drawn(DeployReview((wrong,), {}), FREE)[0]
