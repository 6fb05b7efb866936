"""How far a launch is, as rows and in a word for the header."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from core.sizes import size
from core.text import clean
from tui.widgets.flow import about, bar, flow, wrapped

if TYPE_CHECKING:
    from core.engine.base import LaunchProgress

_BAR = 20


def step_words(progress: LaunchProgress | None) -> str:
    """What is done now, as a stage for the header: ``Uploading photos``."""
    step = clean(progress.step) if progress is not None else ""
    return step[:1].upper() + step[1:] if step else "Launching"


def part_done(progress: LaunchProgress) -> float | None:
    """Which part of the step is done, 0..1: by bytes where bytes are moved; None where it is not known."""
    if progress.total_bytes:
        return progress.done_bytes / progress.total_bytes
    return progress.done / progress.total if progress.total else None


def launch_headline(progress: LaunchProgress) -> str:
    """How far the step is, in a few words for the header; empty where it is not known."""
    done = part_done(progress)
    left = f"{about(progress.seconds_left)} left" if progress.seconds_left is not None else ""
    return " · ".join(filter(None, (f"{min(done, 1.0):.0%}" if done is not None else "", left)))


def launch_rows(progress: LaunchProgress, width: int, *, resumes: bool = False) -> list[Content]:
    """Step, photos, bytes with rate, time left, and why it does not get on; none wider than `width`.

    Args:
        progress: how far it is.
        width: cells.
        resumes: whether it is gone on with after an interruption, which is said then.
    """
    done = part_done(progress)
    parts = [Content.styled(f"● {step_words(progress)}", "$accent bold")]
    if done is not None:
        cells = max(4, min(_BAR, width - 6))
        parts.append(Content.assemble((bar(done, cells), "$series-1"), f" {min(done, 1.0):.0%}"))
    rows = flow(parts, width)
    counts = []
    if progress.total is not None or progress.done:
        total = f" of {progress.total:,}" if progress.total is not None else ""
        counts.append(Content(f"{progress.done:,}{total} {clean(progress.unit)}".rstrip()))
    if progress.total_bytes is not None or progress.done_bytes:
        whole = f" of {size(progress.total_bytes)}" if progress.total_bytes is not None else ""
        counts.append(Content(f"{size(progress.done_bytes)}{whole}"))
    if progress.rate is not None:
        counts.append(Content(f"{size(round(progress.rate))}/s"))
    if progress.seconds_left is not None:
        counts.append(Content.assemble("time left ", (about(progress.seconds_left), "bold")))
    rows += flow(counts, width)
    if progress.trouble:
        rows += wrapped(Content.styled(f"▲ {clean(progress.trouble)}", "$warning"), width)
    if resumes:
        note = "If the connection is lost or trainscope ends, the launch goes on when it starts again."
        rows += wrapped(Content.styled(note, "$text-dim"), width)
    return rows
