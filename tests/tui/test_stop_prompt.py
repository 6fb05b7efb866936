"""The question in the bottom line: what of it is seen where there is little room."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tui.cockpits import cockpit_app
from tui.widgets.stop_prompt import StopPrompt

if TYPE_CHECKING:
    from tui.services import Services

QUESTION = "Delete endpoint and model data of ic-flowers-1127-1141-hmbk?"


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (60, "Delete endpoint and model data of ic-flowers…  y yes  n no"),
        (80, "Delete endpoint and model data of ic-flowers-1127-1141-hmbk?  y yes  n no  Th…"),
        (120, f"{QUESTION}  y yes  n no  The model cannot be had back."),
    ],
)
async def test_what_answers_it_is_never_cut(services: Services, width: int, line: str) -> None:
    async with cockpit_app(services).run_test(size=(width, 24)) as pilot:
        prompt = pilot.app.screen.query_one(StopPrompt)
        prompt.ask(QUESTION, "The model cannot be had back.", lambda: None)
        await pilot.pause()

        assert str(prompt.render()) == line
