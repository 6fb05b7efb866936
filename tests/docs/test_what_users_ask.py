"""The page on what users ask answers all points, and names only keys, settings, files and tests that there are."""

from __future__ import annotations

import re

import pytest

from cli.main import COMMANDS
from core.config.settings import declared
from docs.build import ROOT
from tui.keys import KEYS, shown

PAGE = (ROOT / "docs" / "what-users-ask.md").read_text(encoding="utf-8")
POINTS = {int(number): text for number, text in re.findall(r"(?ms)^(\d+)\. (.*?)(?=^\d+\. |^## |\Z)", PAGE)}
QUOTED = re.findall(r"`([^`]+)`", PAGE)
IN_PAGES = {"left"}
"""Keys that the page spells out where the program shows an arrow."""


def test_all_points_are_there_in_order_and_each_has_its_proof() -> None:
    assert list(POINTS) == list(range(1, 46))
    assert [
        number for number, text in POINTS.items() if "Proof: " not in text.replace("Proof:\n", "Proof: ")
    ] == []


def test_the_groups_are_there_in_order() -> None:
    assert [int(number) for number in re.findall(r"^## (\d+)\. ", PAGE, re.MULTILINE)] == list(range(1, 12))


@pytest.mark.parametrize(
    "named", sorted({text for text in QUOTED if text.startswith(("tests/", "benchmarks/"))})
)
def test_each_proof_exists(named: str) -> None:
    path, _, test = named.partition("::")
    text = (ROOT / path).read_text(encoding="utf-8")
    assert not test or re.search(rf"^(async )?def {test}\(", text, re.MULTILINE)


def test_each_page_that_is_linked_exists() -> None:
    links = re.findall(r"\]\(([^)]+)\)", PAGE)
    assert links
    assert [link for link in links if not (ROOT / "docs" / link).is_file()] == []


def test_each_key_is_one() -> None:
    keys = {text for text in QUOTED if len(text) == 1 or text.startswith("ctrl+")} | IN_PAGES
    known = {name for row in KEYS for key in row.keys.split(",") for name in (key, shown(key))}
    assert {"z", "?", "ctrl+p", "left"} <= keys
    assert keys - known == set()


def test_each_command_and_setting_is_one() -> None:
    words = set(re.findall(r"`trainscope (\w+)", PAGE)) | {"watch", "status", "logs", "metrics"}
    assert words - set(COMMANDS) == set()
    settings = {text for text in QUOTED if re.fullmatch(r"(ui|watch|notify)\.\w+", text)}
    assert "ui.keys" in settings
    assert settings - {key.name for key in declared()} == set()
