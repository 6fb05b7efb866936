"""All that is foreseen at one look."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from core.finding import LEVELS
from core.foresight.foresee import foresee
from core.job.answering import how_far
from core.job.cost import cost_by
from core.job.logfacts import LogFacts
from core.job.metrics import MetricPoint
from core.job.status import JobState, Status, TransformFacts
from tests.core.foresight.courses import RUNNING, T0, facts_of, found, points_of
from tests.core.job.test_progress import ODD_FACTS, ODD_POINTS


def test_nothing_known_is_nothing_foreseen() -> None:
    seen = foresee(None, None, [], T0)
    assert (seen.cost, seen.findings) == (None, ())


def test_time_left_and_cost_are_those_that_are_shown_elsewhere() -> None:
    points, facts = points_of([0.1, 0.2, 0.3]), facts_of(3, 10)
    seen = foresee(RUNNING, facts, points, T0 + 200)
    assert seen.progress == how_far(RUNNING, facts, points, T0 + 200)
    assert seen.cost == cost_by(RUNNING, seen.progress, T0 + 200)


def test_a_batch_transform_has_a_cost_and_a_ceiling_alone() -> None:
    asks = JobState(
        Status.IN_PROGRESS, "Transforming", training_started=T0, instance_type="ml.m5.large", price_per_hour=3.6,
        transform=TransformFacts("j", photos=1000, answered=100),
    )  # fmt: skip
    seen = foresee(asks, LogFacts(), [], T0 + 1000, ceiling=2.0)
    assert [finding.kind for finding in seen.findings] == ["cost-ceiling"]


def test_the_worst_comes_first() -> None:
    curve = [0.3, 0.8, 0.8, 0.2, 0.2, 0.2]
    kinds = list(found(curve, [*curve, float("nan")], ceiling=0.01))
    assert kinds == ["not-a-number", "diverging", "cost-ceiling"]


@settings(max_examples=50)
@given(ODD_FACTS, ODD_POINTS, st.floats(0, 4e9), st.none() | st.floats(0.01, 1e6))
def test_whatever_the_log_says_every_finding_is_one_line_with_why_and_fix(
    facts: LogFacts, points: list[MetricPoint], now: float, ceiling: float | None
) -> None:
    for state in (None, RUNNING):
        for finding in foresee(state, facts, points, now, ceiling=ceiling).findings:
            assert finding.level in LEVELS
            assert "\n" not in finding.detail
            assert finding.why
            assert finding.fix
