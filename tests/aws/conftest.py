"""The test account as a fixture; tests elsewhere import it: ``from tests.aws.conftest import aws``."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import botocore.loaders
import pytest

from tests.aws.account import Account
from tests.aws.jobrequest import remember_image

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session", autouse=True)
def _descriptions_once() -> Iterator[None]:
    """Let all sessions of a worker share what botocore reads of the services: megabytes of JSON for each test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("botocore.session.create_loader", functools.cache(botocore.loaders.create_loader))
        yield


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
