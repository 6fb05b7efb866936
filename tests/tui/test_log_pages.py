"""The log as a whole: what was parsed of it, with the way to the lines; and as a file for the pager."""

from __future__ import annotations

from array import array
from dataclasses import replace
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING

import pytest

from core.job.status import JobKey, Status
from tests.core.fileengine import STARTED, FileEngine, write_log, write_state
from tests.tui.cockpits import cockpit, cockpit_app, has_focus
from tests.tui.panes import book_with_job, screen_text, store
from tests.tui.waiting import settle
from tui.messages import PagerFileReady
from tui.pager import NO_TERMINAL, pager_command, write_for_pager
from tui.screens.parsed_page import ParsedPage
from tui.screens.save_log import SaveLogPage
from tui.widgets.log_pane import LogPane

if TYPE_CHECKING:
    from textual.message import Message

    from tui.services import Services

KEY = JobKey("local", "", "", "ic-photos")


@pytest.fixture
def ended(services: Services, home: Path) -> Services:
    """A cockpit whose newest job has trained, and said a loss that nobody reads."""
    job = home / "jobs" / KEY.name
    for epoch in range(30):
        write_log(job, f"Epoch[{epoch}] Train-accuracy=0.{epoch:02}0000\n")
        write_log(job, f"Epoch[{epoch}] Validation-accuracy=0.{epoch:02}0000\nval_loss: 0.5{epoch}\n")
    write_log(job, "done\n")
    write_state(job, Status.COMPLETED, "Completed", ended=STARTED + 754)
    services.book.add_job(KEY, spec=None, created=STARTED)
    return replace(services, engine=FileEngine(home / "jobs"))


@pytest.mark.parametrize("size", [(60, 20), (120, 40)])
async def test_what_was_parsed_leads_to_the_line(ended: Services, size: tuple[int, int]) -> None:
    async with cockpit_app(ended).run_test(size=size, notifications=True) as pilot:
        log = cockpit(pilot).query_one(LogPane)
        await settle(pilot, lambda: log.copy_text() == "done", "the log")
        await pilot.press("5", "i")
        await settle(pilot, lambda: isinstance(pilot.app.screen, ParsedPage), "the page")
        await settle(pilot, lambda: "91 lines" in "".join(screen_text(pilot)), "the whole log")
        assert "validation:accuracy" in "".join(screen_text(pilot))
        await pilot.press("end")
        await settle(pilot, lambda: "30 lines like the last one" in "".join(screen_text(pilot)), "the loss")
        await pilot.press("enter")
        await settle(pilot, lambda: has_focus(pilot, "log"), "the log again")
        assert log.copy_text() == "val_loss: 0.529"


async def test_without_a_terminal_there_is_no_pager_and_that_is_said(ended: Services) -> None:
    async with cockpit_app(ended).run_test(size=(120, 40), notifications=True) as pilot:
        log = cockpit(pilot).query_one(LogPane)
        await settle(pilot, lambda: log.copy_text() == "done", "the log")
        await pilot.press("5", "v")
        said = [note.message for note in pilot.app._notifications]
        assert said == [NO_TERMINAL]


def test_the_pager_gets_the_lines_that_are_shown(tmp_path: Path) -> None:
    book, record = book_with_job(tmp_path)
    count = store(book, record, ["one", "two", "three"])
    posted: list[Message] = []
    write_for_pager(book, record.id, count, array("Q", [1, 3]), 2, posted.append)
    (ready,) = posted
    assert isinstance(ready, PagerFileReady)
    assert ready.file is not None
    assert [line.split(" ", 2)[2] for line in ready.file.read_text().splitlines()] == ["one", "three"]
    assert ready.file.parent.stat().st_mode & 0o77 == 0
    rmtree(ready.file.parent)


def test_the_pager_is_the_user_s_or_less_at_the_line() -> None:
    file = Path("log.txt")
    assert pager_command(file, 7, {}) == ["less", "-S", "+7g", "log.txt"]
    assert pager_command(file, 7, {"PAGER": "/usr/bin/less -R"})[1:] == ["-R", "-S", "+7g", "log.txt"]
    assert pager_command(file, 7, {"PAGER": "most -w"}) == ["most", "-w", "log.txt"]


async def test_what_is_shown_is_saved_and_a_file_is_replaced_only_after_a_yes(
    ended: Services, home: Path
) -> None:
    async with cockpit_app(ended).run_test(size=(80, 24), notifications=True) as pilot:
        log = cockpit(pilot).query_one(LogPane)
        await settle(pilot, lambda: log.copy_text() == "done", "the log")
        await pilot.press("5", "f", *"loss", "enter")
        await settle(pilot, lambda: log.copy_text() == "val_loss: 0.529", "the filter")
        file = home / "saved.log"
        file.write_text("old")
        for answer, begin in (("n", "old"), ("y", "1970-01-01")):
            await pilot.press("S")
            await settle(pilot, lambda: isinstance(pilot.app.screen, SaveLogPage), "the page")
            page = pilot.app.screen
            assert isinstance(page, SaveLogPage)
            assert "30 of 91 lines: filter loss" in "".join(screen_text(pilot))
            page.field.put(str(file))
            await pilot.press("enter", answer)
            if answer == "n":
                await pilot.press("escape")
            await settle(pilot, lambda: pilot.app.screen is cockpit(pilot), "the cockpit again")
            assert file.read_text().startswith(begin)
        assert len(file.read_text().splitlines()) == 30


async def test_read_only_saves_nothing(ended: Services) -> None:
    async with cockpit_app(replace(ended, read_only=True)).run_test(
        size=(80, 24), notifications=True
    ) as pilot:
        log = cockpit(pilot).query_one(LogPane)
        await settle(pilot, lambda: log.copy_text() == "done", "the log")
        await pilot.press("5", "S")
        assert [note.message for note in pilot.app._notifications] == ["▲ Read-only: cannot save the log."]
