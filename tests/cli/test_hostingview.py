"""Endpoints for people: rows, hints, and why one does not answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cli.hostingview import deploy_text, failure_words, hints, print_endpoints, row_json
from cli.reviewtext import aligned
from core.cancel import CancelToken
from core.endpointlist import ListedEndpoint
from core.endpointwords import undeploy_lines, works
from core.engine.hosting import Deployment, EndpointState, EndpointStatus
from core.job.status import JobKey
from core.runs import EndpointRecord, Record
from core.trained import TrainedModel
from tests.core.filehosting import FileHosting

if TYPE_CHECKING:
    from pathlib import Path

KEY = JobKey("sagemaker", "123456789012", "eu-west-1", "ic-flowers")
UP = EndpointState(
    KEY,
    EndpointStatus.IN_SERVICE,
    job="ic-flowers",
    created=1000.0,
    instance_type="ml.m5.large",
    price_per_hour=0.115,
    parts=("model", "endpoint-config", "endpoint"),
)
NOW = 1000.0 + 36000.0
RECORD = EndpointRecord(7, KEY, "ic-flowers", 1000.0, "a1")


def test_the_table_says_what_an_endpoint_costs_and_what_is_only_the_last_word(
    capsys: pytest.CaptureFixture[str],
) -> None:
    serverless = EndpointState(
        KEY._replace(name="b"), EndpointStatus.CREATING, created=1000.0, serverless_mb=2048
    )
    rows = [ListedEndpoint(UP, RECORD, fresh=False), ListedEndpoint(serverless, None)]
    print_endpoints(rows, NOW)
    first, second = capsys.readouterr().out.splitlines()[1:]
    assert "InService (last known)" in first
    assert first.split()[-2:] == ["$0.12", "$1.15"]
    assert second.endswith("by use")
    assert row_json(rows[0], NOW)["cost"] == 1.15
    assert row_json(rows[1], NOW) == {
        "endpoint": "b",
        "job": None,
        "status": "Creating",
        "since": "1970-01-01T00:16:40.000Z",
        "cost": None,
    }


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (ListedEndpoint(UP, RECORD), []),
        (ListedEndpoint(EndpointState(KEY, EndpointStatus.INCOMPLETE), RECORD, begun=True), []),
        (
            ListedEndpoint(EndpointState(KEY, EndpointStatus.INCOMPLETE, job="ic-birds"), RECORD),
            [
                "trainscope: the deployment of ic-flowers was interrupted: none of it was made",
                "  hint: go on: trainscope deploy ic-birds --name ic-flowers, "
                "or take it down: trainscope undeploy ic-flowers",
            ],
        ),
        (
            ListedEndpoint(EndpointState(KEY, EndpointStatus.INCOMPLETE, parts=("model",)), None),
            [
                "trainscope: the deployment of ic-flowers was interrupted: model made",
                "  hint: take it down: trainscope undeploy ic-flowers",
            ],
        ),
    ],
)
def test_what_was_interrupted_is_told_with_what_to_do(row: ListedEndpoint, said: list[str]) -> None:
    assert list(hints([row])) == said


def test_why_an_endpoint_does_not_answer() -> None:
    failed = EndpointState(KEY, EndpointStatus.FAILED, failure_reason="no\x1b[31m capacity")
    assert works(UP)
    assert not works(failed)
    reason, hint = failure_words(failed)
    assert reason == "trainscope: ic-flowers does not answer: Failed: no capacity"
    assert "trainscope undeploy ic-flowers" in hint
    (gone,) = failure_words(EndpointState(KEY, EndpointStatus.DELETED))
    assert "taken down meanwhile" in gone


def test_what_will_be_deleted_is_shown_with_its_cost() -> None:
    lines = aligned(undeploy_lines(UP, RECORD, NOW, with_model_data=True))
    assert "endpoint     ic-flowers on sagemaker eu-west-1 123456789012: InService" in lines
    assert "model data   deleted too: it cannot be had back" in lines
    assert lines[-2:] == ["up for       10:00:00", "cost so far  $1.15"]


def test_a_review_names_the_first_classes_and_counts_the_rest(tmp_path: Path) -> None:
    engine, record = FileHosting(tmp_path / "files"), Record(7, KEY, 1000.0)
    names = tuple(f"class-{number}" for number in range(257))
    for classes, words in (
        (
            names,
            "257: class-0, class-1, class-2, class-3, class-4, class-5, class-6, class-7, … and 249 more",
        ),
        (("daisy", "rose"), "2: daisy, rose"),
        ((), "names unknown: answers are labels"),
    ):
        deployment = Deployment(KEY, "a1", TrainedModel(KEY, classes, False, {}, "model"))
        found = engine.review_deployment(deployment, CancelToken())
        assert f"classes      {words}" in deploy_text(record, deployment, found, engine)
