"""Batch transforms in words that cockpit and command line share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.endpointwords import classes_words
from core.engine.transforming import is_batch
from core.text import clean, clean_path

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.engine.base import Capabilities
    from core.engine.hosting import DeployReview
    from core.engine.transforming import Transform
    from core.finding import Finding
    from core.runs import Record


STOP_NOTE = "the answers that are given by then are kept"
"""What happens after the stop of a batch transform, for the confirmation."""


def transform_lines(
    record: Record, transform: Transform, found: DeployReview, capabilities: Capabilities
) -> list[tuple[str, str]]:
    """The review of a batch transform, label and words. What the engine says itself is not said twice.

    Args:
        record: of the job whose model is asked.
        transform: what would be started.
        found: the engine's review.
        capabilities: of the engine.
    """
    trained, place = transform.trained, transform.place
    best = "" if record.best is None else f", validation accuracy {record.best.value:.4f}"
    known = sum(row.truth is not None for row in transform.questions)
    of_list = f"{clean_path(place.list_file)} in " if place.list_file else ""
    ours = [
        ("name", f"{transform.key.name} on {capabilities.place}"),
        ("job", f"{trained.job.name}{best}"),
        ("model", trained.model),
        ("classes", classes_words(trained.classes)),
        ("photos", f"{len(transform.questions):,}, {of_list}{clean_path(place.folder)}"),
        ("truth", _truth_words(known, len(transform.questions))),
    ]
    told = {label for label, _ in found.facts}
    lines = [*(line for line in ours if line[0] not in told), *found.facts]
    return [*lines, *transform_cost_lines(found, capabilities)]


def _truth_words(known: int, photos: int) -> str:
    if not known:
        return "not known: the answers cannot be judged"
    return "known of all of them" if known == photos else f"known of {known:,} of them"


def transform_cost_lines(found: DeployReview, capabilities: Capabilities) -> list[tuple[str, str]]:
    """Label and words: the price per hour while it runs, with its basis. An unknown price is not called free."""
    if not capabilities.costs:
        return [("price", "free")]
    basis = clean(found.price_basis)
    if found.price_per_hour is None:
        return [("price", basis or "unknown")]
    return [("price", f"${found.price_per_hour:,.2f} per hour ({basis or 'while it runs'})")]


def left_out_words(findings: Iterable[Finding], photos: int) -> str:
    """Such as ``12 of 3,670 photos left out``; empty if none is.

    Args:
        findings: that say why.
        photos: that were to be asked about.
    """
    without = len({finding.path for finding in findings if finding.level == "error"})
    return f"{without:,} of {photos:,} photos left out" if without else ""


def results_hint(name: str) -> str:
    """How the answers of a batch transform are seen."""
    return f"see the answers with: trainscope results {clean(name)}"


def stop_note(record: Record, capabilities: Capabilities) -> str:
    """What happens after a stop, for the confirmation."""
    if is_batch(record):
        return STOP_NOTE
    return capabilities.stop_note
