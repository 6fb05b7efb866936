"""What all endpoints that are up have cost so far, together: the running meter, in words of several lengths."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.endpointcost import cost_so_far, cost_word
from core.engine.hosting import EndpointStatus
from core.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.endpointlist import ListedEndpoint

_BROKEN = (EndpointStatus.FAILED, EndpointStatus.OUT_OF_SERVICE, EndpointStatus.UPDATE_ROLLBACK_FAILED)
_STEP = 60.0
_NAMED = 3


def full_minute(now: float) -> float:
    """The last full minute: costs are shown as they were then, so that they stay as they are for a while."""
    return now // _STEP * _STEP


def needs_care(row: ListedEndpoint) -> bool:
    """Whether it will not answer by itself: it failed, is only half made, or was interrupted."""
    half = row.state.status is EndpointStatus.INCOMPLETE and not row.begun
    return half or row.state.status in _BROKEN


def costs_by_the_hour(row: ListedEndpoint) -> bool:
    """Whether instances stand behind it, or are on their way."""
    return row.ended is None and row.state.instance_type is not None and bool(row.state.parts) and _whole(row)


def meter_words(rows: Sequence[ListedEndpoint], now: float) -> tuple[str, ...]:
    """The same from long to short, such as ``1 endpoint $0.42, $0.12/h``, ``1 endpoint $0.42``, ``1 up $0.42``.

    What needs care is marked with ``▲``. The cost is that of the last full minute.

    Args:
        rows: all that are up or half made.
        now: epoch seconds.

    Returns:
        Nothing where there are none.
    """
    if not rows:
        return ()
    mark = "▲ " if any(needs_care(row) for row in rows) else ""
    count = f"{len(rows):,}"
    noun = "endpoint" if len(rows) == 1 else "endpoints"
    whole = [row for row in rows if _whole(row)]
    if not whole:
        state = "half made" if mark else "being made"
        return f"{mark}{count} {noun} {state}", f"{mark}{count} {state}"
    cost = _cost(whole, full_minute(now))
    hour = _per_hour(whole)
    middle = f"{mark}{count} {noun} {cost}"
    return (*((f"{middle}, {hour}/h",) if hour else ()), middle, f"{mark}{count} up {cost}")


def parting_words(rows: Sequence[ListedEndpoint]) -> str:
    """Which endpoints go on costing money by the hour, and how to end that; empty if none does."""
    paid = [row for row in rows if costs_by_the_hour(row)]
    if not paid:
        return ""
    hour = _per_hour(paid)
    price = f"{hour} per hour" if hour else "money by the hour"
    names = [clean(row.state.key.name) for row in paid]
    if len(names) == 1:
        return f"The endpoint {names[0]} costs {price} until it is taken down: trainscope undeploy {names[0]}"
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    listed = f"{', '.join(names[:_NAMED])}{more}"
    return (
        f"{len(names)} endpoints ({listed}) cost {price} until each is taken down: trainscope undeploy NAME"
    )


def _whole(row: ListedEndpoint) -> bool:
    return row.state.status is not EndpointStatus.INCOMPLETE


def _cost(rows: Sequence[ListedEndpoint], now: float) -> str:
    """All of it in dollars; a plus where some of it is not known or paid by use."""
    known = [cost for row in rows if (cost := cost_so_far(row.state, now, row.ended)) is not None]
    words = {cost_word(row.state, now, row.ended) for row in rows}
    open_ended = words & {"by use", "unknown"}
    if known:
        return f"${sum(known):,.2f}{'+' if open_ended else ''}"
    return next((f"cost {word}" if word == "unknown" else word for word in sorted(open_ended)), "free")


def _per_hour(rows: Sequence[ListedEndpoint]) -> str:
    prices = [row.state.price_per_hour for row in rows if row.state.instance_type is not None]
    known = [price for price in prices if price is not None]
    return f"${sum(known):,.2f}{'+' if len(known) < len(prices) else ''}" if known else ""
