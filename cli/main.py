"""The program `trainscope`: a group of commands, each loaded when it is called."""

from __future__ import annotations

import gc
import io
import sys
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

import click

from cli.context import App, common, screen_options

if TYPE_CHECKING:
    from collections.abc import Sequence

IN_THE_COCKPIT = ("replay", "demo")
"""Commands that open it, so that a theme before them is theirs."""
COMMANDS = {
    "demo": ("cli.demo", "Train a baseline on handwritten digits, made on the spot."),
    "dataset": ("cli.data", "Classes, counts and findings of a folder of photos."),
    "lst": ("cli.lists", "Write train.lst, validation.lst and classes.json."),
    "check": ("cli.data", "Validate a .lst or .rec file."),
    "pack": ("cli.pack", "Pack photos into RecordIO files."),
    "launch": ("cli.launch", "Check, review and start a job."),
    "sweep": ("cli.sweep", "Check, review and start many jobs over ranges of hyperparameters."),
    "sweeps": ("cli.sweeps", "All sweeps, or one with its jobs, the best first."),
    "jobs": ("cli.jobs", "All jobs, newest first."),
    "status": ("cli.jobs", "One look at a job."),
    "watch": ("cli.follow", "Follow a job to its end."),
    "logs": ("cli.follow", "Log lines of a job."),
    "metrics": ("cli.metrics", "Every metric point of a job or log file."),
    "chart": ("cli.metrics", "The accuracy curve of a job or log file."),
    "compare": ("cli.compare", "Several runs side by side: curves, results, what differs."),
    "export": ("cli.export", "Take a run out: as a recording, points, a picture or a report."),
    "replay": ("cli.replay", "Play a recorded run again."),
    "stop": ("cli.jobs", "Stop a job."),
    "deploy": ("cli.hosting", "Put a job's model behind an endpoint."),
    "predict": ("cli.predict", "Ask an endpoint about photos."),
    "transform": ("cli.transform", "Ask a job's model about a folder of photos."),
    "results": ("cli.results", "The answers of a batch transform."),
    "endpoints": ("cli.hosting", "Endpoints that are up, and what they cost."),
    "undeploy": ("cli.hosting", "Take an endpoint down."),
    "serve": ("cli.serve", "Show the cockpit in a browser."),
    "doctor": ("cli.doctor", "What works on this machine, and what to do about the rest."),
}
"""Name -> module that holds the command under that name, and its line in the list of commands."""
_NEW_OBJECTS = 100_000
"""Before garbage is looked for: more than a start makes, which with Python's 700 spends a tenth of its time on that."""


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports one only to run it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in the order of a job's life."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now; None for an unknown name."""
        if cmd_name not in COMMANDS:
            return None
        command = getattr(import_module(COMMANDS[cmd_name][0]), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the arguments name; an unknown one is told with the nearest that exists."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from core.nearest import did_you_mean

            ctx.fail(f"no command {args[0]!r}{did_you_mean(args[0], COMMANDS)}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in the help, written from the table so that nothing is imported."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(
    cls=LazyGroup, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(package_name="trainscope", message="%(prog)s %(version)s")
@click.option("--theme", metavar="NAME", help="Colour theme of the cockpit.")
@click.option("--read-only", is_flag=True, help="Start and stop nothing, only look.")
@screen_options
@common
@click.pass_context
def trainscope(ctx: click.Context, app: App, theme: str | None, read_only: bool) -> int | None:
    """From a folder of photos to a live accuracy curve. Without a command: the cockpit."""
    ctx.obj = replace(app, read_only_flag=read_only)
    if ctx.invoked_subcommand is not None:
        if theme is not None and ctx.invoked_subcommand not in IN_THE_COCKPIT:
            ctx.fail("--theme is for the cockpit: alone, or before " + " or ".join(IN_THE_COCKPIT))
        if theme is not None:
            ctx.obj = ctx.obj.override({"ui.theme": theme})
        return None
    from cli.cockpit import open_cockpit, require_terminal

    require_terminal()
    return open_cockpit(app.settings, theme=theme, read_only=ctx.obj.read_only)


def main(args: Sequence[str] | None = None) -> int:
    """Run the program; returns its exit code.

    Args:
        args: the arguments, those of the process unless given.
    """
    gc.set_threshold(_NEW_OBJECTS)
    given = list(sys.argv[1:] if args is None else args)
    from cli.border import guarded

    _prepare_streams()

    def work() -> int | None:
        with trainscope.make_context("trainscope", given) as ctx:
            code = trainscope.invoke(ctx)
            return code if isinstance(code, int) else None

    return guarded(work, debug="--debug" in given)


def _prepare_streams() -> None:
    """Let no stream end the program: a closed one swallows or is empty, a letter that an encoding lacks is escaped."""
    if sys.stdin is None:
        sys.stdin = io.TextIOWrapper(io.BytesIO())
    if sys.stdout is None:
        sys.stdout = io.StringIO()
    if sys.stderr is None:
        sys.stderr = io.StringIO()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
