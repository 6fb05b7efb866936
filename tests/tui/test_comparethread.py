"""What the page of a comparison hears from its threads, and which runs can be marked for one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.cancel import CancelToken
from core.compare.run import MOST
from core.job.metrics import VALIDATION_ACCURACY
from core.job.status import JobKey, Status, TransformFacts
from core.joblist import Listed
from tests.core.compare.runs import state
from tests.core.fileengine import FileEngine, write_state
from tui.comparemessages import LogsRead, RunsRead
from tui.comparethread import read_logs, watch_runs
from tui.marks import Marks

if TYPE_CHECKING:
    from pathlib import Path

    from textual.message import Message

    from tui.services import Services

EPOCH = "[11/23/2026 22:19:00 INFO 1] Epoch[0] Validation-accuracy=0.660000\n"


def listed(name: str) -> Listed:
    return Listed(JobKey("local", "", "", name), Status.COMPLETED, "Completed", 0.0, 1.0, None)


def test_logs_that_cost_nothing_are_read_on(services: Services, home: Path) -> None:
    services = replace(services, engine=FileEngine(home / "jobs"))
    write_state(home / "jobs" / "ic-a", Status.IN_PROGRESS, "Training")
    (home / "jobs" / "ic-a" / "log").write_text(EPOCH)
    record = services.book.add_job(JobKey("local", "", "", "ic-a"), spec=None, created=1.0)
    heard: list[RunsRead] = []
    cancel = CancelToken()

    def post(event: Message) -> None:
        assert isinstance(event, RunsRead)
        heard.append(event)
        if event.runs[0].points:
            cancel.cancel()

    watch_runs(services, [record.id], post, cancel)
    assert heard[0].runs[0].series(VALIDATION_ACCURACY) == []
    assert heard[-1].runs[0].series(VALIDATION_ACCURACY) == [(0, 0.66)]


def test_runs_that_are_over_are_told_of_once(services: Services) -> None:
    record = services.book.add_job(JobKey("local", "", "", "ic-a"), spec=None, created=1.0)
    services.book.store(record.id, old_cursor=None, cursor="1", state=state({}), drained=True)
    heard: list[Message] = []
    watch_runs(services, [record.id], heard.append, CancelToken())
    assert len(heard) == 1


def test_a_log_that_cannot_be_read_is_told_of_and_the_others_are_read(services: Services, home: Path) -> None:
    services = replace(services, engine=FileEngine(home / "jobs"))
    write_state(home / "jobs" / "ic-a", Status.COMPLETED, "Completed")
    (home / "jobs" / "ic-a" / "log").write_text(EPOCH)
    keys = [JobKey("elsewhere", "", "", "ic-b"), JobKey("local", "", "", "ic-a")]
    records = [services.book.add_job(key, spec=None, created=1.0) for key in keys]
    heard: list[Message] = []
    read_logs(services, records, heard.append, CancelToken())
    assert isinstance(heard[0], LogsRead)
    assert len(heard[0].troubles) == 1
    assert heard[0].troubles[0].startswith("ic-b: ")
    assert services.book.points(records[1].id)


def test_as_many_runs_can_be_marked_as_a_comparison_has_and_no_batch_transform() -> None:
    marks = Marks()
    assert "has no curve" in marks.toggle(listed("batch")._replace(transform=TransformFacts("x")))
    for number in range(MOST):
        assert marks.toggle(listed(f"ic-{number}")) == ""
    assert f"{MOST} runs are marked already" in marks.toggle(listed("one-more"))
    assert len(set(marks.slots.values())) == MOST
    kept = {key: slot for key, slot in marks.slots.items() if key.name != "ic-3"}
    marks.toggle(listed("ic-3"))
    assert marks.slots == kept
    marks.clear()
    assert (marks.rows, marks.slots) == ((), {})


def test_where_fewer_than_two_are_marked_the_one_under_the_cursor_counts() -> None:
    marks = Marks()
    marks.toggle(listed("ic-1"))
    assert [row.key.name for row in marks.with_row(listed("ic-2"))] == ["ic-1", "ic-2"]
    marks.toggle(listed("ic-3"))
    assert [row.key.name for row in marks.with_row(listed("ic-2"))] == ["ic-1", "ic-3"]
