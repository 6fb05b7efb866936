"""The review of a deployment as rows: verdict, what it costs, what is made where, findings. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from core.endpointwords import deploy_lines
from core.finding import has_errors
from core.launchwords import hosting_cost_lines
from core.text import clean
from tui.widgets.finding_draw import findings_by_kind
from tui.widgets.review_draw import fact_lines

if TYPE_CHECKING:
    from core.engine.base import Capabilities
    from core.engine.hosting import Deployment, DeployReview
    from core.runs import Record

_MOST_PER_KIND = 5


def deploy_rows(
    record: Record,
    deployment: Deployment,
    found: DeployReview,
    width: int,
    *,
    capabilities: Capabilities,
    machine_key: str = "m",
) -> list[Content]:
    """The review as lines of at most `width` cells.

    Args:
        record: the job.
        deployment: of its model.
        found: what the engine says of it.
        width: cells.
        capabilities: of the engine.
        machine_key: chooses another machine.
    """
    told = deploy_lines(record, deployment, found, capabilities)
    costs = hosting_cost_lines(found, capabilities)
    in_front = [*costs, *(line for line in told if line not in costs)]
    facts = [(clean(label), clean(text)) for label, text in in_front]
    lines = [*_verdict(found, width, capabilities, machine_key), *fact_lines(facts, width), Content("")]
    lines += findings_by_kind(found.findings, width, most=_MOST_PER_KIND)
    for note in found.notes:
        lines += [*Content.styled(clean(note), "$text-dim").wrap(width)]
    return lines


def _verdict(found: DeployReview, width: int, capabilities: Capabilities, machine_key: str) -> list[Content]:
    """Whether it can be deployed, and that what costs money does so until it is taken down."""
    if has_errors(found.findings):
        other = f"; {machine_key} takes another machine" if capabilities.costs else ""
        text = f"✗ This can't be deployed yet: mend the errors below{other}."
        return [*Content.styled(text, "bold $error").wrap(width), Content("")]
    lines = list(Content.styled("✓ Ready. Enter deploys, esc goes back.", "bold $success").wrap(width))
    if capabilities.costs and found.price_per_hour is not None:
        text = "! It costs money day and night until it is taken down."
        lines += Content.styled(text, "$warning").wrap(width)
    return [*lines, Content("")]
