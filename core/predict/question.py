"""The values of asking: a photo that is asked about, what came of it, and how an endpoint is asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.predict.pace import Patience

if TYPE_CHECKING:
    from core.finding import Finding
    from core.picture import Sight
    from core.predict.answers import Labels, Prediction
    from core.predict.photos import Source

AT_ONCE = 8
"""Photos on their way at once: an answer takes some 0.1 s, nearly all of it at the endpoint."""


@dataclass(frozen=True, slots=True)
class Question:
    """A photo to be asked about.

    Args:
        name: what it is called in the answer.
        source: where it is.
        truth: its labels, as far as known.
    """

    name: str
    source: Source
    truth: Labels | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a question.

    Args:
        question: that was asked.
        prediction: without probabilities if the photo could not be asked about.
        findings: an error says why there is no answer.
    """

    question: Question
    prediction: Prediction
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Asking:
    """How an endpoint is asked.

    Args:
        endpoint: its name.
        most_bytes: of a photo.
        several: whether a photo may have several labels.
        sight: cut photos as training does before they are sent; None: send all of each.
        at_once: photos on their way at once.
        patience: with an endpoint that does not answer.
    """

    endpoint: str
    most_bytes: int
    several: bool = False
    sight: Sight | None = None
    at_once: int = AT_ONCE
    patience: Patience = field(default_factory=Patience)
