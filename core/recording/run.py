"""What is recorded of a run: who it was, the states it went through, what it said."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from core.errors import UsageError
from core.recording.format import Moment, Said
from core.recording.moments import moments
from core.runs.paging import stored_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from core.job.logfacts import LogFacts
    from core.job.metrics import MetricPoint
    from core.job.status import JobKey, JobState
    from core.runs import Record, RunBook


@dataclass(frozen=True, slots=True)
class Run:
    """A run to be written into a file.

    Args:
        key: of the job.
        created: epoch seconds.
        states: from the first to the last one known.
        lines: its log; gone through once.
        points: of its curve; gone through once.
        spec: what was launched; None if nobody knows.
        facts: what the log says besides its points; None if nothing.
    """

    key: JobKey
    created: float
    states: Sequence[Moment]
    lines: Iterable[Said]
    points: Iterable[MetricPoint] = ()
    spec: Mapping[str, Any] | None = None
    facts: LogFacts | None = None

    @property
    def state(self) -> JobState:
        """The last state that is known."""
        return self.states[-1].state

    def events(self) -> Iterator[Moment | Said]:
        """States and lines in the order in which they became known; how far a batch transform is, too."""
        from core.engine.local.batch.tally import answered_in

        coming, answered = list(self.states), None
        now: Moment | None = None
        for line in self.lines:
            while coming and coming[0].time <= line.time:
                now = _with_answers(coming.pop(0), answered)
                yield now
            yield line
            if (
                now is not None
                and now.state.transform is not None
                and (count := answered_in(line.text)) is not None
            ):
                answered = count
                now = _with_answers(Moment(line.time, now.state), answered, newer=True)
                yield now
        yield from (_with_answers(moment, answered) for moment in coming)


def _with_answers(moment: Moment, answered: int | None, *, newer: bool = False) -> Moment:
    """The moment with how many photos were answered by then, unless it knows that itself."""
    facts = moment.state.transform
    if (
        facts is None
        or answered is None
        or moment.state.status.terminal
        or not (newer or facts.answered is None)
    ):
        return moment
    return moment._replace(state=replace(moment.state, transform=facts._replace(answered=answered)))


def of_book(book: RunBook, record: Record, now: float) -> Run:
    """The run of a job as the run book has it.

    Args:
        book: read from, while the run is written.
        record: the job.
        now: epoch seconds.

    Raises:
        UsageError: nothing is known of it yet.
        RunBookError: the book cannot be read.
    """
    position = book.position(record.id)
    if position.state is None:
        raise UsageError(
            f"nothing is known of {record.key.name} yet",
            why="its engine has not shown it",
            fix="try again once trainscope status shows a stage",
        )
    return Run(
        record.key,
        record.created,
        moments(position.state, record.created, now),
        (
            Said(line.time, line.stream, line.text)
            for line in stored_lines(book, record.id, last=position.line_count)
        ),
        (stored.point for stored in book.points(record.id)),
        record.spec,
        position.facts,
    )
