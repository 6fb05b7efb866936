"""What is right here beside what was right in training, and why the two may differ. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.dataset.judge import Limits

if TYPE_CHECKING:
    from collections.abc import Mapping

_SIGMAS = 1.96
"""Of twenty differences that are chance alone, one is larger."""


@dataclass(frozen=True, slots=True)
class Beside:
    """Two accuracies.

    Args:
        here: of the endpoint.
        photos: questions it answers.
        training: the job's best validation accuracy.
        validated: photos it was measured on; None if not known.
    """

    here: float
    photos: int
    training: float
    validated: int | None = None

    @property
    def differs(self) -> bool:
        """Whether chance hardly explains the difference, were the photos drawn from the same lot.

        Two shares are compared by their joint standard error; where the number of validation photos is not known, the
        accuracy in training is taken as exact.
        """
        if self.validated:
            whole = self.photos + self.validated
            share = (self.here * self.photos + self.training * self.validated) / whole
            variance = share * (1 - share) * (1 / self.photos + 1 / self.validated)
        else:
            variance = self.training * (1 - self.training) / self.photos
        return abs(self.here - self.training) > _SIGMAS * math.sqrt(variance) + 1e-9


def squeezes(engine: str) -> bool:
    """Whether endpoints of that engine bring photos to image_shape without keeping their proportions.

    The service's algorithm does (reference/sagemaker-image-classification.md §1, image_shape); the local engine's
    endpoints see photos as training does.
    """
    return engine == "sagemaker"


def squeezed(hyperparameters: Mapping[str, str]) -> str:
    """The difference in resizing between training and the service's endpoint, in words.

    Args:
        hyperparameters: of the job.
    """
    limits = Limits.of(hyperparameters)
    shape = f"{limits.width}×{limits.height}"
    before = "" if limits.resize is None else f"brought the shorter side to {limits.resize} pixels and "
    return f"training {before}cut {shape} pixels out of each photo; here the whole photo is squeezed into {shape}"
