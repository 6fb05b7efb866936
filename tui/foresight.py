"""What is foreseen of the job that is shown: reckoned beside the screen, and which keys help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import RunBookError
from core.job.progress import LogFacts
from core.update import Update
from tui.keys import KEYS
from tui.newsmessages import Foreseen

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.cancel import CancelToken
    from core.finding import Finding
    from core.runs import Record
    from tui.background import Post
    from tui.services import Services

_HELP: Mapping[str, tuple[str, ...]] = {
    "plateau": ("job.stop", "pane.chart"),
    "overfitting": ("job.stop", "pane.chart"),
    "diverging": ("job.stop", "pane.chart"),
    "not-a-number": ("job.stop", "pane.log"),
    "silent": ("pane.log", "job.log_link", "job.stop"),
    "out-of-time": ("job.stop",),
    "cost-ceiling": ("job.stop",),
}
"""Kind of finding -> ids of the keys that help. Nothing is done without a key."""


class Foreseeing:
    """Looks ahead whenever a follower has looked, in its thread, and posts what is not known yet.

    Args:
        services: run book and settings.
        post: a thread-safe `post_message`.
    """

    def __init__(self, services: Services, post: Post) -> None:
        from core.foresight.lookout import Lookout

        self._lookout = Lookout(services.book, services.settings.watch.cost_ceiling, clock=services.clock)
        self._post = post
        self._told: tuple[Finding, ...] | None = None

    def look(self, update: Update) -> None:
        """Post `Foreseen` if the findings are others than before."""
        try:
            seen = self._lookout.look(update)
        except RunBookError:  # the follower tells of it
            return
        if seen.findings != self._told:
            self._told = seen.findings
            self._post(Foreseen(update.job_id, seen))


def foresee_ended(services: Services, record: Record, post: Post, cancel: CancelToken) -> None:
    """Post `Foreseen` of a job that is not followed any more: all there will be of it is in the run book."""
    try:
        at = services.book.position(record.id)
    except RunBookError:  # the cockpit tells of it when it draws the job
        return
    if not cancel.cancelled:
        facts = at.facts or LogFacts()
        update = Update(record.id, at.state, facts, at.line_count, at.points_version, ended=True)
        Foreseeing(services, post).look(update)


def helping_keys(
    findings: Iterable[Finding], services: Services, *, over: bool, links: int
) -> dict[str, str]:
    """Kind of finding -> the keys that help, such as ``s stop · 3 chart``.

    Args:
        findings: of the job.
        services: keys, and whether anything may be changed.
        over: whether the job has ended: there is nothing to stop.
        links: how many addresses the job has.
    """
    rows = {row.id: row for row in KEYS}

    def helps(name: str) -> bool:
        if rows[name].writes and (services.read_only or over):
            return False
        return name != "job.log_link" or links > 1

    return {
        finding.kind: " · ".join(
            f"{services.first_key(name)} {rows[name].label}"
            for name in _HELP.get(finding.kind, ())
            if helps(name)
        )
        for finding in findings
    }
