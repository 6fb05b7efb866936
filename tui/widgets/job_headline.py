"""The job in the header: its stage, how far it is or what came of it, and since when. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from core.text import clean
from tui.widgets.answering_draw import answering_headline
from tui.widgets.finding_draw import MARKS
from tui.widgets.launch_draw import launch_headline, step_words
from tui.widgets.progress_draw import headline

if TYPE_CHECKING:
    from tui.widgets.job_view import JobView

NO_ANSWER = "▲ no answer, retrying"
"""In the header, where it is seen whatever pane is open; the job's pane says why and what to do."""


class JobHeadline(NamedTuple):
    """A job in a line.

    Args:
        name: of the job; empty without one.
        status: its stage while it runs, then its status.
        detail: how far it is, or what came of it; with the mark of the worst finding in front, while it runs.
        elapsed: seconds since it was created, or until it ended; None if that is not known.
        running: whether it has not ended.
    """

    name: str = ""
    status: str = ""
    detail: str = ""
    elapsed: float | None = None
    running: bool = False


def job_headline(view: JobView, now: float) -> JobHeadline:
    """What the header says of a job.

    Args:
        view: what is known of it.
        now: epoch seconds.
    """
    record, state = view.record, view.state
    if record is None:
        return JobHeadline()
    running = state is None or not state.status.terminal
    elapsed = None
    if running or (state is not None and state.ended):
        elapsed = (state.ended if state is not None and state.ended else now) - record.created
    status = "Starting" if state is None else state.stage if running else state.status.value
    detail = _detail(view, over=not running)
    if view.launch is not None:
        status, detail = step_words(view.launch), launch_headline(view.launch)
    return JobHeadline(record.key.name, clean(status), detail, elapsed, running)


def _detail(view: JobView, *, over: bool) -> str:
    if view.trouble is not None:
        return NO_ANSWER
    if view.transform is not None:
        return answering_headline(view.transform, view.progress, over=over)
    how_far = headline(view.progress, over=over) if view.progress is not None else ""
    mark = MARKS[view.findings[0].level][0] if view.findings and not over else ""
    return " ".join(filter(None, (mark, how_far)))
