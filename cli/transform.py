"""The command `transform`: a job's model asked about many photos by a job of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from cli.context import App, common, json_option
from cli.waiting import notify_option, require_wait
from core.errors import UsageError

if TYPE_CHECKING:
    from core.engine.transforming import PhotoPlace


@click.command()
@click.argument("job")
@click.argument("folder", metavar="[DIR]", required=False)
@click.option(
    "--lst", "list_file", metavar="F.lst", help="Ask about the photos of a list, whose labels are the truth."
)
@click.option("--root", metavar="DIR", help="Folder that the list's paths are relative to.")
@click.option("--name", metavar="NAME", help="The batch transform's name; else one is made.")
@click.option("--instance-type", metavar="T", help="Such as ml.m5.large (hosting.instance_type).")
@click.option(
    "--instance-count",
    type=click.IntRange(min=1),
    metavar="N",
    help="So many of them (hosting.instance_count).",
)
@click.option("--dry-run", is_flag=True, help="Print what would be created as JSON; start nothing.")
@click.option("--wait", is_flag=True, help="Then follow it to its end, as watch does.")
@notify_option
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@common
def transform(
    app: App,
    job: str,
    folder: str | None,
    list_file: str | None,
    root: str | None,
    name: str | None,
    instance_type: str | None,
    instance_count: int | None,
    dry_run: bool,
    wait: bool,
    notify: bool,
    yes: bool,
) -> int:
    """Ask the model of JOB about all photos of DIR by a batch transform, which needs no endpoint.

    The review goes to stderr, and at a terminal it is asked whether to go. Without a terminal a batch transform that
    costs nothing starts at once; one that costs money needs --yes. Prints its name. It is followed, stopped and listed
    as a job (watch, status, logs, stop, jobs); results shows the answers once it has ended.

    One that was interrupted goes on with launch --resume, or when it is watched.
    """
    from cli.agreeing import Words, agree, print_request
    from cli.attach import engine_of, find_job
    from cli.launching import done
    from cli.machines import require_machines
    from cli.reviewtext import aligned
    from cli.transforming import reviewed, started
    from core.trained import model_of
    from core.transformwords import transform_cost_lines, transform_lines

    require_wait(wait=wait, notify=notify)
    if not dry_run:
        app.require_write("start a batch transform")
    place = _place(folder, list_file, root)
    app = _on(app, instance_type, instance_count)
    record = find_job(app, job)
    engine = engine_of(app, record)
    require_machines(engine.capabilities, instance_type=instance_type, instance_count=instance_count)
    trained = model_of(record, engine)
    draft, found = reviewed(app, trained, place, engine, name)
    if dry_run:
        costs = aligned(transform_cost_lines(found, engine.capabilities))
        return print_request(app, found.findings, costs, found.request)
    lines = aligned(transform_lines(record, draft.transform, found, engine.capabilities))
    lines += [f"  {note}" for note in found.notes]
    costs_money = "the batch transform costs money" if engine.capabilities.costs else ""
    agree(found.findings, lines, Words("Start it?", "not started", costs_money), ask=not yes)
    return done(app, started(app, draft, found, engine), engine, wait=wait, notify=notify)


def _place(folder: str | None, list_file: str | None, root: str | None) -> PhotoPlace:
    """Where the photos are.

    Raises:
        UsageError: none are named, or in ways that exclude each other.
    """
    from core.photoplace import photo_place

    if list_file is not None and folder is not None:
        raise UsageError("--lst and DIR exclude each other", fix="leave out one of them")
    if (list_file is None) != (root is None):
        raise UsageError(
            "--lst and --root go together", fix="name the list, and the folder that its paths begin in"
        )
    return photo_place((folder if root is None else root) or "", list_file)


def _on(app: App, instance_type: str | None, instance_count: int | None) -> App:
    """The same with the machines that the options name."""
    from cli.machines import on_machines

    hosting = app.settings.hosting
    if instance_type is not None:
        hosting = replace(hosting, instance_type=instance_type)
    if instance_count is not None:
        hosting = replace(hosting, instance_count=instance_count)
    return on_machines(app, hosting)
