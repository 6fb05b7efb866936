"""Findings as lines: marks, counts, and a list by kind that says why and how to mend it once. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from core.finding import by_severity
from core.text import clean, clean_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from core.finding import Finding, Level

MARKS: dict[Level, tuple[str, str]] = {
    "error": ("✗", "bold $error"),
    "warning": ("!", "bold $warning"),
    "info": ("·", "$text-dim"),
}


def number_of(count: int, word: str) -> str:
    """``1 error``, ``1,234 errors``."""
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def place_of(finding: Finding) -> str:
    """File and line that a finding is about, made safe; empty if it is about none."""
    place = clean_path(finding.path) if finding.path else ""
    return place + (f":{finding.line}" if finding.line is not None else "")


def finding_lines(finding: Finding, width: int) -> list[Content]:
    """One finding: what was found, why it matters and how to mend it, in lines of at most `width` cells."""
    mark, style = MARKS[finding.level]
    lines = list(Content.styled(f"{mark} {clean(finding.detail)}", style).wrap(width))
    for word, text in (("why", finding.why), ("fix", finding.fix)):
        if text:
            lines += Content.assemble((f"{word}: ", "$text-dim"), clean(text)).wrap(width)
    return lines


def findings_by_kind(findings: Iterable[Finding], width: int, *, most: int) -> list[Content]:
    """Errors first, each kind with its number, its places in order, why it matters and how to mend it.

    Args:
        findings: in any order.
        width: cells.
        most: places told of a kind; the rest is counted.
    """
    return [line for line, _ in findings_with_lines(findings, width, most=most)]


def findings_with_lines(
    findings: Iterable[Finding], width: int, *, most: int
) -> list[tuple[Content, Finding | None]]:
    """The lines of `findings_by_kind`, the first line about each finding with that finding."""
    kinds: dict[tuple[str, str], list[Finding]] = {}
    for finding in by_severity(findings):
        kinds.setdefault((finding.level, finding.kind), []).append(finding)
    return [line for found in kinds.values() for line in _kind(found, width, most)]


def _kind(findings: Sequence[Finding], width: int, most: int) -> list[tuple[Content, Finding | None]]:
    first = findings[0]
    mark, style = MARKS[first.level]
    many = number_of(sum(finding.count for finding in findings), first.level) if first.level != "info" else ""
    lines: list[tuple[Content, Finding | None]] = []
    lines.append((Content.assemble((f"{mark} {first.kind}  ", style), (many, "$text-dim")), None))
    in_order = sorted(
        findings, key=lambda finding: (finding.count > 1, finding.path or "", finding.line or 0)
    )
    for finding in in_order[:most]:
        place = place_of(finding)
        text = Content.assemble((place, "bold"), "  " if place else "", clean(finding.detail))
        begin, *rest = _indented(text, width)
        lines += [(begin, finding), *((line, None) for line in rest)]
    more = sum(finding.count for finding in in_order[most:])
    notes = [Content.styled(f"… and {more:,} more", "$text-dim")] if more else []
    for word, said in (("why", first.why), ("fix", first.fix)):
        if said:
            notes.append(Content.assemble((f"{word}: ", "$text-dim"), clean(said)))
    lines += [(line, None) for note in notes for line in _indented(note, width)]
    return [*lines, (Content(""), None)]


def _indented(text: Content, width: int) -> list[Content]:
    return [part.pad_left(2) for part in text.wrap(max(10, width - 2))]
