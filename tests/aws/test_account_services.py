"""What surrounds training at the test account: prices, quotas, metrics, models, and the account by hand."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from typing import TYPE_CHECKING, Any

from tests.aws.jobrequest import job_request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.aws.account import Account


def test_a_price_is_found_among_the_uses_of_an_instance(aws: Account) -> None:
    wanted = {"regionCode": "us-east-1", "instanceName": "ml.g5.xlarge", "productFamily": "ML Instance"}
    filters = [{"Type": "TERM_MATCH", "Field": name, "Value": value} for name, value in wanted.items()]
    answer = aws.client("pricing").get_products(ServiceCode="AmazonSageMaker", Filters=filters)
    products = [json.loads(text) for text in answer["PriceList"]]
    [training] = [each for each in products if "-Train:" in each["product"]["attributes"]["usagetype"]]
    [term] = training["terms"]["OnDemand"].values()
    [dimension] = term["priceDimensions"].values()

    assert len(products) == 4
    assert dimension["unit"] == "Hrs"
    assert float(dimension["pricePerUnit"]["USD"]) == 1.41


def test_quotas_are_listed_by_name(aws: Account) -> None:
    aws.quotas.set("ml.g5.xlarge", 2)
    pages = aws.client("service-quotas").get_paginator("list_service_quotas")
    found = {
        quota["QuotaName"]: quota
        for page in pages.paginate(ServiceCode="sagemaker", PaginationConfig={"PageSize": 20})
        for quota in page["Quotas"]
    }
    quota = found["ml.g5.xlarge for training job usage"]
    one = aws.client("service-quotas").get_service_quota(
        ServiceCode="sagemaker", QuotaCode=quota["QuotaCode"]
    )

    assert quota["Value"] == one["Quota"]["Value"] == 2
    assert aws.requests.count("ListServiceQuotas") > 1


def test_instance_metrics_come_once_a_minute_for_each_host(aws: Account) -> None:
    aws.clock.freeze()
    resources = {"InstanceType": "ml.g5.xlarge", "InstanceCount": 2, "VolumeSizeInGB": 50}
    request = job_request(aws, ResourceConfig=resources, HyperParameters={"epochs": "20"})
    aws.client("sagemaker").create_training_job(**request)
    aws.clock.advance(110 + 300)
    queries: list[dict[str, Any]] = [
        {
            "Id": f"gpu{host}",
            "MetricStat": {
                "Metric": {
                    "Namespace": "/aws/sagemaker/TrainingJobs",
                    "MetricName": "GPUUtilization",
                    "Dimensions": [{"Name": "Host", "Value": f"ic-flowers-1/algo-{host}"}],
                },
                "Period": 60,
                "Stat": "Average",
            },
        }
        for host in (1, 2, 3)
    ]
    now = aws.clock()
    answer = aws.client("cloudwatch").get_metric_data(
        StartTime=now - 600, EndTime=now, MetricDataQueries=queries
    )
    counts = [len(result["Values"]) for result in answer["MetricDataResults"]]

    assert counts[0] == counts[1] >= 5
    assert counts[2] == 0
    assert all(0 < value <= 100 for value in answer["MetricDataResults"][0]["Values"])


def test_a_finished_job_leaves_its_model(aws: Account) -> None:
    aws.clock.freeze()
    aws.client("sagemaker").create_training_job(**job_request(aws))
    s3 = aws.client("s3")
    before = s3.list_objects_v2(Bucket=aws.bucket, Prefix="output/")["KeyCount"]
    aws.clock.advance(1000)
    after = s3.list_objects_v2(Bucket=aws.bucket, Prefix="output/")["Contents"]

    assert before == 0
    assert [entry["Key"] for entry in after] == ["output/ic-flowers-1/output/model.tar.gz"]


def test_objects_keep_their_content_and_their_metadata(aws: Account) -> None:
    s3 = aws.client("s3")
    content = bytes(range(256)) * 40_000  # ten megabytes
    place = {"Bucket": aws.bucket, "Key": "a photo é.jpg"}
    s3.put_object(**place, Body=content, Metadata={"sha": "1"}, ChecksumAlgorithm="SHA256")
    found = s3.get_object(**place)

    assert found["Body"].read() == content
    assert s3.head_object(**place)["Metadata"] == {"sha": "1"}
    assert aws.requests.of("PutObject")[0].parameters["Key"] == "a photo é.jpg"


def test_each_account_is_empty_again(aws: Account) -> None:
    assert aws.storage.keys(aws.bucket) == []
    assert len(aws.jobs) == len(aws.requests) == 0


def ask(url: str, path: str, value: dict[str, Any] | None = None) -> dict[str, Any]:
    data = None if value is None else json.dumps(value).encode()
    with urllib.request.urlopen(f"{url}/_control/{path}", data, timeout=30) as answer:
        found: dict[str, Any] = json.loads(answer.read())
    return found


def exported(lines: Iterator[str]) -> dict[str, str]:
    found = {}
    for line in lines:
        if line.startswith("#"):
            break
        name, _, value = line.removeprefix("export ").strip().partition("=")
        found[name] = value
    return found


def test_the_account_by_hand_prints_its_environment_and_obeys() -> None:
    command = [sys.executable, "-m", "tests.aws", "--speed", "60", "--life", "quick"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        try:
            assert running.stdout
            url = exported(iter(running.stdout))["AWS_ENDPOINT_URL"]
            ask(url, "job", {"name": "theirs", "life": "usual"})
            ask(url, "clock", {"speed": 0})
            ask(url, "clock", {"advance": 100_000})
            jobs = ask(url, "jobs")
            faults = ask(url, "faults", {"operation": "PutObject", "throttle": 0.5})
        finally:
            running.terminate()

    assert jobs["theirs"]["stage"] == "Completed"
    assert "throttle=0.5" in faults["of"]["PutObject"]
