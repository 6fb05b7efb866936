"""All that the job pane draws of a job, as one value."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.engine.base import InstanceMetric, LaunchProgress
    from core.finding import Finding
    from core.job.cost import Cost
    from core.job.progress import Progress
    from core.job.status import JobState, TransformFacts
    from core.runs import Record
    from core.sweep.membership import Membership
    from core.update import Trouble


@dataclass(frozen=True, slots=True)
class JobView:
    """A job at one moment.

    Args:
        record: the job; None if there is none.
        state: its last known state.
        progress: what the log says of it.
        trouble: why the follower has no newer state.
        launch: how far its launch is, while it is being launched.
        resumes: whether an interrupted launch is gone on with.
        usage: how busy its hosts are; empty where that is not known.
        cost: what it costs; None where jobs cost nothing.
        place: where it runs, if that is not where new jobs do.
        note: what else is to be said of it, such as that its launch was interrupted.
        link_keys: the keys that copy the first links' addresses.
        transform: of a batch transform; None: the job trains.
        answers_key: the key that shows the answers of a batch transform.
        findings: what is foreseen of it, the worst first.
        finding_keys: kind of finding -> the keys that help, in words.
        sweep: what is known of the sweep that it belongs to; None if to none.
        sweeps_key: the key that lists the sweeps.
    """

    record: Record | None = None
    state: JobState | None = None
    progress: Progress | None = None
    trouble: Trouble | None = None
    launch: LaunchProgress | None = None
    resumes: bool = False
    usage: tuple[InstanceMetric, ...] = ()
    cost: Cost | None = None
    place: str = ""
    note: str = ""
    link_keys: tuple[str, ...] = ()
    transform: TransformFacts | None = None
    answers_key: str = ""
    findings: tuple[Finding, ...] = ()
    finding_keys: Mapping[str, str] = field(default_factory=dict)
    sweep: Membership | None = None
    sweeps_key: str = ""
