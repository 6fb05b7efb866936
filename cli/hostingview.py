"""Endpoints as the commands show them: reviews, the table, the contract's JSON."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from cli.output import table
from cli.reviewtext import aligned
from core.endpointcost import cost_so_far, cost_word
from core.engine.hosting import EndpointStatus
from core.launchwords import hosting_cost_lines
from core.text import clean
from core.times import duration, iso

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from core.endpointlist import ListedEndpoint
    from core.engine.hosting import Deployment, DeployReview, EndpointState, HostingEngine
    from core.runs import EndpointRecord, Record

COLOURS = {
    EndpointStatus.IN_SERVICE: "green",
    EndpointStatus.FAILED: "red",
    EndpointStatus.OUT_OF_SERVICE: "red",
    EndpointStatus.UPDATE_ROLLBACK_FAILED: "red",
    EndpointStatus.INCOMPLETE: "yellow",
    EndpointStatus.CREATING: "cyan",
}

SHOWN_CLASSES = 8


def works(state: EndpointState) -> bool:
    """Whether it answers."""
    return state.status is EndpointStatus.IN_SERVICE


def failure_words(state: EndpointState) -> list[str]:
    """Why it does not answer, and what to do."""
    name = clean(state.key.name)
    if state.status is EndpointStatus.DELETED:
        return [f"trainscope: {name} was taken down meanwhile"]
    reason = clean(state.failure_reason) or "no reason was given"
    return [
        f"trainscope: {name} does not answer: {state.status.value}: {reason}",
        f"  hint: take it down: trainscope undeploy {name}; then mend the cause and deploy again",
    ]


def deploy_text(
    record: Record, deployment: Deployment, found: DeployReview, engine: HostingEngine
) -> list[str]:
    """The review of a deployment, labels aligned. What the engine says itself is not said twice."""
    trained = deployment.trained
    told = {label for label, _ in found.facts}
    best = "" if record.best is None else f", validation accuracy {record.best.value:.4f}"
    ours = [
        ("endpoint", f"{deployment.key.name} on {engine.capabilities.place}"),
        ("job", f"{trained.job.name}{best}"),
        ("model", trained.model),
        ("classes", _classes(trained.classes)),
    ]
    lines = [*(line for line in ours if line[0] not in told), *found.facts]
    costs = hosting_cost_lines(found, engine.capabilities)
    return [*aligned([*lines, *costs]), *(f"  {clean(note)}" for note in found.notes)]


def _classes(names: Sequence[str]) -> str:
    if not names:
        return "names unknown: answers are labels"
    more = f", … and {len(names) - SHOWN_CLASSES:,} more" if len(names) > SHOWN_CLASSES else ""
    return f"{len(names):,}: {', '.join(names[:SHOWN_CLASSES])}{more}"


def undeploy_text(
    state: EndpointState, record: EndpointRecord | None, now: float, *, with_model_data: bool
) -> list[str]:
    """What will be deleted and what it has cost, labels aligned."""
    place = " ".join(filter(None, (state.key.engine, state.key.region, state.key.account)))
    job = state.job or (record.job if record else "")
    lines = [
        ("endpoint", f"{state.key.name} on {place}: {state.status.value}"),
        ("job", job or "unknown"),
        ("to delete", ", ".join(state.parts) or "nothing: none of it was made"),
        ("model data", "deleted too: it cannot be had back" if with_model_data else "stays"),
    ]
    if state.created is not None:
        lines.append(("up for", duration(now - state.created)))
    if state.parts:
        lines.append(("cost so far", cost_word(state, now)))
    return aligned(lines)


def row_json(row: ListedEndpoint, now: float) -> dict[str, object]:
    """The contract's JSON of an endpoint."""
    cost = cost_so_far(row.state, now, row.ended)
    return {
        "endpoint": row.state.key.name,
        "job": row.state.job or None,
        "status": row.state.status.value,
        "since": iso(row.since),
        "cost": None if cost is None else round(cost, 4),
    }


def print_endpoints(rows: Sequence[ListedEndpoint], now: float) -> None:
    """The table on stdout."""
    table(
        [_cells(row, now) for row in rows],
        ("NAME", "ENGINE", "JOB", "STATUS", "SINCE", "PER HOUR", "COST"),
        right=(5, 6),
        colours={3: lambda text: COLOURS.get(EndpointStatus(text.partition(" ")[0]))},
    )


def hints(rows: Sequence[ListedEndpoint]) -> Iterator[str]:
    """What to do about deployments that were interrupted, and about what was left of one."""
    for row in rows:
        if row.begun or row.state.status is not EndpointStatus.INCOMPLETE:
            continue
        name, job = clean(row.state.key.name), clean(row.state.job)
        other = "" if name == job else f" --name {name}"
        what = "none of it was made" if not row.state.parts else f"{', '.join(row.state.parts)} made"
        go_on = f"go on: trainscope deploy {job}{other}, or " if row.record is not None else ""
        yield f"trainscope: the deployment of {name} was interrupted: {what}"
        yield f"  hint: {go_on}take it down: trainscope undeploy {name}"


def _cells(row: ListedEndpoint, now: float) -> tuple[str, ...]:
    state = row.state
    since = "-" if row.since is None else time.strftime("%Y-%m-%d %H:%M", time.localtime(row.since))
    remark = " (being deployed)" if row.begun else "" if row.fresh else " (last known)"
    hour = "-" if state.price_per_hour is None else f"${state.price_per_hour:,.2f}"
    return (
        state.key.name,
        " ".join(filter(None, (state.key.engine, state.key.region))),
        state.job or "-",
        f"{state.status.value}{remark}",
        since,
        hour,
        cost_word(state, now, row.ended),
    )
