"""Loads configurations that tests write, and returns the problems of bad ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core import config
from core.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def load(
    folder: Path,
    text: str | bytes = "",
    *,
    environ: Mapping[str, str] | None = None,
    overrides: Mapping[str, object] | None = None,
) -> config.Settings:
    """The settings from a file of that text in `folder`."""
    file = folder / "trainscope.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return config.load(file, environ=environ or {}, overrides=overrides or {}, cwd=folder)


def problems(
    folder: Path,
    text: str | bytes = "",
    *,
    environ: Mapping[str, str] | None = None,
    overrides: Mapping[str, object] | None = None,
) -> list[str]:
    """The problems of a bad configuration, without the folder's name in front."""
    with pytest.raises(ConfigError) as caught:
        load(folder, text, environ=environ, overrides=overrides)
    return [problem.removeprefix(f"{folder}/") for problem in caught.value.problems]
