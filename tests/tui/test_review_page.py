"""The launch review where the engine is far away and costs money."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.engine.base import Review
from core.errors import CredentialsExpired
from tests.tui.cockpits import WIDE, cockpit_app, ready, reviewed, text
from tests.tui.paid import PaidEngine
from tests.tui.panes import screen_text
from tests.tui.waiting import settle
from tui.screens.asked_page import request_text
from tui.screens.cockpit import Cockpit
from tui.screens.page import PageRows
from tui.screens.review import ReviewPage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from core.cancel import CancelToken
    from core.engine.base import LaunchProgress
    from core.job.spec import JobSpec
    from tui.services import Services


@pytest.fixture
def engine(home: Path) -> PaidEngine:
    """Far away, and dear."""
    return PaidEngine(home / "jobs")


@pytest.mark.parametrize("size", [WIDE, (80, 24)])
async def test_it_shows_what_is_sent_where_and_what_it_costs(
    services: Services, engine: PaidEngine, size: tuple[int, int]
) -> None:
    async with cockpit_app(replace(services, engine=engine)).run_test(size=size) as pilot:
        await ready(pilot)
        await pilot.press("l")
        await reviewed(pilot, "Ready")
        shown = text(pilot, PageRows)
        for words in (
            "36.0 MB",
            "$1.41 per hour",
            "$0.57 (10 epochs as in the last job)",
            "arn:aws:iam::123456789012:role/ml",
            "1 × ml.g5.xlarge",
        ):
            assert words in shown
        assert engine.launched == []


async def test_a_key_shows_the_exact_request_and_the_review_again(
    services: Services, engine: PaidEngine
) -> None:
    async with cockpit_app(replace(services, engine=engine)).run_test(size=WIDE) as pilot:
        await ready(pilot)
        await pilot.press("l")
        await reviewed(pilot, "Ready")
        await pilot.press("v")
        request = json.loads(text(pilot, PageRows))
        assert request["HyperParameters"]["mini_batch_size"] == "4"
        page = pilot.app.screen
        assert isinstance(page, ReviewPage)
        assert request["TrainingJobName"] == page.draft.spec.name
        await pilot.press("v")
        assert "Ready" in text(pilot, PageRows)


async def test_it_says_how_far_it_is_and_esc_gives_it_up(services: Services, engine: PaidEngine) -> None:
    (engine.root / "held").touch()
    async with cockpit_app(replace(services, engine=engine)).run_test(size=WIDE) as pilot:
        await ready(pilot)
        await pilot.press("l")
        await reviewed(pilot, "12 of 36 photos")
        assert "Hashing photos" in text(pilot, PageRows)
        await pilot.press("enter")
        assert isinstance(pilot.app.screen, ReviewPage), "nothing is launched before it is reviewed"
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, Cockpit)
        await settle(pilot, lambda: engine.cancelled, "the engine to stop")
    assert services.book.jobs() == []


class Expired(PaidEngine):
    """Says no until the file `renewed` lies there."""

    def review(
        self, spec: JobSpec, on_progress: Callable[[LaunchProgress], None], cancel: CancelToken
    ) -> Review:
        if not (self.root / "renewed").exists():
            raise CredentialsExpired("AWS credentials have expired", fix="run: aws sso login --profile ml")
        return super().review(spec, on_progress, cancel)


async def test_after_an_error_the_engine_is_asked_again_by_a_key(services: Services, home: Path) -> None:
    engine = Expired(home / "jobs")
    async with cockpit_app(replace(services, engine=engine)).run_test(size=WIDE) as pilot:
        await ready(pilot)
        await pilot.press("l")
        await reviewed(pilot, "Run: aws sso login --profile ml")
        assert "r ask again" in screen_text(pilot)[-1]
        (engine.root / "renewed").touch()
        await pilot.press("r")
        await reviewed(pilot, "Ready")


def test_a_request_with_hostile_text_is_shown_harmless() -> None:
    shown = request_text({"Tag": "\x1b]0;t\x07[/x]", "Name": "é"})
    assert shown.isprintable() or "\n" in shown
    assert "\x1b" not in shown
    assert "é" in shown
