"""A machine whose environment leads to the test account, and a way to ask it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.cancel import CancelToken
from core.config import SagemakerSettings
from core.engine.sagemaker.connection import Aws
from core.engine.sagemaker.governor import Governor
from core.engine.sagemaker.questions import Questions

if TYPE_CHECKING:
    from pathlib import Path

    from tests.aws.account import Account


@pytest.fixture(scope="session")
def no_defaults(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A defaults file of the SageMaker SDK that says nothing; always the same, so that its answer is had once."""
    file = tmp_path_factory.mktemp("sdk") / "config.yaml"
    file.write_text("SchemaVersion: '1.0'\n")
    return file


@pytest.fixture
def machine(home: Path, aws: Account, no_defaults: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home of a machine that has credentials for the account, and no defaults files of the SageMaker SDK."""
    for name, value in aws.environment.items():
        monkeypatch.setenv(name, value)
    for name in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("SAGEMAKER_ADMIN_CONFIG_OVERRIDE", "SAGEMAKER_USER_CONFIG_OVERRIDE"):
        monkeypatch.setenv(name, str(no_defaults))
    return home


@pytest.fixture
def connection(machine: Path) -> Aws:
    """A connection that no other test has slowed down."""
    return Aws(SagemakerSettings(), governor=Governor())


@pytest.fixture
def questions(connection: Aws) -> Questions:
    return Questions(connection, CancelToken(), patience=5.0)
