"""The review of a sweep as rows: verdict, what it costs at most, what is tried, findings. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from core.finding import has_errors
from core.sizes import size
from core.sweep.words import sweep_cost_lines
from core.text import clean, clean_path
from tui.widgets.finding_draw import findings_by_kind, number_of
from tui.widgets.review_draw import fact_lines

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.engine.base import Capabilities, Review
    from core.engine.sweeping import Sweep
    from tui.sweepmessages import AgreedSweep

_MOST_PER_KIND = 5


def review_rows(
    agreed: AgreedSweep,
    width: int,
    *,
    capabilities: Capabilities,
    checking: str = "",
    keys: Mapping[str, str],
) -> list[Content]:
    """The review as lines of at most `width` cells, the ceiling in front.

    Args:
        agreed: the sweep, and what its engine says of it with all findings.
        width: cells.
        capabilities: of the engine.
        checking: how many photos are checked, while they are; else empty.
        keys: what -> the key that changes it: jobs, parallel, strategy, early, range.
    """
    sweep, found = agreed.draft.sweep, agreed.review
    lines = [*_verdict(found, checking).wrap(width), Content("")]
    facts = [
        *sweep_cost_lines(sweep, found, capabilities),
        *_budget(sweep, keys),
        *((f"try {row.name}", f"{row.text}{_change(keys['range'], 'in the form')}") for row in sweep.ranges),
        *_data(sweep, found),
        *_others(sweep, found),
    ]
    lines += [*fact_lines([(clean(label), clean(text)) for label, text in facts], width), Content("")]
    lines += findings_by_kind(found.findings, width, most=_MOST_PER_KIND)
    lines.append(Content.styled("hyperparameters of every job", "bold"))
    lines += fact_lines([(name, clean(value)) for name, value in sweep.fixed.items()], width)
    for note in found.notes:
        lines += [Content(""), *Content.styled(clean(note), "$text-dim").wrap(width)]
    return lines


def _verdict(found: Review, checking: str) -> Content:
    if has_errors(found.findings):
        return Content.styled("✗ This can't be started yet: mend the errors below.", "bold $error")
    if checking:
        text = f"Nothing found so far that stands in the way. Enter starts it once all photos are checked: {checking}."
        return Content.styled(text, "$warning")
    return Content.styled("✓ Ready. Enter starts it, esc goes back.", "bold $success")


def _budget(sweep: Sweep, keys: Mapping[str, str]) -> list[tuple[str, str]]:
    """How many jobs and how they are chosen, each with the key that changes it."""
    early = "on: a job that will not be better is stopped" if sweep.early_stopping else "off"
    return [
        ("jobs", f"{sweep.jobs} at most{_change(keys['jobs'])}"),
        ("parallel", f"{sweep.parallel} at a time{_change(keys['parallel'])}"),
        ("strategy", f"{sweep.strategy}{_change(keys['strategy'])}"),
        ("early stopping", f"{early}{_change(keys['early'])}"),
        ("best is", "the highest validation:accuracy"),
    ]


def _change(key: str, where: str = "") -> str:
    return f"  ({key}{f' {where}' if where else ''} changes it)"


def _data(sweep: Sweep, found: Review) -> list[tuple[str, str]]:
    data = sweep.job.dataset
    facts = [
        ("data set", clean_path(data.place)),
        ("train", number_of(len(data.train), "photo")),
        ("validation", number_of(len(data.validation), "photo")),
    ]
    if found.upload_bytes:
        facts.append(("to upload", size(found.upload_bytes)))
    return facts


def _others(sweep: Sweep, found: Review) -> list[tuple[str, str]]:
    """What else the engine tells; what is tried and how is told above, in words that name their keys."""
    told = {"jobs", "values", *(row.name for row in sweep.ranges)}
    return [fact for fact in found.facts if fact[0] not in told]
