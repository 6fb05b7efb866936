"""How far a job is, as rows and in a few words for the header."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from core.job.eta import plus_minus
from core.times import duration
from tui.widgets.flow import about, bar, flow, wrapped

if TYPE_CHECKING:
    from core.job.progress import Progress

_BAR = 20


def headline(progress: Progress, *, over: bool) -> str:
    """How far a job is, or what came of it, in a few words; empty if nothing is known."""
    if over:
        return f"best {progress.best.value:.4f}" if progress.best is not None else ""
    if progress.epoch is None:
        return ""
    total = f"/{progress.epochs}" if progress.epochs is not None else ""
    left = f" · {about(progress.eta_seconds)} left" if progress.eta_seconds is not None else ""
    return f"{progress.epoch + 1}{total}{left}"


def progress_rows(progress: Progress, width: int, *, over: bool) -> list[Content]:
    """Epochs with a bar, and the time left with what that is judged by, if both fit in one row.

    Args:
        progress: what the log says.
        width: cells.
        over: whether the job has ended.
    """
    rows: list[Content] = []
    if progress.epoch is not None:
        total = f"/{progress.epochs}" if progress.epochs is not None else ""
        head = Content.assemble("epoch ", (f"{progress.epoch + 1}{total}", "bold"))
        if progress.fraction is not None and not progress.early_stopped:
            size = max(4, min(_BAR, width - head.cell_length - 6))
            head = Content.assemble(head, " ", (bar(progress.fraction, size), "$series-1"))
            head = Content.assemble(head, f" {progress.fraction:.0%}")
        rows.append(head.truncate(width, ellipsis=True))
    if progress.eta_seconds is not None and not over:
        left, basis = _left(progress)
        row = Content.assemble(left, "  ", basis) if _fits(progress, width) else left
        rows.append(row.truncate(width, ellipsis=True))
    if progress.early_stopped:
        text = "Stopped early: validation accuracy no longer grew."
        rows += wrapped(Content.styled(text, "$warning"), width)
    return rows


def detail_rows(progress: Progress, width: int, *, over: bool) -> list[Content]:
    """Best epoch, speed, how long it took; what the time left is judged by, where it did not fit before."""
    parts = []
    if progress.best is not None:
        value = (f"{progress.best.value:.4f}", "bold")
        parts.append(Content.assemble("best ", value, f" in Epoch[{progress.best.epoch}]"))
    if progress.throughput is not None and not over:
        parts.append(Content(f"{progress.throughput:,.0f} img/s"))
    if over and progress.elapsed is not None:
        parts.append(Content(f"took {duration(progress.elapsed)}"))
    if progress.eta_seconds is not None and progress.eta_basis and not over and not _fits(progress, width):
        parts.append(Content.styled(f"time left by {progress.eta_basis}", "$text-dim"))
    return flow(parts, width)


def _left(progress: Progress) -> tuple[Content, Content]:
    margin = f" {plus_minus(progress.eta_margin)}" if progress.eta_margin is not None else ""
    left = Content.assemble("time left ", (about(progress.eta_seconds or 0.0), "bold"), margin)
    return left, Content.styled(f"by {progress.eta_basis}" if progress.eta_basis else "", "$text-dim")


def _fits(progress: Progress, width: int) -> bool:
    left, basis = _left(progress)
    return left.cell_length + 2 + basis.cell_length <= width
