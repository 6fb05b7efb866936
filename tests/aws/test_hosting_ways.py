"""A trained model deployed, asked and taken down again, over HTTP."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from core.config import HostingSettings
from core.engine.hosting import EndpointStatus
from core.errors import NotFound
from tests.aws.hosting import (
    CLASSES,
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
from tests.aws.oracle import photo, probabilities

if TYPE_CHECKING:
    from pathlib import Path

    from tests.aws.account import Account


@pytest.fixture(autouse=True)
def _environment(aws: Account, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in aws.environment.items():
        monkeypatch.setenv(name, value)


def test_the_whole_way(aws: Account) -> None:
    aws.clock.freeze()
    engine = engine_of(aws)
    deployment = reviewed(aws, engine, trained_job(aws))
    told = go(engine, deployment)
    assert [step.step for step in told] == [
        "keeping the class names beside the model",
        "creating the model",
        "creating the configuration",
        "creating the endpoint",
    ]
    assert engine.endpoint(NAME).status is EndpointStatus.CREATING

    aws.clock.advance(200)
    state = engine.endpoint(NAME)
    assert state.status is EndpointStatus.IN_SERVICE
    assert (state.job, state.launch_id, state.classes) == (NAME, OURS, CLASSES)
    assert state.parts == ("model", "endpoint-config", "endpoint")
    assert (state.instance_type, state.instance_count, state.serverless_mb) == ("ml.m5.large", 1, None)
    assert state.price_per_hour == pytest.approx(0.1265)
    assert state.created == pytest.approx(aws.clock() - 200)
    assert engine.most_bytes(state) == 6_291_456

    for label in range(len(CLASSES)):
        answer = engine.invoke(NAME, photo(label, len(CLASSES)), "image/jpeg")
        assert max(range(len(CLASSES)), key=answer.__getitem__) == label
        assert sum(answer) == pytest.approx(1.0)

    assert engine.undeploy(NAME) == ("endpoint", "endpoint-config", "model")
    aws.clock.advance(60)
    assert there(aws) == NOTHING
    assert list(engine.endpoints()) == []
    with pytest.raises(NotFound, match="no such endpoint"):
        engine.endpoint(NAME)


def test_following_one_takes_one_call_a_look(aws: Account) -> None:
    engine = deployed(aws)
    engine.endpoint(NAME)
    aws.requests.clear()
    for _ in range(3):
        engine.endpoint(NAME)
    assert aws.requests.counts() == {"DescribeEndpoint": 3}


def test_names_that_did_not_come_are_asked_for_again(aws: Account) -> None:
    deployed(aws)
    engine = engine_of(aws)
    aws.faults.next("GetObject", "reset_before")
    assert engine.endpoint(NAME).classes == ()
    assert engine.endpoint(NAME).classes == CLASSES


def test_another_machine_knows_names_job_and_price(aws: Account, home: Path) -> None:
    deployed(aws)
    [state] = engine_of(aws).endpoints()
    assert (state.key.name, state.job, state.classes) == (NAME, NAME, CLASSES)
    kept = aws.storage.read(aws.bucket, f"others/{NAME}/output/classes.json")
    assert json.loads(kept) == list(CLASSES)


def test_only_what_is_ours_is_listed_newest_first(aws: Account) -> None:
    aws.clock.freeze()
    for number in range(13):
        aws.endpoints.put("model", f"theirs-{number}")
        aws.endpoints.put("endpoint-config", f"theirs-{number}")
    aws.endpoints.put("model", "half", {"trainscope:launch-id": "x", "trainscope:job": "ic-half"})
    aws.clock.advance(60)
    deployed(aws)
    engine = engine_of(aws)
    states = list(engine.endpoints())
    assert [(state.key.name, state.status) for state in states] == [
        (NAME, EndpointStatus.IN_SERVICE),
        ("half", EndpointStatus.INCOMPLETE),
    ]
    assert states[1].parts == ("model",)
    assert states[1].job == "ic-half"

    aws.requests.clear()
    assert [state.key.name for state in engine_of(aws).endpoints()] == [NAME, "half"]
    assert aws.requests.count("ListTags") <= 4  # theirs are known already
    assert aws.requests.count("ListEndpoints", "ListEndpointConfigs", "ListModels") == 3


def test_a_long_list_is_read_to_its_end(aws: Account) -> None:
    aws.clock.freeze()
    aws.endpoints.put("model", "oldest", {"trainscope:launch-id": "x"})
    aws.clock.advance(60)
    for number in range(205):
        aws.endpoints.put("model", f"theirs-{number}")
    assert [state.key.name for state in engine_of(aws).endpoints()] == ["oldest"]
    assert aws.requests.count("ListModels") == 3


def test_serverless(aws: Account) -> None:
    engine = deployed(aws, HostingSettings(serverless_mb=2048))
    state = engine.endpoint(NAME)
    assert (state.serverless_mb, state.instance_type, state.price_per_hour) == (2048, None, None)
    assert engine.most_bytes(state) == 4_000_000
    assert len(engine.invoke(NAME, photo(1, 5, kind="PNG"), "image/png")) == 5


def test_several_labels_each_have_a_probability_of_their_own(aws: Account) -> None:
    engine = engine_of(aws)
    go(engine, reviewed(aws, engine, trained_job(aws, multi_label="1")))
    aws.clock.advance(200)
    sent = photo(2, 5)
    assert engine.invoke(NAME, sent, "image/jpeg") == pytest.approx(probabilities(sent, 5, multi_label=True))


def test_the_model_data_goes_only_if_asked_for(aws: Account) -> None:
    engine = deployed(aws)
    engine.undeploy(NAME)
    assert aws.storage.keys(aws.bucket, f"others/{NAME}/") == [
        f"others/{NAME}/output/classes.json",
        f"others/{NAME}/output/model.tar.gz",
    ]


def test_the_model_data_goes_with_it(aws: Account) -> None:
    engine = deployed(aws)
    folder = f"s3://{aws.bucket}/others/{NAME}/output"
    assert engine.undeploy(NAME, with_model_data=True) == (
        "endpoint",
        "endpoint-config",
        "model",
        f"{folder}/model.tar.gz",
        f"{folder}/classes.json",
    )
    assert aws.storage.keys(aws.bucket, f"others/{NAME}/") == []


def test_the_model_data_is_found_by_the_job_when_the_model_is_gone(aws: Account) -> None:
    engine = deployed(aws)
    del aws.endpoints.models[NAME]
    deleted = engine.undeploy(NAME, with_model_data=True)
    assert f"s3://{aws.bucket}/others/{NAME}/output/model.tar.gz" in deleted


@pytest.mark.parametrize("gone", ["model", "endpoint-config", "endpoint"])
def test_partly_gone_counts_as_done(aws: Account, gone: str) -> None:
    engine = deployed(aws)
    client, words = aws.client("sagemaker"), {"model": "ModelName", "endpoint-config": "EndpointConfigName"}
    operation = f"delete_{gone.replace('-', '_')}"
    getattr(client, operation)(**{words.get(gone, "EndpointName"): NAME})
    aws.clock.advance(60)
    assert engine.undeploy(NAME) == tuple(
        kind for kind in ("endpoint", "endpoint-config", "model") if kind != gone
    )
    aws.clock.advance(60)
    assert there(aws) == NOTHING
    assert engine.undeploy(NAME) == ()


def test_an_endpoint_of_another_name_than_its_job(aws: Account) -> None:
    engine = engine_of(aws)
    trained = trained_job(aws)
    deployment = reviewed(aws, engine, trained)
    assert deployment.request is not None
    other = json.loads(json.dumps(deployment.request).replace(f'Name": "{NAME}"', 'Name": "flowers-live"'))
    go(engine, type(deployment)(deployment.key._replace(name="flowers-live"), OURS, trained, other))
    assert there(aws) == all_of("flowers-live")
    assert engine.endpoint("flowers-live").job == NAME
