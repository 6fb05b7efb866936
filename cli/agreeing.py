"""A review on stderr before anything is started, and the yes that it waits for."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple

import click

from cli.output import emit_json, print_findings, say
from core.errors import Cancelled, UsageError
from core.finding import has_errors

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cli.context import App
    from core.finding import Finding


class Words(NamedTuple):
    """What is asked, and what is said where there is no yes.

    Args:
        question: such as ``Launch it?``.
        refused: such as ``not launched``.
        costs: why that needs a yes, such as ``the job costs money``; empty where it costs nothing.
    """

    question: str
    refused: str
    costs: str


def agree(findings: Sequence[Finding], lines: Iterable[str], words: Words, *, ask: bool) -> None:
    """Show what was found and what will be done, and at a terminal wait for a yes.

    Nothing is shown or asked where errors forbid it: it is refused then, and the error shows the findings.

    Args:
        findings: of the review.
        lines: the review.
        words: of the question.
        ask: False: the yes has been given.

    Raises:
        Cancelled: the answer was no.
        UsageError: nobody can answer, and it would cost money.
    """
    if has_errors(findings):
        return
    print_findings(findings, stream=sys.stderr)
    for line in lines:
        say(line)
    if not ask:
        return
    if sys.stdin.isatty():
        if not click.confirm(words.question, default=True, err=True):
            raise Cancelled(words.refused)
    elif words.costs:
        raise UsageError(f"{words.refused}: {words.costs}, and nobody is here to say yes", fix="add --yes")


def print_request(
    app: App, findings: Sequence[Finding], costs: Iterable[str], request: Mapping[str, object]
) -> int:
    """A dry run: the exact request on stdout, findings and costs on stderr; 1 if it would be refused."""
    print_findings(findings, stream=sys.stderr)
    for line in costs:
        say(line)
    emit_json(request, indent=None if app.as_json else 2)
    return 1 if has_errors(findings) else 0
