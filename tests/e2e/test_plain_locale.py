"""In a locale without Unicode every byte that the cockpit sends is ASCII."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.terminal import Terminal

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.usefixtures("configured")
@pytest.mark.parametrize("locale", [{"LC_ALL": "C", "LANG": ""}, {"LANG": "C"}, {"LC_ALL": "POSIX"}])
def test_every_byte_is_ascii(home: Path, locale: dict[str, str]) -> None:
    with Terminal(home, env=locale) as terminal:
        terminal.wait_for("ready to train")
        terminal.press("?")
        terminal.wait_for("Show all keys")
        terminal.press("q")
        terminal.wait_for("ready to train")
        terminal.press("q")
        assert terminal.wait_for_end() == 0
    assert {byte for byte in terminal.raw if byte > 0x7F} == set()
