"""The commands `deploy`, `endpoints` and `undeploy`."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from cli.context import App, common, json_option
from core.errors import Cancelled, EngineError, UsageError

if TYPE_CHECKING:
    from core.engine.hosting import EndpointState


@click.command()
@click.argument("job")
@click.option("--name", metavar="NAME", help="The endpoint's name; else the job's.")
@click.option("--instance-type", metavar="T", help="Such as ml.m5.large (hosting.instance_type).")
@click.option(
    "--serverless",
    type=click.IntRange(1024, 6144),
    metavar="MB",
    help="Serverless instead, with this memory (hosting.serverless_mb).",
)
@click.option("--dry-run", is_flag=True, help="Print what would be created as JSON; create nothing.")
@click.option("--wait/--no-wait", default=True, help="Wait until it answers; the default.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@common
def deploy(
    app: App,
    job: str,
    name: str | None,
    instance_type: str | None,
    serverless: int | None,
    dry_run: bool,
    wait: bool,
    yes: bool,
) -> int:
    """Put the model of JOB behind an endpoint that answers questions about photos.

    The review goes to stderr, and at a terminal it is asked whether to go. Without a terminal an endpoint that costs
    nothing is made at once; one that costs money needs --yes. Prints the endpoint's name.

    An endpoint costs money until it is taken down with undeploy, asked or not. Interrupting (Ctrl-C) while it is
    being made undoes what there is of it; while it is waited for, it only ends the waiting. A deployment that was
    interrupted goes on with the same command.
    """
    from cli.agreeing import Words, agree, print_request
    from cli.attach import engine_of, find_job
    from cli.deploying import reviewed, started
    from cli.hostingview import deploy_text
    from cli.machines import require_machines
    from cli.reviewtext import aligned
    from core.launchwords import hosting_cost_lines
    from core.trained import model_of

    if not dry_run:
        app.require_write("deploy a model")
    app = _on(app, instance_type, serverless)
    record = find_job(app, job)
    engine = engine_of(app, record)
    require_machines(engine.capabilities, instance_type=instance_type, serverless=serverless)
    trained = model_of(record, engine)
    deployment, found = reviewed(app, trained, engine, name)
    if dry_run:
        costs = aligned(hosting_cost_lines(found, engine.capabilities))
        return print_request(app, found.findings, costs, found.request)
    costs_money = "the endpoint costs money" if engine.capabilities.costs else ""
    words = Words("Deploy it?", "not deployed", costs_money)
    agree(found.findings, deploy_text(record, deployment, found, engine), words, ask=not yes)
    return _done(app, started(app, deployment, found, engine, wait=wait), wait=wait)


def _on(app: App, instance_type: str | None, serverless: int | None) -> App:
    """The same with the machines that the options name."""
    from cli.machines import on_machines

    if instance_type is not None and serverless is not None:
        raise UsageError(
            "--instance-type and --serverless exclude each other",
            why="a serverless endpoint has no instances",
            fix="leave out one of them",
        )
    hosting = app.settings.hosting
    if instance_type is not None:
        hosting = replace(hosting, instance_type=instance_type, serverless_mb=None)
    if serverless is not None:
        hosting = replace(hosting, serverless_mb=serverless)
    return on_machines(app, hosting)


def _done(app: App, state: EndpointState, *, wait: bool) -> int:
    """What is printed of an endpoint that was made; 1 if it does not answer."""
    from cli.hostingview import failure_words
    from cli.output import emit_json, out, say
    from core.endpointwords import works

    if app.as_json:
        emit_json({"endpoint": state.key.name, "status": state.status.value})
    else:
        out(state.key.name)
    if works(state) or (not wait and state.status.moving):
        return 0
    for line in failure_words(state):
        say(line)
    return 1


@click.command()
@click.option("--all", "past", is_flag=True, help="Also those that are down.")
@json_option
@common
def endpoints(app: App, past: bool) -> int:
    """All endpoints that are up, since when, and what they have cost so far.

    Also what was only half made, and what was deployed from another machine. An endpoint that the run book knows in
    another region or account is asked for there.
    """
    from cli.attach import engine_at
    from cli.hostingview import hints, print_endpoints, row_json
    from cli.output import emit_json, say
    from core.endpointlist import listed

    codes: list[int] = []

    def heard(error: EngineError | UsageError) -> None:
        codes.append(error.exit_code)
        say(f"trainscope: only what the run book holds: {error}")
        if error.fix:
            say(f"  hint: {error.fix}")

    rows = listed(app.book, app.engine, lambda key: engine_at(app, key), past=past, on_trouble=heard)
    now = time.time()
    if app.as_json:
        emit_json([row_json(row, now) for row in rows])
    elif rows:
        print_endpoints(rows, now)
    else:
        say("no endpoints" if past else "no endpoints are up")
    for line in hints(rows):
        say(line)
    return max(codes, default=0)


@click.command()
@click.argument("endpoint")
@click.option("--with-model-data", is_flag=True, help="Also delete what training left: the model itself.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@common
def undeploy(app: App, endpoint: str, with_model_data: bool, yes: bool) -> int:
    """Take ENDPOINT down: delete the endpoint, its configuration and its model entry.

    The trained model stays where training left it. What is gone already is no error. A deployment that was interrupted
    is dropped.
    """
    from cli.output import emit_json, out, say
    from cli.reviewtext import aligned
    from cli.undeploying import found, taken_down
    from core.endpointwords import undeploy_lines
    from core.text import clean

    app.require_write("take an endpoint down")
    target = found(app, endpoint)
    deleted: tuple[str, ...] = ()
    if target is not None:
        now = time.time()
        lines = undeploy_lines(target.state, target.record, now, with_model_data=with_model_data)
        for line in aligned(lines):
            say(line)
        if not yes:
            _agree_to_delete(with_model_data=with_model_data)
        deleted = taken_down(app, target, with_model_data=with_model_data)
    if app.as_json:
        emit_json({"endpoint": endpoint, "deleted": list(deleted)})
    else:
        words = f"deleted {', '.join(deleted)}" if deleted else "nothing was there any more"
        out(clean(f"{endpoint}: {words}"))
    return 0


def _agree_to_delete(*, with_model_data: bool) -> None:
    """Wait for a yes.

    Raises:
        Cancelled: the answer was no.
        UsageError: nobody can answer.
    """
    if not sys.stdin.isatty():
        raise UsageError("not taken down: nobody is here to say yes", fix="add --yes")
    # A model that is deleted cannot be had back without training again.
    if not click.confirm("Delete it?", default=not with_model_data, err=True):
        raise Cancelled("not taken down")
