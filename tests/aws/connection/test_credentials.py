"""Where credentials come from, and what is said and done when they are no longer good."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from core.engine.sagemaker.connection import REST_SECONDS
from core.engine.sagemaker.session import may_be_amazons, role_cache
from core.errors import CredentialsExpired, EngineRefused, EngineUnreachable
from tests.aws.connection.odd_server import Seen, answer, assumed, caller, good, refusal
from tests.conftest import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from core.engine.sagemaker.connection import Aws
    from tests.aws.connection.places import Place

KEYS = "[default]\naws_access_key_id = {0}\naws_secret_access_key = s\n"
EXPIRED = refusal("ExpiredTokenException", "The security token included in the request is expired")
PAST = "2020-01-01T00:00:00Z"


def ask(aws: Aws) -> dict[str, object]:
    return aws.ask("sagemaker", "list_training_jobs")


def only(*keys: str) -> Callable[[Seen], bytes]:
    """A server's answer: good for these keys, expired for others."""
    return lambda seen: good(ok=True) if seen.key in keys else EXPIRED


def test_no_credentials_are_told_fast_and_without_a_request(place: Place) -> None:
    place.without_keys()
    server = place.server(good())
    began = time.monotonic()

    with pytest.raises(CredentialsExpired, match="no AWS credentials") as caught:
        ask(place.aws(profile=None))

    assert "aws configure" in caught.value.fix
    assert "aws sso login" in caught.value.fix
    assert server.seen == []
    assert time.monotonic() - began < 10  # a hang, not a speed


def test_half_a_pair_of_keys(place: Place) -> None:
    place.set(AWS_SECRET_ACCESS_KEY=None)

    with pytest.raises(CredentialsExpired, match="not complete") as caught:
        ask(place.aws())

    assert "AWS_SECRET_ACCESS_KEY" in caught.value.why


def test_unknown_profile_is_named(place: Place) -> None:
    with pytest.raises(EngineRefused) as caught:
        ask(place.aws(profile="typo"))

    assert "typo" in caught.value.why
    assert "--profile" in caught.value.fix


def test_profile_that_is_named_wins_over_keys_of_the_environment(place: Place) -> None:
    place.file(".aws/credentials", "[ml]\naws_access_key_id = AKIDML\naws_secret_access_key = s\n")
    server = place.server(good())

    ask(place.aws(profile="ml"))
    ask(place.aws())

    assert [seen.key for seen in server.seen] == ["AKIDML", "AKIDONE"]


def test_new_keys_in_the_file_are_picked_up_without_a_restart(place: Place) -> None:
    place.without_keys()
    place.file(".aws/credentials", KEYS.format("AKIDOLD"))
    place.server(only("AKIDNEW"))
    aws = place.aws()

    with pytest.raises(CredentialsExpired) as caught:
        ask(aws)
    assert "~/.aws/credentials" in caught.value.fix

    place.file(".aws/credentials", KEYS.format("AKIDNEW"))
    place.clock.pass_by(REST_SECONDS + 0.1)
    ask(aws)


def test_keys_that_are_put_there_at_last_are_found(place: Place) -> None:
    place.without_keys()
    place.server(good())
    aws = place.aws()
    with pytest.raises(CredentialsExpired):
        ask(aws)

    place.file(".aws/credentials", KEYS.format("AKIDNEW"))
    place.clock.pass_by(REST_SECONDS + 0.1)
    ask(aws)


def test_expired_credentials_cost_a_poller_one_request_in_a_rest(place: Place) -> None:
    server = place.server(EXPIRED)
    aws = place.aws()

    for _ in range(30):
        with pytest.raises(CredentialsExpired) as caught:
            ask(aws)
        place.clock.pass_by(REST_SECONDS / 10)

    assert str(caught.value) == "the AWS credentials have expired", "said once, not again in AWS's words"
    assert len(server.seen) in (3, 4)
    assert caught.value.retry_after is None or 0 < caught.value.retry_after <= REST_SECONDS
    assert "environment" in caught.value.fix


