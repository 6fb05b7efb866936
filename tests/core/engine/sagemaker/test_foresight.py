"""What is said of a launch before AWS is asked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from core.config import SagemakerSettings
from core.dataset.model import Streamed
from core.engine.sagemaker import foresight, instances
from core.engine.sagemaker.defaults import Defaults
from core.engine.sagemaker.resources import gather
from tests.core.engine.sagemaker import specs

if TYPE_CHECKING:
    from core.finding import Finding
    from core.job.spec import JobSpec


def found(spec: JobSpec | None = None, **settings: Any) -> list[Finding]:
    section = SagemakerSettings(bucket="b", **settings)
    return list(
        foresight.findings(
            spec or specs.spec(), section, gather(section, Defaults()), instances.find(section.instance_type)
        )
    )


def test_an_ordinary_job_gives_no_cause() -> None:
    spec = specs.spec({"epochs": "3", "mini_batch_size": "16"})
    assert found(spec) == []
    assert found(spec, spot=True, checkpoints="s3://b/saved", tags={"team": "Bötanik", "a/b": ""}) == []


def test_spot_without_checkpoints_is_a_warning_with_the_rule_of_an_hour() -> None:
    (finding,) = found(spot=True)
    assert (finding.level, finding.kind) == ("warning", "spot-checkpoints")
    assert "60 minutes" in finding.why
    (finding,) = found(spot=True, max_runtime_minutes=50)
    assert "60 minutes" not in finding.why


def test_waiting_includes_running() -> None:
    kinds = {finding.kind: finding.level for finding in found(spot=True, max_wait_minutes=30)}
    assert kinds["spot-wait"] == "error"


@pytest.mark.parametrize(
    "tags",
    [
        {"x" * 129: "y"},
        {"x": "y" * 257},
        {"aws:x": "y"},
        {"trainscope:launch-id": "y"},
        {"x": "\x1b[31m"},
        {"%": ""},
    ],
)
def test_tags_that_aws_would_refuse(tags: dict[str, str]) -> None:
    (finding,) = found(tags=tags)
    assert (finding.level, finding.kind) == ("error", "tag")
    assert finding.detail.isprintable()


def test_too_many_tags() -> None:
    assert found(tags={f"tag{number}": "" for number in range(48)}) == []
    (finding,) = found(tags={f"tag{number}": "" for number in range(49)})
    assert finding.kind == "tag"


def test_keys_and_vpc() -> None:
    (finding,) = found(kms_key="no key!")
    assert (finding.level, finding.kind) == ("error", "kms-key")
    assert found(kms_key="alias/mine") == []
    (finding,) = found(kms_key="alias/mine", instance_type="ml.p3.2xlarge")
    assert finding.level == "warning"
    (finding,) = found(subnets=("subnet-1",), security_groups=("sg-1",))
    assert (finding.level, finding.kind) == ("info", "vpc")
    levels = [one.level for one in found(subnets=("vpc-1",), security_groups=("sg-1",))]
    assert levels == ["error", "info"]


def test_photos_that_fill_the_disk() -> None:
    section = SagemakerSettings(bucket="b")
    g5 = instances.find("ml.g5.xlarge")
    assert list(foresight.disk(100_000_000_000, section, g5)) == []
    (finding,) = foresight.disk(130_000_000_000, section, g5)
    assert (finding.level, finding.kind) == ("warning", "disk")
    (finding,) = foresight.disk(30_000_000_000, section, instances.find("ml.p3.2xlarge"))
    assert "volume_gb" in finding.fix
    assert list(foresight.disk(None, section, g5)) == []


def test_several_instances_and_weights_are_warned_of_where_photos_are_streamed() -> None:
    data = replace(specs.dataset(), streamed={"train": Streamed("source-ref", "species")})
    spec = specs.spec(
        {"epochs": "3", "mini_batch_size": "16", "multi_label": "1", "use_weighted_loss": "1"}, data=data
    )

    kinds = {finding.kind: finding.level for finding in found(spec, instance_count=2)}

    assert kinds["streamed-hosts"] == "warning"
    assert kinds["streamed-weights"] == "warning"
    assert not {"streamed-hosts", "streamed-weights"} & {
        finding.kind for finding in found(specs.spec(data=data), instance_count=1)
    }
