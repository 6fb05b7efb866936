"""The quota: looked up by name among all, asked by its code from then on, and held against what runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.engine.sagemaker import quota
from core.errors import EngineRefused
from tests.aws.life import usual

if TYPE_CHECKING:
    from core.engine.sagemaker.questions import Questions
    from tests.aws.account import Account


def calls(aws: Account) -> list[str]:
    return [seen.operation for seen in aws.requests if seen.service == "servicequotas"]


def test_the_quota_is_found_by_name_and_then_by_code(aws: Account, questions: Questions) -> None:
    aws.quotas.set("ml.g5.xlarge", 3)
    found = quota.find("ml.g5.xlarge", 1, questions, spot=False)
    assert (found.name, found.value, found.used) == ("ml.g5.xlarge for training job usage", 3, 0)
    assert "ListServiceQuotas" in calls(aws)
    aws.requests.clear()
    aws.quotas.set("ml.g5.xlarge", 5)
    assert quota.find("ml.g5.xlarge", 1, questions, spot=False).value == 5
    assert calls(aws) == ["GetServiceQuota"]


def test_spot_has_a_quota_of_its_own(aws: Account, questions: Questions) -> None:
    aws.quotas.set("ml.g5.xlarge", 0, spot=True)
    found = quota.find("ml.g5.xlarge", 1, questions, spot=True)
    (finding,) = quota.findings(found, 1)
    assert (finding.level, finding.kind) == ("error", "quota")
    assert "0 × ml.g5.xlarge for spot training job usage" in finding.detail
    assert "Service Quotas" in finding.fix


def test_running_jobs_count(aws: Account, questions: Questions) -> None:
    aws.quotas.set("ml.g5.xlarge", 2)
    machines = {"InstanceType": "ml.g5.xlarge", "InstanceCount": 2, "VolumeSizeInGB": 1}
    aws.jobs.put("other", life=usual({}), ResourceConfig=machines)
    aws.jobs.put("spot", life=usual({}), ResourceConfig=machines, EnableManagedSpotTraining=True)
    found = quota.find("ml.g5.xlarge", 1, questions, spot=False)
    assert (found.value, found.used) == (2, 2)
    (finding,) = quota.findings(found, 1)
    assert (finding.level, finding.kind) == ("warning", "quota-in-use")


def test_a_type_that_service_quotas_does_not_know_is_said(aws: Account, questions: Questions) -> None:
    found = quota.find("ml.p3.99xlarge", 1, questions, spot=False)
    assert found.value is None
    (finding,) = quota.findings(found, 1)
    assert finding.level == "info"


def test_without_the_permission_it_is_named(aws: Account, questions: Questions) -> None:
    aws.faults.denied.add("servicequotas:ListServiceQuotas")
    with pytest.raises(EngineRefused) as caught:
        quota.find("ml.g5.xlarge", 1, questions, spot=False)
    finding = quota.soft(caught.value)
    assert finding.level == "info"
    assert "servicequotas:ListServiceQuotas" in finding.detail


def test_jobs_that_may_not_be_listed_do_not_hide_the_quota(aws: Account, questions: Questions) -> None:
    aws.faults.denied.add("sagemaker:ListTrainingJobs")
    found = quota.find("ml.g5.xlarge", 1, questions, spot=False)
    assert (found.value, found.used) == (8, None)
    assert list(quota.findings(found, 1)) == []
