"""The page on which an endpoint is asked: whether it answers, and what may be typed. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from core.text import clean_path
from tui.widgets.paths_draw import tail

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.askmessages import TargetSeen

_NAMED = 20
"""Classes that are named."""
_SHOWN = 8
"""Paths asked about before that are listed."""


def target_line(seen: TargetSeen, pending: bool, width: int) -> Content:
    """Whether the endpoint can be asked, and which classes it tells apart.

    Args:
        seen: what is known of it.
        pending: whether photos wait for it.
        width: cells.
    """
    if seen.target is not None:
        words = classes_words(seen.target.classes)
        some = f"  ·  {words}" if words else ""
        line = Content.assemble((f"✓ {seen.target.state.status.value}", "$success"), (some, "$text-dim"))
        return line.truncate(width, ellipsis=True)
    if seen.waiting:
        wait = " The photos wait for it." if pending else ""
        return Content.styled(f"◌ {seen.said}{wait}", "$text-dim")
    return Content.styled(f"▲ {seen.said}", "$warning")


def classes_words(names: Sequence[str]) -> str:
    """Such as ``5 classes: daisy, …``, the first ones; empty if none is known."""
    return f"{len(names):,} classes: {', '.join(map(clean_path, names[:_NAMED]))}" if names else ""


def hint_lines(before: Sequence[str], complete: str, width: int) -> list[Content]:
    """What is said below an untouched field: how to go on, and what was asked about before.

    Args:
        before: texts, the latest last.
        complete: the key that completes.
        width: cells.
    """
    text = f"{complete} completes the path and shows how it can go on. Where a list or the names of folders tell "
    text += "what the photos are, the answers are judged."
    lines = list(Content.styled(text, "$text-dim").wrap(width))
    if before:
        lines += [Content(""), Content.styled("Asked before:", "$text-dim")]
        lines += [Content(f"  {tail(each, width - 2)}") for each in reversed(before[-_SHOWN:])]
    return lines
