"""How far a batch transform is: rows of the job pane, a few words for header and list, a sentence for the chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from core.job.answering import answered_words
from core.text import clean
from core.times import duration
from tui.widgets.flow import about, bar, flow, wrapped
from tui.widgets.paths_draw import home_path, path_rows
from tui.widgets.progress_draw import progress_rows

if TYPE_CHECKING:
    from core.job.progress import Progress
    from core.job.status import TransformFacts

_BAR = 20
_SLOW = 10
"""Photos per second below which a tenth counts."""


def answering_headline(facts: TransformFacts, progress: Progress | None, *, over: bool) -> str:
    """How many photos are answered, and how long the others will take; empty if nothing is known."""
    if facts.answered is None:
        return ""
    if over:
        return f"{facts.answered:,}{'' if facts.photos is None else f' of {facts.photos:,}'} answered"
    count = f"{facts.answered:,}{'' if facts.photos is None else f'/{facts.photos:,}'}"
    left = progress.eta_seconds if progress is not None else None
    return f"{count} · {about(left)} left" if left is not None else count


def asked_model(facts: TransformFacts) -> str:
    """Such as ``of ic-flowers-1``: what stands in the list where a job that trains has its best value."""
    return f"of {clean(facts.job)}" if facts.job else "a batch"


def answering_rows(
    facts: TransformFacts, progress: Progress | None, width: int, *, over: bool
) -> list[Content]:
    """How many photos are answered, with a bar, and the time left.

    Args:
        facts: what is known of the batch transform.
        progress: how far it is.
        width: cells.
        over: whether it has ended.
    """
    rows: list[Content] = []
    words = answered_words(facts)
    if words:
        head = Content.styled(words, "bold")
        if progress is not None and progress.fraction is not None and not over:
            share = f" {progress.fraction:.0%}"
            cells = max(4, min(_BAR, width - head.cell_length - len(share) - 1))
            done = Content.assemble((bar(progress.fraction, cells), "$series-1"), share)
            head = Content.assemble(head, " ", done)
        rows += wrapped(head, width)
    return rows if progress is None else [*rows, *progress_rows(progress, width, over=over)]


def answering_details(
    facts: TransformFacts, progress: Progress | None, width: int, *, over: bool, key: str
) -> list[Content]:
    """Whose model is asked, how fast it answers, where the answers lie, and the key that shows them.

    Args:
        facts: what is known of the batch transform.
        progress: how far it is.
        width: cells.
        over: whether it has ended.
        key: shows the answers once it has ended.
    """
    parts = []
    if facts.job:
        parts.append(Content.assemble(("asks the model of ", "$text-dim"), clean(facts.job)))
    if progress is not None and progress.throughput and not over:
        parts.append(Content(_speed(progress.throughput)))
    if over and progress is not None and progress.elapsed is not None:
        parts.append(Content(f"took {duration(progress.elapsed)}"))
    rows = flow(parts, width)
    if over and facts.answered:
        rows += wrapped(Content.assemble((key, "bold"), " shows the answers"), width)
    if facts.output:
        rows += path_rows("answers in", home_path(facts.output), width)
    return rows


def no_curve_words(facts: TransformFacts, *, over: bool, key: str) -> str:
    """What stands in the place of a curve.

    Args:
        facts: what is known of the batch transform.
        over: whether it has ended.
        key: shows the answers once it has ended.
    """
    model = f"the model of {clean(facts.job)}" if facts.job else "a model"
    what = f"A batch transform: it asks {model} about photos, and has no curve."
    if not over:
        return f"{what} Once it has ended, {key} shows the answers."
    if facts.answered == 0:
        return f"{what} No photo was answered."
    return f"{what} {key} shows the answers: how right they are, and each photo beside its own."


def _speed(photos: float) -> str:
    return f"{photos:,.{1 if photos < _SLOW else 0}f} photos/s"
