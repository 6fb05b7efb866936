"""docs/commands.md from the tree of commands: every command, argument and option, in the words of its own help."""

from __future__ import annotations

import inspect
import textwrap
from typing import TYPE_CHECKING

import click

from cli.main import COMMANDS, trainscope
from docs.json_examples import ANSWERS

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAD = """# Commands

Made from the program itself by `make docs`; `trainscope COMMAND --help` says the same.

Data goes to stdout, talk to stderr. An error is one line and a hint, never a traceback (unless `--debug`).

| exit code | meaning |
|---|---|
| 0 | done |
| 1 | the job failed (or ran out of time), or the data has findings of level error |
| 2 | bad usage, configuration, or an unknown name |
| 3 | the job was stopped |
| 4 | the engine cannot be reached, or refuses for now |
| 130 | interrupted |

`jobs`, `status`, `logs`, `metrics` and `chart` look once. If the engine cannot say what is new, stdout has the last
known, stderr says so, and the exit code is 4, or 1 if asking again would not help. An ended job whose log has been
read is told from the run book, whatever state the engine is in. `watch` and `logs --follow` try again.

`--json` answers in ASCII JSON: times ISO 8601 UTC, epochs from 0 as in the log, money in USD, unknown is null,
not-a-number is the string "nan", "inf" or "-inf". A reader that leaves early (`| head`) ends the program quietly,
with 0.
"""

_NOTES = {
    "launch": (
        "[hyperparameters.md](hyperparameters.md) has every NAME for `--set` and the values it takes.\n",
    )
}


def page() -> str:
    """The whole page."""
    context = click.Context(trainscope, info_name="trainscope")
    shared: set[str | None] = {parameter.name for parameter in trainscope.params}
    parts = [HEAD, _section(trainscope, context, "trainscope")]
    parts.append("Every command takes `--config`, `--engine`, `--dataset` and `--debug`, too.\n")
    for name in COMMANDS:
        command = trainscope.get_command(context, name)
        assert command is not None
        inner = click.Context(command, info_name=name, parent=context)
        parts.append(_section(command, inner, f"trainscope {name}", leave_out=shared))
        parts += [*_NOTES.get(name, ()), *_answer(name)]
    return "\n".join(parts)


def _section(
    command: click.Command, context: click.Context, title: str, *, leave_out: set[str | None] | None = None
) -> str:
    usage = " ".join([title, *command.collect_usage_pieces(context)])
    lines = [f"## {title}", "", f"    {usage}", "", *_prose(command)]
    rows = list(_options(command, context, leave_out or set()))
    if rows:
        lines += ["", "| option | does |", "|---|---|", *rows]
    return "\n".join([*lines, ""])


def _answer(name: str) -> Iterator[str]:
    if name in ANSWERS:
        about = ANSWERS[name].about
        yield "`--json` gives:\n"
        yield "".join(f"    {line}\n" for line in ANSWERS[name].lines())
        if about:
            yield f"{textwrap.fill(about, 118)}\n"


def _prose(command: click.Command) -> Iterator[str]:
    for line in inspect.cleandoc(command.help or "").split("\f")[0].strip().splitlines():
        yield "" if line.strip() == "\b" else line


def _options(command: click.Command, context: click.Context, leave_out: set[str | None]) -> Iterator[str]:
    for parameter in command.params:
        record = parameter.get_help_record(context)
        if isinstance(parameter, click.Option) and record is not None and parameter.name not in leave_out:
            names, text = (part.replace("|", "\\|") for part in record)
            yield f"| `{names}` | {' '.join(text.split())} |"
