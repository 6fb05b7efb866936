"""The table of instance types, and what is said of a type that is not in it."""

from __future__ import annotations

import botocore.session
import pytest

from core.engine.sagemaker import instances


def test_every_type_is_one_that_sagemaker_knows() -> None:
    model = botocore.session.get_session().get_service_model("sagemaker")
    assert set(instances.table()) <= set(model.shape_for("TrainingInstanceType").enum)


def test_what_the_instances_have() -> None:
    one = instances.find("ml.g5.xlarge")
    assert one is not None
    assert (one.gpus, one.gpu_memory, one.vcpus, one.memory, one.volume) == (1, 24, 4, 16, False)
    four = instances.find("ml.p3.8xlarge")
    assert four is not None
    assert (four.gpus, four.volume, four.local_disk) == (4, True, 0)
    assert instances.find("ml.m5.large") is None
    assert instances.find(None) is None


@pytest.mark.parametrize("name", ["ml.g5.xlarge", "ml.g4dn.12xlarge", "ml.p3.2xlarge", "ml.p3dn.24xlarge"])
def test_a_gpu_that_the_algorithm_takes_is_no_finding(name: str) -> None:
    assert list(instances.findings(name)) == []


@pytest.mark.parametrize("name", ["ml.m5.xlarge", "ml.c4.2xlarge", "ml.p4d.24xlarge", "ml.trn1.2xlarge"])
def test_a_type_of_another_family_is_an_error_without_a_guess(name: str) -> None:
    (finding,) = instances.findings(name)
    assert (finding.level, finding.kind) == ("error", "instance-type")
    assert name in finding.detail
    assert "did you mean" not in finding.detail
    assert "ml.g5.xlarge" in finding.fix


@pytest.mark.parametrize(
    ("name", "meant"),
    [("ml.g5.xlrage", "ml.g5.xlarge"), ("g5.2xlarge", "ml.g5.2xlarge"), ("ml.g4nd.xlarge", "ml.g4dn.xlarge")],
)
def test_a_slip_of_the_pen_is_answered_with_the_nearest_name(name: str, meant: str) -> None:
    (finding,) = instances.findings(name)
    assert f"did you mean {meant}?" in finding.detail


def test_a_retired_type_is_an_error() -> None:
    (finding,) = instances.findings("ml.p2.xlarge")
    assert (finding.level, finding.kind) == ("error", "instance-retired")


def test_hostile_text_is_harmless_in_a_finding() -> None:
    (finding,) = instances.findings("\x1b[31mml.g5.xlarge\x07")
    assert finding.detail.isprintable()
