"""What botocore raises as the project's own errors. What the services themselves answer is in `refusals`."""

from __future__ import annotations

import errno
import re
from typing import TYPE_CHECKING, NamedTuple

from core.engine.sagemaker.refusals import of_service, sentence
from core.errors import CredentialsExpired, EngineError, EngineRefused, EngineUnreachable

if TYPE_CHECKING:
    from core.engine.sagemaker.identity import Identity


class _Kind(NamedTuple):
    """An error of botocore's: the project's class for it, what happened, what to do."""

    error: type[EngineError]
    what: str
    fix: str


_ADDRESS = re.compile(r"endpoint|ipv6|\burl\b|\bport\b", re.IGNORECASE)
_PASSES = "wait a little; it usually passes"
_NO_ANSWER = _Kind(
    EngineUnreachable, "no answer from AWS", "look at the network, the VPN and AWS_ENDPOINT_URL"
)
_DAMAGED = _Kind(EngineUnreachable, "an answer of AWS came damaged", _PASSES)
_CONFIGURATION = _Kind(
    EngineRefused,
    "the AWS configuration cannot be used",
    "mend ~/.aws/config, or name another profile: --profile, sagemaker.profile, AWS_PROFILE",
)
_ENDPOINT = _Kind(
    EngineRefused,
    "the address of AWS is none that can be used",
    "mend AWS_ENDPOINT_URL (and AWS_ENDPOINT_URL_…, endpoint_url in ~/.aws/config), or take it away",
)
_REGION = _Kind(
    EngineRefused,
    "the AWS region cannot be used",
    "name a region such as us-east-1: --region, sagemaker.region, AWS_REGION",
)
_REQUEST = _Kind(
    EngineError,
    "a request to AWS is not valid, so it was not sent",
    "mend the value that is named, in the configuration or the flags",
)
_FILE = _Kind(EngineRefused, "a file of this machine cannot be used", "look at the file or the disk")
_OF_FILES = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG, errno.EMFILE, errno.ENFILE}
_SSO = _Kind(CredentialsExpired, "the SSO login has expired", "sso")
_LOGIN = _Kind(CredentialsExpired, "the login has expired", "login")
_NONE = _Kind(CredentialsExpired, "there are no AWS credentials", "none")
_NOT_GOT = _Kind(CredentialsExpired, "the AWS credentials could not be had", "renew")
_CODE = _Kind(CredentialsExpired, "the role is only given for a code from your device", "code")

