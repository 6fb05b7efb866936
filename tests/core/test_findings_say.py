"""What is found before a launch says why it matters and how it is mended: each place that makes a finding is seen."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

import pytest

from core.dataset import faults, tally
from core.dataset.manifest import dataset as own_manifests
from core.dataset.manifest import line as manifestline
from tests.conftest import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LEVELS = ("error", "warning", "info")
FIELDS = {
    "Finding": ("level", "kind", "detail", "path", "line", "why", "fix"),
    "finding": ("level", "kind", "detail", "why", "fix"),
}


class Made(NamedTuple):
    """A call that makes a finding: where, of which level and kind (None: worked out there), what it is given."""

    place: str
    level: str | None
    kind: str | None
    given: dict[str, ast.expr]


def made(file: Path) -> Iterator[Made]:
    """All calls of `Finding` and its short form in a file."""
    for node in ast.walk(ast.parse(file.read_text())):
        if (
            not isinstance(node, ast.Call)
            or not isinstance(node.func, ast.Name)
            or node.func.id not in FIELDS
        ):
            continue
        if any(isinstance(argument, ast.Starred) for argument in node.args) or any(
            word.arg is None for word in node.keywords
        ):
            continue
        given = dict(zip(FIELDS[node.func.id], node.args, strict=False))
        given |= {word.arg: word.value for word in node.keywords if word.arg is not None}
        place = f"{file.relative_to(REPOSITORY)}:{node.lineno}"
        yield Made(place, constant(given.get("level")), constant(given.get("kind")), given)


def constant(node: ast.expr | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def says(one: Made, field: str) -> bool:
    """Whether the field is given, and not as an empty text."""
    return field in one.given and constant(one.given[field]) != ""


FILES = sorted(
    file
    for folder in ("core", "cli")
    for file in (REPOSITORY / folder).rglob("*.py")
    if any(f"{maker}(" in file.read_text() for maker in FIELDS)
)


def test_all_places_are_seen() -> None:
    kinds = {one.kind for file in FILES for one in made(file)}
    assert {
        "too-small",
        "class-imbalance",
        "alike-in-both",
        "batch-too-large",
        "instance-type",
        "name-taken",
    } <= kinds


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(REPOSITORY)))
def test_a_finding_says_why_it_matters_and_how_it_is_mended(file: Path) -> None:
    silent = [
        f"{one.place} {one.kind}: no {field}"
        for one in made(file)
        for field in ("why", "fix")
        if not says(one, field) and not (field == "fix" and one.level == "info")
    ]
    assert silent == []


def test_a_fault_of_a_list_says_both() -> None:
    silent = []
    usual = {kind: faults.Said(why, faults._FIXES.get(kind, "")) for kind, why in faults._WHYS.items()}
    files = sorted((REPOSITORY / "core" / "dataset").rglob("*.py"))
    for file in files:
        known = usual | ({**manifestline.SAID, **own_manifests._SAID} if "manifest" in file.parts else {})
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Fault":
                level, kind = (constant(argument) for argument in node.args[:2])
                if kind is None:
                    continue
                said = known.get(kind, faults.Said())
                silent += [f"{file.name}:{node.lineno} {kind}: no why"] * (not said.why)
                silent += [f"{file.name}:{node.lineno} {kind}: no fix"] * (not said.fix and level != "info")
    assert silent == []


def test_what_a_walk_meets_says_both() -> None:
    silent = [
        kind for kind, told in tally._KINDS.items() if not told.why or (told.level != "info" and not told.fix)
    ]
    assert silent == []
