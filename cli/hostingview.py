"""Endpoints as the commands show them: reviews, the table, the contract's JSON."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from cli.output import table
from cli.reviewtext import aligned
from core.endpointcost import cost_so_far, cost_word
from core.endpointwords import deploy_lines, interrupted_words, silence_words
from core.engine.hosting import EndpointStatus
from core.text import clean
from core.times import iso

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from core.endpointlist import ListedEndpoint
    from core.engine.hosting import Deployment, DeployReview, EndpointState, HostingEngine
    from core.runs import Record

COLOURS = {
    EndpointStatus.IN_SERVICE: "green",
    EndpointStatus.FAILED: "red",
    EndpointStatus.OUT_OF_SERVICE: "red",
    EndpointStatus.UPDATE_ROLLBACK_FAILED: "red",
    EndpointStatus.INCOMPLETE: "yellow",
    EndpointStatus.CREATING: "cyan",
}


def failure_words(state: EndpointState) -> list[str]:
    """Why it does not answer, and what to do."""
    said = [f"trainscope: {silence_words(state)}"]
    if state.status is EndpointStatus.DELETED:
        return said
    name = clean(state.key.name)
    hint = f"  hint: take it down: trainscope undeploy {name}; then mend the cause and deploy again"
    return [*said, hint]


def deploy_text(
    record: Record, deployment: Deployment, found: DeployReview, engine: HostingEngine
) -> list[str]:
    """The review of a deployment, labels aligned."""
    lines = aligned(deploy_lines(record, deployment, found, engine.capabilities))
    return [*lines, *(f"  {clean(note)}" for note in found.notes)]


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
        said = interrupted_words(row)
        if not said:
            continue
        name, job = clean(row.state.key.name), clean(row.state.job)
        other = "" if name == job else f" --name {name}"
        go_on = f"go on: trainscope deploy {job}{other}, or " if row.record is not None else ""
        yield f"trainscope: {said}"
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
