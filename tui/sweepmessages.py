"""What threads and pages say of sweeps: values only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.declaring import message
from tui.messages import SweepNews

if TYPE_CHECKING:
    from core.compare.run import Run
    from core.engine.base import LaunchProgress, Review
    from core.errors import TrainscopeError
    from core.runs import SweepRecord
    from core.sweep.listing import ListedSweep
    from core.sweep.standing import Standing
    from core.sweeping import SweepDraft


@dataclass(frozen=True, slots=True)
class AgreedSweep:
    """A sweep and what its engine says of it, with all findings."""

    draft: SweepDraft
    review: Review

    @property
    def name(self) -> str:
        """Of the sweep."""
        return self.draft.sweep.job.name


@dataclass(frozen=True, slots=True)
class SweepView:
    """What is known of a sweep at one moment.

    Args:
        record: of the run book.
        standing: the table of its jobs.
        runs: its jobs that have a curve to draw, the best first.
        trouble: why it may be old; a sentence, or nothing.
        ended: nothing more will come.
    """

    record: SweepRecord
    standing: Standing
    runs: tuple[Run, ...] = ()
    trouble: str = ""
    ended: bool = False


@message
class SweepReviewed(SweepNews):
    """What the engine says of a sweep, or why it says nothing."""

    answer: AgreedSweep | None
    error: TrainscopeError | None


@message
class SweepConfirmed(SweepNews):
    """In the review: the user wants the sweep started as it was shown."""

    agreed: AgreedSweep


@message
class SweepStarting(SweepNews):
    """How far the start of a sweep is."""

    name: str
    progress: LaunchProgress


@message
class SweepStarted(SweepNews):
    """A start has ended: the sweep, or why there is none."""

    name: str
    record: SweepRecord | None
    error: TrainscopeError | None


@message
class SweepSeen(SweepNews):
    """There is news of a sweep."""

    view: SweepView
    interrupted: bool = False


@message
class SweepsListed(SweepNews):
    """The sweeps that run book and engine know; `trouble` says why they may be old."""

    rows: tuple[ListedSweep, ...]
    trouble: str = ""


@message
class SweepStopAsked(SweepNews):
    """The engine was asked to stop a sweep, or did not take it."""

    record: SweepRecord
    error: TrainscopeError | None = None


@message
class SweepChosen(SweepNews):
    """In the list of sweeps: show this one."""

    row: ListedSweep


@message
class SweepJobChosen(SweepNews):
    """On the page of a sweep: do `what` with one of its jobs: attach or deploy."""

    number: int
    what: str
