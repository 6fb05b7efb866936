"""Faults of a list, told with their lines; why each matters and how it is mended (reference/lst-recordio.md §1)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from core.finding import LEVELS, Finding, Level

if TYPE_CHECKING:
    from collections.abc import Mapping

_MOST_EACH = 1000
_COUNTED = frozenset({"crlf", "detection-list"})
_ONCE = frozenset({"float-labels"})

_FIXES = {
    "byte-order-mark": "Save the list as UTF-8 without a byte-order mark.",
    "blank-line": "Remove the line.",
    "spaces-not-tabs": "Write the columns with one TAB between them.",
    "path-before-label": "Write each line as index TAB label TAB path.",
    "too-few-columns": "Write each line as index TAB label TAB path.",
    "absolute-path": "Write paths relative to the data set's root.",
    "path-leaves-root": "Write paths relative to the data set's root, without ..",
    "duplicate-index": "Number the lines anew.",
    "label-gap": "Number the classes 0, 1, 2 … without gaps.",
    "label-too-large": "Set num_classes to the largest label plus 1, or correct the label.",
    "detection-list": "Use a list with one label per image.",
    "backslash": "Write / between folders.",
    "column-count": "Write all lines, of both lists, alike.",
    "in-both-lists": "Take it out of one of the lists.",
    "bad-index": "Number the lines 0, 1, 2 …",
    "bad-label": "Give the number of the class: 0, 1, 2 …",
    "no-path": "Add the photo's path, or remove the line.",
    "unlistable-name": "Rename the photo, and name it so in the list.",
    "mixed-labels": "Give each photo the same number of columns, each 0 or 1.",
    "empty-list": "Name a list that holds photos.",
    "label-columns": "Set num_classes to the number of label columns, or to auto.",
    "two-labels": "Remove the line with the wrong label.",
    "listed-twice": "Remove one of the lines.",
}
_WHYS = {
    "byte-order-mark": "Readers cannot parse the first number and drop the line without an error.",
    "blank-line": "Some readers skip it, others stop.",
    "no-path": "Readers drop the line without an error, or stop.",
    "unlistable-name": "Readers would look for a photo of another name.",
    "backslash": "Training runs on Linux, where it is part of the name and not the end of a folder's.",
    "empty-list": "There is nothing to train on.",
    "label-columns": "With several labels per photo the job ends unless num_classes is their number.",
    "float-labels": "Readers take both; 1 and 1.000000 are the same label.",
    "no-last-line-end": "Readers take the last line all the same.",
    "crlf": "Readers strip it; nothing is lost.",
    "spaces-not-tabs": "Readers drop the line without an error, or stop.",
    "path-before-label": "Readers drop the line without an error, or stop.",
    "too-few-columns": "Readers drop the line without an error, or stop.",
    "bad-index": "Readers drop the line without an error, or stop.",
    "bad-label": "Readers drop the line without an error, or train on nonsense.",
    "absolute-path": "It points out of the data set, so it is refused.",
    "path-leaves-root": "It points out of the data set, so it is refused.",
    "duplicate-index": "The index is the record's id and must be unique; of two, a reader by id sees the later only.",
    "label-too-large": "The network has no output for it; training goes wrong or ends.",
    "index-gaps": "It does no harm: an index must only be unique.",
    "label-gap": "Classes must be numbered from 0 without gaps; an output without images is never trained.",
    "column-count": "All lines of a list have the same columns.",
    "mixed-labels": "With several label columns each is 0 or 1, one per class.",
    "detection-list": "Image classification cannot train on boxes.",
    "listed-twice": "The photo counts twice.",
    "two-labels": "The photo is learned as both.",
    "in-both-lists": "Validation accuracy looks better than it is: the network has seen the photo.",
    "renumbered": "An index must be unique over both lists.",
}


class Fault(NamedTuple):
    """Why a line, or part of it, is not as it should be."""

    level: Level
    kind: str
    detail: str


class Said(NamedTuple):
    """Why a kind of fault matters, and how it is mended."""

    why: str = ""
    fix: str = ""


@dataclass(slots=True)
class _Told:
    count: int = 0
    findings: list[Finding] = field(default_factory=list)


class Faults:
    """Faults of one list, told line by line; a thousand of a kind are told one by one, the rest are counted.

    Args:
        path: of the list, for the findings.
        said: of kinds that mean something else in this sort of list than in a .lst.
    """

    def __init__(self, path: str, said: Mapping[str, Said] | None = None) -> None:
        self._path = path
        self._said = said or {}
        self._told: dict[str, _Told] = {}

    def add(self, line: int | None, fault: Fault, *, times: int = 1) -> None:
        """A fault was found, the first of `times` that follow each other.

        Those that run through a whole list are told at their first line, some with the count.
        """
        told = self._told.setdefault(fault.kind, _Told())
        told.count += times
        if len(told.findings) < (1 if fault.kind in _ONCE | _COUNTED else _MOST_EACH):
            usual = Said(_WHYS.get(fault.kind, ""), _FIXES.get(fault.kind, ""))
            why, fix = self._said.get(fault.kind, usual)
            told.findings.append(Finding(fault.level, fault.kind, fault.detail, self._path, line, why, fix))

    def findings(self) -> tuple[Finding, ...]:
        """All faults, errors first, each kind in the order of lines."""
        found: list[Finding] = []
        for kind, told in self._told.items():
            found += told.findings
            more = told.count - len(told.findings)
            first = told.findings[0]
            if more and kind in _COUNTED:
                found[-1] = Finding(
                    first.level,
                    kind,
                    f"{first.detail}: {told.count:,} lines from here",
                    self._path,
                    first.line,
                    first.why,
                    first.fix,
                )
            elif more and kind not in _ONCE:
                detail = f"{more:,} more lines like this"
                found.append(Finding(first.level, kind, detail, self._path, None, first.why, first.fix))
        return tuple(sorted(found, key=lambda finding: LEVELS.index(finding.level)))
