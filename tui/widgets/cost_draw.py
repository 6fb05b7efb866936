"""What a job costs, as rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from core.times import duration
from tui.widgets.flow import flow

if TYPE_CHECKING:
    from core.job.cost import Cost


def money(dollars: float) -> str:
    """``$1.24``; a cent that is not full is not called nothing."""
    return "under $0.01" if 0 < dollars < 0.01 else f"${dollars:,.2f}"


def cost_rows(cost: Cost, hosts: int, width: int, *, over: bool) -> list[Content]:
    """Cost so far and at the end, the time that is billed, what spot saved and how often it interrupted.

    Args:
        cost: the figures; None among them is unknown.
        hosts: that are billed each.
        width: cells.
        over: whether the job has ended.
    """
    parts = []
    if cost.so_far is None:
        parts.append(Content.styled("cost unknown: no price", "$text-dim"))
    elif over:
        parts.append(Content.assemble("cost ", (money(cost.so_far), "bold")))
    elif cost.at_end is None:
        parts.append(Content.assemble((money(cost.so_far), "bold"), " so far"))
    else:
        so_far = Content.assemble((money(cost.so_far), "bold"), " so far")
        about = "" if 0 < cost.at_end < 0.01 else "about "
        at_end = f"{about}{money(cost.at_end)} at the end"
        whole = Content.assemble(so_far, f" · {at_end}")
        ranged = Content.assemble(whole, (_range(cost), "$text-dim"))
        fitting = next((row for row in (ranged, whole) if row.cell_length <= width), None)
        parts += [fitting] if fitting is not None else [so_far, Content(at_end)]
    if over and cost.billable_seconds is not None:
        times = f" × {hosts}" if hosts > 1 else ""
        parts.append(Content(f"billed {duration(cost.billable_seconds)}{times}"))
    if cost.savings is not None:
        parts.append(Content(f"spot saved {cost.savings:.0f} %"))
    if cost.interruptions:
        times = "once" if cost.interruptions == 1 else f"{cost.interruptions} times"
        parts.append(Content.styled(f"interrupted {times}", "$warning"))
    return flow(parts, width)


def _range(cost: Cost) -> str:
    """Least and most at the end, such as `` ($1.05 to $1.20)``; nothing where that is the same in cents."""
    if cost.at_least is None or cost.at_most is None:
        return ""
    least, most = money(cost.at_least), money(cost.at_most)
    return f" ({least} to {most})" if least != most else ""
