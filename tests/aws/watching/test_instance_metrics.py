"""What the hosts have to do comes with one call, as shares of what each host has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.engine.sagemaker.instance_metrics import divisors
from tests.aws.life import usual

if TYPE_CHECKING:
    from tests.aws.watching.seat import Seat


def start(seat: Seat, instance_type: str, hosts: int) -> None:
    seat.account.jobs.put(
        "job",
        life=usual({"ResourceConfig": {"InstanceCount": hosts}}),
        ResourceConfig={"InstanceType": instance_type, "InstanceCount": hosts, "VolumeSizeInGB": 50},
    )


def test_the_newest_values_of_all_hosts_come_with_one_call(seat: Seat) -> None:
    start(seat, "ml.g5.12xlarge", 3)
    seat.account.metrics.gpus, seat.account.metrics.cores = 4, 48
    seat.account.clock.advance(600)
    found = seat.engine.instance_metrics("job")
    assert [row.host for row in found] == ["algo-1", "algo-2", "algo-3"]
    for row in found:
        assert row.cpu is not None
        assert row.gpu is not None
        assert 0.3 < row.cpu < 0.8
        assert 0.7 < row.gpu <= 1.0
        assert row.gpu_memory == pytest.approx(0.61)
        assert row.disk == pytest.approx(0.12)
        assert seat.account.clock() - row.time < 130
    assert seat.account.requests.count("GetMetricData") == 1


def test_nothing_is_asked_before_training_and_nothing_old_is_shown(seat: Seat) -> None:
    start(seat, "ml.g5.xlarge", 1)
    seat.account.clock.advance(30)
    seat.engine.describe("job")
    assert seat.engine.instance_metrics("job") == ()
    seat.account.clock.advance(100_000)
    seat.engine.describe("job")
    assert seat.engine.instance_metrics("job") == ()
    assert seat.account.requests.count("GetMetricData") == 0


@pytest.mark.parametrize(
    ("name", "cores", "gpus"),
    [
        ("ml.g5.xlarge", 4, 1),
        ("ml.p3.8xlarge", 32, 4),
        ("ml.m5.large", 2, None),
        ("ml.m5.xlarge", 4, None),
        ("ml.c7i.48xlarge", 192, None),
        ("ml.odd.metal", None, None),
        (None, None, None),
    ],
)
def test_shares_are_by_cores_and_gpus_of_the_type(
    name: str | None, cores: int | None, gpus: int | None
) -> None:
    found = divisors(name)
    assert (found["CPUUtilization"], found["GPUUtilization"], found["MemoryUtilization"]) == (cores, gpus, 1)
