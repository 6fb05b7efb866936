"""The option `--notify` of commands that start something and, with `--wait`, follow it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable


def notify_option(function: Callable[..., int | None]) -> Callable[..., int | None]:
    """Add ``--notify``, which needs ``--wait``: `require_wait` says so."""
    text = "With --wait: announce its end, as the cockpit does (notify.*)."
    return click.option("--notify", is_flag=True, help=text)(function)


def require_wait(*, wait: bool, notify: bool) -> None:
    """Refuse to announce the end of what nobody follows.

    Raises:
        UsageError: there is a ``--notify`` without ``--wait``.
    """
    if notify and not wait:
        raise UsageError("--notify announces the end of what is followed", fix="give --wait too")
