"""Odd answers and no answers, over HTTP: what comes out of `ask`."""

from __future__ import annotations

import socket
import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

import pytest

from core.cancel import CancelToken
from core.engine.sagemaker.patience import A_LOGIN
from core.errors import (
    Cancelled,
    CredentialsExpired,
    EngineError,
    EngineRefused,
    EngineUnreachable,
    JobNotFound,
    NameTaken,
    NotFound,
    QuotaExceeded,
    Throttled,
)
from tests.aws.connection.odd_server import RESET, SILENCE, OddServer, answer, good, refusal

if TYPE_CHECKING:
    from tests.aws.connection.places import Place

JOB: dict[str, Any] = {"TrainingJobName": "ic-x"}


def ask(place: Place) -> dict[str, object]:
    return place.aws().ask("sagemaker", "describe_training_job", **JOB)


def test_answer_is_returned_without_metadata(place: Place) -> None:
    server = place.server(good(TrainingJobName="ic-x"))

    assert ask(place) == {"TrainingJobName": "ic-x"}
    assert server.seen[0].headers["x-amz-target"] == "SageMaker.DescribeTrainingJob"
    assert "trainscope" in server.seen[0].headers["user-agent"]


@pytest.mark.parametrize(
    "odd",
    [
        pytest.param(b"", id="closed without an answer"),
        pytest.param(RESET, id="reset"),
        pytest.param(good(TrainingJobName="ic-x")[:-9], id="half a body"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Le", id="half a head"),
        pytest.param(b"SSH-2.0-OpenSSH_9.6\r\n", id="no HTTP"),
        pytest.param(answer(200, b"{not json"), id="no JSON"),
        pytest.param(answer(200, b"\xff\xfe{}"), id="no text"),
        pytest.param(answer(500, b"<html>oops</html>"), id="500 in HTML"),
        pytest.param(answer(503, b""), id="503 without a body"),
        pytest.param(refusal("InternalFailure", "try later", 500), id="500"),
        pytest.param(refusal("ServiceUnavailable", "busy", 503), id="503"),
    ],
)
def test_no_good_answer_is_worth_trying_again_and_is_asked_for_once(place: Place, odd: bytes) -> None:
    server = place.server(odd)

    with pytest.raises(EngineUnreachable) as caught:
        ask(place)

    assert caught.value.what
    assert caught.value.fix
    assert not isinstance(caught.value, Throttled | CredentialsExpired)
    assert "Traceback" not in str(caught.value)
    assert len(server.seen) == 1


def test_silence_ends_with_the_time_out(place: Place) -> None:
    place.server(SILENCE)

    with pytest.raises(EngineUnreachable, match="in time"):
        place.aws(read_seconds=0.2).ask("sagemaker", "describe_training_job", **JOB)


def test_refused_connection(place: Place) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    place.set(AWS_ENDPOINT_URL=f"http://127.0.0.1:{port}")

    with pytest.raises(EngineUnreachable, match="cannot be reached") as caught:
        ask(place)

    assert str(port) in caught.value.why


def test_name_that_no_server_knows(place: Place) -> None:
    place.set(AWS_ENDPOINT_URL="http://nowhere.invalid:1")

    with pytest.raises(EngineUnreachable, match="cannot be reached"):
        ask(place)


@pytest.mark.parametrize("url", ["not an address", "localhost:4566", "http://", "http://[::1", "ftp:/x"])
def test_bad_endpoint_address_is_told_by_the_name_of_its_variable(place: Place, url: str) -> None:
    place.set(AWS_ENDPOINT_URL=url)

    with pytest.raises(EngineError) as caught:
        ask(place)

    assert caught.value.exit_code == 4
    assert "AWS_ENDPOINT_URL" in caught.value.fix


def test_plain_http_where_tls_is_spoken(place: Place) -> None:
    server = place.server(good())
    place.set(AWS_ENDPOINT_URL=server.url.replace("http:", "https:"))

    with pytest.raises(EngineUnreachable, match="secure") as caught:
        ask(place)

    assert "AWS_CA_BUNDLE" in caught.value.fix


def test_proxy_of_the_environment_is_used(place: Place) -> None:
    proxy = place.server(good(TrainingJobName="by proxy"))
    place.set(AWS_ENDPOINT_URL="http://aws.invalid:8000", HTTP_PROXY=proxy.url)

    assert ask(place) == {"TrainingJobName": "by proxy"}
    assert proxy.seen[0].line.startswith("POST http://aws.invalid:8000/")


def test_proxy_that_is_not_there_is_named(place: Place) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    place.set(AWS_ENDPOINT_URL="http://aws.invalid:8000", HTTP_PROXY=f"http://127.0.0.1:{port}")

    with pytest.raises(EngineUnreachable, match="proxy") as caught:
        ask(place)

    assert "HTTP_PROXY" in caught.value.fix


def test_denied_names_the_missing_permission(place: Place) -> None:
    place.server(
        refusal(
            "AccessDeniedException",
            "User: arn:aws:iam::1:user/ann is not authorized to perform: sagemaker:DescribeTrainingJob on "
            "resource: arn:x because no identity-based policy allows it.",
        )
    )
    with pytest.raises(EngineRefused, match="sagemaker:DescribeTrainingJob") as caught:
        ask(place)
    assert "sagemaker:DescribeTrainingJob" in caught.value.fix
    assert caught.value.exit_code == 4

    place.server(answer(403, b""))
    with pytest.raises(EngineRefused, match="does not allow s3:ListBucket"):
        place.aws().ask("s3", "head_bucket", Bucket="photos")


@pytest.mark.parametrize(
    ("service", "operation", "parameters", "code", "error"),
    [
        ("sagemaker", "describe_training_job", JOB, "ResourceNotFound", JobNotFound),
        ("sagemaker", "stop_training_job", JOB, "ResourceNotFound", JobNotFound),
        ("logs", "describe_log_streams", {"logGroupName": "g"}, "ResourceNotFoundException", NotFound),
        ("sagemaker", "describe_training_job", JOB, "ResourceLimitExceeded", QuotaExceeded),
        ("sagemaker", "describe_training_job", JOB, "ValidationException", EngineError),
        ("sagemaker", "describe_training_job", JOB, "NeverHeardOfIt", EngineError),
        ("sagemaker", "describe_training_job", JOB, "ExpiredTokenException", CredentialsExpired),
        ("sagemaker", "describe_training_job", JOB, "UnrecognizedClientException", CredentialsExpired),
        ("sagemaker", "describe_training_job", JOB, "RequestTimeoutException", EngineUnreachable),
    ],
)
def test_codes_become_errors_of_the_project(
    place: Place,
    service: str,
    operation: str,
    parameters: dict[str, str],
    code: str,
    error: type[EngineError],
) -> None:
    place.server(refusal(code, "because of this."))

    with pytest.raises(EngineError) as caught:
        place.aws().ask(service, operation, **parameters)

    assert type(caught.value) is error
    assert caught.value.code == code
    assert caught.value.why == "because of this"
    assert caught.value.fix


def test_missing_job_in_a_validation_message(place: Place) -> None:
    place.server(refusal("ValidationException", "Requested resource not found."))

    with pytest.raises(JobNotFound):
        ask(place)


def test_taken_name_only_when_a_job_is_made(place: Place) -> None:
    place.server(refusal("ResourceInUse", "Training job names must be unique"))
    aws = place.aws()

    request = {
        "TrainingJobName": "ic-x",
        "RoleArn": "arn:aws:iam::123456789012:role/r",
        "OutputDataConfig": {"S3OutputPath": "s3://b/o"},
        "ResourceConfig": {"InstanceType": "ml.g5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 1},
        "StoppingCondition": {"MaxRuntimeInSeconds": 60},
        "AlgorithmSpecification": {"TrainingImage": "i", "TrainingInputMode": "File"},
    }
    with pytest.raises(NameTaken):
        aws.ask("sagemaker", "create_training_job", **request)


def test_request_that_breaks_the_service_model_is_not_sent(place: Place) -> None:
    server = place.server(good())

    with pytest.raises(EngineError, match="not valid") as caught:
        place.aws().ask("sagemaker", "describe_training_job", TrainingJobName=5)

    assert "TrainingJobName" in caught.value.why
    assert server.seen == []


def test_hostile_message_is_cleaned_and_cut(place: Place) -> None:
    place.server(refusal("ValidationException", "\x1b]52;c;evil\x07 a\r\nb " + "x" * 100_000))

    with pytest.raises(EngineError) as caught:
        ask(place)

    assert caught.value.why.isprintable()
    assert "evil" not in caught.value.why
    assert len(caught.value.why) < 1000


@pytest.mark.parametrize(("minutes", "word"), [(17, "17 minutes behind"), (-9, "9 minutes ahead")])
def test_clock_that_is_wrong_is_told_by_how_much(place: Place, minutes: int, word: str) -> None:
    theirs = format_datetime(datetime.now(UTC) + timedelta(minutes=minutes), usegmt=True)
    place.server(refusal("InvalidSignatureException", "Signature expired: …", Date=theirs))

    with pytest.raises(CredentialsExpired, match="time of this machine") as caught:
        ask(place)

    assert word in caught.value.why


def test_wrong_secret_key_is_not_taken_for_the_clock(place: Place) -> None:
    theirs = format_datetime(datetime.now(UTC), usegmt=True)
    place.server(refusal("InvalidSignatureException", "The signature does not match", Date=theirs))

    with pytest.raises(CredentialsExpired, match="signature"):
        ask(place)


def test_bare_400_to_a_head_request_is_most_likely_an_expired_token(place: Place) -> None:
    place.server(answer(400, b""))

    with pytest.raises(CredentialsExpired, match="likely"):
        place.aws().ask("s3", "head_object", Bucket="photos", Key="a.jpg")


def test_throttling_holds_all_who_share_the_governor(place: Place) -> None:
    server = place.server(refusal("ThrottlingException", "Rate exceeded"), good())
    aws = place.aws()

    with pytest.raises(Throttled) as first:
        aws.ask("sagemaker", "list_training_jobs")
    with pytest.raises(Throttled) as second:
        aws.ask("sagemaker", "list_training_jobs")

    assert first.value.retry_after == second.value.retry_after == 1.0
    assert len(server.seen) == 1
    aws.ask("sagemaker", "describe_training_job", **JOB)  # others go on
    place.clock.pass_by(1.1)
    assert aws.ask("sagemaker", "list_training_jobs") == {}


def test_calls_are_spaced_out(place: Place) -> None:
    place.server(good())
    aws = place.aws()

    for _ in range(3):
        aws.ask("sagemaker", "list_training_jobs")

    assert place.slept == [1.0, 2.0]


def test_insist_goes_on_until_there_is_an_answer_and_tells_of_the_trouble(place: Place) -> None:
    place.server(RESET, answer(500, b""), good(TrainingJobName="ic-x"))
    troubles: list[str] = []

    found = place.aws().insist(
        "sagemaker",
        "describe_training_job",
        cancel=CancelToken(),
        on_trouble=lambda error: troubles.append(error.what if error else "over"),
        **JOB,
    )

    assert found == {"TrainingJobName": "ic-x"}
    assert len(troubles) == 3
    assert troubles[-1] == "over"


def test_insist_does_not_repeat_what_repeating_cannot_change(place: Place) -> None:
    server = place.server(refusal("AccessDeniedException", "no"))

    with pytest.raises(EngineRefused):
        place.aws().insist("sagemaker", "describe_training_job", cancel=CancelToken(), **JOB)

    assert len(server.seen) == 1


def test_insist_ends_with_its_patience_and_when_cancelled(place: Place) -> None:
    place.server(answer(500, b""))
    aws = place.aws()

    with pytest.raises(EngineUnreachable):
        aws.insist("sagemaker", "describe_training_job", cancel=CancelToken(), patience=0.0, **JOB)

    token = CancelToken()
    with pytest.raises(Cancelled):
        aws.insist(
            "sagemaker", "describe_training_job", cancel=token, on_trouble=lambda error: token.cancel(), **JOB
        )


def test_insist_with_little_patience_does_not_wait_for_a_login(place: Place) -> None:
    server = place.server(refusal("ExpiredTokenException", "the security token is expired"))
    troubles: list[object] = []

    with pytest.raises(CredentialsExpired):
        place.aws().insist(
            "sagemaker",
            "describe_training_job",
            cancel=CancelToken(),
            on_trouble=troubles.append,
            patience=A_LOGIN - 1.0,
            **JOB,
        )

    assert (len(server.seen), troubles) == (1, [])


def test_threads_share_one_connection(place: Place) -> None:
    server = place.server(good(TrainingJobName="ic-x"))
    aws = place.aws()
    answers: list[object] = []
    threads = [
        threading.Thread(target=lambda: answers.append(aws.ask("sagemaker", "describe_training_job", **JOB)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(answers) == len(server.seen) == 8


def test_server_helper_answers_in_order() -> None:
    server = OddServer(b"one", b"two")
    try:
        for expected in (b"one", b"two", b"two"):
            with socket.create_connection(("127.0.0.1", int(server.url.rpartition(":")[2]))) as connection:
                connection.sendall(b"GET / HTTP/1.1\r\n\r\n")
                assert connection.recv(10) == expected
    finally:
        server.close()
