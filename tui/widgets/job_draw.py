"""The job pane's rows: stages, epochs, what is left, how it ended. Values in, `Content` out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from core.job.status import Stage, Status
from core.text import clean, clean_path
from core.times import duration

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
    *,
    ascii_only: bool = False,
) -> list[Content]:
    """All rows, none wider than `width`; they may be more than the pane is high.

    Args:
        record: the job; None draws how to get one.
        state: its last known state.
        progress: what the log says of it.
        trouble: why the follower has no newer state.
        now: epoch seconds.
        width: cells.
        ascii_only: no marks outside ASCII.
    """
    if record is None:
        return _wrapped(
            Content.styled("No job yet: its stages, epochs and time left appear here.", "$text-dim"), width
        )
    rows = [Content.styled(record.key.name, "bold").truncate(width, ellipsis=not ascii_only)]
    if state is not None:
        rows += timeline(state, width, ascii_only=ascii_only)
    if progress is not None:
        rows += progress_rows(progress, state, width, ascii_only=ascii_only)
    if trouble is not None:
        rows += trouble_rows(trouble, now, width, ascii_only=ascii_only)
    if state is not None:
        rows += ending(state, width)
    elif trouble is None:
        rows += _wrapped(Content.styled("Waiting for the first answer.", "$text-dim"), width)
    return rows


def timeline(state: JobState, width: int, *, ascii_only: bool = False) -> list[Content]:
    """The stages with a mark each, and how long the finished ones took; wrapped between stages."""
    transitions = state.transitions
    parts = [
        _stage(transition, last=number == len(transitions), state=state, ascii_only=ascii_only)
        for number, transition in enumerate(transitions, 1)
    ]
    if state.stage and (not transitions or transitions[-1].stage != state.stage):
        mark, style = _mark(state.stage, running=not state.status.terminal, ascii_only=ascii_only)
        parts.append(Content.styled(f"{mark}{clean(state.stage)}", f"{style} bold"))
    rows: list[Content] = []
    for part in parts:
        if rows and rows[-1].cell_length + 2 + part.cell_length <= width:
            rows[-1] = Content.assemble(rows[-1], "  ", part)
        else:
            rows.append(part.truncate(width))
    note = clean(transitions[-1].message) if transitions and not state.status.terminal else ""
    if note and note != state.stage:
        rows.append(Content.styled(note, "$text-dim").truncate(width, ellipsis=not ascii_only))
    return rows


def progress_rows(
    progress: Progress, state: JobState | None, width: int, *, ascii_only: bool = False
) -> list[Content]:
    """Epochs with a bar, time left and what that is judged by, speed, best epoch, an early stop."""
    over = state is not None and state.status.terminal
    rows: list[Content] = []
    if progress.epoch is not None:
        total = f"/{progress.epochs}" if progress.epochs is not None else ""
        head = Content.assemble("epoch ", (f"{progress.epoch + 1}{total}", "bold"))
        fraction = progress.fraction
        if fraction is not None:
            size = max(4, min(_BAR, width - head.cell_length - 7))
            head = Content.assemble(head, " ", (bar(fraction, size, ascii_only=ascii_only), "$series-1"))
            head = Content.assemble(head, f" {fraction:.0%}")
        rows.append(head)
    if progress.eta_seconds is not None and not over:
        basis = f" ({progress.eta_basis})" if progress.eta_basis else ""
        rows.append(
            Content.assemble("time left ", (about(progress.eta_seconds), "bold"), (basis, "$text-dim"))
        )
    facts = []
    if progress.throughput is not None:
        facts.append(f"{progress.throughput:,.0f} img/s")
    if progress.best is not None:
        facts.append(f"best {progress.best.value:.4f} @ {progress.best.epoch}")
    if over and progress.elapsed is not None:
        facts.append(f"took {duration(progress.elapsed)}")
    if facts:
        rows.append(Content((" - " if ascii_only else " · ").join(facts)))
    if progress.early_stopped:
        rows.append(Content.styled("Stopped early: the validation accuracy no longer grew.", "$warning"))
    return [piece for row in rows for piece in _wrapped(row, width)]


def trouble_rows(trouble: Trouble, now: float, width: int, *, ascii_only: bool = False) -> list[Content]:
    """Why there is no newer answer, how old the last one is, and what to do."""
    mark = "!" if ascii_only else "▲"
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
        rows += _wrapped(
            Content.styled("The log's last lines say more; l starts a new job.", "$text-dim"), width
        )
    if state.model:
        rows += _wrapped(Content.assemble(("model ", "$text-dim"), clean_path(state.model)), width)
    elif state.status is Status.STOPPED:
        rows += _wrapped(Content("Stopped; no model was saved."), width)
    return rows


def bar(fraction: float, cells: int, *, ascii_only: bool = False) -> str:
    """A bar of fixed width, to an eighth of a cell."""
    share = min(max(fraction, 0.0), 1.0)
    if ascii_only:
        full = int(share * cells)
        return "[" + "#" * full + "." * (cells - full) + "]"
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


def _stage(transition: Transition, *, last: bool, state: JobState, ascii_only: bool) -> Content:
    running = last and not state.status.terminal
    mark, style = _mark(transition.stage, running=running, ascii_only=ascii_only)
    took = duration(transition.end - transition.start) if transition.end is not None else ""
    ends = transition.stage in (Stage.COMPLETED, *_BAD, *_HALTED)
    shown = f" {took}" if took and not running and not ends else ""
    return Content.assemble(
        (f"{mark}{clean(transition.stage)}", f"{style} bold" if last else style), (shown, "$text-dim")
    )


def _mark(stage: str, *, running: bool, ascii_only: bool) -> tuple[str, str]:
    if stage in _BAD:
        return ("X" if ascii_only else "✗"), "$error"
    if stage in _HALTED:
        return ("#" if ascii_only else "■"), "$warning"
    if running:
        return ("*" if ascii_only else "●"), "$accent"
    return ("+" if ascii_only else "✓"), "$success"


def _wrapped(content: Content, width: int) -> list[Content]:
    return [line.rstrip() for line in content.wrap(max(8, width))]
