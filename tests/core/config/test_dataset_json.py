"""The data set's settings survive as JSON, whatever is in them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.config import DatasetSettings
from core.config.dataset_json import as_json, from_json
from core.errors import UsageError


@pytest.mark.parametrize(
    "settings",
    [
        DatasetSettings(),
        DatasetSettings(
            path=Path("/data/flowers: 'a' #1"), validation=0.35, seed=7, classes=("rose", "no", "1")
        ),
        DatasetSettings(path=Path("/data"), train_lst=Path("/l/a.lst"), validation_lst=Path("/l/b.lst")),
    ],
)
def test_what_was_written_comes_back_equal(settings: DatasetSettings) -> None:
    assert from_json(json.loads(json.dumps(as_json(settings)))) == settings


def test_what_another_version_wrote_is_passed_over_or_has_its_default() -> None:
    assert from_json({"path": "/data", "shuffle": True}) == DatasetSettings(path=Path("/data"))


def test_a_value_that_is_not_allowed_is_told() -> None:
    with pytest.raises(UsageError, match=r"dataset\.validation"):
        from_json({"validation": "much"})
