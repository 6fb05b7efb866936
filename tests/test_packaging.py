"""What an installed program needs is in the wheel: packages with an __init__, data files named in pyproject.toml."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

from tests.conftest import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PACKAGES = ("core", "tui", "cli", "themes")


def pyproject() -> dict[str, Any]:
    return tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))


def files() -> Iterator[tuple[str, Path]]:
    """The top package of each file in the tree, and the file's path in it."""
    for package in PACKAGES:
        for path in sorted((REPOSITORY / package).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield package, path.relative_to(REPOSITORY / package)


def test_every_data_file_is_named_for_the_wheel() -> None:
    patterns = pyproject()["tool"]["setuptools"]["package-data"]
    named = {
        path
        for package in PACKAGES
        for pattern in patterns.get(package, [])
        for path in (REPOSITORY / package).glob(pattern)
    }
    data = {REPOSITORY / package / path for package, path in files() if path.suffix != ".py"}
    assert data - named == set()


def test_every_folder_of_modules_is_a_package() -> None:
    folders = {(REPOSITORY / package / path).parent for package, path in files() if path.suffix == ".py"}
    assert [folder for folder in folders if not (folder / "__init__.py").exists()] == []


def test_the_program_is_the_group_of_commands() -> None:
    module, _, name = pyproject()["project"]["scripts"]["trainscope"].partition(":")
    import importlib

    from cli.main import main

    assert getattr(importlib.import_module(module), name) is main
