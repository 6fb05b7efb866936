"""What tests look at in a mended copy."""

from __future__ import annotations

import os
from pathlib import Path

from core.config import DatasetSettings
from core.dataset.check import check
from core.dataset.load import load
from core.dataset.mend.actions import Mended
from core.finding import Finding


def files(root: Path) -> dict[str, bytes]:
    """All regular files below a folder, by path."""
    return {
        os.fsdecode(os.path.relpath(file, root)): file.read_bytes()
        for file in root.rglob("*")
        if file.is_file() and not file.is_symlink()
    }


def did(made: Mended) -> dict[str, tuple[str, str | None]]:
    """Action and new path of each file that has one."""
    return {action.path: (action.action, action.to) for action in made.actions}


def whys(made: Mended) -> dict[str, str]:
    """The reason of each."""
    return {action.path: action.why for action in made.actions}


def findings(root: Path, **given: str) -> list[Finding]:
    """What a quick check finds."""
    dataset = load(DatasetSettings(path=root))
    return [*dataset.findings, *check(dataset, {"resize": "224", **given}, quick=True, each=True)]
