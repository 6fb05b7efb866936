"""Jobs that will cost more than they should, or run out of time."""

from __future__ import annotations

from dataclasses import replace

from core.foresight.budget import expected_above
from core.job.status import Stage, Status
from tests.core.foresight.courses import RUNNING, facts_of, found

CURVE = [0.01 * epoch for epoch in range(12)]
"""Twelve of sixty minutes at $1.408 an hour: $0.31 so far, about $1.43 at the end."""


def test_a_ceiling_warns_before_it_is_reached_and_when_it_is() -> None:
    assert "cost-ceiling" not in found(CURVE, ceiling=None)
    assert "cost-ceiling" not in found(CURVE, ceiling=1.5)
    assert found(CURVE, ceiling=1.4)["cost-ceiling"].detail == (
        "about $1.43 at the end ($1.39 at the least), more than the ceiling of $1.40"
    )
    assert found(CURVE, ceiling=0.3)["cost-ceiling"].detail == "$0.31 so far, more than the ceiling of $0.30"


def test_a_job_that_is_not_launched_yet_is_warned_of_where_an_earlier_one_tells() -> None:
    warned = expected_above(1.5, "07:40 by ic-1", 1.4)
    assert warned is not None
    assert warned.detail == "it will probably cost $1.50 (07:40 by ic-1), more than the ceiling of $1.40"
    assert expected_above(1.4, "", 1.4) is None
    assert expected_above(None, "", 1.4) is None
    assert expected_above(9.0, "", None) is None


def test_a_job_without_a_price_or_on_no_instance_has_no_ceiling() -> None:
    for state in (replace(RUNNING, price_per_hour=None), replace(RUNNING, instance_type=None), None):
        assert "cost-ceiling" not in found(CURVE, ceiling=0.01, state=state)


def test_a_job_that_will_be_stopped_before_its_last_epoch_is_told() -> None:
    finding = found(CURVE, state=replace(RUNNING, max_runtime_seconds=1800))["out-of-time"]
    assert finding.detail == "the service stops the job in 17 minutes; its epochs need about 48 minutes"
    late = found(CURVE, state=replace(RUNNING, max_runtime_seconds=600))["out-of-time"]
    assert late.detail.startswith("the service stops the job at any moment; ")
    assert "sagemaker.max_runtime_minutes of 73 or more" in finding.fix
    assert "out-of-time" not in found(CURVE, state=replace(RUNNING, max_runtime_seconds=3660))


def test_a_job_that_may_stop_early_spot_or_one_that_has_ended_does_not_run_out_of_time() -> None:
    short = replace(RUNNING, max_runtime_seconds=1800)
    assert "out-of-time" not in found(CURVE, state=replace(short, spot=True))
    assert "out-of-time" not in found(CURVE, state=replace(short, status=Status.STOPPED, stage=Stage.STOPPED))
    early = replace(facts_of(12, 60), early_stopping=True)
    assert "out-of-time" not in found(CURVE, state=short, facts=early)


def test_the_first_epoch_alone_must_be_sure_of_it() -> None:
    assert "cost-ceiling" not in found([0.5], ceiling=1.2)
    finding = found([0.5], ceiling=1.1)["cost-ceiling"]
    assert finding.detail == "about $1.24 at the end ($1.12 at the least), more than the ceiling of $1.10"
    assert "out-of-time" not in found([0.5], state=replace(RUNNING, max_runtime_seconds=60))
