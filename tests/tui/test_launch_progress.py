"""A launch that takes its time: how far it is, cancelled, left behind, gone on with."""

from __future__ import annotations

from contextlib import ExitStack, asynccontextmanager, closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core import paths
from core.errors import Cancelled, EngineUnreachable, QuotaExceeded, TrainscopeError
from core.interrupted import is_open
from core.job.status import Status
from core.runs import RunBook
from tests.conftest import wait_until
from tests.core.fileengine import write_state
from tests.tui.cockpits import WIDE, cockpit, cockpit_app, ready, reviewed, text
from tests.tui.paid import PaidEngine
from tests.tui.panes import screen_text
from tests.tui.waiting import settle
from tui.parting import parting_note
from tui.screens.jobs import JobsScreen
from tui.widgets.job_pane import JobPane

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from textual.pilot import Pilot

    from core.cancel import CancelToken
    from core.engine.base import LaunchProgress
    from core.job.spec import JobSpec
    from tui.services import Services


@pytest.fixture
def engine(home: Path) -> PaidEngine:
    """Far away, and dear."""
    return PaidEngine(home / "jobs")


@pytest.fixture
def paid(services: Services, engine: PaidEngine) -> Services:
    """Jobs run there."""
    return replace(services, engine=engine)


async def says(pilot: Pilot[None], words: str) -> None:
    await settle(pilot, lambda: words in "\n".join(screen_text(pilot)), words)


@asynccontextmanager
async def uploading(paid: Services, engine: PaidEngine) -> AsyncIterator[Pilot[None]]:
    """A cockpit in which a job is being launched, which does not get on."""
    async with cockpit_app(paid).run_test(size=WIDE, notifications=True) as pilot:
        await ready(pilot)
        await pilot.press("l")
        await reviewed(pilot, "Ready")
        (engine.root / "held").touch()
        await pilot.press("enter")
        await settle(pilot, lambda: "9 of 36 photos" in text(pilot, JobPane), "how far it is")
        yield pilot


async def test_pane_and_header_say_how_far_the_upload_is(paid: Services, engine: PaidEngine) -> None:
    async with uploading(paid, engine) as pilot:
        pane = text(pilot, JobPane)
        for words in ("Uploading photos", "25%", "9.0 MB of 36.0 MB", "3.0 MB/s", "time left 9 s"):
            assert words in pane
        assert "● Uploading photos 25% · 9 s left" in screen_text(pilot)[0]
        (engine.root / "held").unlink()
        await settle(pilot, lambda: "Starting" in text(pilot, JobPane), "the job")
        assert "of 36 photos" not in text(pilot, JobPane)
    assert len(engine.launched) == 1


async def test_trouble_of_an_upload_is_said_in_plain_words(paid: Services, engine: PaidEngine) -> None:
    engine.progress = replace(engine.progress, trouble="no answer from S3 for 12 s: trying again")
    async with uploading(paid, engine) as pilot:
        assert "▲ no answer from S3 for 12 s: trying" in text(pilot, JobPane).replace("\n", " ")


async def test_s_cancels_the_launch_after_a_question_and_says_what_stays(
    paid: Services, engine: PaidEngine
) -> None:
    async with uploading(paid, engine) as pilot:
        await pilot.press("s")
        await says(pilot, "Cancel the launch? What was sent already stays there.")
        await pilot.press("n")
        assert not engine.cancelled
        await pilot.press("s", "y")
        await says(pilot, "was cancelled.")
        await settle(pilot, lambda: "Stopped" in text(pilot, JobPane), "what the run book says")
    record = paid.book.jobs()[0]
    assert record.state is not None
    assert record.state.status is Status.STOPPED
    assert engine.launched == []


async def test_leaving_asks_and_the_next_start_goes_on_to_one_job(paid: Services, engine: PaidEngine) -> None:
    async with uploading(paid, engine) as pilot:
        await pilot.press("q")
        await says(pilot, "Leave? The launch goes on")
        await pilot.press("n")
        assert pilot.app.is_running
        await pilot.press("q", "y")
        await settle(pilot, lambda: not pilot.app.is_running, "the end")
    wait_until(
        lambda: engine.cancelled, what="the upload to end: nothing goes on in the background of a shell"
    )
    record = paid.book.jobs()[0]
    assert is_open(record)
    assert engine.launched == []
    (engine.root / "held").unlink()
    app = cockpit_app(paid)
    assert f"{record.key.name}: the launch goes on when trainscope starts again." in parting_note(
        app.services.book
    )
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await says(pilot, "was interrupted before")
        await settle(pilot, lambda: "●Starting" in text(pilot, JobPane), "the job")
        assert cockpit(pilot).watching.name == record.key.name
    assert engine.launched == [record.key.name]


