"""The running meter: how many endpoints are up, what they have cost together, and which need care."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.endpointlist import ListedEndpoint
from core.endpointmeter import meter_words, needs_care, parting_words
from core.engine.hosting import EndpointState, EndpointStatus
from core.job.status import JobKey
from core.runs import EndpointRecord

NOW = 36_000.0
UP = EndpointState(
    JobKey("sagemaker", "1", "eu-west-1", "ic-a"),
    EndpointStatus.IN_SERVICE,
    job="ic-a",
    created=0.0,
    instance_type="ml.m5.large",
    price_per_hour=0.115,
    parts=("model", "endpoint-config", "endpoint"),
)
HERE = replace(UP, key=JobKey("local", "", "", "ic-b"), instance_type=None, price_per_hour=None)
FAILED = replace(UP, status=EndpointStatus.FAILED)
BY_USE = replace(UP, instance_type=None, price_per_hour=None, serverless_mb=2048)
UNKNOWN = replace(UP, price_per_hour=None)
HALF = replace(UP, status=EndpointStatus.INCOMPLETE, parts=("model",), instance_type=None)


def rows(*states: EndpointState) -> list[ListedEndpoint]:
    return [ListedEndpoint(state, None) for state in states]


@pytest.mark.parametrize(
    ("states", "said"),
    [
        ((), ()),
        ((UP,), ("1 endpoint $1.15, $0.12/h", "1 endpoint $1.15", "1 up $1.15")),
        ((UP, UP), ("2 endpoints $2.30, $0.23/h", "2 endpoints $2.30", "2 up $2.30")),
        ((HERE,), ("1 endpoint free", "1 up free")),
        ((UP, HERE), ("2 endpoints $1.15, $0.12/h", "2 endpoints $1.15", "2 up $1.15")),
        ((BY_USE,), ("1 endpoint by use", "1 up by use")),
        ((UNKNOWN,), ("1 endpoint cost unknown", "1 up cost unknown")),
        ((UP, UNKNOWN), ("2 endpoints $1.15+, $0.12+/h", "2 endpoints $1.15+", "2 up $1.15+")),
        ((FAILED,), ("▲ 1 endpoint $1.15, $0.12/h", "▲ 1 endpoint $1.15", "▲ 1 up $1.15")),
        ((HALF,), ("▲ 1 endpoint half made", "▲ 1 half made")),
        ((HALF, UP), ("▲ 2 endpoints $1.15, $0.12/h", "▲ 2 endpoints $1.15", "▲ 2 up $1.15")),
    ],
)
def test_it_says_how_many_and_what_they_cost(
    states: tuple[EndpointState, ...], said: tuple[str, ...]
) -> None:
    assert meter_words(rows(*states), NOW) == said


def test_one_that_is_being_deployed_needs_no_care() -> None:
    row = ListedEndpoint(HALF, EndpointRecord(1, HALF.key, "ic-a", 0.0, "a1"), begun=True)
    assert not needs_care(row)
    assert meter_words([row], NOW) == ("1 endpoint being made", "1 being made")


def test_it_stays_as_it_is_for_a_minute() -> None:
    dear = replace(UP, price_per_hour=3600.0)
    assert meter_words(rows(dear), NOW) == meter_words(rows(dear), NOW + 59.9)
    assert meter_words(rows(dear), NOW) != meter_words(rows(dear), NOW + 60.0)


@pytest.mark.parametrize(
    ("states", "said"),
    [
        ((HERE, BY_USE, HALF), ""),
        ((UP,), "The endpoint ic-a costs $0.12 per hour until it is taken down: trainscope undeploy ic-a"),
        (
            (UNKNOWN,),
            "The endpoint ic-a costs money by the hour until it is taken down: trainscope undeploy ic-a",
        ),
        (
            (UP, UP),
            "2 endpoints (ic-a, ic-a) cost $0.23 per hour until each is taken down: trainscope undeploy NAME",
        ),
    ],
)
def test_at_the_end_it_is_said_what_goes_on_costing_money(
    states: tuple[EndpointState, ...], said: str
) -> None:
    assert parting_words(rows(*states)) == said
