"""The settings name the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.config import Settings
from core.engine.registry import open_engine

if TYPE_CHECKING:
    from pathlib import Path


def test_the_local_engine_is_opened_without_making_a_folder(home: Path) -> None:
    engine = open_engine(Settings())
    assert engine.capabilities.name == "local"
    assert not engine.capabilities.costs
    assert list(home.iterdir()) == []
