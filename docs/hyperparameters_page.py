"""docs/hyperparameters.md, written from the table of hyperparameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.job.hyperparameters import group_names, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.job.hyperparameters import Hyperparameter

_HEAD = """\
# Hyperparameters

The {count} values that the image-classification algorithm knows. Set them in the `hyperparameters:` section of the
configuration, in the form of the cockpit, or with `trainscope launch --set NAME=VALUE`. What is not set is not sent,
and the algorithm's own default holds. yes and no may also be written 1 and 0, true and false, on and off.

Where the AWS guide and the container disagree, the stricter of the two is allowed here: the container refuses a job
only after its machines were started and are paid for. Written by `make docs` from core/job/hyperparameters.yaml.
"""


def page() -> str:
    """The whole page."""
    lines = [_HEAD.format(count=len(table()))]
    lines += ["| name | allowed | default | meaning |", "|---|---|---|---|"]
    for row in table().values():
        link = f"[{row.name}](#{row.name})"
        lines.append(f"| {link} | {row.allowed()} | {_default(row)} | {row.meaning} |")
    for group in group_names():
        lines += ["", f"## {group.capitalize()}"]
        for row in table().values():
            if row.group == group:
                lines += ["", f"### {row.name}", "", *_entry(row)]
    return "\n".join(lines) + "\n"


def _entry(row: Hyperparameter) -> Iterator[str]:
    yield f"{row.meaning} {row.help}"
    yield ""
    yield f"- Allowed: {row.allowed()}{f' ({row.unit})' if row.unit and row.type != 'text' else ''}."
    yield f"- Default: {_default(row)}.{' Required.' if row.required else ''}"
    if row.container_default is not None:
        yield f"- Seen in the container when not given: {row.container_default}."
    if row.applies_when:
        yield f"- Has an effect only if {row.applies_when}."
    if row.tuning is not None and row.tuning.values:
        yield f"- Tuning jobs: {row.tuning.kind}, {', '.join(row.tuning.values)}."
    elif row.tuning is not None:
        yield f"- Tuning jobs: {row.tuning.kind}, {row.tuning.low} to {row.tuning.high}."


def _default(row: Hyperparameter) -> str:
    if row.auto:
        return "auto, from the data set"
    return "none" if row.default is None else row.show(row.default)