_KINDS: dict[str, _Kind] = {
    "SSOError": _SSO,
    "TokenRetrievalError": _SSO,
    "NoAuthTokenError": _SSO,
    "LoginError": _LOGIN,
    "NoCredentialsError": _NONE,
    "PartialCredentialsError": _Kind(CredentialsExpired, "the AWS credentials are not complete", "none"),
    "CredentialRetrievalError": _NOT_GOT,
    "MetadataRetrievalError": _NOT_GOT,
    "RefreshWithMFAUnsupportedError": _CODE,
    "ProfileNotFound": _CONFIGURATION,
    "ConfigParseError": _CONFIGURATION,
    "ConfigNotFound": _CONFIGURATION,
    "InvalidConfigError": _CONFIGURATION,
    "UnknownCredentialError": _CONFIGURATION,
    "UnknownTokenProviderError": _CONFIGURATION,
    "InvalidRetryConfigurationError": _CONFIGURATION,
    "InvalidDefaultsMode": _CONFIGURATION,
    "InvalidChecksumConfigError": _CONFIGURATION,
    "InvalidS3UsEast1RegionalEndpointConfigError": _CONFIGURATION,
    "InvalidSTSRegionalEndpointsConfigError": _CONFIGURATION,
    "InvalidS3AddressingStyleError": _CONFIGURATION,
    "InvalidEndpointDiscoveryConfigurationError": _CONFIGURATION,
    "InvalidIMDSEndpointError": _CONFIGURATION,
    "InvalidIMDSEndpointModeError": _CONFIGURATION,
    "InvalidEndpointConfigurationError": _ENDPOINT,
    "EndpointProviderError": _ENDPOINT,
    "EndpointVariantError": _ENDPOINT,
    "UnknownFIPSEndpointError": _ENDPOINT,
    "InvalidHostLabelError": _REQUEST,
    "InvalidDNSNameError": _REQUEST,
    "InvalidRegionError": _REGION,
    "UnknownRegionError": _REGION,
    "NoRegionError": _REGION,
    "UnknownEndpointError": _REGION,
    "ServiceNotInRegionError": _REGION,
    "ParamValidationError": _REQUEST,
    "ValidationError": _REQUEST,
    "MissingParametersError": _REQUEST,
    "UnsupportedS3ArnError": _REQUEST,
    "UnsupportedS3AccesspointConfigurationError": _REQUEST,
    "UnsupportedS3ConfigurationError": _REQUEST,
    "MissingDependencyException": _Kind(
        EngineRefused, "this way to log in needs a package that is not there", "install: botocore[crt]"
    ),
    "InvalidProxiesConfigError": _Kind(
        EngineRefused, "the proxy's settings cannot be used", "mend HTTPS_PROXY, HTTP_PROXY and NO_PROXY"
    ),
    "ProxyConnectionError": _Kind(
        EngineUnreachable,
        "the proxy does not answer",
        "look at HTTPS_PROXY, HTTP_PROXY and NO_PROXY",
    ),
    "SSLError": _Kind(
        EngineUnreachable,
        "no secure connection to AWS",
        "behind a proxy that reads along, name its certificates in AWS_CA_BUNDLE",
    ),
    "EndpointConnectionError": _Kind(
        EngineUnreachable,
        "AWS cannot be reached",
        "look at the network, the VPN, the region's name and AWS_ENDPOINT_URL",
    ),
    "ReadTimeoutError": _Kind(EngineUnreachable, "AWS did not answer in time", _PASSES),
    "ConnectTimeoutError": _Kind(
        EngineUnreachable, "AWS did not answer in time", "look at the network and the VPN"
    ),
    "ConnectionClosedError": _Kind(EngineUnreachable, "the connection to AWS was cut off", _PASSES),
    "IncompleteReadError": _DAMAGED,
    "ResponseStreamingError": _DAMAGED,
    "ResponseParserError": _DAMAGED,
    "ChecksumError": _DAMAGED,
    "FlexibleChecksumError": _DAMAGED,
    "AwsChunkedWrapperError": _DAMAGED,
    "CapacityNotAvailableError": _NO_ANSWER,
    "HTTPClientError": _NO_ANSWER,
    "ConnectionError": _NO_ANSWER,
    "HTTPError": _NO_ANSWER,
    "OSError": _NO_ANSWER,
    "JSONDecodeError": _DAMAGED,
    "UnicodeDecodeError": _DAMAGED,
}
"""By the name of the class; of an error's classes the most special one that is here counts."""
_UNKNOWN = _Kind(EngineError, "the AWS library could not do it", "run: trainscope doctor")


def translate(error: Exception, action: str, who: Identity) -> EngineError:
    """The project's error for one of botocore's.

    Args:
        error: whatever a call or the making of a client raised.
        action: what was asked for, as IAM writes it, such as ``sagemaker:DescribeTrainingJob``.
        who: profile, region and kind of credentials, for the remedy.
    """
    response = getattr(error, "response", None)
    if isinstance(response, dict) and "Error" in response:
        return of_service(response, str(getattr(error, "operation_name", "")), action, who)
    kind = next((_KINDS[each.__name__] for each in type(error).__mro__ if each.__name__ in _KINDS), None)
    if isinstance(error, OSError) and (error.filename is not None or error.errno in _OF_FILES):
        kind = _FILE
    if kind is None:
        kind = _ENDPOINT if isinstance(error, ValueError) and _ADDRESS.search(str(error)) else _UNKNOWN
    why = sentence(str(error))
    if kind is _UNKNOWN:
        why = f"{action}: {why}"
    return kind.error(kind.what, why=why, fix=_fix(kind, error, who))


def _fix(kind: _Kind, error: Exception, who: Identity) -> str:
    if kind.error is not CredentialsExpired:
        return kind.fix
    if kind.fix == "none":
        return who.no_credentials()
    if kind.fix == "code":
        return who.code_wanted()
    if kind.fix == "renew":
        provider = str(getattr(error, "kwargs", {}).get("provider", ""))
        return who.renewal(provider)
    return who.renewal(kind.fix)


def foreign_errors() -> tuple[type[Exception], ...]:
    """The classes of what may come out of botocore, for `translate`."""
    from botocore.exceptions import BotoCoreError, ClientError
    from botocore.parsers import ResponseParserError
    from urllib3.exceptions import HTTPError

    return (BotoCoreError, ClientError, HTTPError, ResponseParserError, OSError, ValueError)
