"""The settings name the engine."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.config import SagemakerSettings, Settings
from core.engine.registry import open_engine
from core.errors import UsageError
from core.job.status import JobKey

if TYPE_CHECKING:
    from pathlib import Path


def test_the_local_engine_is_opened_without_making_a_folder(home: Path) -> None:
    engine = open_engine(Settings())
    assert engine.capabilities.name == "local"
    assert not engine.capabilities.costs
    assert list(home.iterdir()) == []


def test_a_jobs_own_engine_is_opened_whatever_the_settings_name() -> None:
    engine = open_engine(Settings(engine="sagemaker"), JobKey("local", "", "", "ic-birds-1"))
    assert engine.capabilities.name == "local"


def test_an_engine_of_a_later_version_is_refused_in_words() -> None:
    with pytest.raises(UsageError, match="knows no engine 'vertex'"):
        open_engine(Settings(), JobKey("vertex", "", "", "ic-birds-1"))


def test_a_job_in_the_cloud_is_looked_for_in_its_own_account_and_region() -> None:
    settings = Settings(sagemaker=SagemakerSettings(region="us-east-1"))
    capabilities = open_engine(settings, JobKey("sagemaker", "123456789012", "eu-west-1", "a")).capabilities
    assert (capabilities.name, capabilities.account, capabilities.region) == (
        "sagemaker",
        "123456789012",
        "eu-west-1",
    )
    assert open_engine(replace(settings, engine="sagemaker")).capabilities.region == "us-east-1"
