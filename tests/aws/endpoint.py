"""One endpoint: from its request, its life and the account's time to what the service says of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

PING_ERROR = (
    "The primary container for production variant AllTraffic did not pass the ping health check. "
    "Please check CloudWatch logs for this endpoint."
)
CAPACITY_ERROR = (
    "Unable to provision requested ML compute capacity due to InsufficientInstanceCapacity error. "
    "Please retry using a different ML instance type or after some time."
)
MOVING = ("Creating", "Updating", "SystemUpdating", "RollingBack", "Deleting")


@dataclass(frozen=True, slots=True)
class EndpointLife:
    """What will become of an endpoint.

    Args:
        creating: seconds until it is in service, or has failed.
        failure: FailureReason; empty: it does not fail.
        deleting: seconds from its deletion until it is gone.
    """

    creating: float = 180.0
    failure: str = ""
    deleting: float = 20.0


USUAL = EndpointLife()
AT_ONCE = EndpointLife(creating=0.0, deleting=0.0)
NAMED = {
    "usual": USUAL,
    "quick": EndpointLife(creating=5.0, deleting=2.0),
    "failed": replace(USUAL, failure=PING_ERROR),
    "capacity": replace(USUAL, creating=60.0, failure=CAPACITY_ERROR),
}


@dataclass(slots=True)
class Made:
    """A model, a configuration or an endpoint, as it was asked for."""

    name: str
    arn: str
    request: Mapping[str, Any]
    created: float
    tags: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Endpoint(Made):
    """An endpoint. `variants` are those of its configuration, `model` is the request of its model: what runs goes on
    though both be deleted.
    """

    life: EndpointLife = USUAL
    variants: list[dict[str, Any]] = field(default_factory=list)
    model: Mapping[str, Any] = field(default_factory=dict)
    deleted_at: float | None = None

    def status(self, now: float) -> str:
        """EndpointStatus at `now`."""
        if self.deleted_at is not None:
            return "Deleting"
        if now < self.created + self.life.creating:
            return "Creating"
        return "Failed" if self.life.failure else "InService"

    def gone(self, now: float) -> bool:
        """Whether it has been deleted for good."""
        return self.deleted_at is not None and now >= self.deleted_at + self.life.deleting

    def modified(self, now: float) -> float:
        """LastModifiedTime."""
        if self.deleted_at is not None:
            return self.deleted_at
        return min(now, self.created + self.life.creating)


def describe(endpoint: Endpoint, now: float) -> dict[str, Any]:
    """What DescribeEndpoint answers at `now`."""
    status = endpoint.status(now)
    answer: dict[str, Any] = {
        "EndpointName": endpoint.name,
        "EndpointArn": endpoint.arn,
        "EndpointConfigName": endpoint.request["EndpointConfigName"],
        "EndpointStatus": status,
        "CreationTime": endpoint.created,
        "LastModifiedTime": endpoint.modified(now),
    }
    if status == "InService":
        answer["ProductionVariants"] = [_variant(variant) for variant in endpoint.variants]
    if status == "Failed":
        answer["FailureReason"] = endpoint.life.failure
    return answer


def summary(endpoint: Endpoint, now: float) -> dict[str, Any]:
    """Its entry in the answer of ListEndpoints at `now`."""
    whole = describe(endpoint, now)
    kept = ("EndpointName", "EndpointArn", "CreationTime", "LastModifiedTime", "EndpointStatus")
    return {name: whole[name] for name in kept}


def _variant(variant: Mapping[str, Any]) -> dict[str, Any]:
    found = {"VariantName": variant["VariantName"], "CurrentWeight": 1.0, "DesiredWeight": 1.0}
    if "ServerlessConfig" in variant:
        return found | {"CurrentServerlessConfig": variant["ServerlessConfig"]}
    count = variant.get("InitialInstanceCount", 1)
    return found | {"CurrentInstanceCount": count, "DesiredInstanceCount": count}
