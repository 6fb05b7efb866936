"""The review of a deployment as rows: verdict, what it costs, what is made where, findings. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.endpointwords import deploy_lines
from core.launchwords import hosting_cost_lines
from tui.widgets.model_draw import Words, model_rows

if TYPE_CHECKING:
    from textual.content import Content

    from core.engine.base import Capabilities
    from core.engine.hosting import Deployment, DeployReview
    from core.runs import Record

_WORDS = Words("deployed", "deploys", ("! It costs money day and night until it is taken down.", "$warning"))


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
    return model_rows(found, costs, told, _WORDS, width, capabilities=capabilities, machine_key=machine_key)