async def test_read_only_leaves_an_interrupted_launch_alone_and_says_how_to_go_on(
    paid: Services, engine: PaidEngine
) -> None:
    async with uploading(paid, engine) as pilot:
        await pilot.press("q", "y")
        await settle(pilot, lambda: not pilot.app.is_running, "the end")
    (engine.root / "held").unlink()
    looking = replace(paid, read_only=True)
    async with cockpit_app(looking).run_test(size=WIDE, notifications=True) as pilot:
        await settle(
            pilot, lambda: "launch --resume" in text(pilot, JobPane).replace("\n", " "), "the remedy"
        )
        assert "It goes on" not in "\n".join(screen_text(pilot))
    assert engine.launched == []


async def test_ctrl_q_on_a_page_asks_in_the_cockpit(paid: Services, engine: PaidEngine) -> None:
    async with uploading(paid, engine) as pilot:
        await pilot.press("question_mark", "ctrl+q")
        await says(pilot, "Leave? The launch goes on")
        assert pilot.app.screen is cockpit(pilot)


async def test_when_another_program_that_was_launching_a_job_is_gone_this_one_goes_on(
    paid: Services, engine: PaidEngine
) -> None:
    async with uploading(paid, engine) as pilot:
        await pilot.press("q", "y")
        await settle(pilot, lambda: not pilot.app.is_running, "the end")
    (engine.root / "held").unlink()
    record = paid.book.jobs()[0]
    with closing(RunBook.open(paths.run_book_file())) as other, ExitStack() as their_launch:
        their_launch.enter_context(other.launching(record.id))
        async with cockpit_app(paid).run_test(size=WIDE, notifications=True) as pilot:
            words = "Another trainscope is launching"
            await settle(pilot, lambda: words in text(pilot, JobPane).replace("\n", " "), "who is at it")
            assert engine.launched == []
            their_launch.close()
            await settle(pilot, lambda: engine.launched == [record.key.name], "the launch")
            await settle(pilot, lambda: "●Starting" in text(pilot, JobPane), "the job")


class Failing(PaidEngine):
    """Takes the review, and fails the launch."""

    error: TrainscopeError = QuotaExceeded(
        "the account may have 0 ml.g5.xlarge for training", fix="ask for more in Service Quotas"
    )

    def launch(
        self, spec: JobSpec, on_progress: Callable[[LaunchProgress], None], cancel: CancelToken
    ) -> None:
        on_progress(self.progress)
        raise self.error


async def failed_launch(pilot: Pilot[None]) -> None:
    await ready(pilot)
    await pilot.press("l")
    await reviewed(pilot, "Ready")
    await pilot.press("enter")
    await says(pilot, "Not launched")


async def test_a_launch_that_fails_says_why_in_toast_and_pane(services: Services, home: Path) -> None:
    app = cockpit_app(replace(services, engine=Failing(home / "jobs")))
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await failed_launch(pilot)
        await settle(pilot, lambda: "✗Failed" in text(pilot, JobPane), "the end")
        assert "the account may have 0" in text(pilot, JobPane).replace("\n", " ")
        assert cockpit(pilot).launches.to_be_left == []


async def test_a_launch_without_an_answer_is_kept_and_gone_on_with_from_the_list(
    services: Services, home: Path
) -> None:
    engine = Failing(home / "jobs")
    engine.error = EngineUnreachable("no answer from S3 for 15 min")
    app = cockpit_app(replace(services, engine=engine))
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await failed_launch(pilot)
        await settle(pilot, lambda: "The launch is not finished." in text(pilot, JobPane), "what to do")
        record = services.book.jobs()[0]
        assert is_open(record)
        engine.error = Cancelled("not reached")
        write_state(engine.root / record.key.name, Status.IN_PROGRESS, "Training")
        await pilot.press("j")
        await settle(pilot, lambda: isinstance(pilot.app.screen, JobsScreen), "the list")
        await pilot.press("enter")
        await settle(pilot, lambda: "●Training" in text(pilot, JobPane), "the job, which was there all along")
