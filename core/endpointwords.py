"""Deployments and endpoints in words that cockpit and command line share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.endpointcost import cost_word
from core.engine.hosting import EndpointStatus
from core.launchwords import hosting_cost_lines
from core.text import clean
from core.times import duration

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.endpointlist import ListedEndpoint
    from core.engine.base import Capabilities
    from core.engine.hosting import Deployment, DeployReview, EndpointState
    from core.runs import EndpointRecord, Record

SHOWN_CLASSES = 8
_ORDER = ("endpoint", "endpoint-config", "model")
"""In which parts are deleted, as `EndpointState.parts` calls them."""


def works(state: EndpointState) -> bool:
    """Whether it answers."""
    return state.status is EndpointStatus.IN_SERVICE


def silence_words(state: EndpointState) -> str:
    """Why it does not answer."""
    name = clean(state.key.name)
    if state.status is EndpointStatus.DELETED:
        return f"{name} was taken down meanwhile"
    return f"{name} does not answer: {trouble_words(state)}"


def trouble_words(state: EndpointState) -> str:
    """The status of one that does not answer and the service's reason, such as ``Failed: no capacity``."""
    return f"{state.status.value}: {clean(state.failure_reason) or 'no reason was given'}"


def interrupted_words(row: ListedEndpoint) -> str:
    """That its deployment was interrupted and what there is of it; empty if it was not."""
    if row.begun or row.state.status is not EndpointStatus.INCOMPLETE:
        return ""
    made = f"{', '.join(map(clean, row.state.parts))} made" if row.state.parts else "none of it was made"
    return f"the deployment of {clean(row.state.key.name)} was interrupted: {made}"


def deploy_lines(
    record: Record, deployment: Deployment, found: DeployReview, capabilities: Capabilities
) -> list[tuple[str, str]]:
    """The review of a deployment, label and words. What the engine says itself is not said twice."""
    trained = deployment.trained
    told = {label for label, _ in found.facts}
    best = "" if record.best is None else f", validation accuracy {record.best.value:.4f}"
    ours = [
        ("endpoint", f"{deployment.key.name} on {capabilities.place}"),
        ("job", f"{trained.job.name}{best}"),
        ("model", trained.model),
        ("classes", classes_words(trained.classes)),
    ]
    lines = [*(line for line in ours if line[0] not in told), *found.facts]
    return [*lines, *hosting_cost_lines(found, capabilities)]


def undeploy_lines(
    state: EndpointState, record: EndpointRecord | None, now: float, *, with_model_data: bool
) -> list[tuple[str, str]]:
    """What will be deleted and what it has cost, label and words."""
    place = " ".join(filter(None, (state.key.engine, state.key.region, state.key.account)))
    job = state.job or (record.job if record else "")
    lines = [
        ("endpoint", f"{state.key.name} on {place}: {state.status.value}"),
        ("job", job or "unknown"),
        (
            "to delete",
            ", ".join(part for part in _ORDER if part in state.parts) or "nothing: none of it was made",
        ),
        ("model data", "deleted too: it cannot be had back" if with_model_data else "stays"),
    ]
    if state.created is not None:
        lines.append(("up for", duration(now - state.created)))
    if state.parts:
        lines.append(("cost so far", cost_word(state, now)))
    return lines


def classes_words(names: Sequence[str]) -> str:
    """How many classes there are, and the first names."""
    if not names:
        return "names unknown: answers are labels"
    more = f", … and {len(names) - SHOWN_CLASSES:,} more" if len(names) > SHOWN_CLASSES else ""
    return f"{len(names):,}: {', '.join(names[:SHOWN_CLASSES])}{more}"
