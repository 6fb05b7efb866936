"""The job pane's rows: stages, epochs, what is left, how it ended. Values in, `Content` out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from core.job.status import Stage, Status
from core.text import clean
from core.times import duration
from tui.widgets.paths_draw import home_path

if TYPE_CHECKING:
    from core.job.progress import Progress
    from core.job.status import JobState, Transition
    from core.runs import Record
    from core.watch import Trouble

_BAD = (Stage.FAILED, "Interrupted")
_HALTED = (Stage.STOPPED, Stage.STOPPING, Stage.MAX_RUNTIME_EXCEEDED, "MaxWaitTimeExceeded")
_BAR = 20
_EIGHTHS = " ▏▎▍▌▋▊▉█"


def job_rows(
    record: Record | None,
    state: JobState | None,
    progress: Progress | None,
    trouble: Trouble | None,
    now: float,
    width: int,
) -> list[Content]:
    """All rows, none wider than `width`; they may be more than the pane is high.

    Args:
        record: the job; None draws how to get one.
        state: its last known state.
        progress: what the log says of it.
        trouble: why the follower has no newer state.
        now: epoch seconds.
        width: cells.
    """
    if record is None:
        return _wrapped(
            Content.styled("No job yet: its stages, epochs and time left appear here.", "$text-dim"), width
        )
    rows = [Content.styled(record.key.name, "bold").truncate(width, ellipsis=True)]
    if state is not None:
        rows += timeline(state, width)
    if progress is not None:
        rows += progress_rows(progress, state, width)
    if trouble is not None:
        rows += trouble_rows(trouble, now, width)
    if state is not None:
        rows += ending(state, width)
    elif trouble is None:
        rows += _wrapped(Content.styled("Waiting for the first answer.", "$text-dim"), width)
    return rows


def timeline(state: JobState, width: int) -> list[Content]:
    """The stages with a mark each, and how long the finished ones took; wrapped between stages."""
    transitions = state.transitions
    died_in = len(transitions) - 1 if state.status is Status.FAILED else 0
    parts = [
        _stage(transition, last=number == len(transitions), died=number == died_in, state=state)
        for number, transition in enumerate(transitions, 1)
    ]
    if state.stage and (not transitions or transitions[-1].stage != state.stage):
        mark, style = _mark(state.stage, running=not state.status.terminal)
        parts.append(Content.styled(f"{mark}{clean(state.stage)}", f"{style} bold"))
    rows: list[Content] = []
    for part in parts:
        if rows and rows[-1].cell_length + 2 + part.cell_length <= width:
            rows[-1] = Content.assemble(rows[-1], "  ", part)
        else:
            rows.append(part.truncate(width))
    note = clean(transitions[-1].message) if transitions and not state.status.terminal else ""
    if note and not note.startswith(state.stage):
        rows.append(Content.styled(note, "$text-dim").truncate(width, ellipsis=True))
    return rows


def headline(progress: Progress, *, over: bool) -> str:
    """How far a job is, or what came of it, in a few words; empty if nothing is known."""
    if over:
        return f"best {progress.best.value:.4f}" if progress.best is not None else ""
    if progress.epoch is None:
        return ""
    total = f"/{progress.epochs}" if progress.epochs is not None else ""
    left = f" · {about(progress.eta_seconds)} left" if progress.eta_seconds is not None else ""
    return f"{progress.epoch + 1}{total}{left}"


def progress_rows(progress: Progress, state: JobState | None, width: int) -> list[Content]:
    """Epochs with a bar, time left and what that is judged by, speed, best epoch, an early stop."""
    over = state is not None and state.status.terminal
    rows: list[Content] = []
    if progress.epoch is not None:
        total = f"/{progress.epochs}" if progress.epochs is not None else ""
        head = Content.assemble("epoch ", (f"{progress.epoch + 1}{total}", "bold"))
        if progress.fraction is not None and not progress.early_stopped:
            size = max(4, min(_BAR, width - head.cell_length - 6))
            head = Content.assemble(head, " ", (bar(progress.fraction, size), "$series-1"))
            head = Content.assemble(head, f" {progress.fraction:.0%}")
        rows.append(head)
    if progress.eta_seconds is not None and not over:
        rows.append(Content.assemble("time left ", (about(progress.eta_seconds), "bold")))
        if progress.eta_basis:
            rows.append(Content.styled(f"by {progress.eta_basis}", "$text-dim"))
    if progress.throughput is not None and not over:
        rows.append(Content(f"{progress.throughput:,.0f} img/s"))
    if progress.best is not None:
        best = Content.assemble(
            "best ", (f"{progress.best.value:.4f}", "bold"), f" in Epoch[{progress.best.epoch}]"
        )
        rows.append(best)
    if over and progress.elapsed is not None:
        rows.append(Content(f"took {duration(progress.elapsed)}"))
    rows = [row.truncate(width, ellipsis=True) for row in rows]
    if progress.early_stopped:
        rows += _wrapped(
            Content.styled("Stopped early: validation accuracy no longer grew.", "$warning"), width
        )
    return rows


def trouble_rows(trouble: Trouble, now: float, width: int) -> list[Content]:
    """Why there is no newer answer, how old the last one is, and what to do."""
    mark = "▲"
    age = f"last answer {about(now - trouble.since)} ago" if now >= trouble.since else ""
    words = ", ".join(filter(None, ("retrying", age)))
    rows = _wrapped(Content.assemble((f"{mark} {clean(trouble.what)}", "$warning bold"), f": {words}"), width)
    return rows + (_wrapped(Content(clean(trouble.fix)), width) if trouble.fix else [])


def ending(state: JobState, width: int) -> list[Content]:
    """How it ended: why it failed and what to do, or where the model lies."""
    rows: list[Content] = []
    if state.failure_reason:
        rows += _wrapped(Content.styled(clean(state.failure_reason), "$error"), width)
    if state.status is Status.FAILED:
        rows += _wrapped(Content.styled("The log may say more; l starts a new job.", "$text-dim"), width)
    if state.model and state.status.terminal:
        rows += _wrapped(Content.assemble(("model ", "$text-dim"), home_path(state.model)), width)
    elif state.status is Status.STOPPED:
        rows += _wrapped(Content("Stopped; no model was saved."), width)
    return rows


def bar(fraction: float, cells: int) -> str:
    """A bar of fixed width, to an eighth of a cell."""
    share = min(max(fraction, 0.0), 1.0)
    full, eighth = divmod(round(share * cells * 8), 8)
    return ("█" * full + (_EIGHTHS[eighth] if eighth else "")).ljust(cells, "·")


def about(seconds: float) -> str:
    """A time for people, rounded the more the longer it is, so that it doesn't change with every look."""
    step = 1 if seconds < 30 else 5 if seconds < 120 else 30 if seconds < 600 else 60
    whole = max(0, round(seconds / step) * step)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60:02} min"


def _stage(transition: Transition, *, last: bool, died: bool, state: JobState) -> Content:
    running = last and not state.status.terminal
    mark, style = _mark(Stage.FAILED if died else transition.stage, running=running)
    took = duration(transition.end - transition.start) if transition.end is not None else ""
    ends = transition.stage in (Stage.COMPLETED, *_BAD, *_HALTED)
    shown = f" {took}" if took and not running and not ends else ""
    return Content.assemble(
        (f"{mark}{clean(transition.stage)}", f"{style} bold" if last else style), (shown, "$text-dim")
    )


def _mark(stage: str, *, running: bool) -> tuple[str, str]:
    if stage in _BAD:
        return "✗", "$error"
    if stage in _HALTED:
        return "■", "$warning"
    if running:
        return "●", "$accent"
    return "✓", "$success"


def _wrapped(content: Content, width: int) -> list[Content]:
    return [line.rstrip() for line in content.wrap(max(8, width))]
