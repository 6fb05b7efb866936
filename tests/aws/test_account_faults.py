"""What goes wrong at the test account goes wrong as it does at AWS and on the way there."""

from __future__ import annotations

import contextlib
import threading
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError, EndpointConnectionError, HTTPClientError

from tests.aws.jobrequest import job_request

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.aws.account import Account


def calls(aws: Account) -> dict[str, Callable[[], Any]]:
    """One call of each protocol: JSON, REST with XML, query, and JSON again."""
    s3, now = aws.client("s3"), aws.clock()
    sagemaker, sts, cloudwatch = aws.client("sagemaker"), aws.client("sts"), aws.client("cloudwatch")
    return {
        "ListTrainingJobs": sagemaker.list_training_jobs,
        "PutObject": lambda: s3.put_object(Bucket=aws.bucket, Key="a", Body=b"a"),
        "GetCallerIdentity": sts.get_caller_identity,
        "GetMetricData": lambda: cloudwatch.get_metric_data(
            StartTime=now - 60, EndTime=now, MetricDataQueries=[]
        ),
    }


def codes(aws: Account) -> list[str]:
    found = []
    for call in calls(aws).values():
        with pytest.raises(ClientError) as caught:
            call()
        found.append(caught.value.response["Error"]["Code"])
    return found


def test_throttling_is_worded_by_each_service(aws: Account) -> None:
    aws.faults.set(throttle=1.0)
    assert codes(aws) == ["ThrottlingException", "SlowDown", "Throttling", "ThrottlingException"]


def test_servers_break_in_each_protocol(aws: Account) -> None:
    aws.faults.set(server_error=1.0)
    assert codes(aws) == ["InternalFailure", "InternalError", "ServiceUnavailable", "ServiceUnavailable"]


def test_a_token_expires_for_a_while(aws: Account) -> None:
    aws.clock.freeze()
    aws.faults.expired_until = aws.clock() + 60
    found = codes(aws)
    aws.clock.advance(61)

    assert found == ["ExpiredTokenException", "ExpiredToken", "ExpiredToken", "ExpiredTokenException"]
    assert aws.client("sts").get_caller_identity()["Account"] == aws.id


def test_a_key_that_nobody_has_is_worded_by_each_service(aws: Account) -> None:
    aws.faults.unknown_key = True
    found = codes(aws)

    assert found[:3] == ["UnrecognizedClientException", "InvalidAccessKeyId", "InvalidClientTokenId"]


@pytest.mark.parametrize("kind", ["reset_before", "reset_after", "half"])
def test_connections_break(aws: Account, kind: str) -> None:
    for operation, call in calls(aws).items():
        aws.faults.next(operation, kind)
        with pytest.raises(ConnectionClosedError):
            call()
        call()


def test_everything_can_be_down_and_up_again(aws: Account) -> None:
    aws.faults.down = True
    for call in calls(aws).values():
        with pytest.raises(HTTPClientError):
            call()
    aws.faults.down = False
    for call in calls(aws).values():
        call()


def test_connections_are_refused_while_the_account_is_unplugged(aws: Account) -> None:
    sts = aws.client("sts")
    sts.get_caller_identity()
    aws.unplug()
    with pytest.raises(EndpointConnectionError):
        sts.get_caller_identity()
    aws.plug_in()

    assert sts.get_caller_identity()["Account"] == aws.id


def test_a_lost_answer_hides_what_was_done(aws: Account) -> None:
    sagemaker = aws.client("sagemaker")
    aws.faults.next("CreateTrainingJob", "reset_before", "reset_after")
    with pytest.raises(ConnectionClosedError):
        sagemaker.create_training_job(**job_request(aws))
    before = len(aws.jobs)
    with pytest.raises(ConnectionClosedError):
        sagemaker.create_training_job(**job_request(aws))

    assert (before, len(aws.jobs)) == (0, 1)
    assert [seen.fault for seen in aws.requests.of("CreateTrainingJob")] == ["reset_before", "reset_after"]


def test_an_action_is_denied_by_name(aws: Account) -> None:
    aws.faults.denied = {"sagemaker:CreateTrainingJob", "s3:ListBucket"}
    with pytest.raises(
        ClientError, match="not authorized to perform: sagemaker:CreateTrainingJob on"
    ) as caught:
        aws.client("sagemaker").create_training_job(**job_request(aws))
    with pytest.raises(ClientError, match="s3:ListBucket"):
        aws.client("s3").list_objects_v2(Bucket=aws.bucket)
    aws.client("sagemaker").list_training_jobs()

    assert caught.value.response["Error"]["Code"] == "AccessDeniedException"


def test_rates_are_drawn_from_a_seed_and_apply_to_one_operation(aws: Account) -> None:
    aws.faults.set("PutObject", throttle=0.2, reset_after=0.1)
    s3 = aws.client("s3")
    for number in range(200):
        with contextlib.suppress(ClientError, ConnectionClosedError):
            s3.put_object(Bucket=aws.bucket, Key=str(number), Body=b"x")
    aws.client("sts").get_caller_identity()
    counts = Counter(seen.fault for seen in aws.requests.of("PutObject"))

    assert 20 <= counts["throttle"] <= 60
    assert 8 <= counts["reset_after"] <= 35
    assert len(aws.storage.keys(aws.bucket)) == 200 - counts["throttle"]


def test_a_gate_holds_a_request_until_it_is_opened(aws: Account) -> None:
    gate = aws.faults.hold("CreateTrainingJob", after=True)
    sagemaker, request = aws.client("sagemaker"), job_request(aws)
    asking = threading.Thread(target=lambda: sagemaker.create_training_job(**request))
    asking.start()
    assert gate.arrived.wait(30)
    waiting = asking.is_alive()
    gate.open()
    asking.join(30)

    assert waiting
    assert not asking.is_alive()
    assert len(aws.jobs) == 1
