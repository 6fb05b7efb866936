"""The lines of an augmented manifest together: what kind of labels they have, and what repeats or contradicts."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.dataset.faults import Fault
from core.dataset.manifest.line import shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.dataset.faults import Faults
    from core.dataset.manifest.line import Entry, Label


@dataclass(slots=True)
class Gathered:
    """The lines that can be used, column by column; a million of them are no more than their addresses.

    Args:
        photos: address of each.
        labels: of each; equal ones are one object.
        lines: number of each.
        names: class to its name.
        listed: whether any metadata say that lists of labels are lists of classes.
    """

    photos: list[str] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    lines: array[int] = field(default_factory=lambda: array("Q"))
    names: dict[int, str] = field(default_factory=dict)
    listed: bool = False
    _known: dict[Label, Label] = field(default_factory=dict)
    _other_names: set[tuple[int, str]] = field(default_factory=set)
    _machine: array[int] = field(default_factory=lambda: array("Q"))

    def add(self, line: int, entry: Entry, faults: Faults) -> None:
        """A line can be used; another name for a class is told at its first line."""
        self.photos.append(entry.photo)
        self.labels.append(self._known.setdefault(entry.label, entry.label))
        self.lines.append(line)
        self.listed = self.listed or entry.listed
        if entry.by_machine:
            self._machine.append(line)
        for label, name in entry.names.items():
            known = self.names.setdefault(label, name)
            if known != name and (label, name) not in self._other_names:
                self._other_names.add((label, name))
                detail = f"calls label {label} {shown(name)}, an earlier line {shown(known)}"
                faults.add(line, Fault("warning", "two-names", detail))

    def judge(self, faults: Faults) -> tuple[bool, bool]:
        """Judge all lines together; those that do not go with the others are left out.

        Returns:
            Whether each photo has several labels, and whether they are a list of classes (else one 0 or 1 for each).
        """
        lists = sum(isinstance(label, tuple) for label in self.labels)
        several = 2 * lists > len(self.labels)
        if lists not in (0, len(self.labels)):
            detail = f"has {'one label' if several else 'a list of labels'}, unlike most lines"
            mixed = Fault("error", "mixed-labels", detail)
            self._keep(lambda label: isinstance(label, tuple) == several, mixed, faults)
        class_ids = several and not self._multi_hot()
        if class_ids:
            twice = Fault("error", "bad-label", "names a class twice")
            self._keep(lambda label: isinstance(label, int) or len(set(label)) == len(label), twice, faults)
        if not self.photos:
            faults.add(None, Fault("error", "empty-list", "no line of the manifest can be used"))
        self._tell_repeats(faults)
        if self._machine:
            detail = f"{len(self._machine):,} labels were given by automated labeling, the first of them here"
            faults.add(self._machine[0], Fault("info", "machine-labelled", detail))
        return several, class_ids

    def _multi_hot(self) -> bool:
        """Whether the lists are one 0 or 1 for each class: all alike, and no metadata call them classes."""
        lists = [label for label in set(self.labels) if isinstance(label, tuple)]
        widths = {len(label) for label in lists}
        return (
            not self.listed
            and len(widths) == 1
            and min(widths) > 1
            and all(max(label) <= 1 for label in lists)
        )

    def _keep(self, wanted: Callable[[Label], bool], fault: Fault, faults: Faults) -> None:
        """Leave out the lines whose label is not wanted, and tell each."""
        keep: list[int] = []
        for place, label in enumerate(self.labels):
            if wanted(label):
                keep.append(place)
            else:
                faults.add(self.lines[place], fault)
        self.photos = [self.photos[place] for place in keep]
        self.labels = [self.labels[place] for place in keep]
        self.lines = array("Q", (self.lines[place] for place in keep))

    def _tell_repeats(self, faults: Faults) -> None:
        if len(set(self.photos)) == len(self.photos):
            return
        first: dict[str, int] = {}
        for place, (photo, line) in enumerate(zip(self.photos, self.lines, strict=True)):
            before = first.setdefault(photo, place)
            if before == place:
                continue
            again = f"the photo of line {self.lines[before]} again"
            if self.labels[before] != self.labels[place]:
                faults.add(line, Fault("warning", "two-labels", f"{again}, with another label"))
            else:
                faults.add(line, Fault("warning", "listed-twice", again))
