"""How answers are to be written: the options that `predict` and `results` share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable

_OPTIONS = (
    click.option(
        "--top",
        type=click.IntRange(min=1),
        metavar="K",
        help="Show the K likeliest classes, and how often one is right.",
    ),
    click.option("--csv", "as_csv", is_flag=True, help="Answer as comma-separated values."),
    click.option("--ascii", "ascii_only", is_flag=True, help="Plain ASCII characters only."),
)


def answer_options(function: Callable[..., int | None]) -> Callable[..., int | None]:
    """Give a command ``--top``, ``--csv`` and ``--ascii``. Stands above `json_option` and `common`."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function
