"""Endpoints under lost answers, refusals and cancellation: one of each part, ours, or nothing, or it is said."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.cancel import CancelToken
from core.config import HostingSettings
from core.engine.hosting import EndpointStatus
from core.errors import (
    Cancelled,
    EngineBusy,
    EngineError,
    EngineRefused,
    EngineUnreachable,
    NameTaken,
    QuotaExceeded,
)
from tests.aws.endpoint import CAPACITY_ERROR, EndpointLife
from tests.aws.hosting import (
    NAME,
    NOTHING,
    OURS,
    all_of,
    deployed,
    engine_of,
    go,
    reviewed,
    there,
    trained_job,
)
from tests.conftest import wait_until

if TYPE_CHECKING:
    from pathlib import Path

    from core.engine.hosting import Deployment
    from core.engine.sagemaker.engine import SageMakerEngine
    from tests.aws.account import Account

CREATES = ("CreateModel", "CreateEndpointConfig", "CreateEndpoint")
DELETES = ("DeleteEndpoint", "DeleteEndpointConfig", "DeleteModel")


@pytest.fixture(autouse=True)
def _environment(aws: Account, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in aws.environment.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def engine(aws: Account) -> SageMakerEngine:
    return engine_of(aws)


@pytest.fixture
def deployment(aws: Account, engine: SageMakerEngine) -> Deployment:
    return reviewed(aws, engine, trained_job(aws))


@pytest.mark.parametrize("operation", CREATES)
@pytest.mark.parametrize("fault", ["reset_after", "half", "server_error"])
def test_a_lost_answer_makes_nothing_twice(
    aws: Account, engine: SageMakerEngine, deployment: Deployment, operation: str, fault: str
) -> None:
    aws.faults.next(operation, fault, fault)
    told = go(engine, deployment)
    assert there(aws) == all_of()
    assert aws.requests.count(operation) == 3
    assert any(step.trouble for step in told)


def test_throttled_everywhere_it_comes_through(
    aws: Account, engine: SageMakerEngine, deployment: Deployment
) -> None:
    aws.faults.next("CreateModel", "throttle")
    aws.faults.next("CreateEndpointConfig", "reset_after")
    aws.faults.next("DescribeEndpointConfig", "throttle")
    aws.faults.next("ListTags", "throttle", "half")
    go(engine, deployment)
    assert there(aws) == all_of()


def test_deployed_again_it_finds_what_is_there(
    aws: Account, engine: SageMakerEngine, deployment: Deployment
) -> None:
    go(engine, deployment)
    go(engine, deployment)
    assert there(aws) == all_of()


@pytest.mark.parametrize("operation", CREATES)
def test_killed_before_a_part_it_is_listed_and_gone_on_with(
    aws: Account, engine: SageMakerEngine, deployment: Deployment, operation: str
) -> None:
    gate, cancel = aws.faults.hold(operation), CancelToken()
    caught: list[BaseException] = []

    def deploy() -> None:
        try:
            go(engine, deployment, cancel)
        except Cancelled as error:
            caught.append(error)

    thread = threading.Thread(target=deploy)
    thread.start()
    assert gate.arrived.wait(60)
    cancel.cancel(later=True)
    made = list(CREATES).index(operation)
    before = [state.parts for state in engine_of(aws).endpoints()]
    assert before == ([("model", "endpoint-config")[:made]] if made else [])
    gate.open()
    thread.join(60)
    go(engine_of(aws), deployment)
    assert there(aws) == all_of()


@pytest.mark.parametrize("kind", ["model", "endpoint-config"])
def test_what_is_anothers_is_neither_taken_nor_deleted(
    aws: Account, engine: SageMakerEngine, deployment: Deployment, kind: str
) -> None:
    aws.endpoints.put(kind, NAME, {"trainscope:launch-id": "of another deployment"})
    with pytest.raises(NameTaken, match=NAME) as caught:
        go(engine, deployment)
    assert "--name" in caught.value.fix
    assert there(aws) == NOTHING | {kind: [NAME]}


def test_an_endpoint_that_is_still_being_deleted_says_so(
    aws: Account, engine: SageMakerEngine, deployment: Deployment
) -> None:
    aws.clock.freeze()
    go(engine, deployment)
    aws.clock.advance(200)
    engine.undeploy(NAME)
    assert engine.endpoint(NAME).status is EndpointStatus.DELETING
    request = json.loads(json.dumps(deployment.request).replace(OURS, "another"))
    again = replace(deployment, launch_id="another", request=request)
    with pytest.raises(EngineBusy, match="still being deleted"):
        go(engine, again)
    assert there(aws) == NOTHING | {"endpoint": [NAME]}


def test_a_quota_leaves_nothing_behind(aws: Account, engine: SageMakerEngine, deployment: Deployment) -> None:
    aws.quotas.values["ml.m5.large for endpoint usage"] = 0
    with pytest.raises(QuotaExceeded, match=r"quota for ml\.m5\.large") as caught:
        go(engine, deployment)
    assert "deleted again: the configuration and its model" in caught.value.why
    assert "ml.m5.large for endpoint usage" in caught.value.fix
    assert there(aws) == NOTHING


def test_a_permission_leaves_nothing_behind(
    aws: Account, engine: SageMakerEngine, deployment: Deployment
) -> None:
    aws.faults.denied.add("sagemaker:CreateEndpointConfig")
    with pytest.raises(EngineRefused, match="sagemaker:CreateEndpointConfig"):
        go(engine, deployment)
    assert there(aws) == NOTHING


def test_what_cannot_be_taken_down_is_told_and_listed(
    aws: Account, engine: SageMakerEngine, deployment: Deployment
) -> None:
    aws.faults.denied |= {"sagemaker:CreateEndpoint", "sagemaker:DeleteModel"}
    with pytest.raises(EngineRefused, match="could not be taken down") as caught:
        go(engine, deployment)
    assert "perhaps left: the model" in caught.value.why
    assert f"trainscope undeploy {NAME}" in caught.value.fix
    assert there(aws) == NOTHING | {"model": [NAME]}
    [state] = engine.endpoints()
    assert (state.key.name, state.status, state.parts) == (NAME, EndpointStatus.INCOMPLETE, ("model",))
    assert engine.endpoint(NAME) == state

    aws.faults.clear()
    assert engine.undeploy(NAME) == ("model",)
    assert there(aws) == NOTHING


def test_class_names_that_may_not_be_written_stop_nothing(
    aws: Account, engine: SageMakerEngine, deployment: Deployment
) -> None:
    aws.faults.denied.add("s3:PutObject")
    told = go(engine, deployment)
    assert there(aws) == all_of()
    assert any("s3:PutObject" in step.trouble for step in told)


def test_cancelled_it_leaves_nothing_behind(
    aws: Account, engine: SageMakerEngine, deployment: Deployment
) -> None:
    cancel = CancelToken()
    aws.faults.set("CreateEndpointConfig", reset_before=1.0)

    def trouble(step: str) -> None:
        if step:
            cancel.cancel()

    with pytest.raises(Cancelled):
        engine.deploy(deployment, lambda told: trouble(told.trouble), cancel)
    assert there(aws) == NOTHING


def test_the_model_gone_since_the_review(
    aws: Account, engine: SageMakerEngine, deployment: Deployment
) -> None:
    aws.client("s3").delete_object(Bucket=aws.bucket, Key=f"others/{NAME}/output/model.tar.gz")
    with pytest.raises(EngineError, match="cannot read the model") as caught:
        go(engine, deployment)
    assert "model.tar.gz" in caught.value.fix
    assert there(aws) == NOTHING


def test_one_that_fails_says_why_and_is_taken_down(aws: Account, engine: SageMakerEngine) -> None:
    aws.endpoints.next_life = EndpointLife(creating=10.0, failure=CAPACITY_ERROR)
    go(engine, reviewed(aws, engine, trained_job(aws)))
    aws.clock.advance(60)
    state = engine.endpoint(NAME)
    assert (state.status, state.failure_reason) == (EndpointStatus.FAILED, CAPACITY_ERROR)
    with pytest.raises(EngineError, match="it is Failed") as caught:
        engine.invoke(NAME, b"photo", "image/jpeg")
    assert CAPACITY_ERROR in caught.value.why
    assert engine.undeploy(NAME) == ("endpoint", "endpoint-config", "model")


def test_while_it_is_created_it_cannot_be_taken_down(
    aws: Account, engine: SageMakerEngine, deployment: Deployment
) -> None:
    aws.clock.freeze()
    go(engine, deployment)
    with pytest.raises(EngineBusy, match="was not taken down") as caught:
        engine.undeploy(NAME)
    assert "still there: the endpoint, its configuration and its model" in caught.value.why
    assert caught.value.retry_after
    assert there(aws) == all_of()
    aws.clock.advance(200)
    assert len(engine.undeploy(NAME)) == 3


@pytest.mark.parametrize("operation", DELETES)
def test_a_lost_answer_to_a_deletion(aws: Account, operation: str) -> None:
    engine = deployed(aws)
    aws.faults.next(operation, "reset_after", "throttle")
    engine.undeploy(NAME)
    aws.clock.advance(60)
    assert there(aws) == NOTHING


@pytest.mark.parametrize(
    ("operation", "left"),
    [
        ("DeleteEndpoint", all_of()),
        ("DeleteEndpointConfig", NOTHING | {"endpoint-config": [NAME]}),
        ("DeleteModel", NOTHING | {"model": [NAME]}),
    ],
)
def test_a_deletion_that_is_denied(aws: Account, operation: str, left: dict[str, list[str]]) -> None:
    engine = deployed(aws)
    aws.faults.denied.add(f"sagemaker:{operation}")
    with pytest.raises(EngineRefused, match=operation) as caught:
        engine.undeploy(NAME)
    aws.clock.advance(60)
    assert there(aws) == left
    assert ("money is paid" in caught.value.why) == (operation == "DeleteEndpoint")
    [state] = engine.endpoints()
    assert state.parts == tuple(kind for kind, names in left.items() if names)


def test_what_somebody_else_made_is_not_deleted(aws: Account, engine: SageMakerEngine) -> None:
    aws.endpoints.put("model", "theirs")
    aws.endpoints.put("endpoint-config", "theirs")
    aws.client("sagemaker").create_endpoint(EndpointName="theirs", EndpointConfigName="theirs")
    aws.clock.advance(200)
    with pytest.raises(EngineError, match="not marked as one of trainscope's") as caught:
        engine.undeploy("theirs")
    assert "aws sagemaker delete-endpoint --endpoint-name theirs" in caught.value.fix
    assert there(aws) == all_of("theirs")
    state = engine.endpoint("theirs")
    assert (state.status, state.launch_id) == (EndpointStatus.IN_SERVICE, "")


def test_a_look_under_faults_is_worth_another(aws: Account) -> None:
    engine = deployed(aws)
    for fault in ("throttle", "reset_before", "server_error"):
        aws.faults.next("DescribeEndpoint", fault)
        with pytest.raises(EngineUnreachable):
            engine.endpoint(NAME)
        wait_until(lambda: _is_up(engine), what="an answer")


def test_a_list_waits_for_its_answers(aws: Account) -> None:
    deployed(aws, HostingSettings())
    aws.faults.next("ListEndpoints", "reset_before", "half")
    aws.faults.next("ListTags", "throttle")
    aws.faults.next("DescribeEndpoint", "throttle", "reset_before")
    assert [state.key.name for state in engine_of(aws).endpoints()] == [NAME]


@pytest.mark.parametrize("seed", range(3))
def test_through_heavy_weather_there_is_one_of_each_and_then_none(
    aws: Account, engine: SageMakerEngine, deployment: Deployment, seed: int
) -> None:
    aws.faults.reseed(seed)
    weather = {"throttle": 0.05, "reset_before": 0.1, "reset_after": 0.15, "half": 0.1, "server_error": 0.05}
    aws.faults.set("sagemaker", **weather)
    go(engine, deployment)
    assert there(aws) == all_of()
    aws.clock.advance(200)
    engine.undeploy(NAME)
    aws.clock.advance(60)
    assert there(aws) == NOTHING


def _is_up(engine: SageMakerEngine) -> bool:
    try:
        return engine.endpoint(NAME).status is EndpointStatus.IN_SERVICE
    except EngineUnreachable:
        return False
