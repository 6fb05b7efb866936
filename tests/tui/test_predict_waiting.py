"""An endpoint that does not answer yet: what is asked meanwhile is asked as soon as it does."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PIL import Image

from core.deploying import prepare, review, start
from core.endpointlist import in_book
from core.trained import TrainedModel
from tests.core.fileengine import FileEngine
from tests.tui.cockpits import cockpit_app
from tests.tui.panes import screen_text, until
from tui.screens.answers import AnswersPage
from tui.screens.predict import PredictPage

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

    from tui.services import Services


def shown(pilot: Pilot[None]) -> str:
    return "\n".join(screen_text(pilot))


async def test_photos_wait_for_an_endpoint_that_is_still_being_created(
    services: Services, home: Path
) -> None:
    engine = FileEngine(home / "files", life=("Creating",))
    (home / "files").mkdir()
    photo = home / "a.png"
    Image.new("RGB", (16, 16), "red").save(photo)
    deployment = prepare(
        TrainedModel(engine.key("ic-dots"), ("a", "b"), False, {}, "model"), engine, services.book
    )
    start(deployment, engine, services.book, reviewed=review(deployment, engine))
    (row,) = in_book(services.book)
    async with cockpit_app(replace(services, engine=engine)).run_test(size=(80, 24)) as pilot:
        await pilot.app.push_screen(PredictPage(replace(services, engine=engine), row))
        await until(pilot, lambda: "◌ Still being created, since" in shown(pilot), "that it waits")
        await pilot.press("ctrl+u", *"~/a.png", "enter")
        await until(pilot, lambda: "The photos wait for it." in shown(pilot), "that the photos wait too")
        assert isinstance(pilot.app.screen, PredictPage)
        (home / "files" / row.state.key.name / "life").write_text("InService")
        await until(pilot, lambda: isinstance(pilot.app.screen, AnswersPage), "the page of answers")
        await until(pilot, lambda: "a  1.0000  ███" in shown(pilot), "the answer")
