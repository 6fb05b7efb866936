"""The review of a deployment as rows: whether it can be, what it costs, what is made."""

from __future__ import annotations

import pytest

from core.engine.base import Capabilities
from core.engine.hosting import Deployment, DeployReview
from core.finding import Finding
from core.job.status import JobKey
from core.runs import Record
from core.trained import TrainedModel
from tui.widgets.deploy_draw import deploy_rows

KEY = JobKey("sagemaker", "1", "eu-west-1", "ic-a")
PAID = Capabilities("sagemaker", "sagemaker eu-west-1", costs=True)
FREE = Capabilities("local", "this machine")
DEPLOYMENT = Deployment(KEY, "a1", TrainedModel(KEY, ("daisy", "roses"), False, {}, "s3://b/model.tar.gz"))
REVIEW = DeployReview((), {}, price_per_hour=0.115, facts=(("instances", "1 × ml.m5.large"),), notes=("n",))


def drawn(found: DeployReview, capabilities: Capabilities = PAID, width: int = 76) -> list[str]:
    lines = deploy_rows(Record(1, KEY, 0.0), DEPLOYMENT, found, width, capabilities=capabilities)
    assert max(line.cell_length for line in lines) <= width
    return [line.plain.rstrip() for line in lines]


@pytest.mark.parametrize("width", [56, 76, 196])
def test_the_price_comes_first_and_is_said_to_be_until_it_is_taken_down(width: int) -> None:
    lines = drawn(REVIEW, width=width)
    assert lines[0] == "✓ Ready. Enter deploys, esc goes back."
    assert lines[1] == "! It costs money day and night until it is taken down."
    assert lines[3].startswith("price         $0.12 per hour, $2.76 per day")
    assert sum(line.startswith("price") for line in lines) == 1
    assert "classes       2: daisy, roses" in lines
    assert "instances     1 × ml.m5.large" in lines


def test_what_is_free_is_not_warned_of() -> None:
    lines = drawn(DeployReview((), {}), FREE)
    assert lines[:3] == ["✓ Ready. Enter deploys, esc goes back.", "", "price         free"]


def test_errors_forbid_it_and_another_machine_may_help() -> None:
    wrong = Finding("error", "quota", "no instance left", why="w", fix="ask for more")
    lines = drawn(DeployReview((wrong,), {}))
    assert lines[0].startswith("✗ This can't be deployed yet")
    assert "m takes another machine" in " ".join(lines[:2])
    assert "  fix: ask for more" in lines
    assert "machine" not in drawn(DeployReview((wrong,), {}), FREE)[0]
