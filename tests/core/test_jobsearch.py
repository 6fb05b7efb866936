"""Jobs are found by name, status, results and hyperparameters; what cannot be understood is told in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import UsageError
from core.job.metrics import VALIDATION_ACCURACY, MetricPoint
from core.job.status import JobKey, Status
from core.joblist import Listed
from core.jobsearch import Query, hyperparameter_names, parse, search
from core.runs import Record
from tests.core.compare.runs import BEGAN, record, state

NOW = BEGAN + 86400 * 3
ADAM = record(
    "ic-flowers-1",
    state(
        {"optimizer": "adam", "epochs": "12", "zeal": "high"},
        instance_type="ml.g5.xlarge",
        billable_seconds=3600,
        price_per_hour=2.5,
    ),
    spec={"dataset": "/photos/Flowers"},
    values=[0.4, 0.72],
)
SGD = record(
    "ic-birds", state({"epochs": "5"}, Status.FAILED), engine="local", values=[0.6], spec={"dataset": "/b"}
)
RECORDS = [ADAM, SGD]


def row(known: Record) -> Listed:
    said = known.state
    assert said is not None
    return Listed(known.key, said.status, said.stage, known.created, said.ended, known.best)


ONLY_LISTED = Listed(
    JobKey("sagemaker", "1", "eu-west-1", "elsewhere"), Status.STOPPED, None, NOW, None, None
)
ROWS = [row(ADAM), row(SGD), ONLY_LISTED]


def found(text: str) -> list[str]:
    query = parse(text, hyperparameter_names(RECORDS))
    return [each.key.name for each in search(ROWS, RECORDS, query, NOW)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", ["ic-flowers-1", "ic-birds", "elsewhere"]),
        ("FLOW", ["ic-flowers-1"]),
        ("ic 1", ["ic-flowers-1"]),
        ("failed", ["ic-birds"]),
        ("Stopped", ["elsewhere"]),
        ("status!=failed ic", ["ic-flowers-1"]),
        ("status=running", []),
        ("optimizer=Adam", ["ic-flowers-1"]),
        ("optimizer=sgd", ["ic-birds"]),  # left out: the default
        ("optimizer!=adam", ["ic-birds"]),
        ("optimizer~da", ["ic-flowers-1"]),
        ("epochs>10", ["ic-flowers-1"]),
        ("epochs<=5", ["ic-birds"]),
        ("epochs=12.0", ["ic-flowers-1"]),
        ("epochs>=5 epochs<12", ["ic-birds"]),
        ("best>0.7", ["ic-flowers-1"]),
        ("best>=60%", ["ic-flowers-1", "ic-birds"]),
        ("cost<2", ["ic-birds"]),
        ("cost>$2", ["ic-flowers-1"]),
        ("took>9m", ["ic-flowers-1", "ic-birds"]),
        ("took>1h", []),
        ("age<1d", ["elsewhere"]),
        ("engine=local", ["ic-birds"]),
        ("region~west instance~g5", ["ic-flowers-1"]),
        ("data~flowers", ["ic-flowers-1"]),
        ("zeal=high", ["ic-flowers-1"]),
        ("name=ic-birds", ["ic-birds"]),
    ],
)
def test_jobs_are_found_by(text: str, names: list[str]) -> None:
    assert found(text) == names


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("optimiser=adam", r"called optimiser \(did you mean optimizer\?\)"),
        ("epochs>", "no value behind >"),
        ("epochs>ten", "epochs> needs a number"),
        ("best>high", "best> needs a number"),
        ("best=high", "best= needs a number"),
        ("took>10", "span of time with its unit"),
        ("status>failed", "status has no order"),
    ],
)
def test_what_cannot_be_understood_is_told_with_what_to_do(text: str, why: str) -> None:
    with pytest.raises(UsageError, match=why) as told:
        parse(text)
    assert told.value.fix


def test_the_engine_is_asked_for_the_longest_part_of_the_name() -> None:
    assert parse("ic flowers best>0.5 failed").name_part == "flowers"
    assert parse("failed").name_part == ""
    assert parse("flowers").is_name_part
    assert not parse("flowers failed").is_name_part


def test_not_a_number_fits_nothing() -> None:
    best = MetricPoint(VALIDATION_ACCURACY, 0, float("nan"))
    assert search([ROWS[0]._replace(best=best)], [], parse("best>0"), NOW) == []


@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_query_or_an_error_of_ours(text: str) -> None:
    try:
        query = parse(text)
    except UsageError:
        query = Query()
    assert set(search(ROWS, RECORDS, query, NOW)) <= set(ROWS)
