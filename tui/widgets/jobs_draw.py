"""What stands around the table of jobs: its title, a sentence where it is empty, the keys that do something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from core.text import clean
from tui.linekeys import LineKeys

if TYPE_CHECKING:
    from core.job.status import Status
    from core.joblist import Listed
    from tui.jobsearch import JobSearch
    from tui.services import Services


_OF_A_JOB = ("attach", "clone", "relaunch", "stop", "deploy", "answers", "mark", "compare")
"""What is done with a job."""


def title_line(count: int, search: JobSearch, status: Status | None, *, more: bool, marked: int) -> Content:
    """How many jobs are shown, and which.

    Args:
        count: of jobs.
        search: what the user looks for.
        status: that he wants; None: all.
        more: whether an engine is still telling of others.
        marked: runs that are marked for a comparison.
    """
    parts = [f"Jobs  {count:,}"]
    if search.text:
        word = "name has" if search.query.is_name_part else "search"
        parts.append(f"{word} {clean(search.text, limit=40)!r}")
    if status is not None:
        parts.append(status.value)
    if more:
        parts.append("listing…")
    if marked:
        parts.append(f"{marked} marked")
    return Content("  ·  ".join(parts))


def nothing_line(services: Services, *, filtered: bool) -> Content:
    """Why there is no job in the table, and what to do.

    Args:
        services: know the keys.
        filtered: whether there are jobs, or may be, that the filters keep out.
    """
    if filtered:
        return Content(f"No job fits. {services.first_key('jobs.clear')} shows all again.")
    return Content(f"No jobs yet. Esc, then {services.first_key('job.launch')}, starts the first one.")


def idle_keys(row: Listed | None) -> list[str]:
    """Ids of the keys that would do nothing with this job."""
    if row is None:
        return [f"jobs.{what}" for what in _OF_A_JOB]
    over = row.status is not None and row.status.terminal
    idle = ["jobs.stop"] if over else ["jobs.deploy"]
    if row.transform is None:
        return [*idle, "jobs.answers"]
    idle += ["jobs.clone", "jobs.relaunch", "jobs.deploy", "jobs.mark"]
    return [*idle, *(() if over else ("jobs.answers",))]


def line_keys(row: Listed | None, *, narrowed: bool, marked: bool) -> LineKeys:
    """Which keys matter now.

    Args:
        row: the job that the mark is on.
        narrowed: whether jobs are kept out; then the way back is first to all of them.
        marked: whether runs are marked for a comparison.
    """
    drop = ("jobs.drop",) if narrowed else ()
    compare = ("jobs.attach", "jobs.compare") if marked else ()
    back = ("page.back", "quit") if narrowed else ()
    return LineKeys((*drop, *compare), (*idle_keys(row), *back))