def test_token_that_is_good_again_needs_no_new_keys(place: Place) -> None:
    place.server(EXPIRED, good())
    aws = place.aws()
    with pytest.raises(CredentialsExpired):
        ask(aws)
    place.clock.pass_by(REST_SECONDS + 0.1)

    ask(aws)


def test_account_is_asked_for_once(place: Place) -> None:
    server = place.server(caller("123456789012"))
    aws = place.aws()

    assert aws.account() == aws.account() == "123456789012"
    assert aws.arn() == "arn:aws:iam::123456789012:user/ann"
    assert len(server.seen) == 1


def test_credentials_of_another_account_are_not_used(place: Place) -> None:
    server = place.server(caller("999999999999"))
    aws = place.aws(account="123456789012")

    with pytest.raises(CredentialsExpired, match=r"123456789012.*999999999999") as caught:
        ask(aws)
    with pytest.raises(CredentialsExpired, match="123456789012"):
        aws.account()

    assert "--profile" in caught.value.fix
    assert len(server.seen) == 1
    assert "sts" in server.seen[0].headers["authorization"]


def test_login_to_another_account_in_mid_run_is_noticed(place: Place) -> None:
    """Else the job would seem to be gone."""
    place.without_keys()
    place.file(".aws/credentials", KEYS.format("AKIDONE"))
    state = {"expired": False}
    accounts = {"AKIDONE": "123456789012", "AKIDTWO": "999999999999", "AKIDTHREE": "123456789012"}

    def serve(seen: Seen) -> bytes:
        if state["expired"] and seen.key == "AKIDONE":
            return EXPIRED
        return caller(accounts[seen.key]) if "/sts/" in seen.headers["authorization"] else good()

    place.server(serve)
    aws = place.aws()
    assert aws.account() == "123456789012"
    ask(aws)
    state["expired"] = True
    with pytest.raises(CredentialsExpired, match="expired"):
        ask(aws)

    place.file(".aws/credentials", KEYS.format("AKIDTWO"))
    place.clock.pass_by(REST_SECONDS + 0.1)
    with pytest.raises(CredentialsExpired, match="999999999999"):
        ask(aws)

    place.file(".aws/credentials", KEYS.format("AKIDTHREE"))
    place.clock.pass_by(REST_SECONDS + 0.1)
    ask(aws)


ROLE = """
[profile ml]
role_arn = arn:aws:iam::123456789012:role/train
source_profile = base
region = us-east-1
{0}
[profile base]
aws_access_key_id = AKIDBASE
aws_secret_access_key = s
"""


