"""What an AWS service answers in place of what was asked for, as the project's own errors: who knows the codes."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from core.engine.sagemaker import codes
from core.engine.sagemaker.hosting.refused import of_hosting
from core.errors import (
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
from core.text import clean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.engine.sagemaker.identity import Identity

_NOT_AUTHORIZED = re.compile(r"not authorized to perform: ([\w:*-]{1,128})")
_NO_SUCH_JOB = re.compile(r"requested resource not found|could not find", re.IGNORECASE)
_OF_A_JOB = {
    f"sagemaker:{verb}{kind}Job"
    for verb in ("Describe", "Stop", "Delete")
    for kind in ("Training", "Transform")
}
_OF_A_SWEEP = {
    "sagemaker:DescribeHyperParameterTuningJob",
    "sagemaker:StopHyperParameterTuningJob",
    "sagemaker:ListTrainingJobsForHyperParameterTuningJob",
}
_CREATES_A_JOB = {
    "sagemaker:CreateTrainingJob",
    "sagemaker:CreateTransformJob",
    "sagemaker:CreateHyperParameterTuningJob",
}
_CREDENTIALS = {
    "AssumeRole": "sts:AssumeRole",
    "AssumeRoleWithWebIdentity": "sts:AssumeRoleWithWebIdentity",
    "GetRoleCredentials": "sso:GetRoleCredentials",
    "CreateToken": "sso-oauth:CreateToken",
}
"""What botocore asks on the way to credentials; a refusal of it is not one of what was wanted."""
_TOLERATED_SKEW = 120.0
"""Seconds; AWS accepts five minutes and more."""


@dataclass(frozen=True, slots=True)
class _Answer:
    code: str
    message: str
    status: int
    action: str
    skew: float
    who: Identity


def of_service(response: Mapping[str, Any], operation: str, action: str, who: Identity) -> EngineError:
    """The project's error for an answer of a service.

    Args:
        response: as botocore gives it.
        operation: as botocore names it; may be one that it asked on the way to credentials.
        action: what was asked for, as IAM writes it.
        who: for the remedy.
    """
    metadata = response.get("ResponseMetadata", {})
    status = int(metadata.get("HTTPStatusCode", 0) or 0)
    code = clean(str(response["Error"].get("Code", "")), limit=80)
    answer = _Answer(
        code=code,
        message=sentence(str(response["Error"].get("Message", ""))),
        status=status,
        action=_CREDENTIALS.get(operation, action),
        skew=clock_skew(metadata.get("HTTPHeaders", {}), time.time()) or 0.0,
        who=who,
    )
    error = (
        _credentials(answer)
        or of_hosting(response, code, answer.message, answer.action, who)
        or _passing(answer)
        or _lasting(answer)
    )
    error.code = code
    return error


def sentence(text: str) -> str:
    """One harmless line, without the full stop."""
    return clean(" ".join(text.split()), limit=600).rstrip(".")


def _credentials(it: _Answer) -> EngineError | None:
    """What new credentials change."""
    who = it.who
    if it.action in _CREDENTIALS.values() and it.code in codes.SSO:
        return CredentialsExpired("the SSO login has expired", why=it.message, fix=who.renewal("sso"))
    if it.code in codes.EXPIRED:
        says_no_more = "token" in it.message.lower() and "expired" in it.message.lower()
        why = "" if says_no_more else it.message
        return CredentialsExpired("the AWS credentials have expired", why=why, fix=who.renewal())
    if it.code in codes.UNKNOWN_KEYS or it.status == 401:
        return CredentialsExpired(
            "AWS does not know these credentials",
            why=it.message,
            fix=f"{who.renewal()}; a region that the account has not enabled answers so, too",
        )
    if it.code in codes.WRONG_SIGNATURE:
        if abs(it.skew) > _TOLERATED_SKEW:
            direction = "behind" if it.skew > 0 else "ahead"
            return CredentialsExpired(
                "AWS does not accept the time of this machine",
                why=f"its clock is {abs(it.skew) / 60:.0f} minutes {direction}",
                fix="set the machine's clock",
            )
        return CredentialsExpired(
            "AWS does not accept the signature of this machine",
            why=it.message,
            fix="check the secret key and the machine's clock",
        )
    if it.code == "400" and not it.message.removeprefix("Bad Request"):
        # An answer to HEAD has no body: an expired token looks like this.
        return CredentialsExpired(
            "AWS does not accept the request, most likely because the credentials have expired",
            why=f"{it.action} answered 400 without a reason",
            fix=who.renewal(),
        )
    return None


def _passing(it: _Answer) -> EngineError | None:
    """What time changes."""
    if it.code in codes.THROTTLED or it.status == 429:
        return Throttled(
            "AWS asks to be asked less often",
            why=f"{it.action} was throttled",
            fix="other programs may use up the account's rate",
        )
    if it.status >= 500 or it.code in codes.PASSING:
        return EngineUnreachable(
            "AWS has a fault of its own",
            why=it.message or f"{it.action} answered {it.status}",
            fix="wait a little; it usually passes",
        )
    return None


def _lasting(it: _Answer) -> EngineError:
    """What only the user changes."""
    if it.code in codes.DENIED:
        named = _NOT_AUTHORIZED.search(it.message)
        missing = named[1] if named else it.action
        return EngineRefused(
            f"AWS does not allow {missing}",
            why=it.message,
            fix=f"ask for the permission {missing}{it.who.for_whom()}",
        )
    if it.code in codes.LIMITS:
        return QuotaExceeded(
            "the account's quota does not allow it",
            why=it.message,
            fix="wait until another job has ended, choose another instance type, or ask for more in Service Quotas",
        )
    if it.action in _CREATES_A_JOB and it.code == "ResourceInUse":
        return NameTaken("the name is taken", why=it.message, fix="choose another name with --name")
    gone = it.code in codes.MISSING or (it.code == "ValidationException" and _NO_SUCH_JOB.search(it.message))
    if it.action in _OF_A_JOB and gone:
        return JobNotFound(
            f"there is no such job in {it.who.place()}", why=it.message, fix="look for it with: jobs"
        )
    if it.action in _OF_A_SWEEP and gone:
        return JobNotFound(
            f"there is no such sweep in {it.who.place()}", why=it.message, fix="look for it with: sweeps"
        )
    if it.code in codes.MISSING or it.status == 404:
        return NotFound(
            f"AWS does not have it: {it.action}",
            why=it.message or it.code,
            fix=f"look at the name that was given, and at the region {it.who.region}",
        )
    if it.code in codes.ELSEWHERE or it.status == 301:
        return EngineError(
            f"{it.action}: it lies in another region than {it.who.region}",
            why=it.message,
            fix="use one region for bucket and job: --region, sagemaker.region",
        )
    if it.status == 403:
        return EngineRefused(
            f"AWS does not allow {it.action}",
            why=it.message or it.code,
            fix=f"ask for the permission {it.action}{it.who.for_whom()}",
        )
    return EngineError(
        f"AWS refused {it.action}",
        why=it.message or it.code,
        fix="change what AWS names, in the configuration or the flags",
    )


def clock_skew(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds that a service's clock is ahead of this machine's; None where it does not say.

    Args:
        headers: of its answer.
        now: when that came, epoch seconds.
    """
    try:
        theirs = parsedate_to_datetime(headers["date"])
    except (KeyError, TypeError, ValueError):
        return None
    if theirs.tzinfo is None:
        theirs = theirs.replace(tzinfo=UTC)
    return theirs.timestamp() - now
