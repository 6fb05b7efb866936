"""The codes that AWS services answer with in place of what was asked for, by what they mean here."""

from __future__ import annotations

EXPIRED = {"ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired"}
UNKNOWN_KEYS = {
    "InvalidClientTokenId",
    "UnrecognizedClientException",
    "InvalidAccessKeyId",
    "InvalidToken",
    "AuthFailure",
    "NotAuthorizedException",
    "MissingAuthenticationToken",
    "MissingAuthenticationTokenException",
    "401",
}
WRONG_SIGNATURE = {"SignatureDoesNotMatch", "InvalidSignatureException", "RequestTimeTooSkewed"}
SSO = {"UnauthorizedException", "InvalidGrantException", "ExpiredSsoToken"}
DENIED = {
    "AccessDenied",
    "AccessDeniedException",
    "UnauthorizedOperation",
    "Forbidden",
    "ForbiddenException",
    "AllAccessDisabled",
    "AccountProblem",
    "OptInRequired",
    "SubscriptionRequiredException",
    "403",
}
THROTTLED = {
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "RequestThrottled",
    "RequestThrottledException",
    "RequestLimitExceeded",
    "TooManyRequestsException",
    "ProvisionedThroughputExceededException",
    "EC2ThrottledException",
    "SlowDown",
    "BandwidthLimitExceeded",
    "429",
}
MISSING = {
    "ResourceNotFound",
    "ResourceNotFoundException",
    "NoSuchBucket",
    "NoSuchKey",
    "NoSuchUpload",
    "NoSuchEntity",
    "NoSuchResourceException",
    "NotFound",
    "NotFoundException",
    "404",
}
LIMITS = {
    "ResourceLimitExceeded",
    "ServiceQuotaExceededException",
    "LimitExceededException",
    "LimitExceeded",
}
ELSEWHERE = {
    "PermanentRedirect",
    "AuthorizationHeaderMalformed",
    "IllegalLocationConstraintException",
    "301",
}
PASSING = {
    "InternalError",
    "InternalFailure",
    "InternalServerError",
    "InternalServerException",
    "ServiceUnavailable",
    "ServiceUnavailableException",
    "RequestTimeout",
    "RequestTimeoutException",
    "OperationAborted",
    "408",
}
