"""The page on configuration names what the program really gives and takes."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from docs.build import ROOT
from tui.themes import load_themes

if TYPE_CHECKING:
    from pathlib import Path

PAGE = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")


def test_the_theme_of_the_page_is_one(tmp_path: Path) -> None:
    example = re.search(r"^    name: dusk.*?(?=^\S)", PAGE, re.MULTILINE | re.DOTALL)
    assert example is not None
    (tmp_path / "dusk.yaml").write_text(textwrap.dedent(example.group()))
    themes = load_themes(tmp_path, environ={})
    assert not themes.problems
    theme = themes.named("dusk")
    assert theme is not None
    assert theme.primary == "#6cb6ff"
    assert theme.variables["text-dim"] == "#94a3b5"
