"""The review of a batch transform as rows: verdict, what it costs, what is asked by what, findings. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.transformwords import transform_cost_lines, transform_lines
from tui.widgets.model_draw import Words, model_rows

if TYPE_CHECKING:
    from textual.content import Content

    from core.engine.base import Capabilities
    from core.engine.hosting import DeployReview
    from core.engine.transforming import Transform
    from core.runs import Record

_BILL = "It costs money until all photos are answered, then it ends by itself."
_WORDS = Words("started", "starts it", (_BILL, ""))


def transform_rows(
    record: Record,
    transform: Transform,
    found: DeployReview,
    width: int,
    *,
    capabilities: Capabilities,
    machine_key: str = "m",
) -> list[Content]:
    """The review as lines of at most `width` cells.

    Args:
        record: the job whose model is asked.
        transform: what would be started.
        found: what the engine says of it, with all findings.
        width: cells.
        capabilities: of the engine.
        machine_key: chooses another machine.
    """
    told = transform_lines(record, transform, found, capabilities)
    costs = transform_cost_lines(found, capabilities)
    return model_rows(found, costs, told, _WORDS, width, capabilities=capabilities, machine_key=machine_key)
