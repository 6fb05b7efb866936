"""What an hour of an instance costs: the configuration's word, else the Price List API's, kept for a day.

The API's rows are for all uses of an instance; those for training have a usage type that ends in ``Train:<type>``,
those for endpoints in ``Host:<type>``, for batch transforms in ``Tsform:<type>``
(reference/sagemaker-image-classification.md §8). Where no price can be had it is unknown, which is never an error.
"""

from __future__ import annotations

import json
import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.engine.sagemaker import cached
from core.errors import CredentialsExpired, EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from core.engine.sagemaker.questions import Questions

TRAINING, HOSTING, TRANSFORM = "Train", "Host", "Tsform"
"""What an instance is used for, as usage types have it."""
FRESH_SECONDS = 24 * 3600.0
PAGES = 10
"""More are not read: a type has about ten rows in a region."""
_NAMES = ("instanceName", "instanceType")
"""The attribute that holds the instance type; some rows have it in the second."""


@dataclass(frozen=True, slots=True)
class Price:
    """What an instance costs.

    Args:
        usd_per_hour: of one instance.
        basis: where it comes from, for people.
        fetched: epoch seconds, None where it does not age.
    """

    usd_per_hour: float
    basis: str
    fetched: float | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """There is no price; `why` says so in a few words."""

    why: str


def known(
    instance_type: str | None,
    region: str,
    overrides: Mapping[str, float],
    *,
    use: str = TRAINING,
    now: float | None = None,
) -> Price | None:
    """The price as far as it is known without asking: cheap, for whoever draws what a job has cost.

    Args:
        instance_type: such as ``ml.g5.xlarge``.
        region: of the job.
        overrides: `sagemaker.prices` of the configuration.
        use: what it is used for.
        now: epoch seconds; a price that was fetched later than that is not believed.
    """
    if instance_type is None:
        return None
    if instance_type in overrides:
        return Price(overrides[instance_type], "sagemaker.prices")
    kept = cached.read(_key(instance_type, region, use)) or {}
    usd, fetched = _number(kept.get("usd_per_hour")), _number(kept.get("fetched"))
    latest = (time.time() if now is None else now) + FRESH_SECONDS
    if not usd or fetched is None or not 0 < fetched < latest or usd < 0:
        return None
    day = time.strftime("%Y-%m-%d", time.gmtime(fetched))
    return Price(usd, f"Price List API, {day}", fetched)


def find(
    instance_type: str,
    overrides: Mapping[str, float],
    questions: Questions,
    *,
    use: str = TRAINING,
    clock: Callable[[], float] = time.time,
) -> Price | Unknown:
    """The price, asked for if it is not known or older than a day.

    Raises:
        CredentialsExpired: there are none, so nothing else can be asked either.
        Cancelled: the token of the questions was set.
    """
    now = clock()
    old = known(instance_type, questions.region, overrides, use=use, now=now)
    if old is not None and (old.fetched is None or now - old.fetched < FRESH_SECONDS):
        return old
    try:
        usd = _asked(instance_type, use, questions)
    except CredentialsExpired:
        raise
    except EngineError as error:
        why = str(error)
    else:
        if usd is not None:
            name = _key(instance_type, questions.region, use)
            cached.write(name, {"usd_per_hour": usd, "fetched": now})
            return known(instance_type, questions.region, {}, use=use, now=now) or Price(
                usd, "Price List API", now
            )
        why = f"the Price List API has none for {instance_type} in {questions.region}"
    return old or Unknown(why)


def _asked(instance_type: str, use: str, questions: Questions) -> float | None:
    for name in _NAMES:
        wanted = {"productFamily": "ML Instance", "regionCode": questions.region, name: instance_type}
        rows = list(_rows(wanted, questions))
        prices = [found for row in rows for found in _price(row, f"{use}:{instance_type}")]
        if prices:
            return max(prices)[1]
    return None


def _rows(wanted: Mapping[str, str], questions: Questions) -> Iterator[Mapping[str, Any]]:
    filters = [{"Type": "TERM_MATCH", "Field": field, "Value": value} for field, value in wanted.items()]
    more: dict[str, str] = {}
    for _ in range(PAGES):
        page = questions.ask(
            "pricing",
            "get_products",
            ServiceCode="AmazonSageMaker",
            FormatVersion="aws_v1",
            Filters=filters,
            MaxResults=100,
            **more,
        )
        for text in page.get("PriceList", []):
            try:
                row = json.loads(text)
            except (TypeError, ValueError):
                continue  # a row that cannot be read has no price that could be believed
            if isinstance(row, dict):
                yield row
        if not page.get("NextToken"):
            return
        more = {"NextToken": page["NextToken"]}


def _price(row: Mapping[str, Any], wanted: str) -> Iterator[tuple[str, float]]:
    """Date and USD an hour of a row, if its usage type is the wanted one, after a region's code."""
    product = row.get("product", {})
    usage = str(product.get("attributes", {}).get("usagetype", ""))
    if usage != wanted and not usage.endswith(f"-{wanted}"):
        return
    for term in row.get("terms", {}).get("OnDemand", {}).values():
        for dimension in term.get("priceDimensions", {}).values():
            if str(dimension.get("unit", "")).lower() not in ("hrs", "hours"):
                continue
            try:
                usd = float(dimension["pricePerUnit"]["USD"])
            except (KeyError, TypeError, ValueError):
                continue  # in another currency
            if math.isfinite(usd) and usd > 0:
                yield str(term.get("effectiveDate", "")), usd


def _number(value: object) -> float | None:
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return float(value)
    return None


def _key(instance_type: str, region: str, use: str) -> str:
    kind = "" if use == TRAINING else f"{use}_"
    return f"price_{kind}{region}_{instance_type}"
