"""The review of a batch transform as rows: verdict, what it costs, what is asked by what, findings. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from core.finding import has_errors
from core.text import clean
from core.transformwords import transform_cost_lines, transform_lines
from tui.widgets.finding_draw import findings_by_kind
from tui.widgets.review_draw import fact_lines

if TYPE_CHECKING:
    from core.engine.base import Capabilities
    from core.engine.hosting import DeployReview
    from core.engine.transforming import Transform
    from core.runs import Record

_MOST_PER_KIND = 5


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
    in_front = [*costs, *(line for line in told if line not in costs)]
    facts = [(clean(label), clean(text)) for label, text in in_front]
    lines = [*_verdict(found, width, capabilities, machine_key), *fact_lines(facts, width), Content("")]
    lines += findings_by_kind(found.findings, width, most=_MOST_PER_KIND)
    for note in found.notes:
        lines += Content.styled(clean(note), "$text-dim").wrap(width)
    return lines


def _verdict(found: DeployReview, width: int, capabilities: Capabilities, machine_key: str) -> list[Content]:
    """Whether it can be started, and what that means for the bill."""
    if has_errors(found.findings):
        other = f"; {machine_key} takes another machine" if capabilities.costs else ""
        text = f"✗ This can't be started yet: mend the errors below{other}."
        return [*Content.styled(text, "bold $error").wrap(width), Content("")]
    lines = list(Content.styled("✓ Ready. Enter starts it, esc goes back.", "bold $success").wrap(width))
    if capabilities.costs and found.price_per_hour is not None:
        lines += Content("It costs money until all photos are answered, then it ends by itself.").wrap(width)
    return [*lines, Content("")]
