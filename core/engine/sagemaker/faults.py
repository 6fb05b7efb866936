"""botocore's errors as the project's own: what happened, why, and what to do. The only place that knows their codes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

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

if TYPE_CHECKING:
    from core.engine.sagemaker.connection import Identity

_EXPIRED = {"ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired"}
_UNKNOWN_KEYS = {
    "InvalidClientTokenId",
    "UnrecognizedClientException",
    "InvalidAccessKeyId",
    "InvalidToken",
    "AuthFailure",
    "NotAuthorizedException",
}
_WRONG_SIGNATURE = {"SignatureDoesNotMatch", "InvalidSignatureException", "RequestTimeTooSkewed"}
_DENIED = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "Forbidden", "403"}
_THROTTLED = {
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "RequestThrottled",
    "RequestThrottledException",
    "RequestLimitExceeded",
    "TooManyRequestsException",
    "SlowDown",
    "BandwidthLimitExceeded",
    "429",
}
_MISSING = {
    "ResourceNotFound",
    "ResourceNotFoundException",
    "NoSuchBucket",
    "NoSuchKey",
    "NoSuchEntity",
    "NoSuchResourceException",
    "NotFound",
    "404",
}
_LIMITS = {"ResourceLimitExceeded", "ServiceQuotaExceededException", "LimitExceededException"}
_ELSEWHERE = {
    "PermanentRedirect",
    "AuthorizationHeaderMalformed",
    "IllegalLocationConstraintException",
    "301",
}
_NOT_AUTHORIZED = re.compile(r"not authorized to perform: ([\w:*-]{1,128})")
_NO_SUCH_JOB = re.compile(r"requested resource not found|could not find", re.IGNORECASE)
_SSO_PROBLEMS = {
    "SSOError",
    "SSOTokenLoadError",
    "UnauthorizedSSOTokenError",
    "TokenRetrievalError",
    "PendingAuthorizationExpiredError",
}
_NO_CREDENTIALS = {
    "NoCredentialsError",
    "PartialCredentialsError",
    "CredentialRetrievalError",
    "NoAuthTokenError",
}
_NO_ANSWER = (
    "ConnectionError",
    "HTTPClientError",
    "ConnectTimeoutError",
    "ReadTimeoutError",
    "EndpointConnectionError",
    "ConnectionClosedError",
    "IncompleteReadError",
    "ResponseStreamingError",
    "ResponseParserError",
    "MetadataRetrievalError",
)


def translate(error: Exception, action: str, who: Identity) -> EngineError:
    """The project's error for one of botocore's.

    Args:
        error: whatever a call or the making of a client raised.
        action: what was asked for, as IAM writes it, such as ``sagemaker:DescribeTrainingJob``.
        who: profile, region and kind of credentials, for the remedy.
    """
    response = getattr(error, "response", None)
    if isinstance(response, dict) and "Error" in response:
        return _of_service(response, action, who)
    kinds = {kind.__name__ for kind in type(error).__mro__}
    text = _sentence(str(error))
    if kinds & _SSO_PROBLEMS:
        return CredentialsExpired("the SSO login has expired", why=text, fix=who.renewal("sso"))
    if "LoginRefreshRequired" in kinds or "LoginTokenLoadError" in kinds:
        return CredentialsExpired("the login has expired", why=text, fix=who.renewal("login"))
    if kinds & _NO_CREDENTIALS:
        return CredentialsExpired("there are no AWS credentials", why=text, fix=who.no_credentials())
    if "ProfileNotFound" in kinds or "InvalidConfigError" in kinds or "ConfigParseError" in kinds:
        return EngineRefused(
            "the AWS configuration cannot be used",
            why=text,
            fix="mend ~/.aws/config, or name another profile: --profile, sagemaker.profile, AWS_PROFILE",
        )
    if kinds & set(_NO_ANSWER) or isinstance(error, OSError):
        return EngineUnreachable(
            "no answer from AWS",
            why=text,
            fix="look at the network, the VPN and AWS_ENDPOINT_URL; it is tried again by itself",
        )
    return EngineError(f"{action} could not be asked", why=text)


def _of_service(response: dict[str, Any], action: str, who: Identity) -> EngineError:
    code = str(response["Error"].get("Code", ""))
    message = _sentence(str(response["Error"].get("Message", "")))
    status = int(response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0) or 0)
    error = _by_code(code, message, status, action, who)
    error.code = code
    return error


def _by_code(code: str, message: str, status: int, action: str, who: Identity) -> EngineError:
    job = action.startswith("sagemaker:")
    if code in _EXPIRED:
        return CredentialsExpired("the AWS credentials have expired", why=message, fix=who.renewal())
    if code in _UNKNOWN_KEYS:
        return CredentialsExpired("AWS does not know these credentials", why=message, fix=who.renewal())
    if code in _WRONG_SIGNATURE:
        return CredentialsExpired(
            "AWS does not accept the signature of this machine",
            why=message,
            fix="check the secret key and the machine's clock; then it goes on by itself",
        )
    if code in _THROTTLED or status == 429:
        return Throttled(
            "AWS asks to be asked less often",
            why=f"{action} was throttled",
            fix="other programs may use up the account's rate; it is tried again by itself",
        )
    if code in _DENIED:
        named = _NOT_AUTHORIZED.search(message)
        missing = named[1] if named else action
        return EngineRefused(
            f"AWS does not allow {missing}",
            why=message,
            fix=f"ask for the permission {missing}{who.for_whom()}",
        )
    if code in _LIMITS:
        return QuotaExceeded(
            "the account's quota does not allow it",
            why=message,
            fix="wait until another job has ended, choose another instance type, or ask for more in Service Quotas",
        )
    if job and code == "ResourceInUse":
        return NameTaken("the name is taken", why=message, fix="choose another name with --name")
    if job and (code in _MISSING or (code == "ValidationException" and _NO_SUCH_JOB.search(message))):
        return JobNotFound(
            f"there is no such job in {who.place()}", why=message, fix="look for it with: jobs"
        )
    if code in _MISSING or status == 404:
        return NotFound(f"{action}: not there", why=message)
    if code in _ELSEWHERE or status == 301:
        return EngineError(
            f"{action}: it lies in another region than {who.region}",
            why=message,
            fix="use one region for bucket and job: --region, sagemaker.region",
        )
    if status >= 500 or code in ("InternalError", "InternalFailure", "ServiceUnavailable", "RequestTimeout"):
        return EngineUnreachable(
            "AWS has a fault of its own",
            why=message or f"{action} answered {status}",
            fix="it is tried again by itself",
        )
    return EngineError(f"AWS refused {action}", why=message or code)


def _sentence(text: str) -> str:
    """One line, without the preamble that botocore puts in front and without the full stop."""
    text = " ".join(text.split())
    return text.rstrip(".")
