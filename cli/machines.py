"""Options that name machines, for `deploy` and `transform`, which run a job's model where the job ran."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.errors import UsageError

if TYPE_CHECKING:
    from cli.context import App
    from core.config import HostingSettings
    from core.engine.base import Capabilities


def on_machines(app: App, hosting: HostingSettings) -> App:
    """The same with the machines that options name."""
    return replace(app, fixed=replace(app.settings, hosting=hosting))


def require_machines(at: Capabilities, **options: object) -> None:
    """Refuse options that name machines where there is no choice.

    Args:
        at: of the engine that the job ran on.
        **options: option without dashes, as a Python name -> its value; None: it was not given.

    Raises:
        UsageError: one was given all the same.
    """
    given = [f"--{name.replace('_', '-')}" for name, value in options.items() if value is not None]
    if given and not at.costs:
        raise UsageError(
            f"the model is asked on {at.place}, where the job ran",
            why=f"{' and '.join(given)} {'names' if len(given) == 1 else 'name'} machines of SageMaker's",
            fix="leave out what names machines",
        )
