"""What is foreseen of a job, as rows of its pane: what and by which evidence, the keys, and further down why. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from core.text import clean
from tui.widgets.finding_draw import MARKS
from tui.widgets.flow import wrapped

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.finding import Finding


def foreseen_rows(findings: Sequence[Finding], keys: Mapping[str, str], width: int) -> list[Content]:
    """Each finding with its evidence and the keys that help.

    Args:
        findings: the worst first.
        keys: kind -> keys in words.
        width: cells.
    """
    rows: list[Content] = []
    for finding in findings:
        mark, style = MARKS[finding.level]
        rows += wrapped(Content.assemble((f"{mark} {_name(finding)}: ", style), clean(finding.detail)), width)
        if words := keys.get(finding.kind):
            rows += wrapped(Content.styled(f"  {words}", "$text-dim"), width)
    return rows


def remedy_rows(findings: Sequence[Finding], width: int) -> list[Content]:
    """Why each finding matters and what to do about it."""
    rows: list[Content] = []
    for finding in findings:
        for word, text in (("why", finding.why), ("fix", finding.fix)):
            if text:
                rows += wrapped(
                    Content.assemble((f"{_name(finding)}, {word}: ", "$text-dim"), clean(text)), width
                )
    return rows


def _name(finding: Finding) -> str:
    return finding.kind.replace("-", " ")
