"""Batch transforms by keyboard: photos named, reviewed, started, followed to the answers, stopped, gone on with."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core.finding import Finding
from core.job.status import Status
from tests.cli.runner import trainscope
from tests.core.fileengine import write_state
from tests.tui.asked import CLASSES, EACH, NAME, services_in, trained_home
from tests.tui.batches import ASKED, Batches, batches
from tests.tui.cockpits import WIDE, cockpit, cockpit_app
from tests.tui.hosted import JOB, opened, says, shown
from tests.tui.panes import until
from tui.screens.answers import AnswersPage
from tui.screens.cockpit import Cockpit
from tui.screens.transform import TransformPage, TransformPlacePage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.pilot import Pilot

    from core.runs import Record
    from tui.services import Services

COUNT = EACH * len(CLASSES)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Path:
    """A home with a model and a few flowers."""
    home = tmp_path_factory.mktemp("trained") / "home"
    trained_home(home, shared / "data" / "flowers")
    return home


@pytest.fixture
def local(trained: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    with services_in(trained, monkeypatch) as services:
        yield services


@pytest.fixture
def far(services: Services) -> tuple[Services, Batches]:
    """Where batch transforms cost money and take their time."""
    return batches(services)


async def told(pilot: Pilot[None], *words: str) -> None:
    """Wait until a toast has all these words."""

    def has() -> bool:
        return any(all(word in toast.message for word in words) for toast in pilot.app._notifications)

    await until(pilot, has, f"a toast that says {words}")


async def take(pilot: Pilot[None], path: str) -> None:
    """From the cockpit or the list of jobs: name the photos."""
    await pilot.press("B")
    await until(pilot, lambda: isinstance(pilot.app.screen, TransformPlacePage), "the field")
    await pilot.press("ctrl+u", *path, "enter")


async def started(pilot: Pilot[None]) -> Record:
    """Review, start, and wait until the cockpit shows it."""
    await take(pilot, ASKED)
    await says(pilot, "✓ Ready. Enter starts it")
    await pilot.press("enter")
    screen = cockpit(pilot)
    await until(pilot, lambda: (screen.watching.name or "").startswith(f"{JOB}-batch"), "the batch transform")
    assert isinstance(pilot.app.screen, Cockpit)
    record = screen.watching.record
    assert record is not None
    return record


async def test_flowers_are_asked_about_and_the_answers_are_those_of_the_command(
    local: Services, trained: Path
) -> None:
    async with cockpit_app(local).run_test(size=WIDE, notifications=True) as pilot:
        await says(pilot, f"{NAME}  ✓ Completed")
        await take(pilot, "~/validation.lst")
        await says(pilot, "✓ Ready. Enter starts it", "price         free", "known of all of them")
        await says(pilot, f"photos        {COUNT}, ", "validation.lst in ")
        await pilot.press("v")
        await says(pilot, '"photos"')
        await pilot.press("v", "enter")
        await told(pilot, f" · {COUNT} of {COUNT} photos answered")
        await says(pilot, f"answered {COUNT} of {COUNT} photos", "p shows the answers", "3 Chart")
        await pilot.press("3")
        assert not any(key in shown(pilot) for key in ("crosshair", "smooth", "zoom in"))
        name = cockpit(pilot).watching.name or ""
        assert re.fullmatch(rf"{NAME}-batch-\d{{4}}-\d{{4}}-[a-z0-9]{{4}}", name)
        assert f"✓ Completed {COUNT} of {COUNT} answered" in shown(pilot)
        answered = trainscope(trained, "results", name).stdout
        (accuracy,) = re.findall(r"accuracy \d\.\d{4}: \d+ of \d+ photos right", answered)
        await pilot.press("p")
        await says(pilot, accuracy, "rows: what photos are", "in training 0.7500")
        assert "as trained" not in shown(pilot)
        await pilot.press("tab", "enter")
        await says(pilot, "▀▀▀▀▀▀▀▀", f"1 of {COUNT}")
        await pilot.press("escape", "escape", "j")
        await says(pilot, "✓ Completed           of ic-flowers  ")
        await pilot.press("p")
        await says(pilot, accuracy)


async def test_a_folder_by_completion_and_what_is_no_place_of_photos(local: Services, trained: Path) -> None:
    (trained / "a.jpg").touch()
    async with cockpit_app(local).run_test(size=(60, 20)) as pilot:
        await says(pilot, "✓ Completed")
        await pilot.press("j", "end")
        await take(pilot, "~/none")
        await says(pilot, "There is nothing at ~/none.")
        await pilot.press("ctrl+u", *"~/a.jpg", "enter")
        await says(pilot, "That is one photo. Name its folder or a list")
        await pilot.press("ctrl+u", *"~/flow", "tab", "enter")
        await says(pilot, "✓ Ready", f"photos        {COUNT}, ")
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, TransformPlacePage)
        await pilot.press("ctrl+u", *"~/model", "enter")
        await says(pilot, "cannot be asked about these photos")
        await pilot.press("escape", "escape")
        assert isinstance(pilot.app.screen, Cockpit)


async def test_it_is_stopped_and_keeps_the_answers_given_by_then(far: tuple[Services, Batches]) -> None:
    services, _ = far
    async with opened(services) as pilot:
        await take(pilot, ASKED)
        await says(
            pilot, "price         $0.25 per hour", "ends by itself", "known of all of them", "m machine"
        )
        assert isinstance(pilot.app.screen, TransformPage)
        await pilot.press("enter")
        await says(pilot, "● Transforming 6/6", "answered 6 of 6 photos", "Once it has ended, p shows")
        await pilot.press("p")
        await told(pilot, "can be seen once it has ended. It has answered 6 of 6 photos by now.")
        await pilot.press("s")
        await says(pilot, "Stop ic-a-batch", "the answers that are given by then are kept")
        await pilot.press("y")
        await says(pilot, "■ Stopped 6 of 6 answered", "p answers")
        assert "no model was saved" not in shown(pilot)
        await pilot.press("p")
        await says(pilot, "accuracy 1.0000: 6 of 6 photos right", "·  Stopped")
        assert isinstance(pilot.app.screen, AnswersPage)


async def test_keys_of_jobs_that_train_say_why_not(far: tuple[Services, Batches]) -> None:
    services, engine = far
    async with opened(services) as pilot:
        name = (await started(pilot)).key.name
        write_state(engine.root / name, Status.COMPLETED, "Completed")
        await says(pilot, "✓ Completed 6 of 6 answered")
        for key in "dB":
            pilot.app.clear_notifications()
            await pilot.press(key)
            await told(pilot, "is a batch transform: it has answers", "Choose the job that it asks: ic-a.")
        pilot.app.clear_notifications()
        await pilot.press("R")
        await told(pilot, "was launched without hyperparameters")
        await pilot.press("j", "d")
        await told(pilot, "no model of its own")
        assert isinstance(pilot.app.screen, Cockpit)


async def test_sending_is_shown_and_can_be_cancelled(far: tuple[Services, Batches]) -> None:
    services, engine = far
    (engine.root / "held").touch()
    async with opened(services) as pilot:
        name = (await started(pilot)).key.name
        await says(pilot, "● Sending photos", "33%", "1,200 of 3,670 photos", "asks the model of ic-a")
        await pilot.press("s")
        await says(pilot, "Cancel the launch?")
        await pilot.press("y")
        await told(pilot, f"The launch of {name} was cancelled")
    assert not (engine.root / name).exists()
    record = services.book.find(name)
    assert record.state is not None
    assert record.state.status is Status.STOPPED


async def test_what_is_left_while_it_sends_goes_on_at_the_next_start(far: tuple[Services, Batches]) -> None:
    services, engine = far
    (engine.root / "held").touch()
    async with opened(services) as pilot:
        name = (await started(pilot)).key.name
        await pilot.press("q")
        await says(pilot, "Leave? The launch goes on when trainscope starts again.")
        await pilot.press("y")
    (engine.root / "held").unlink()
    async with opened(services) as pilot:
        await told(pilot, f"The launch of {name}, begun", "It goes on.")
        await says(pilot, "● Transforming 6/6")
    assert engine.describe(name).transform is not None


async def test_photos_that_are_left_out_are_told(far: tuple[Services, Batches]) -> None:
    services, engine = far
    (Path(ASKED).expanduser() / "ants" / "bad.jpg").touch()
    async with opened(services) as pilot:
        name = (await started(pilot)).key.name
        await told(pilot, "1 of 7 photos")
        write_state(engine.root / name, Status.FAILED, "Failed", reason="ClientError: it broke")
        await says(pilot, "✗ Failed", "ClientError: it broke")
        await pilot.press("p")
        await says(pilot, "·  Failed", "6 of 7 photos answered", "✗ 1 could not be asked about")


async def test_errors_block_and_machines_are_checked(services: Services) -> None:
    far, engine = batches(services)
    refused = Batches(
        engine.root, findings=(Finding("error", "quota", "no quota", why="It is 0.", fix="Ask."),)
    )
    async with opened(replace(far, engine=refused)) as pilot:
        await take(pilot, ASKED)
        await says(pilot, "✗ This can't be started yet: mend the errors below; m takes another machine.")
        await pilot.press("enter")
        assert isinstance(pilot.app.screen, TransformPage)
        await pilot.press("m", "ctrl+u", *"2048", "enter")
        await told(pilot, "An instance type such as ml.m5.large", "cannot be serverless")
        await pilot.press("escape", "n", "ctrl+u", *"0", "enter")
        await told(pilot, "A number of instances, such as 2.")
    assert [path.name for path in engine.root.iterdir()] == [JOB]


async def test_a_job_without_a_model_has_nothing_to_ask(far: tuple[Services, Batches]) -> None:
    services, engine = far
    write_state(engine.root / "ic-b", Status.IN_PROGRESS, "Training")
    record = services.book.add_job(engine.key("ic-b"), spec=None, created=2000.0)
    services.book.mark_launched(record.id)
    async with cockpit_app(services).run_test(size=WIDE, notifications=True) as pilot:
        await says(pilot, "ic-b  ● Training")
        await pilot.press("B")
        await told(pilot, "ic-b has no model yet")
        assert isinstance(pilot.app.screen, Cockpit)
        await pilot.press("j", "end")
        await take(pilot, ASKED)
        await says(pilot, f"Batch transform  of {JOB}  on", "✓ Ready")


async def test_read_only_starts_none(far: tuple[Services, Batches]) -> None:
    services, _ = far
    async with opened(replace(services, read_only=True)) as pilot:
        await pilot.press("B")
        await told(pilot, "Read-only: cannot start a batch transform.")
        assert isinstance(pilot.app.screen, Cockpit)
