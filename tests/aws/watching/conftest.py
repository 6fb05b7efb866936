"""A machine that watches the test account on the account's own clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.aws.conftest import aws
from tests.aws.watching.seat import Seat

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.aws.account import Account

__all__ = ["aws", "seat"]


@pytest.fixture
def seat(aws: Account, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Seat]:
    """The account's clock stands still until the test moves it."""
    for name, value in aws.environment.items():
        monkeypatch.setenv(name, value)
    aws.clock.freeze()
    made = Seat(aws, home)
    yield made
    made.close()
