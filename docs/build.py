"""Write the pages that are made from tables: ``python -m docs.build``, or ``make docs``.

A test compares what is written with what stands in the repository, so that no page can be out of date.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from docs import commands_page, hyperparameters_page, keys_page, settings_page

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent


def pages() -> dict[Path, Callable[[], str]]:
    """Every generated page: its path in the repository and the function that gives its text."""
    return {
        Path("sample_config.yaml"): settings_page.page,
        Path("docs/hyperparameters.md"): hyperparameters_page.page,
        Path("docs/keys.md"): keys_page.page,
        Path("docs/commands.md"): commands_page.page,
    }


def main() -> None:
    """Write all pages."""
    for path, text in pages().items():
        (ROOT / path).write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    main()
