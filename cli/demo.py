"""The command `demo`: a baseline learns handwritten digits, in the cockpit or in plain text."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from cli.context import App, common
from core.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from core.config import Settings


@click.command()
@common
def demo(app: App) -> int | None:
    """Train a baseline on real images made on the spot: scikit-learn's handwritten digits.

    In a terminal the cockpit opens and the job starts by itself. Without one, the log is printed as it comes, then the
    curve. Quitting never stops the job.
    """
    if any(not name.startswith("ui.") for name in app.overrides):
        raise UsageError(
            "the demo brings its own data set and engine",
            fix="leave out --dataset and --engine, or use: trainscope launch --dataset DIR",
        )
    app.require_write("start the demo's job")
    from cli.cockpit import missing, open_cockpit
    from core import paths
    from core.demo import digits, folder

    if not folder(paths.cache_dir()).is_dir():
        from cli.output import say

        say("trainscope: writing 1,797 images of handwritten digits, this once")
    settings = demo_settings(app.settings, digits(paths.cache_dir()))
    if missing() is None:
        return open_cockpit(settings, start="demo")
    return in_plain_text(replace(app, fixed=settings))


def demo_settings(settings: Settings, root: Path) -> Settings:
    """The user's settings, with the demo's data set, hyperparameters and trainer in place of theirs."""
    from core.config import DatasetSettings, LocalSettings
    from core.demo import hyperparameters

    return replace(
        settings,
        engine="local",
        dataset=DatasetSettings(path=root),
        hyperparameters=dict(hyperparameters()),
        local=LocalSettings(),
    )


def in_plain_text(app: App) -> int:
    """Launch the job, print its log as it comes, then the curve; returns the exit code by the outcome."""
    from cli.follow import watch_job
    from cli.output import say
    from core.dataset.load import load
    from core.launch import prepare, start

    draft = prepare(app.settings, load(app.settings.dataset))
    record = start(draft, app.engine, app.book)
    name = record.key.name
    say(f"{name}: a baseline learns {draft.spec.dataset.images} handwritten digits on this machine")
    try:
        code = watch_job(app, record)
    except KeyboardInterrupt:
        say(f"{name} goes on; come back with: trainscope watch {name}, end it with: trainscope stop {name}")
        raise
    from cli.metrics import print_chart

    print_chart(app.book, record)
    return code
