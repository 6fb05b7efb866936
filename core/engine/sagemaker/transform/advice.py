"""What SageMaker says of a batch transform that it does not start, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.engine.sagemaker.hosting.advice import by_words, with_words
from core.engine.sagemaker.kinds import TRANSFORM
from core.engine.sagemaker.transform.quota import name_of
from core.engine.sagemaker.wording import words
from core.errors import EngineRefused, EngineUnreachable, NameTaken, QuotaExceeded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.errors import EngineError

_NO_PHOTOS = words(r"no s3 objects found")


def advised(error: EngineError, request: Mapping[str, Any]) -> EngineError:
    """The error with what to do about it, as far as its words are known.

    Args:
        error: as translated.
        request: of model and job.
    """
    if isinstance(error, (EngineUnreachable, NameTaken)):
        return error
    job = request.get(TRANSFORM.create, {})
    machine = str(job.get("TransformResources", {}).get("InstanceType", "the instance"))
    if isinstance(error, QuotaExceeded):
        return with_words(
            error,
            f"the account's quota for {machine} does not allow it",
            f"ask for more in Service Quotas ({name_of(machine)}), choose another instance type, or wait until another "
            "batch transform has ended",
        )
    if _NO_PHOTOS.search(error.why) and not isinstance(error, EngineRefused):
        return with_words(
            error,
            "SageMaker does not see the photos that were sent",
            "see that the role may s3:ListBucket and s3:GetObject there, and that nothing deletes them",
        )
    return by_words(error, request, machine)
