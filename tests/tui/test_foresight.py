"""What is foreseen of a job stands in its pane with the keys that help, is announced once, and goes when it is over."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.config import NotifySettings, WatchSettings
from core.finding import Finding
from core.job.progress import Progress
from core.job.status import Stage, Status
from core.runs import Record
from tests.core.foresight.courses import RUNNING, T0
from tests.tui.cockpits import WIDE, cockpit, cockpit_app, has_focus, text
from tests.tui.panes import screen_text
from tests.tui.realjob import KEY, RealJob
from tests.tui.waiting import settle
from tui.foresight import helping_keys
from tui.widgets.foresight_draw import foreseen_rows, remedy_rows
from tui.widgets.job_headline import job_headline
from tui.widgets.job_pane import JobPane
from tui.widgets.job_view import JobView

if TYPE_CHECKING:
    from pathlib import Path

    from textual.app import App

    from tui.services import Services

LOG = "20_cifar_50epochs_pending_capacity_2024-09.log"
FLAT = Finding("warning", "plateau", "no gain for 5\x1b[2J epochs", why="paid for", fix="stop the job")
BAD = Finding("error", "not-a-number", "loss is not a number", why="stays so", fix="")


@pytest.fixture
def real(home: Path, shared: Path) -> RealJob:
    """The job of log 20, whose validation accuracy has been flat for long at epoch 12."""
    root = home / "real"
    root.mkdir()
    return RealJob(root, shared / "data" / "logs" / LOG, 12)


@pytest.fixture
def watched(services: Services, real: RealJob) -> Services:
    """A cockpit that watches the job, and may cost $1.40 at the most."""
    services.book.add_job(KEY, spec=None, created=real.describe(KEY.name).created or 0.0)
    notify = NotifySettings(bell=False, desktop=False)
    settings = replace(services.settings, watch=WatchSettings(cost_ceiling=1.4), notify=notify)
    return replace(services, settings=settings, engine=real)


def announced(app: App[None]) -> list[str]:
    """What the toasts begin with, without their marks."""
    return sorted(toast.message.lstrip("▲✗ ").partition(":")[0] for toast in app._notifications)


async def test_findings_stand_in_the_pane_while_they_hold_and_are_announced_once_also_after_a_restart(
    watched: Services, real: RealJob
) -> None:
    app = cockpit_app(watched)
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await settle(pilot, lambda: "! cost ceiling: " in text(pilot, JobPane), "the findings")
        assert "! plateau: validation" in text(pilot, JobPane)
        assert "s stop · 3 chart" in text(pilot, JobPane)
        await settle(pilot, lambda: len(app._notifications) == 2, "the toasts")
        assert announced(app) == ["Cost ceiling", "Plateau"]
    again = cockpit_app(watched)
    async with again.run_test(size=WIDE, notifications=True) as pilot:
        await settle(pilot, lambda: "! plateau: " in text(pilot, JobPane), "the findings")
        real.complete()
        await settle(pilot, lambda: "plateau" not in text(pilot, JobPane), "the end")
        await settle(pilot, lambda: len(again._notifications) == 1, "the toast of the end")
        assert announced(again) == ["Job completed"]
        assert "s stop" not in text(pilot, JobPane)
        assert "! " not in text(pilot, JobPane)


async def test_credentials_that_are_refused_are_announced_once_until_they_are_renewed(
    watched: Services, real: RealJob
) -> None:
    app = cockpit_app(watched)
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await settle(pilot, lambda: len(app._notifications) == 2, "the findings")
        real.expired = True
        await settle(pilot, lambda: len(app._notifications) == 3, "the toast")
        assert "Credentials need renewing" in announced(app)
        real.expired = False
        await settle(pilot, lambda: "the token has expired" not in text(pilot, JobPane), "an answer")
        assert len(app._notifications) == 3


async def test_a_job_that_is_over_is_judged_too_and_nothing_is_announced(
    watched: Services, real: RealJob
) -> None:
    real.go_on(49)
    real.complete()
    async with cockpit_app(watched).run_test(size=WIDE) as pilot:
        book, job = watched.book, watched.book.jobs()[0].id
        await settle(pilot, lambda: book.job(job).drained, "the log to be read to its end")
    app = cockpit_app(watched)
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await settle(pilot, lambda: "! overfitting: " in text(pilot, JobPane), "the finding")
        assert not cockpit(pilot).watching.running
        assert not app._notifications


def test_keys_are_those_that_may_be_pressed(services: Services) -> None:
    found = [FLAT, replace(FLAT, kind="silent")]
    assert helping_keys(found, services, over=False, links=2) == {
        "plateau": "s stop · 3 chart",
        "silent": "5 log · O log link · s stop",
    }
    reading = replace(services, read_only=True)
    assert helping_keys(found, reading, over=False, links=0) == {"plateau": "3 chart", "silent": "5 log"}
    assert helping_keys([FLAT], services, over=True, links=0) == {"plateau": "3 chart"}
    remapped = replace(services, keymap={"job.stop": "ctrl+x"})
    assert helping_keys([FLAT], remapped, over=False, links=0) == {"plateau": "ctrl+x stop · 3 chart"}


def test_a_finding_is_a_mark_a_name_and_its_evidence_cleaned() -> None:
    rows = [row.plain for row in foreseen_rows([BAD, FLAT], {"plateau": "s stop"}, 40)]
    assert rows == [
        "✗ not a number: loss is not a number",
        "! plateau: no gain for 5 epochs",
        "  s stop",
    ]
    assert [row.plain for row in remedy_rows([BAD, FLAT], 60)] == [
        "not a number, why: stays so",
        "plateau, why: paid for",
        "plateau, fix: stop the job",
    ]


def test_the_first_line_has_the_mark_of_the_worst_while_the_job_runs() -> None:
    far = Progress(epoch=13, epochs=50)
    view = JobView(Record(1, KEY, T0), RUNNING, far, findings=(BAD, FLAT))
    assert job_headline(view, T0).detail == "✗ 14/50"
    assert job_headline(replace(view, findings=(FLAT,)), T0).detail == "! 14/50"
    over = replace(RUNNING, status=Status.STOPPED, stage=Stage.STOPPED)
    assert job_headline(replace(view, state=over), T0).detail == ""


@pytest.mark.parametrize("width", [16, 28, 60])
def test_no_row_is_wider_than_the_pane(width: int) -> None:
    rows = foreseen_rows([FLAT], {"plateau": "s stop · 3 chart"}, width) + remedy_rows([FLAT, BAD], width)
    assert all(row.cell_length <= width for row in rows)


async def test_the_palette_tells_findings_with_their_keys_and_goes_to_the_pane(watched: Services) -> None:
    async with cockpit_app(watched).run_test(size=WIDE) as pilot:
        await settle(pilot, lambda: "! plateau: validation" in text(pilot, JobPane), "the findings")
        await pilot.press("ctrl+p", *"plateau")
        found = "(s stop · 3 chart)"
        await settle(pilot, lambda: any(found in row for row in screen_text(pilot)[4:]), "the finding")
        await pilot.press("enter")
        await settle(pilot, lambda: has_focus(pilot, "job"), "the pane")
