"""Models, configurations and endpoints of the test account, spoken to directly."""

from __future__ import annotations

import json
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from tests.aws.hosting import trained_job
from tests.aws.jobrequest import IMAGE
from tests.aws.oracle import photo
from tests.aws.validation import faults_of_answer

if TYPE_CHECKING:
    from tests.aws.account import Account

VARIANT = {"VariantName": "AllTraffic", "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}


def make(aws: Account, name: str = "e", **variant: Any) -> Any:
    client = aws.client("sagemaker")
    container = {"Image": IMAGE, "ModelDataUrl": trained_job(aws).model}
    client.create_model(ModelName=name, PrimaryContainer=container, ExecutionRoleArn=aws.role)
    variants = [{**VARIANT, "ModelName": name, **variant}]
    client.create_endpoint_config(EndpointConfigName=name, ProductionVariants=variants)
    client.create_endpoint(
        EndpointName=name, EndpointConfigName=name, Tags=[{"Key": "team", "Value": "botany"}]
    )
    return client


def test_answers_are_of_the_services_form(aws: Account) -> None:
    make(aws)
    endpoints = aws.endpoints
    asked = {
        "DescribeModel": {"ModelName": "e"},
        "DescribeEndpointConfig": {"EndpointConfigName": "e"},
        "DescribeEndpoint": {"EndpointName": "e"},
        "ListModels": {},
        "ListEndpointConfigs": {},
        "ListEndpoints": {},
    }
    for operation, request in asked.items():
        answer = endpoints(operation, dict(request))
        assert answer
        assert faults_of_answer("sagemaker", operation, answer) == []


def test_its_life(aws: Account) -> None:
    aws.clock.freeze()
    client = make(aws)
    assert client.describe_endpoint(EndpointName="e")["EndpointStatus"] == "Creating"
    with pytest.raises(ClientError, match="Cannot update in-progress endpoint"):
        client.delete_endpoint(EndpointName="e")
    aws.clock.advance(180)
    assert client.describe_endpoint(EndpointName="e")["EndpointStatus"] == "InService"
    client.delete_endpoint(EndpointName="e")
    with pytest.raises(ClientError, match='Cannot create already existing endpoint "arn:aws:'):
        client.create_endpoint(EndpointName="e", EndpointConfigName="e")
    aws.clock.advance(20)
    with pytest.raises(ClientError, match='Could not find endpoint "arn:aws:'):
        client.describe_endpoint(EndpointName="e")


def test_tags_of_an_endpoint_are_found_by_its_arn_in_small_letters(aws: Account) -> None:
    client = make(aws, "Mixed-Case")
    arn = client.describe_endpoint(EndpointName="Mixed-Case")["EndpointArn"]
    assert arn.endswith(":endpoint/mixed-case")
    assert client.list_tags(ResourceArn=arn)["Tags"] == [{"Key": "team", "Value": "botany"}]
    with pytest.raises(ClientError, match="Requested resource not found"):
        client.list_tags(ResourceArn=arn + "-2")


@pytest.mark.parametrize(
    ("variant", "words"),
    [
        ({"ModelName": "other"}, "Could not find model"),
        ({"InstanceType": "ml.x9.large"}, "enum value set"),
        ({"ServerlessConfig": {"MemorySizeInMB": 2048, "MaxConcurrency": 5}}, "either InstanceType or"),
        ({"InitialInstanceCount": 5}, "'ml.m5.large for endpoint usage' is 4 Instances"),
    ],
)
def test_what_is_refused(aws: Account, variant: dict[str, Any], words: str) -> None:
    with pytest.raises(ClientError, match=words):
        make(aws, **variant)
    assert aws.endpoints.parts()["endpoint"] == []


def test_an_answer_tells_the_colour_of_the_photo(aws: Account) -> None:
    make(aws)
    aws.clock.advance(180)
    runtime = aws.client("sagemaker-runtime")
    answer = runtime.invoke_endpoint(
        EndpointName="e", Body=photo(3, 5), ContentType="image/jpeg", Accept="application/jsonlines"
    )
    found = json.loads(answer["Body"].read())["prediction"]
    assert found.index(max(found)) == 3
    [seen] = aws.requests.of("InvokeEndpoint")
    assert seen.parameters["ContentLength"] == len(photo(3, 5))


def test_by_hand(aws: Account) -> None:
    def post(path: str, value: dict[str, Any]) -> Any:
        request = urllib.request.Request(f"{aws.url}/_control/{path}", json.dumps(value).encode())
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    post("endpoint-life", {"next": "failed"})
    make(aws)
    post("clock", {"advance": 600})
    assert post("endpoints", {}) == {
        "model": ["e"],
        "endpoint-config": ["e"],
        "endpoint": ["e"],
        "status": {"e": "Failed"},
    }
