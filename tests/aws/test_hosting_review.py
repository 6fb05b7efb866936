"""What is said of a deployment before anything is made: what it creates, costs, and what stands in its way."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.cancel import CancelToken
from core.config import HostingSettings
from core.engine.hosting import Deployment, DeployReview
from core.job.status import JobKey
from core.trained import TrainedModel
from tests.aws.describe import model_of
from tests.aws.hosting import NAME, NOTHING, OURS, deployed, engine_of, kinds, part, there, trained_job
from tests.aws.jobrequest import IMAGE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.aws.account import Account


@pytest.fixture(autouse=True)
def _environment(aws: Account, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in aws.environment.items():
        monkeypatch.setenv(name, value)


def look(
    account: Account,
    hosting: HostingSettings | None = None,
    *,
    trained: TrainedModel | None = None,
    name: str = NAME,
    prices: Mapping[str, float] | None = None,
) -> DeployReview:
    model = trained or trained_job(account)
    deployment = Deployment(JobKey("sagemaker", account.id, account.region, name), OURS, model)
    engine = engine_of(account, hosting or HostingSettings(), prices=prices)
    return engine.review_deployment(deployment, CancelToken())


def test_it_shows_everything_and_makes_nothing(aws: Account) -> None:
    found = look(aws)
    model = f"s3://{aws.bucket}/others/{NAME}/output/model.tar.gz"
    assert kinds(found) == []
    assert list(found.request) == ["Classes", "CreateModel", "CreateEndpointConfig", "CreateEndpoint"]
    assert part(found, "CreateModel")["PrimaryContainer"] == {"Image": IMAGE, "ModelDataUrl": model}
    assert part(found, "CreateModel")["ExecutionRoleArn"] == aws.role
    [variant] = part(found, "CreateEndpointConfig")["ProductionVariants"]
    assert (variant["InstanceType"], variant["InitialInstanceCount"]) == ("ml.m5.large", 1)
    tags = {tag["Key"]: tag["Value"] for tag in part(found, "CreateEndpoint")["Tags"]}
    assert tags == {"trainscope:launch-id": OURS, "trainscope:job": NAME}
    facts = dict(found.facts)
    assert facts["instances"] == "1 × ml.m5.large"
    assert facts["model"] == model
    assert facts["names"] == f"to be written to s3://{aws.bucket}/others/{NAME}/output/classes.json"
    assert found.price_per_hour == pytest.approx(0.1265)
    assert "until it is undeployed" in found.price_basis
    assert there(aws) == NOTHING
    assert aws.requests.count("PutObject") == 0


def test_the_price_is_for_all_instances_and_may_be_named(aws: Account) -> None:
    trained = trained_job(aws)
    two = HostingSettings(instance_type="ml.g5.xlarge", instance_count=2)
    assert look(aws, two, trained=trained).price_per_hour == pytest.approx(2 * 1.551)
    named = look(aws, two, trained=trained, prices={"ml.g5.xlarge": 2.0})
    assert named.price_per_hour == pytest.approx(4.0)
    aws.pricing.prices.clear()
    unknown = look(aws, HostingSettings(instance_type="ml.c5.xlarge"), trained=trained)
    assert unknown.price_per_hour is None
    assert "sagemaker.prices" in unknown.price_basis


def test_serverless_is_paid_by_use(aws: Account) -> None:
    found = look(aws, HostingSettings(serverless_mb=3072))
    assert kinds(found) == []
    assert found.price_per_hour is None
    assert "paid by use" in found.price_basis
    [variant] = part(found, "CreateEndpointConfig")["ProductionVariants"]
    assert variant["ServerlessConfig"]["MemorySizeInMB"] == 3072
    assert "InstanceType" not in variant


@pytest.mark.parametrize(
    ("hosting", "kind", "words"),
    [
        (HostingSettings(instance_type="m5.large"), "instance-type", "did you mean ml.m5.large?"),
        (HostingSettings(instance_type="ml.c7g.large"), "instance-type", "does not run on ml.c7g.large"),
        (HostingSettings(instance_type="ml.inf1.xlarge"), "instance-type", "does not run on"),
        (HostingSettings(instance_type="ml.p2.xlarge"), "instance-retired", "out of service in 2024"),
        (
            HostingSettings(instance_count=9),
            "quota",
            "4 × ml.m5.large for endpoint usage, this endpoint wants 9",
        ),
        (HostingSettings(serverless_mb=1500), "serverless-memory", "steps of 1,024 MB"),
    ],
)
def test_machines_that_would_be_refused(
    aws: Account, hosting: HostingSettings, kind: str, words: str
) -> None:
    found = look(aws, hosting)
    assert [each for each in found.findings if each.kind == kind and words in each.detail and each.fix]


def test_a_job_without_a_model(aws: Account) -> None:
    assert "no-model" in kinds(look(aws, trained=replace(trained_job(aws), model="")))


def test_a_model_that_is_gone(aws: Account) -> None:
    trained = trained_job(aws)
    aws.client("s3").delete_object(Bucket=aws.bucket, Key=trained.model.removeprefix(f"s3://{aws.bucket}/"))
    found = look(aws, trained=trained)
    assert kinds(found) == ["no-model"]
    assert "is gone" in found.findings[0].detail


def test_a_model_in_another_region(aws: Account) -> None:
    trained = trained_job(aws)
    aws.storage.make_bucket("far-away", "eu-west-1")
    aws.storage.put("far-away", "model.tar.gz", b"x")
    found = look(aws, trained=replace(trained, model="s3://far-away/model.tar.gz"))
    assert kinds(found) == ["no-model"]
    assert "is in eu-west-1, and it would be asked in us-east-1" in found.findings[0].detail


def test_a_job_of_another_algorithm(aws: Account) -> None:
    job = aws.jobs.put("xgb", created=aws.clock() - 3600)
    aws.leave_models()
    key = JobKey("sagemaker", aws.id, aws.region, "xgb")
    found = look(aws, trained=TrainedModel(key, (), False, {}, model_of(job)), name="xgb")
    assert kinds(found) == ["no-model"]
    assert "sagemaker-xgboost" in found.findings[0].detail


def test_a_deleted_job_has_left_its_model(aws: Account) -> None:
    trained = trained_job(aws)
    aws.jobs.remove(NAME)
    assert kinds(look(aws, trained=trained)) == []


def test_a_name_that_is_taken(aws: Account) -> None:
    aws.endpoints.put("model", NAME)
    assert kinds(look(aws)) == ["name-taken"]


def test_a_name_that_is_in_use_and_one_that_is_being_deleted(aws: Account) -> None:
    engine = deployed(aws)
    trained = trained_job(aws)
    key = JobKey("sagemaker", aws.id, aws.region, NAME)
    mine, another = Deployment(key, OURS, trained), Deployment(key, "another", trained)
    assert kinds(engine.review_deployment(mine, CancelToken())) == []
    [taken] = [
        each for each in engine.review_deployment(another, CancelToken()).findings if each.level == "error"
    ]
    assert f"trainscope undeploy {NAME}" in taken.fix
    aws.clock.freeze()
    engine.undeploy(NAME)
    [gone] = [
        each for each in engine.review_deployment(another, CancelToken()).findings if each.level == "error"
    ]
    assert "still being deleted" in gone.detail


def test_names_that_lie_beside_the_model_are_not_written_again(aws: Account) -> None:
    deployed(aws)
    assert "Classes" not in look(aws).request


def test_other_names_beside_the_model_stay_and_are_told(aws: Account) -> None:
    aws.storage.put(aws.bucket, f"others/{NAME}/output/classes.json", b'["a", "b"]')
    found = look(aws)
    assert kinds(found, "warning") == ["class-names"]
    assert "Classes" not in found.request


def test_names_that_nobody_knows(aws: Account) -> None:
    found = look(aws, trained=replace(trained_job(aws), classes=()))
    assert "class-names" in kinds(found, "info")
    assert "Classes" not in found.request


def test_what_may_not_be_asked_is_told_and_stops_nothing(aws: Account) -> None:
    trained = trained_job(aws)
    aws.faults.denied |= {
        "servicequotas:ListServiceQuotas",
        "servicequotas:GetServiceQuota",
        "pricing:GetProducts",
        "iam:GetRole",
        "s3:GetObject",
        "sagemaker:DescribeEndpoint",
    }
    found = look(aws, trained=trained)
    assert kinds(found) == []
    assert {"quota-unknown", "role-unchecked", "model-unchecked", "name-unchecked"} <= set(
        kinds(found, "info")
    )


def test_lost_answers_are_waited_for(aws: Account) -> None:
    trained = trained_job(aws)
    for operation in ("DescribeTrainingJob", "HeadObject", "GetObject", "DescribeModel", "ListServiceQuotas"):
        aws.faults.next(operation, "reset_before", "throttle")
    assert kinds(look(aws, trained=trained)) == []
