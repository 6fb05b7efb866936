"""The three parts of an endpoint and how SageMaker calls them, in the order in which they are made; and jobs likewise.

All three carry one name (reference/sagemaker-image-classification.md §6).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.engine.sagemaker.request import JOB_TAG, LAUNCH_TAG, TRANSFORM_TAG

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


@dataclass(frozen=True, slots=True)
class Part:
    """A kind of thing that SageMaker makes and tells of by its name.

    Args:
        kind: as in ARNs; of an endpoint's parts as in `EndpointState.parts`, too.
        words: for people.
        operation: what follows Create, Describe, Delete in the service's names.
        call: likewise in boto3's.
        listed: the member of a list's answer.
    """

    kind: str
    words: str
    operation: str
    call: str
    listed: str

    @property
    def name(self) -> str:
        """The member of requests and answers that holds its name."""
        return f"{self.operation}Name"

    @property
    def arn(self) -> str:
        """The member of answers that holds its ARN."""
        return f"{self.operation}Arn"

    @property
    def status(self) -> str:
        """The member of a job's or an endpoint's answers that holds its status."""
        return f"{self.operation}Status"

    @property
    def create(self) -> str:
        """The operation that makes it, as the service names it: also its place in the saved request."""
        return f"Create{self.operation}"


MODEL = Part("model", "model", "Model", "model", "Models")
CONFIG = Part("endpoint-config", "configuration", "EndpointConfig", "endpoint_config", "EndpointConfigs")
ENDPOINT = Part("endpoint", "endpoint", "Endpoint", "endpoint", "Endpoints")
PARTS = (MODEL, CONFIG, ENDPOINT)
"""Each needs the one before it."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What a part is marked with.

    Args:
        launch_id: of the deployment; empty for a part that is none of ours.
        job: name of the job whose model it is.
        transform: whether it is a model that was made for a batch transform.
    """

    launch_id: str = ""
    job: str = ""
    transform: bool = False


def marks_of(tags: Iterable[Mapping[str, Any]]) -> Marks:
    """Our marks among the tags of a part."""
    found = {str(tag.get("Key")): str(tag.get("Value", "")) for tag in tags}
    return Marks(
        found.get(LAUNCH_TAG, ""),
        found.get(JOB_TAG) or found.get(TRANSFORM_TAG, ""),
        TRANSFORM_TAG in found,
    )


def read_marks(ask: Callable[..., Mapping[str, Any]], arn: str) -> Marks:
    """Ask for the marks of a part.

    Args:
        ask: as `Aws.ask`.
        arn: of the part.

    Raises:
        EngineError: there is no answer.
    """
    tags: list[Mapping[str, Any]] = []
    place: dict[str, Any] = {}
    while True:
        page = ask("sagemaker", "list_tags", ResourceArn=arn, **place)
        tags += page.get("Tags", ())
        if not page.get("NextToken"):
            return marks_of(tags)
        place = {"NextToken": page["NextToken"]}


def listing(parts: Iterable[Part | str]) -> str:
    """Such as ``the endpoint, its configuration and its model``, in the order in which they are taken down."""
    kinds = {part if isinstance(part, str) else part.kind for part in parts}
    words = [part.words for part in reversed(PARTS) if part.kind in kinds]
    named = [f"the {words[0]}", *(f"its {word}" for word in words[1:])] if words else []
    return " and ".join(filter(None, (", ".join(named[:-1]), *named[-1:])))
