"""What the photos measure, as lines: formats, sides, bytes, and how many lie below what training needs. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from core.sizes import size
from tui.widgets.dataset_draw import bar_text
from tui.widgets.finding_draw import number_of

if TYPE_CHECKING:
    from core.dataset.census import Census
    from core.dataset.judge import Limits

_EDGES = (32, 64, 128, 256, 512, 1024, 2048, 4096)


def census_lines(census: Census, limits: Limits, width: int) -> list[Content]:
    """Formats, sides and bytes, then a bar for each range of shortest sides.

    Args:
        census: what was counted.
        limits: image_shape and resize, whose lengths are edges of ranges, too.
        width: cells.
    """
    formats = ", ".join(f"{name} {count:,}" for name, count in census.formats)
    sides, weights = census.shortest, census.bytes
    spread = f"{sides.least:,} to {sides.most:,} px, half of them up to {sides.middle:,}"
    if sides.least == sides.most:
        spread = f"{sides.least:,} px"
    each = f"{size(weights.least)} to {size(weights.most)} each, {size(weights.middle)} on average"
    lines = [
        Content.styled(f"Sizes of {number_of(census.photos, 'photo')}: {formats}", "bold"),
        Content(f"shortest side {spread}; longest up to {census.longest.most:,}"),
        Content(f"{each}; {size(census.total)} in all"),
        *_bars(census, limits, width),
        *_judged(census, limits),
    ]
    return [part for line in lines for part in line.wrap(width)]


def _bars(census: Census, limits: Limits, width: int) -> list[Content]:
    shape = min(limits.width, limits.height)
    named = {shape: "image_shape"}
    if limits.resize is not None:
        named[limits.resize] = "resize" if limits.resize != shape else "resize, image_shape"
    edges = sorted({*_EDGES, *named})
    counts = census.between(edges)
    used = [place for place, count in enumerate(counts) if count]
    ranges = list(zip([0, *edges], [*edges, 0], counts, strict=True))[used[0] : used[-1] + 1]
    labels = [_range(low, high) for low, high, _ in ranges]
    left, right = max(map(len, labels)), max(len(f"{count:,}") for *_, count in ranges)
    notes = [f"  from {named[low]} on" if low in named else "" for low, *_ in ranges]
    room = max(0, width - left - right - 2 - max(map(len, notes)))
    most = max(counts)
    return [
        Content.assemble(
            (f"{label:>{left}}", "$text-dim"),
            f" {count:>{right},} ",
            (bar_text(count / most, room), "$primary"),
            (note, "$text-dim"),
        )
        for label, (*_, count), note in zip(labels, ranges, notes, strict=True)
    ]


def _range(low: int, high: int) -> str:
    if not low:
        return f"below {high:,}"
    return f"{low:,}–{high - 1:,}" if high else f"{low:,} or more"


def _judged(census: Census, limits: Limits) -> list[Content]:
    """How many photos are below what training needs, if any are."""
    if limits.resize is not None:
        below = census.between([limits.resize])[0]
        return [Content(f"resize={limits.resize} enlarges {number_of(below, 'photo')}")] if below else []
    shape = min(limits.width, limits.height)
    below = census.between([shape])[0]
    text = f"{number_of(below, 'photo')} smaller than image_shape {limits.width}×{limits.height}, and no resize is set"
    return [Content.styled(f"✗ {text}", "$error")] if below and shape > 1 else []
