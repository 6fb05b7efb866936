"""The review of a launch as lines of text: what, where, what it costs, what is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.launchwords import cost_lines, upload_lines
from core.text import clean, clean_path

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.engine.base import Engine, Review
    from core.launch import Draft

_LABEL = 12


def review_text(draft: Draft, found: Review, engine: Engine) -> list[str]:
    """All lines, labels aligned."""
    dataset = draft.spec.dataset
    classes = f"{len(dataset.classes)} classes"
    counts = f"train {len(dataset.train):,} · validation {len(dataset.validation):,}"
    lines = [
        ("job", f"{draft.spec.name} on {engine.capabilities.place}"),
        ("data set", f"{clean_path(dataset.place)} · {classes} · {counts}"),
        *found.facts,
        *_what_it_costs(found, engine),
    ]
    label = "to be sent"
    for name, value in draft.spec.hyperparameters.items():
        lines.append((label, f"{name} {value}"))
        label = ""
    return [*aligned(lines), *(f"  {note}" for note in found.notes)]


def cost_text(found: Review, engine: Engine) -> list[str]:
    """Only what is to be uploaded, the price and the estimate."""
    return aligned(_what_it_costs(found, engine)) if engine.capabilities.costs else []


def _what_it_costs(found: Review, engine: Engine) -> list[tuple[str, str]]:
    return [*upload_lines(found), *cost_lines(found, engine.capabilities)]


def aligned(lines: Iterable[tuple[str, str]]) -> list[str]:
    """Labels and what they say, made safe, one below the other."""
    rows = [(clean(label), clean(text)) for label, text in lines]
    width = max([_LABEL, *(len(label) + 1 for label, _ in rows)])
    return [f"{label:<{width}} {text}" for label, text in rows]
