"""What a launch would cost: the price of an hour, and the most that the whole job can come to.

How long a job takes is not known before it runs, so no more is said than the ceiling that its time limit sets.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.engine.sagemaker.prices import Unknown

if TYPE_CHECKING:
    from core.config import SagemakerSettings
    from core.engine.sagemaker.prices import Price


@dataclass(frozen=True, slots=True)
class Costs:
    """In USD, for all instances together; None where the price is unknown.

    Args:
        per_hour: while it runs.
        at_most: if it runs as long as it may.
        basis: what the two rest on, for people.
    """

    per_hour: float | None
    at_most: float | None
    basis: str


def of(settings: SagemakerSettings, price: Price | Unknown) -> Costs:
    """The costs of a job by these settings."""
    if isinstance(price, Unknown):
        return Costs(None, None, f"price unknown: {price.why} (sagemaker.prices can name it)")
    count, minutes = settings.instance_count, settings.max_runtime_minutes
    per_hour = count * price.usd_per_hour
    basis = (
        f"{count} × {settings.instance_type} at {price.usd_per_hour:g} USD per hour ({price.basis}), "
        f"all {minutes:,} minutes that it may run; disks and S3 aside"
    )
    if settings.spot:
        basis += "; spot costs less, how much less shows afterwards"
    return Costs(per_hour, per_hour * minutes / 60, basis)
