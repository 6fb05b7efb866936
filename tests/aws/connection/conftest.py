"""A place to ask AWS from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.aws.connection.places import Place

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def place(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """A machine with nothing of the environment's AWS settings; keys and a region are set."""
    made = Place(home, monkeypatch)
    yield made
    made.close()
