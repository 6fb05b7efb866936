"""A bare log file as a run: what it says of itself, so that it can be played as if it were followed.

Times are those of the lines' own prefixes; a line without one was said when the one before it was. The stages that the
SageMaker SDK prints between the lines (``2021-06-17 23:29:32 Starting - …``) are the job's, where they stand there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.job.epochs import finished_epochs
from core.job.logfacts import LogFacts, advance
from core.job.logfile import read_file
from core.job.metrics import parse_line, seconds_of
from core.job.status import JobKey, JobState, Stage, Status, Transition
from core.recording.format import Said
from core.recording.moments import moments
from core.recording.run import Run
from core.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

ENGINE = "log"
"""What stands for the engine of a run of which there is only a log file."""
_LONGEST_LINE = 1 << 20
_STAMP = re.compile(
    r"\[(\d\d/\d\d/\d{4} \d\d:\d\d:\d\d) [A-Z]{1,8} (\d{1,20})\]"
    r"|^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:[.,]\d{3})?) (Node\[\d{1,9}\])?",
    re.ASCII,
)
_STAGE = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) ([A-Z][A-Za-z]{3,40}) - ([^.]{0,200})")
_SECONDS = re.compile(r"(Training|Billable) seconds: (\d{1,9})\s*$")
_ENDS = {
    Stage.COMPLETED: Status.COMPLETED,
    Stage.FAILED: Status.FAILED,
    Stage.STOPPED: Status.STOPPED,
    Stage.MAX_RUNTIME_EXCEEDED: Status.STOPPED,
    Stage.MAX_WAIT_TIME_EXCEEDED: Status.STOPPED,
}
_NAMES = {"epochs": "epochs", "samples": "num_training_samples", "batch_size": "mini_batch_size"}


def of_log(file: BinaryIO, name: str, fallback: float) -> Run:
    """The run that a log file tells of.

    Args:
        file: opened in binary mode; gone through several times.
        name: for the job.
        fallback: epoch seconds, for a log without any time.
    """
    points = read_file(file)
    several = any(point.stream is not None for point in points)
    story = _Story()
    for line in _lines(file, several=several, first=fallback):
        story.hear(line)
    first = fallback if story.first is None else story.first
    state = story.state(first, len(finished_epochs(points).ends))
    return Run(
        JobKey(ENGINE, "", "", clean(name, limit=63) or ENGINE),
        state.created or first,
        moments(state, state.created or first, max(first, story.last)),
        _lines(file, several=several, first=first),
        points,
        facts=story.facts,
    )


@dataclass
class _Story:
    """What the lines so far tell of the job."""

    first: float | None = None
    last: float = 0.0
    facts: LogFacts = field(default_factory=LogFacts)
    stages: list[Transition] = field(default_factory=list)
    seconds: dict[str, int] = field(default_factory=dict)

    def hear(self, line: Said) -> None:
        """One more line."""
        self.first = line.time if self.first is None else self.first
        self.last = max(self.last, line.time)
        self.facts = advance(self.facts, line)
        if found := _SECONDS.match(line.text):
            self.seconds[found[1]] = int(found[2])
        if found := _STAGE.match(line.text):
            self._enter(found[2], seconds_of(found[1]) or line.time, found[3].strip())

    def _enter(self, stage: str, time: float, message: str) -> None:
        before = self.stages[-1] if self.stages else None
        if before is not None and before.stage == stage:
            self.stages[-1] = Transition(stage, before.start, None, message)
            return
        if before is not None:
            self.stages[-1] = Transition(before.stage, before.start, time, before.message)
        self.stages.append(Transition(stage, time, None, message))

    def state(self, first: float, finished: int) -> JobState:
        """How the job stands at the end of its log."""
        facts, stages = self.facts, self.stages or [Transition(Stage.TRAINING, first)]
        status = _ENDS.get(stages[-1].stage) or self._supposed(finished)
        end = max(self.last, stages[-1].start) if status.terminal else None
        if stages[-1].stage in _ENDS:
            end = stages[-1].start
        stages = [*stages[:-1], Transition(stages[-1].stage, stages[-1].start, end, stages[-1].message)]
        began = [row.start for row in stages if row.stage in (Stage.DOWNLOADING, Stage.TRAINING)]
        return JobState(
            status,
            stages[-1].stage,
            tuple(stages),
            created=stages[0].start,
            training_started=began[0] if began else None,
            ended=end,
            failure_reason=" ".join(facts.failure) or None if status is Status.FAILED else None,
            hyperparameters={
                name: str(value)
                for fact, name in _NAMES.items()
                if (value := getattr(facts, fact)) is not None
            },
            billable_seconds=self.seconds.get("Billable"),
            training_seconds=self.seconds.get("Training"),
        )

    def _supposed(self, finished: int) -> Status:
        """The status where no stage says it: as far as the log was read, the job failed, was done, or went on."""
        if self.facts.failure:
            return Status.FAILED
        done = self.facts.early_stopped or (self.facts.epochs is not None and finished >= self.facts.epochs)
        return Status.COMPLETED if done else Status.IN_PROGRESS


def _lines(file: BinaryIO, *, several: bool, first: float) -> Iterator[Said]:
    """The lines with their times, and the streams that they are of.

    Where hosts are mixed, the number in a prefix tells them apart; a line without one goes with the one before it.
    """
    file.seek(0)
    time, stream = _first_time(file, first), "log"
    file.seek(0)
    ends = False
    while raw := file.readline(_LONGEST_LINE):
        text = clean(raw.decode("utf-8", "replace"))
        whole = raw.endswith(b"\n")
        if ends and not whole and parse_line(text) != parse_line(text, whole=False):
            return  # the last line is cut within its number: it would be another one
        ends = ends or whole
        if found := _STAMP.search(text):
            time = seconds_of(found[1] or found[3]) or time
            stream = (found[2] or found[4] or stream) if several else stream
        yield Said(time, stream, text)


def _first_time(file: BinaryIO, fallback: float) -> float:
    """The time of the first line that has one."""
    while raw := file.readline(_LONGEST_LINE):
        found = _STAMP.search(clean(raw.decode("utf-8", "replace")))
        if found and (time := seconds_of(found[1] or found[3])) is not None:
            return time
    return fallback