def later(hours: float = 1) -> str:
    return (datetime.now(UTC) + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")


def sts(until: str) -> Callable[[Seen], bytes]:
    return lambda seen: assumed("ASIAROLE", until) if "/sts/" in seen.headers["authorization"] else good()


def test_role_is_assumed_and_kept_for_the_next_program(place: Place) -> None:
    place.file(".aws/config", ROLE.format(""))
    server = place.server(sts(later()))

    ask(place.aws(profile="ml"))
    ask(place.aws(profile="ml"))

    assert [seen.key for seen in server.seen] == ["AKIDBASE", "ASIAROLE", "ASIAROLE"]
    kept = list((place.home / ".aws/cli/cache").iterdir())
    assert len(kept) == 1
    assert kept[0].stat().st_mode & 0o077 == 0


def test_role_that_may_not_be_assumed_names_that_permission(place: Place) -> None:
    place.file(".aws/config", ROLE.format(""))
    place.server(
        answer(
            403,
            b"<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error>"
            b"</ErrorResponse>",
            Content_Type="text/xml",
        )
    )

    with pytest.raises(EngineRefused, match="sts:AssumeRole"):
        ask(place.aws(profile="ml"))


def test_role_whose_sts_is_out_of_reach_is_asked_for_once(place: Place) -> None:
    place.file(".aws/config", ROLE.format(""))
    server = place.server(
        answer(500, b"<ErrorResponse><Error><Code>InternalFailure</Code></Error></ErrorResponse>")
    )

    with pytest.raises(EngineUnreachable):
        ask(place.aws(profile="ml"))

    assert len(server.seen) == 1


def test_code_from_a_device_is_not_asked_for_at_the_terminal(place: Place) -> None:
    place.file(".aws/config", ROLE.format("mfa_serial = arn:aws:iam::123456789012:mfa/ann"))
    server = place.server(sts(later()))

    with pytest.raises(CredentialsExpired, match="code") as caught:
        ask(place.aws(profile="ml"))

    assert "aws sts get-caller-identity --profile ml" in caught.value.fix
    assert server.seen == []


SSO = """
[profile ml]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = Train
region = us-east-1
[sso-session corp]
sso_region = us-east-1
sso_start_url = https://corp.awsapps.com/start
sso_registration_scopes = sso:account:access
"""
OLD_SSO = """
[profile ml]
sso_start_url = https://corp.awsapps.com/start
sso_region = us-east-1
sso_account_id = 123456789012
sso_role_name = Train
region = us-east-1
"""


def sso_token(place: Place, name: str, until: str) -> None:
    key = hashlib.sha1(name.encode()).hexdigest()
    token = {
        "accessToken": "t",
        "expiresAt": until,
        "startUrl": "https://corp.awsapps.com/start",
        "region": "us-east-1",
    }
    place.file(f".aws/sso/cache/{key}.json", json.dumps(token))


def sso_answer(seen: Seen) -> bytes:
    if "federation/credentials" in seen.line:
        expiry = int((time.time() + 3600) * 1000)
        role = {"accessKeyId": "ASIASSO", "secretAccessKey": "s", "sessionToken": "t", "expiration": expiry}
        return good(roleCredentials=role)
    return good(TrainingJobName="ic-x")


class Asker:
    """A program of its own that asks once when told to."""

    def __init__(self, profile: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.aws.connection.asker", profile],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=REPOSITORY,
        )

    def ask(self) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return dict(json.loads(self.process.stdout.readline()))

    def close(self) -> None:
        self.process.communicate()


@pytest.mark.parametrize(
    ("config", "name"), [(SSO, "corp"), (OLD_SSO, "https://corp.awsapps.com/start")], ids=["session", "old"]
)
def test_expired_sso_login_is_told_without_a_request_and_a_new_one_is_noticed(
    place: Place, config: str, name: str
) -> None:
    place.file(".aws/config", config)
    server = place.server(sso_answer)
    asker = Asker("ml")
    try:
        never = asker.ask()
        sso_token(place, name, PAST)
        expired = asker.ask()
        assert server.seen == []
        sso_token(place, name, later(8))
        renewed = asker.ask()
    finally:
        asker.close()

    for said in (never, expired):
        assert said["error"] == "CredentialsExpired"
        assert "SSO login" in said["what"]
        assert "aws sso login --profile ml" in said["fix"]
    assert renewed["answer"] == {"TrainingJobName": "ic-x"}
    assert server.seen[-1].key == "ASIASSO"


@pytest.mark.parametrize("config", [SSO, OLD_SSO], ids=["session", "old"])
def test_sso_login_that_the_service_ended(place: Place, config: str) -> None:
    place.file(".aws/config", config)
    sso_token(place, "corp" if config == SSO else "https://corp.awsapps.com/start", later(8))
    place.server(refusal("UnauthorizedException", "Session token not found or invalid", 401))

    asker = Asker("ml")
    try:
        said = asker.ask()
    finally:
        asker.close()

    assert said["error"] == "CredentialsExpired"
    assert "aws sso login --profile ml" in said["fix"]


def process(place: Place, script: str) -> None:
    file = place.file("give.py", script)
    place.file(".aws/config", f"[profile ml]\ncredential_process = {sys.executable} {file}\n")


def test_credential_process_is_asked_and_asked_again_when_its_keys_are_refused(place: Place) -> None:
    process(
        place,
        "import json, os, pathlib\n"
        "p = pathlib.Path(__file__).with_name('count'); n = len(p.read_text()) if p.exists() else 0\n"
        "p.write_text('x' * (n + 1))\n"
        "print(json.dumps({'Version': 1, 'AccessKeyId': f'AKIDP{n}', 'SecretAccessKey': 's'}))\n",
    )
    place.server(only("AKIDP1"))
    aws = place.aws(profile="ml")
    with pytest.raises(CredentialsExpired) as caught:
        ask(aws)
    assert "credential_process" in caught.value.fix
    place.clock.pass_by(REST_SECONDS + 0.1)

    ask(aws)


@pytest.mark.parametrize(
    "script",
    [
        "import sys; sys.exit('please log in to the vault, token=abcdef')",
        "print('no json')",
        "print('[]')",
        "print('{\"Version\": 1}')",
    ],
)
def test_credential_process_that_fails_is_told_in_words(place: Place, script: str) -> None:
    process(place, script)

    with pytest.raises(CredentialsExpired, match="could not be had") as caught:
        ask(place.aws(profile="ml"))

    assert "credential_process" in caught.value.fix


def test_credential_process_that_is_not_there(place: Place) -> None:
    place.file(".aws/config", "[profile ml]\ncredential_process = /no/such/program\n")

    with pytest.raises(CredentialsExpired, match="could not be had") as caught:
        ask(place.aws(profile="ml"))

    assert "/no/such/program" in caught.value.why


def test_web_identity_whose_file_is_gone(place: Place) -> None:
    place.without_keys()
    place.set(AWS_ROLE_ARN="arn:aws:iam::123456789012:role/r", AWS_WEB_IDENTITY_TOKEN_FILE="/no/such/file")

    with pytest.raises(EngineRefused) as caught:
        ask(place.aws())

    assert "/no/such/file" in caught.value.why


def test_metadata_service_is_looked_for_only_where_the_machine_may_be_amazons(tmp_path: Path) -> None:
    dmi, uuid = tmp_path / "dmi", tmp_path / "uuid"
    assert may_be_amazons(dmi, uuid)  # nothing can be read
    dmi.mkdir()
    (dmi / "sys_vendor").write_text("LENOVO\n")
    assert not may_be_amazons(dmi, uuid)
    (dmi / "sys_vendor").write_text("Amazon EC2\n")
    assert may_be_amazons(dmi, uuid)
    (dmi / "sys_vendor").write_text("Xen\n")
    assert not may_be_amazons(dmi, uuid)
    uuid.write_text("ec2e1916-9099-7caf-fd21-012345abcdef\n")
    assert may_be_amazons(dmi, uuid)


def test_metadata_service_that_is_named_is_asked(place: Place) -> None:
    place.without_keys()
    service = place.server(answer(404, b""))
    place.set(AWS_EC2_METADATA_DISABLED=None, AWS_EC2_METADATA_SERVICE_ENDPOINT=service.url)

    with pytest.raises(CredentialsExpired, match="no AWS credentials"):
        ask(place.aws())

    assert "latest" in service.seen[0].line


def test_roles_are_kept_in_memory_where_the_folder_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("")
    cache = role_cache(tmp_path / "cache" / "deeper")
    cache["a"] = {"x": 1}
    assert "a" in cache
    assert cache["a"] == {"x": 1}
    assert "b" not in cache


def test_end_of_the_credentials_is_known_after_an_answer(place: Place) -> None:
    ends = later()
    place.file(".aws/config", ROLE.format(""))
    place.server(sts(ends))
    aws = place.aws(profile="ml")
    assert aws.expiry() is None

    ask(aws)

    assert aws.expiry() == datetime.fromisoformat(ends).timestamp()


def test_keys_that_do_not_end_have_no_end(place: Place) -> None:
    place.server(good())
    aws = place.aws()
    ask(aws)

    assert aws.expiry() is None
