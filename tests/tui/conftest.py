"""What a cockpit needs: a drawn data set, a fresh run book, the local engine."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core import paths
from core.config import DatasetSettings, Settings
from core.engine.registry import open_engine
from core.job.hyperparameters import table
from core.runs import RunBook
from tests.photos import draw_classes
from tests.tui.cockpits import QUICK
from tui.services import Services

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def colours_of_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """256 colours, wherever the tests run: with 16 a marked row looks different."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("COLORTERM", raising=False)


@pytest.fixture
def services(home: Path) -> Iterator[Services]:
    """A drawn data set, a fresh run book, the local engine."""
    photos = draw_classes(home / "photos")
    settings = replace(Settings(), dataset=DatasetSettings(path=photos), hyperparameters=QUICK)
    with closing(RunBook.open(paths.run_book_file())) as book:
        yield Services(settings, book, open_engine(settings), table(), keymap={}, read_only=False)
