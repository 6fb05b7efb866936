"""What to do about a batch transform that failed: advice by the words of its FailureReason, else where to look."""

from __future__ import annotations

from core.engine.sagemaker.wording import words

_LOOK = "look at its log for the photo that was refused; the answers that were given are kept"
_CASES = (
    (
        words(r"CapacityError|InsufficientCapacity|unable to provision"),
        "AWS has no such instances free just now: start it again later, or with another instance type",
    ),
    (
        words(r"ResourceLimitExceeded|account-level service limit"),
        "the account's quota is used up: wait until another one has ended, or ask for more in Service Quotas",
    ),
    (
        words(r"AccessDenied|access denied|not authorized|KMS|AssumeRole"),
        "the role may not do something: it must read model and photos, write the answers, and use the keys",
    ),
    (
        words(r"No S3 objects|NoSuchKey|NoSuchBucket|model data"),
        "model or photos are not there any more: start another batch transform",
    ),
    (
        words(r"health check|ping|out of memory|OutOfMemory|container"),
        "the model did not start: look at its log; a larger instance type may help",
    ),
    (
        words(r"InternalServerError|internal (?:server )?error"),
        "it was a fault of AWS: start it again",
    ),
)


def advice(reason: str | None) -> str:
    """What to do, in one sentence.

    Args:
        reason: FailureReason.
    """
    for pattern, told in _CASES:
        if pattern.search(reason or ""):
            return told
    return _LOOK
