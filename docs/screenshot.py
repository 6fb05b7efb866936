"""Draw docs/cockpit.svg: the real cockpit while a real job trains on a folder of photos.

python -m docs.screenshot FOLDER
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import tempfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from docs.build import ROOT

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from tui.app import TrainscopeApp

SIZE = (120, 36)
EPOCHS = "20"
SHOT_AT = 13
"""The epoch whose validation is waited for."""
_WEB_FONTS = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


async def draw(folder: Path) -> str:
    """The cockpit as SVG, after `SHOT_AT` epochs of a job on the photos of `folder`; the job is stopped then."""
    from core import paths
    from core.config import DatasetSettings, Settings
    from core.engine.registry import open_engine
    from core.job.hyperparameters import table
    from core.runs import RunBook
    from tui import themes
    from tui.app import TrainscopeApp
    from tui.services import Services

    given = {**Settings().hyperparameters, "epochs": EPOCHS}
    settings = replace(Settings(), dataset=DatasetSettings(path=folder), hyperparameters=given)
    with closing(RunBook.open(paths.run_book_file())) as book:
        engine = open_engine(settings)
        services = Services(settings, book, engine, table(), keymap={}, read_only=False, start=True)
        app = TrainscopeApp(services, themes.load_themes(paths.themes_dir()), themes.DEFAULT)
        async with app.run_test(size=SIZE) as pilot:
            name = await _trained(pilot, app)
            picture = app.export_screenshot(title="trainscope")
        engine.stop(name)
    return _WEB_FONTS.sub("", picture)


async def _trained(pilot: Pilot[None], app: TrainscopeApp) -> str:
    """Wait until enough epochs are drawn; the job's name."""
    while True:
        await pilot.pause(0.1)
        for record in app.services.book.jobs():
            points = app.services.book.points(record.id)
            if any(stored.point.epoch >= SHOT_AT for stored in points):
                await pilot.pause(1.0)
                return record.key.name


def main() -> None:
    """Draw and write the picture."""
    parser = argparse.ArgumentParser(prog="python -m docs.screenshot", description=__doc__)
    parser.add_argument("folder", type=Path, help="folder of class folders")
    folder = parser.parse_args().folder.resolve()
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(HOME=home, XDG_STATE_HOME=f"{home}/state", XDG_CONFIG_HOME=f"{home}/config")
        (Path(home) / folder.name).symlink_to(folder)
        picture = asyncio.run(draw(Path(home) / folder.name))
    (ROOT / "docs" / "cockpit.svg").write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main()
