"""The page on attention names what the program really gives."""

from __future__ import annotations

import re

from core.attention.facts import VARIABLES
from core.attention.names import EVENTS
from docs.build import ROOT

PAGE = (ROOT / "docs" / "attention.md").read_text(encoding="utf-8")


def test_every_variable_is_named_in_order() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| `TRAINSCOPE_")]
    assert tuple(re.findall(r"`(TRAINSCOPE_\w+)`", "\n".join(rows))) == VARIABLES


def test_every_event_is_named_in_order() -> None:
    assert tuple(re.findall(r"^\| `([a-z]+)` ", PAGE, re.MULTILINE)) == EVENTS
