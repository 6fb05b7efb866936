"""The events themselves, each told in a title and a line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from core.attention import facts
from core.attention.event import Event
from core.attention.names import TEST
from core.endpointwords import trouble_words, works
from core.job.answering import answered_words
from core.job.status import Status
from core.text import clean

if TYPE_CHECKING:
    from core.attention.names import EventName
    from core.engine.hosting import EndpointState
    from core.engine.sweeping import SweepState
    from core.finding import Finding, Level
    from core.job.cost import Cost
    from core.job.progress import Progress
    from core.job.status import JobState
    from core.runs import Record, SweepRecord
    from core.update import Trouble

_ENDS: dict[Status, tuple[EventName, Level]] = {
    Status.COMPLETED: ("completed", "info"),
    Status.FAILED: ("failed", "error"),
    Status.STOPPED: ("stopped", "info"),
}
_RENEWED_SECONDS = 900.0
"""Credentials last that long at the least: sooner it is another program that has noticed the same."""
_LONGEST_REASON = 160


def ended(record: Record, state: JobState, progress: Progress | None, cost: Cost | None) -> Event:
    """The end of a job.

    Args:
        record: the job.
        state: its last state; terminal.
        progress: how far it came.
        cost: what it cost.
    """
    name, level = _ENDS[state.status]
    title, body = _end_words(record, state, progress)
    told = facts.variables((name, title, body), facts.of_job(record.key, state, progress, cost))
    return Event(name, f"job {record.id} ended", title, body, level, told)


def sweep_ended(record: SweepRecord, state: SweepState, cost: float | None) -> Event:
    """The end of a sweep; the ends of its jobs are not told one by one by what follows it.

    Args:
        record: the sweep.
        state: its last state; terminal.
        cost: USD of all its jobs; None if nothing is billed, or it is not known.
    """
    name, level = _ENDS[state.status]
    title = f"Sweep {state.status.value.lower()}"
    parts = [clean(record.key.name)]
    if state.best is not None and state.best.objective is not None:
        parts.append(f"best validation accuracy {state.best.objective:.4f}: {clean(state.best.name)}")
    if state.failure_reason:
        parts.append(_first_sentence(clean(state.failure_reason)))
    body = " · ".join(parts)
    told = facts.variables((name, title, body), facts.of_sweep(state, cost))
    return Event(name, f"sweep {record.id} ended", title, body, level, told)


def found(
    record: Record, finding: Finding, state: JobState | None, progress: Progress | None, cost: Cost | None
) -> Event:
    """Something that is foreseen of a job; once per job and kind.

    Args:
        record: the job.
        finding: of `core.foresight`.
        state: what its engine said last.
        progress: how far it is.
        cost: what it costs.
    """
    title = finding.kind.replace("-", " ").capitalize()
    body = f"{clean(record.key.name)} · {clean(finding.detail)}"
    told = facts.variables(
        ("finding", title, body),
        facts.of_job(record.key, state, progress, cost),
        facts.of_finding(finding),
    )
    return Event("finding", f"job {record.id} {finding.kind}", title, body, finding.level, told)


def refused(record: Record, trouble: Trouble, state: JobState | None) -> Event:
    """Credentials that are missing or no longer good, so that nothing is heard of a job.

    Args:
        record: the job.
        trouble: what its follower says.
        state: what its engine said last.
    """
    title = "Credentials need renewing"
    body = " · ".join(filter(None, (clean(record.key.name), clean(trouble.what), clean(trouble.fix))))
    told = facts.variables(("credentials", title, body), facts.of_job(record.key, state, None, None))
    told["TRAINSCOPE_FIX"] = clean(trouble.fix)
    who = f"credentials {' '.join(record.key[:3])}"
    return Event("credentials", who, title, body, "warning", told, apart=_RENEWED_SECONDS)


def settled(state: EndpointState) -> Event:
    """An endpoint that answers, or will not.

    Args:
        state: its state, which does not change by itself any more.
    """
    title, body = "Endpoint answers", clean(state.key.name)
    if not works(state):
        title = "Endpoint does not answer"
        body = f"{body} · {_first_sentence(trouble_words(state))}"
    told = facts.variables(("endpoint", title, body), facts.of_endpoint(state))
    what = f"endpoint {' '.join(state.key)} {state.launch_id} {state.status.value}"
    return Event("endpoint", what, title, body, "info" if works(state) else "error", told)


def trial() -> Event:
    """Nothing that has happened: announced to see what arrives."""
    title, body = "Test", "this is how trainscope calls you back"
    return Event(TEST, TEST, title, body, "info", facts.variables((TEST, title, body)), apart=0.0)


def _end_words(record: Record, state: JobState, progress: Progress | None) -> tuple[str, str]:
    """What happened to which job, and how well it did."""
    parts = [clean(record.key.name)]
    best = progress.best if progress is not None else None
    if state.transform is not None:
        words = answered_words(state.transform).removeprefix("answered ")
        parts.append(f"{words} answered" if state.transform.answered is not None else words)
    elif best is not None:
        parts.append(f"best validation accuracy {best.value:.4f} @ {best.epoch}")
    if state.failure_reason:
        parts.append(_first_sentence(clean(state.failure_reason)))
    kind = "Job" if state.transform is None else "Batch transform"
    return f"{kind} {state.status.value.lower()}", " · ".join(filter(None, parts))


def _first_sentence(text: str) -> str:
    first = re.split(r"(?<=[.;])\s|; ", text, maxsplit=1)[0]
    return first if len(first) <= _LONGEST_REASON else f"{first[:_LONGEST_REASON]}…"
