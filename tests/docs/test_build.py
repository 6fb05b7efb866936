"""Pages made from tables say what the tables say now, and the sample configuration is the default one."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest
import yaml

from core import config
from core.config.settings import declared
from core.job.hyperparameters import table
from docs.build import ROOT, pages


@pytest.mark.parametrize("page", sorted(pages()), ids=str)
def test_a_generated_page_is_up_to_date(page: Path) -> None:
    assert (ROOT / page).read_text(encoding="utf-8") == pages()[page](), "run: make docs"


def test_the_sample_configuration_loads_to_the_defaults(tmp_path: Path) -> None:
    settings = config.load(ROOT / "sample_config.yaml", environ={}, cwd=tmp_path)
    assert asdict(settings) | {"source": None} == asdict(config.Settings())


def test_the_sample_configuration_shows_every_key_with_a_comment() -> None:
    text = (ROOT / "sample_config.yaml").read_text(encoding="utf-8")
    data = yaml.load(text, Loader=yaml.CSafeLoader)
    shown = {f"{section}.{key}" for section, keys in data.items() if isinstance(keys, dict) for key in keys}
    assert {key.name for key in declared()} <= shown | {"engine"}
    lines = [line for line in text.splitlines() if ": " in line and not line.startswith("#")]
    assert all(" # " in line and len(line) <= 120 for line in lines)


def test_the_page_of_hyperparameters_explains_each_of_them() -> None:
    page = (ROOT / "docs" / "hyperparameters.md").read_text(encoding="utf-8")
    for row in table().values():
        assert f"### {row.name}\n" in page
        assert row.help in page
