"""How busy the hosts of a job are, as small bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from core.text import clean
from tui.widgets.flow import bar, flow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.engine.base import InstanceMetric

_ROOMY = 60
"""Cells from which on the bars are longer."""


def usage_rows(usage: Sequence[InstanceMetric], width: int) -> list[Content]:
    """GPU, its memory, CPU, memory and disk of each host, as far as known; hosts are named if there are several."""
    cells = 8 if width >= _ROOMY else 3
    rows: list[Content] = []
    for host in usage:
        parts = [Content.styled(clean(host.host), "$text-dim")] if len(usage) > 1 else []
        parts += [
            Content.assemble((f"{label} ", "$text-dim"), (bar(share, cells), "$series-1"), f" {share:.0%}")
            for label, share in _shares(host)
            if share is not None
        ]
        rows += flow(parts, width)
    return rows


def _shares(host: InstanceMetric) -> tuple[tuple[str, float | None], ...]:
    return (
        ("GPU", host.gpu),
        ("GPU mem", host.gpu_memory),
        ("CPU", host.cpu),
        ("memory", host.memory),
        ("disk", host.disk),
    )
