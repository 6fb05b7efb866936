"""A run as a report tells it: what is private is masked first, so that nothing of it can get onto the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.compare.run import Run as Told
from core.foreign import clean_state
from core.job.logfacts import LogFacts
from core.recording.private import spec_to_tell
from core.runs import Record

if TYPE_CHECKING:
    from core.recording.private import Privacy
    from core.recording.run import Run

__all__ = ["Told", "told"]


def told(run: Run, privacy: Privacy) -> Told:
    """The run without what is private.

    Args:
        run: its points are gone through.
        privacy: what is masked.
    """
    key = run.key._replace(account="") if privacy.anonymous else run.key
    facts = LogFacts.from_json(privacy.value((run.facts or LogFacts()).to_json()))
    spec = privacy.value(spec_to_tell(run.spec))
    record = Record(0, key, run.created, spec, privacy.state(clean_state(run.state)))
    return Told(record, facts, tuple(run.points))
