"""What SageMaker says of a sweep that it does not start, and what to do about it.

The wording is SageMaker's and may change, so only a few sure words of each are looked for; what none fits is told as
for a job.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.engine.sagemaker import invalid
from core.engine.sagemaker.hosting.advice import with_words
from core.engine.sagemaker.sweep.request import DEFINITION
from core.engine.sagemaker.wording import Case, words
from core.errors import EngineRefused, EngineUnreachable, QuotaExceeded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.errors import EngineError

_OF_INSTANCES = words(r"training job usage")
_CASES = (
    Case(
        words(r"MaxParallelTrainingJobs|MaxNumberOfTrainingJobs|\bgrid\b"),
        "SageMaker does not take the number of jobs",
        "have fewer jobs at a time; with Grid have as many jobs as there are combinations",
    ),
    Case(
        words(r"parameter ?ranges?\b|MinValue|MaxValue|ScalingType|\btunable\b"),
        "SageMaker does not take the ranges",
        "look at the name that it gives, and at its range",
    ),
)


def advised(error: EngineError, request: Mapping[str, Any]) -> EngineError:
    """The error of a CreateHyperParameterTuningJob with what to do about it, as far as its words are known.

    Args:
        error: as translated.
        request: that was refused.
    """
    job = request.get(DEFINITION, {})
    if isinstance(error, EngineUnreachable):
        return error
    if isinstance(error, QuotaExceeded):
        if _OF_INSTANCES.search(error.why):
            return invalid.advised(error, job)
        return with_words(
            error,
            "the account's quota for sweeps does not allow it",
            "have fewer jobs, or fewer at a time; wait until another sweep has ended; or ask for more in Service "
            "Quotas",
        )
    if not isinstance(error, EngineRefused):
        for case in _CASES:
            if case.words.search(error.why):
                return with_words(error, case.what, case.fix)
    return invalid.advised(error, job)
