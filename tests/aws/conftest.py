"""The test account as a fixture; tests elsewhere import it: ``from tests.aws.conftest import aws``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.aws.account import Account
from tests.aws.jobrequest import remember_image

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def aws() -> Iterator[Account]:
    """An AWS account of this test's own; its clock runs as real time until the test changes `aws.clock`."""
    with Account() as account:
        yield account


@pytest.fixture
def home(home: Path) -> Path:
    """A home whose user has launched before: the SageMaker SDK need not be asked for the image."""
    remember_image()
    return home
