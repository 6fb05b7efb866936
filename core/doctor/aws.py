"""SageMaker: who asks, where, and whether what a job needs is there. With another engine nobody is asked."""

from __future__ import annotations

import os
import time
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING

from core.cancel import CancelToken
from core.doctor import aws_account
from core.doctor.result import Check
from core.engine.sagemaker.connection import Aws
from core.engine.sagemaker.profile import named_profile
from core.engine.sagemaker.questions import LITTLE_PATIENCE, Questions
from core.errors import TrainscopeError
from core.times import duration, iso

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from core.config import SagemakerSettings, Settings

TOLERATED_SKEW = 120.0
"""Seconds that the machine's clock may be off; AWS refuses what was signed five minutes from its own time."""
_FILES = (("AWS_CONFIG_FILE", "~/.aws/config"), ("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials"))
_KEYS = ("AWS_ACCESS_KEY_ID", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")


def sagemaker(settings: Settings, environ: Mapping[str, str] = os.environ) -> Iterator[Check]:
    """All checks of the SageMaker engine, those of the account only if the settings name the engine."""
    section = settings.sagemaker
    if settings.engine != "sagemaker":
        yield _unused(section, environ)
        return
    try:
        aws = Aws(section, environ=environ)
    except TrainscopeError as error:
        yield Check("aws region", False, str(error), error.fix)
        return
    yield Check("aws region", True, f"{aws.region}, from {_origin(section, environ)}")
    questions = Questions(aws, CancelToken(), patience=LITTLE_PATIENCE, await_login=False)
    try:
        account, caller = questions.caller()
        yield Check("aws credentials", True, _credentials(aws, account, caller))
        skew = _skew(aws)
    except TrainscopeError as error:
        yield Check("aws credentials", False, str(error), error.fix)
        return
    if skew is not None:
        yield _clock(skew)
    yield from aws_account.checks(section, account, caller, questions)


def _unused(section: SagemakerSettings, environ: Mapping[str, str]) -> Check:
    """What is on this machine, without asking anybody."""
    files = [Path(environ.get(name) or usual).expanduser() for name, usual in _FILES]
    there = any(environ.get(name) for name in _KEYS) or any(file.is_file() for file in files)
    profile = section.profile or named_profile(environ)
    found = "AWS credentials are configured" if there else "no AWS credentials are configured"
    who = f" (profile {profile})" if profile else ""
    return Check(
        "aws",
        True,
        f"not asked, since engine is not sagemaker; {found}{who}",
        "trainscope doctor --engine sagemaker asks",
    )


def _origin(section: SagemakerSettings, environ: Mapping[str, str]) -> str:
    """Where the region was read from, in the order of `Aws`."""
    if section.region:
        return "--region or sagemaker.region"
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        if environ.get(name):
            return name
    return f"the AWS profile {section.profile or named_profile(environ) or 'default'}"


def _credentials(aws: Aws, account: str, caller: str) -> str:
    detail = f"account {account}, {caller}"
    if aws.profile:
        detail += f", profile {aws.profile}"
    if aws.identity.method:
        detail += f", from {aws.identity.method}"
    ends = aws.expiry()
    if ends is None:
        return detail
    return f"{detail}, good until {iso(ends)} ({duration(ends - time.time())} left)"


def _skew(aws: Aws) -> float | None:
    """Seconds that AWS's clock is ahead of this machine's; None where the answer does not say the time."""
    with aws.translated("sts:GetCallerIdentity"):
        answer = aws.client("sts").get_caller_identity()
    try:
        theirs = parsedate_to_datetime(answer["ResponseMetadata"]["HTTPHeaders"]["date"])
    except (KeyError, ValueError):
        return None
    return theirs.timestamp() - time.time()


def _clock(skew: float) -> Check:
    if abs(skew) <= TOLERATED_SKEW:
        return Check("clock", True, f"{abs(skew):.0f} s from AWS's")
    direction = "behind" if skew > 0 else "ahead of"
    detail = f"this machine's clock is {abs(skew) / 60:.0f} minutes {direction} AWS's"
    return Check(
        "clock", False, detail, "set it (timedatectl set-ntp true): AWS refuses signatures of another time"
    )
