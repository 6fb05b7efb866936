"""A review about a job's model as rows: verdict, what it costs, what is made of it, findings. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content

from core.finding import has_errors
from core.text import clean
from tui.widgets.finding_draw import findings_by_kind
from tui.widgets.review_draw import fact_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.engine.base import Capabilities
    from core.engine.hosting import DeployReview

_MOST_PER_KIND = 5


class Words(NamedTuple):
    """What the verdict says.

    Args:
        done: what cannot be done yet, such as ``deployed``.
        enter: what enter does, such as ``deploys``.
        bill: what it means for the bill, with its style; said where it costs money.
    """

    done: str
    enter: str
    bill: tuple[str, str]


def model_rows(
    found: DeployReview,
    costs: Sequence[tuple[str, str]],
    told: Sequence[tuple[str, str]],
    words: Words,
    width: int,
    *,
    capabilities: Capabilities,
    machine_key: str,
) -> list[Content]:
    """The review as lines of at most `width` cells, the costs in front.

    Args:
        found: what the engine says, with all findings.
        costs: label and words.
        told: all that is told, label and words, perhaps the costs among them.
        words: of the verdict.
        width: cells.
        capabilities: of the engine.
        machine_key: chooses another machine.
    """
    in_front = [*costs, *(line for line in told if line not in costs)]
    facts = [(clean(label), clean(text)) for label, text in in_front]
    machine = machine_key if capabilities.costs else ""
    lines = list(_verdict(found, words, machine).wrap(width))
    if not has_errors(found.findings) and capabilities.costs and found.price_per_hour is not None:
        lines += Content.styled(*words.bill).wrap(width)
    lines += [Content(""), *fact_lines(facts, width), Content("")]
    lines += findings_by_kind(found.findings, width, most=_MOST_PER_KIND)
    for note in found.notes:
        lines += Content.styled(clean(note), "$text-dim").wrap(width)
    return lines


def _verdict(found: DeployReview, words: Words, machine: str) -> Content:
    """Whether it can be done; `machine` is the key that takes another one, empty where there is none to choose."""
    if not has_errors(found.findings):
        return Content.styled(f"✓ Ready. Enter {words.enter}, esc goes back.", "bold $success")
    other = f"; {machine} takes another machine" if machine else ""
    return Content.styled(f"✗ This can't be {words.done} yet: mend the errors below{other}.", "bold $error")
