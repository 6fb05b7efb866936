"""What an endpoint has cost, computed from its state: price and time, nothing is remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.engine.hosting import EndpointStatus

if TYPE_CHECKING:
    from core.engine.hosting import EndpointState


def cost_so_far(state: EndpointState, now: float, ended: float | None = None) -> float | None:
    """USD for all instances since the endpoint was asked for; None where nobody knows, or nothing is billed by time.

    One that has failed counts on: only of one that is deleted AWS says that the charges end (API DeleteEndpointConfig).

    Args:
        state: what is known of it.
        now: epoch seconds.
        ended: epoch seconds, when it was taken down.
    """
    if state.price_per_hour is None or state.instance_type is None or state.created is None:
        return None
    if state.status is EndpointStatus.INCOMPLETE:
        return None
    return max(0.0, (now if ended is None else ended) - state.created) / 3600.0 * state.price_per_hour


def cost_word(state: EndpointState, now: float, ended: float | None = None) -> str:
    """The same for people: ``$1.38``, ``by use`` (serverless), ``free`` (on no instance), ``unknown``, or a dash."""
    if state.serverless_mb is not None:
        return "by use"
    if state.status is EndpointStatus.INCOMPLETE:
        return "-"
    if state.instance_type is None:
        # Of one that is being deleted nobody says what it ran on, once its configuration is gone.
        return "unknown" if state.parts == ("endpoint",) else "free"
    cost = cost_so_far(state, now, ended)
    return "unknown" if cost is None else f"${cost:,.2f}"
