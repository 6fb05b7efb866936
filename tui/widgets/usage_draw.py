"""How busy the hosts of a job are, as small bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from core.chartview.hosts import shares
from core.text import clean
from tui.widgets.flow import bar, flow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.engine.base import InstanceMetric

_ROOMY = 60
"""Cells from which on the bars are longer."""
_FEW = 2
"""Hosts that are shown in full in a narrow pane; of more of them only how busy their GPUs are."""


def usage_rows(usage: Sequence[InstanceMetric], width: int) -> list[Content]:
    """GPU, its memory, CPU, memory and disk of each host, as far as known; hosts are named if there are several."""
    roomy = width >= _ROOMY
    cells = 8 if roomy else 3
    if len(usage) > _FEW and not roomy:
        return flow([_part(clean(host.host), *_first(host), cells) for host in usage], width)
    rows: list[Content] = []
    for host in usage:
        parts = [Content.styled(clean(host.host), "$text-dim")] if len(usage) > 1 else []
        parts += [_part("", label, share, cells) for label, share in shares(host) if share is not None]
        rows += flow(parts, width)
    return rows


def _part(host: str, label: str, share: float, cells: int) -> Content:
    name = f"{host} {label} ".lstrip()
    return Content.assemble((name, "$text-dim"), (bar(share, cells), "$series-1"), f" {share:.0%}")


def _first(host: InstanceMetric) -> tuple[str, float]:
    """What a host is first asked about: its GPU, else its CPU."""
    return ("GPU", host.gpu) if host.gpu is not None else ("CPU", host.cpu or 0.0)
