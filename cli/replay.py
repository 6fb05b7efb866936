"""The command `replay`: a recorded run in the cockpit, or as `watch` would have written it."""

from __future__ import annotations

import math
import signal
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.context import App, common, json_option, screen_options
from core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

    from core.recording import Replay
    from core.update import Update

USUAL_SPEED = 60.0
FASTEST = 1e6
LARGE = 1_000_000
"""Bytes of a file that takes seconds to be read: it is said that it is."""


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--speed",
    type=float,
    default=USUAL_SPEED,
    metavar="N",
    help=f"So many seconds of the run per second; {USUAL_SPEED:g} unless given.",
)
@click.option("--whole", is_flag=True, help="All of it at once: how the run ended (--speed 0).")
@click.option("--plain", is_flag=True, help="In plain text as watch writes it, instead of in the cockpit.")
@click.option("--epochs", "brief", is_flag=True, help="With --plain: one line per finished epoch.")
@click.option("--theme", metavar="NAME", help="Colour theme of the cockpit.")
@screen_options
@json_option
@common
def replay(
    app: App, file: Path, speed: float, whole: bool, plain: bool, brief: bool, theme: str | None
) -> int:
    """Play the run in FILE (.tsrun) again, as it went when it was recorded with export.

    The cockpit opens read-only, on a run book of its own: yours is not touched and nobody is asked. Without a
    terminal, and with --plain, --epochs or --json, it is written as watch would have written it, with its exit code.
    """
    from cli.cockpit import missing, open_cockpit
    from cli.output import say
    from core.recording import opened, settings_for
    from core.sizes import size

    pace = 0.0 if whole else _pace(speed)
    if file.is_file() and (bytes_ := file.stat().st_size) > LARGE:
        say(f"trainscope: reading {size(bytes_)}…")
    with _tidied_up(), opened(file, pace) as played:
        if played.recording.damage:
            say(f"trainscope: {played.recording.damage}")
        if plain or brief or app.as_json or missing() is not None:
            return _written(app, played, brief=brief)
        return open_cockpit(settings_for(app.settings, played), theme=theme, read_only=True, replay=played)


@contextmanager
def _tidied_up() -> Iterator[None]:
    """Have SIGTERM and SIGHUP leave the block: what was unfolded is removed, also where SSH breaks off."""

    def leave(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    taken = [n for n in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(n) is signal.SIG_DFL]
    for number in taken:
        signal.signal(number, leave)
    try:
        yield
    finally:
        for number in taken:
            signal.signal(number, signal.SIG_DFL)


def _pace(speed: float) -> float:
    if not math.isfinite(speed) or not 0 <= speed <= FASTEST:
        raise UsageError(
            f"the speed cannot be {speed:g}", fix=f"give one from 0 (the end at once) to {FASTEST:,.0f}"
        )
    return speed


def _written(app: App, played: Replay, *, brief: bool) -> int:
    from cli.feed import JsonFeed, TextFeed
    from cli.jobview import exit_code
    from cli.output import say
    from core.cancel import CancelToken
    from core.recording import play

    book, record, now = played.book, played.record, played.clock.now
    feed = (
        JsonFeed(book, record, now=now)
        if app.as_json
        else TextFeed(book, record, brief=brief, now=now, recorded=True)
    )
    update: Update | None = None
    for update in play(played, CancelToken()):
        feed.show(update)
    feed.close(update)
    if update is not None and not update.ended:
        say("trainscope: the recording ends here; the job still ran")
    return exit_code(update.state if update else None)
