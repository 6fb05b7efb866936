"""What SageMaker says of the parts, as the state of an endpoint."""

from __future__ import annotations

from typing import Any

import pytest

from core.engine.hosting import EndpointStatus
from core.engine.sagemaker.hosting.parts import Marks
from core.engine.sagemaker.hosting.state import Machines, machines_of, state_of, status_of
from core.job.status import JobKey

KEY = JobKey("sagemaker", "1", "us-east-1", "live")
CONFIG: dict[str, Any] = {
    "ProductionVariants": [{"InstanceType": "ml.m5.large", "InitialInstanceCount": 2}],
    "CreationTime": 5.0,
}


def test_every_status_of_the_service_is_known_and_others_may_come() -> None:
    for word in ("Creating", "InService", "OutOfService", "UpdateRollbackFailed", "Deleting", "Failed"):
        assert status_of(word).value == word
    assert status_of("Teleporting").moving


@pytest.mark.parametrize(
    ("endpoint", "machines"),
    [
        ({}, Machines("ml.m5.large", 2, None)),
        ({"ProductionVariants": []}, Machines("ml.m5.large", 2, None)),
        ({"ProductionVariants": [{"CurrentInstanceCount": 3}]}, Machines("ml.m5.large", 3, None)),
    ],
)
def test_how_many_machines_there_are_just_now(endpoint: dict[str, Any], machines: Machines) -> None:
    assert machines_of(endpoint, CONFIG) == machines


def test_the_price_is_for_all_of_them() -> None:
    endpoint = {"EndpointStatus": "InService", "CreationTime": 7.0}
    answers = {"endpoint-config": CONFIG, "endpoint": endpoint}
    state = state_of(KEY, answers, Marks("id", "ic-1"), lambda kind: 0.5)
    assert (state.price_per_hour, state.created, state.parts) == (1.0, 7.0, ("endpoint-config", "endpoint"))
    assert state_of(KEY, answers, Marks(), lambda kind: None).price_per_hour is None


def test_parts_without_an_endpoint_are_half_made() -> None:
    state = state_of(KEY, {"endpoint-config": CONFIG}, Marks("id"), lambda kind: 0.5)
    assert state.status is EndpointStatus.INCOMPLETE
    assert state.created == 5.0
