"""From marked jobs to the page that compares them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.compare.baseline import baseline_of
from core.compare.run import require_comparable
from core.compare.slots import slots
from core.errors import TrainscopeError
from core.joblist import record_of
from tui.background import sentence

if TYPE_CHECKING:
    from textual.screen import Screen

    from core.joblist import Listed
    from tui.services import Services


def open_comparison(screen: Screen[None], services: Services, row: Listed | None) -> None:
    """Compare the marked runs, or the one and its baseline on this machine; say why not where that cannot be done.

    Args:
        screen: that asks; the page is opened over it.
        services: run book and marks.
        row: the job under the cursor, which counts as marked where fewer than two are.
    """
    from tui.screens.compare import ComparePage

    rows = services.marks.with_row(row)
    try:
        records = [record_of(services.book, each, services.clock()) for each in rows]
        baseline = baseline_of(records, services.book.jobs())
        require_comparable(records, baseline=baseline is not None)
    except TrainscopeError as error:
        alone = len(rows) < 2 and (row is None or row.transform is None)
        hint = f"Mark two runs or more with {services.first_key('jobs.mark')}, then compare them."
        screen.notify(hint if alone else sentence(error), markup=False)
        return
    looks = slots((record.key for record in records), services.marks.slots)
    screen.app.push_screen(ComparePage(services, records, looks, baseline))
