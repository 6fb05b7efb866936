"""An engine over plain files, for tests of the follower: one folder per job, a growing log, a state in JSON.

``<job>/log`` is read as it grows, by byte offset; ``<job>/state`` holds status and stage; without the folder the job is
not known. Where ``<root>/unreachable`` lies, nothing answers.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from core.engine.base import (
    Cadence,
    Capabilities,
    InstanceMetric,
    JobFilter,
    LaunchProgress,
    LogLine,
    LogPage,
    Review,
)
from core.errors import EngineUnreachable, JobNotFound, NameTaken
from core.job.status import JobKey, JobState, JobSummary, Status, Transition
from tests.core.fileendpoints import LIFE, FileEndpoints
from tests.core.filesweeps import FileSweeps
from tests.core.filetransforms import FileTransforms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from core.cancel import CancelToken
    from core.finding import Finding
    from core.job.progress import LogFacts
    from core.job.spec import JobSpec

STARTED = 1000.0


class FileEngine(FileEndpoints, FileTransforms, FileSweeps):
    """Reads jobs that somebody else writes.

    Args:
        root: holds a folder per job.
        page_lines: lines in one page of the log.
        poll_seconds: the cadence.
        log_lag: what `Capabilities.log_lag` says.
        cadences: stage -> cadence, where it is not `poll_seconds` for both.
        findings: what the review of a deployment or batch transform says.
        life: the statuses of a new endpoint.

    `asked` tells what was asked: ``state`` or ``log``.
    """

    def __init__(
        self,
        root: Path,
        *,
        page_lines: int = 500,
        poll_seconds: float = 0.01,
        log_lag: float = 0.0,
        cadences: Mapping[str, Cadence] | None = None,
        findings: tuple[Finding, ...] = (),
        life: tuple[str, ...] = LIFE,
    ) -> None:
        super().__init__(root, findings=findings, life=life)
        self._page_lines = page_lines
        self._poll_seconds = poll_seconds
        self._log_lag = log_lag
        self._cadences = cadences or {}
        self.asked: list[str] = []

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(name="local", place="these files", log_lag=self._log_lag)

    def key(self, name: str) -> JobKey:
        return JobKey("local", "", "", name)

    def endpoint_key(self, name: str) -> JobKey:
        return self.key(name)

    def review(
        self, spec: JobSpec, on_progress: Callable[[LaunchProgress], None], cancel: CancelToken
    ) -> Review:
        return Review(findings=(), request={"name": spec.name})

    def launch(
        self, spec: JobSpec, on_progress: Callable[[LaunchProgress], None], cancel: CancelToken
    ) -> None:
        on_progress(LaunchProgress("making the folder"))
        write_state(self._root / spec.name, Status.IN_PROGRESS, "Starting")

    def has_launched(self, name: str, launch_id: str) -> bool:
        self._answer()
        if not self.is_ours(name, launch_id):
            raise NameTaken(f"there is another {name}")
        return (self._root / name / "state").exists()

    def describe(self, name: str) -> JobState:
        self.asked.append("state")
        self._answer()
        try:
            state = json.loads((self._root / name / "state").read_text())
        except FileNotFoundError as error:
            raise JobNotFound(f"no job {name}") from error
        status = Status(state["status"])
        end = state["ended"]
        return JobState(
            status,
            state["stage"],
            transitions=(Transition(state["stage"], STARTED, end, state["message"]),),
            created=STARTED,
            ended=end,
            failure_reason=state["reason"],
            model=state["model"],
            transform=self.transform_facts(name),
        )

    def read_log(self, name: str, cursor: str | None) -> LogPage:
        self.asked.append("log")
        self._answer()
        place = int(cursor) if cursor else 0
        try:
            with (self._root / name / "log").open("rb") as file:
                file.seek(place)
                lines: list[LogLine] = []
                while len(lines) < self._page_lines and (raw := file.readline()).endswith(b"\n"):
                    text = raw[:-1].decode(errors="replace")
                    lines.append(LogLine(str(place), "local", STARTED + place, text))
                    place += len(raw)
        except FileNotFoundError:
            return LogPage((), str(place))
        return LogPage(tuple(lines), str(place), more=len(lines) == self._page_lines)

    def instance_metrics(self, name: str) -> tuple[InstanceMetric, ...]:
        return ()

    def stop(self, name: str) -> Status:
        state = self.describe(name)
        if not state.status.terminal:
            write_state(self._root / name, Status.STOPPED, "Stopped")
        return self.describe(name).status

    def list(self, job_filter: JobFilter) -> Iterator[JobSummary]:
        self._answer()
        for folder in sorted(self._root.iterdir()):
            if (folder / "state").exists():
                state = self.describe(folder.name)
                yield JobSummary(self.key(folder.name), state.status, state.stage, state.created, state.ended)

    def cadence(self, state: JobState | None, facts: LogFacts | None) -> Cadence:
        usual = Cadence(self._poll_seconds, self._poll_seconds)
        return usual if state is None else self._cadences.get(state.stage, usual)

    def _answer(self) -> None:
        if (self._root / "unreachable").exists():
            raise EngineUnreachable("no answer from these files", fix="remove the file `unreachable`")


def write_state(
    job: Path,
    status: Status,
    stage: str,
    *,
    message: str = "",
    reason: str | None = None,
    ended: float | None = None,
    model: str | None = None,
) -> None:
    """Say what `describe` shall answer, in one step that no reader can see half of."""
    job.mkdir(parents=True, exist_ok=True)
    if ended is None and status.terminal:
        ended = STARTED + 60
    value = {"status": status.value, "stage": stage, "message": message, "reason": reason, "ended": ended}
    value |= {"model": model}
    new = job / "state.new"
    new.write_text(json.dumps(value))
    new.replace(job / "state")


def write_log(job: Path, text: str) -> None:
    """Append to the log."""
    job.mkdir(parents=True, exist_ok=True)
    with (job / "log").open("ab") as file:
        file.write(text.encode())
