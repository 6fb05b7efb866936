"""The launch review as lines: verdict, what is sent where and what it costs, findings, hyperparameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from core.finding import has_errors
from core.job.hyperparameters import AUTO, FROM_DATA
from core.launchwords import cost_lines
from core.sizes import size
from core.text import clean, clean_path
from tui.widgets.finding_draw import findings_by_kind, number_of
from tui.widgets.paths_draw import wrapped_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.engine.base import Capabilities, Review
    from core.launch import Draft

_MOST_CLASSES = 12
_MOST_PER_KIND = 5
"""Places told of a kind of finding: the data set's page has them all."""
_LABEL_WIDTH = 13


def verdict_lines(review: Review, width: int, *, launch_key: str, checking: str = "") -> list[Content]:
    """Whether it can be launched, in a sentence.

    Args:
        review: with all findings.
        width: cells.
        launch_key: the key that opens the review again.
        checking: how many photos are checked, while they are; else empty.
    """
    if has_errors(review.findings):
        text = (
            f"✗ This can't be launched yet: mend the errors below, then press {launch_key} again; "
            "what is changed in the configuration counts after a restart."
        )
        return [*Content.styled(text, "bold $error").wrap(width), Content("")]
    if checking:
        text = f"Nothing found so far that stands in the way. Enter launches once all photos are checked: {checking}."
        return [*Content.styled(text, "$warning").wrap(width), Content("")]
    return [Content.styled("✓ Ready. Enter launches, esc goes back.", "bold $success"), Content("")]


def _upload(review: Review) -> list[tuple[str, str]]:
    """How much is to be sent; nothing is said of it while errors keep it from being known."""
    if review.upload_bytes:
        return [("to upload", size(review.upload_bytes))]
    return [] if has_errors(review.findings) else [("to upload", "nothing")]


def fact_lines(facts: Sequence[tuple[str, str]], width: int) -> list[Content]:
    """Labels and what they say, made safe already, one below the other."""
    names_width = max([_LABEL_WIDTH, *(len(name) for name, _ in facts)])
    lines: list[Content] = []
    for name, value in facts:
        first, *rest = wrapped_words(value, max(20, width - names_width - 1))
        lines.append(Content.assemble((f"{name:<{names_width}} ", "$text-dim"), first))
        lines += [part.pad_left(names_width + 1) for part in rest]
    return lines


def review_lines(draft: Draft, review: Review, width: int, *, capabilities: Capabilities) -> list[Content]:
    """The review as lines of at most `width` cells: facts, findings by kind, hyperparameters, notes.

    Args:
        draft: what would be launched.
        review: what the engine says of it, with all findings.
        width: cells.
        capabilities: of the engine.
    """
    data = draft.spec.dataset
    names = ", ".join(clean(row.name) for row in data.classes[:_MOST_CLASSES])
    more = len(data.classes) - _MOST_CLASSES
    facts = [
        ("data set", clean_path(data.root)),
        ("classes", f"{len(data.classes):,}: {names}" + (f" and {more:,} more" if more > 0 else "")),
        ("train", number_of(len(data.train), "photo")),
        ("validation", number_of(len(data.validation), "photo")),
        *_upload(review),
        *cost_lines(review, capabilities),
        *((clean(label), clean(value)) for label, value in review.facts),
    ]
    lines = fact_lines(facts, width)
    lines += [Content(""), *findings_by_kind(review.findings, width, most=_MOST_PER_KIND)]
    lines.append(Content.styled("hyperparameters, as they will be sent", "bold"))
    given = draft.spec.given
    for name, value in draft.spec.hyperparameters.items():
        style = "bold" if name in given else ""
        filled_in = name in FROM_DATA and given.get(name, AUTO) == AUTO
        origin = "  from the data set" if filled_in else ""
        lines.append(
            Content.assemble((f"{name:<26} ", "$text-dim"), (clean(value), style), (origin, "$text-dim"))
        )
    for text in review.notes:
        lines += [Content(""), *Content(clean(text)).wrap(width)]
    return lines
