"""Every error that botocore has comes out as one of the project's, in words."""

from __future__ import annotations

import inspect
import string
from collections import defaultdict

import botocore.exceptions
import pytest
import urllib3.exceptions
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from botocore.parsers import ResponseParserError

from core.engine.sagemaker.faults import foreign_errors, translate
from core.engine.sagemaker.identity import Identity
from core.errors import CredentialsExpired, EngineError, EngineRefused, EngineUnreachable

WHO = Identity("ml", "us-east-1", "sso")
CLASSES = [
    kind
    for _, kind in inspect.getmembers(botocore.exceptions, inspect.isclass)
    if issubclass(kind, BotoCoreError) and kind.__module__ == "botocore.exceptions"
]


def made(kind: type[BotoCoreError]) -> BotoCoreError:
    """An error of a class, each field of its text filled."""
    fields = {name for _, name, _, _ in string.Formatter().parse(kind.fmt) if name}
    if kind is botocore.exceptions.WaiterError:
        return botocore.exceptions.WaiterError("name", "reason", {})
    return kind(**{field: f"<{field}>" for field in fields})


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_every_class_of_botocore_has_words(kind: type[BotoCoreError]) -> None:
    error = made(kind)

    ours = translate(error, "sagemaker:ListTrainingJobs", WHO)

    assert isinstance(error, foreign_errors())
    assert ours.what
    assert ours.fix
    assert ours.what.isprintable()
    assert ours.why.isprintable()
    assert kind.__name__ not in str(ours)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (made(botocore.exceptions.UnauthorizedSSOTokenError), CredentialsExpired),
        (made(botocore.exceptions.SSOTokenLoadError), CredentialsExpired),
        (made(botocore.exceptions.LoginRefreshRequired), CredentialsExpired),
        (made(botocore.exceptions.NoCredentialsError), CredentialsExpired),
        (made(botocore.exceptions.EndpointConnectionError), EngineUnreachable),
        (made(botocore.exceptions.IncompleteReadError), EngineUnreachable),
        (HTTPClientError(error="x"), EngineUnreachable),
        (ResponseParserError("x"), EngineUnreachable),
        (urllib3.exceptions.ProtocolError("x"), EngineUnreachable),
        (ConnectionResetError("x"), EngineUnreachable),
        (TimeoutError("x"), EngineUnreachable),
        (made(botocore.exceptions.ProfileNotFound), EngineRefused),
        (PermissionError(13, "no", "/home/ann/.aws/config"), EngineRefused),
        (OSError(28, "No space left on device"), EngineRefused),
        (ValueError("Invalid endpoint: nothing"), EngineRefused),
        (ValueError("something else"), EngineError),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_what_may_change_by_itself_is_told_from_what_may_not(
    error: Exception, kind: type[EngineError]
) -> None:
    assert type(translate(error, "s3:PutObject", WHO)) is kind


def test_remedies_name_the_profile_and_the_way_to_log_in() -> None:
    sso = translate(made(botocore.exceptions.SSOTokenLoadError), "s3:PutObject", WHO)
    assert "aws sso login --profile ml" in sso.fix
    login = translate(made(botocore.exceptions.LoginRefreshRequired), "s3:PutObject", Identity("", "r"))
    assert login.fix == "run: aws login"


@pytest.mark.parametrize(
    ("method", "words"),
    [
        ("sso", "aws sso login --profile ml"),
        ("env", "environment"),
        ("shared-credentials-file", "~/.aws/credentials"),
        ("custom-process", "credential_process"),
        ("assume-role", "aws sts get-caller-identity --profile ml"),
        ("", "aws sso login --profile ml"),
    ],
)
def test_expired_token_is_renewed_where_it_came_from(method: str, words: str) -> None:
    error = ClientError({"Error": {"Code": "ExpiredToken", "Message": "x"}}, "PutObject")

    ours = translate(error, "s3:PutObject", Identity("ml", "us-east-1", method))

    assert isinstance(ours, CredentialsExpired)
    assert words in ours.fix


def test_answer_with_nothing_in_it_is_survived() -> None:
    fields: dict[str, dict[str, str]] = defaultdict(dict)
    ours = translate(ClientError({"Error": fields["Error"]}, "X"), "s3:PutObject", WHO)
    assert ours.what == "AWS refused s3:PutObject"


def test_secrets_in_a_message_are_masked() -> None:
    message = "The key AKIAIOSFODNN7EXAMPLE is disabled"
    error = ClientError({"Error": {"Code": "AccessDenied", "Message": message}}, "PutObject")

    assert "IOSFODNN7EXAMPLE" not in str(translate(error, "s3:PutObject", WHO))
