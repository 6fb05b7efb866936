"""Sweeps looked at, listed and stopped. A look is one call; the marks of a sweep are asked for once."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from core.cancel import CancelToken
from core.engine.sagemaker import launching, stopping
from core.engine.sagemaker.hosting.parts import read_marks
from core.engine.sagemaker.kinds import SWEEP
from core.engine.sagemaker.listing import ENGINE
from core.engine.sagemaker.sweep.state import job_of, state_of
from core.errors import EngineError, EngineRefused, JobNotFound, NameTaken
from core.job.spec import LONGEST_SWEEP_NAME, NAME_PATTERN
from core.job.status import JobKey
from core.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.engine.sagemaker.connection import Aws
    from core.engine.sweeping import SweepJob, SweepState
    from core.job.status import Status

PAGE = 100
PATIENCE = 5.0
"""Seconds without an answer, for each page of the list."""


class Sweeps:
    """The sweeps of one account and region. Threads may share it.

    Args:
        aws: to ask.
    """

    def __init__(self, aws: Aws) -> None:
        self._aws = aws
        self._lock = threading.Lock()
        self._marks: dict[str, str] = {}

    def look(self, name: str) -> SweepState:
        """The sweep's state now.

        Raises:
            JobNotFound: no sweep of that name.
            EngineError: it could not be asked.
        """
        _check(name)
        answer = self._aws.ask("sagemaker", f"describe_{SWEEP.call}", **{SWEEP.name: name})
        return state_of(answer, self._place(), self._launch_id(str(answer.get(SWEEP.arn, ""))))

    def jobs(self, name: str) -> tuple[SweepJob, ...]:
        """The jobs of a sweep so far, oldest first.

        Raises:
            JobNotFound: no sweep of that name.
            EngineError: it could not be asked.
        """
        _check(name)
        found: list[SweepJob] = []
        more: dict[str, Any] = {}
        while True:
            page = self._aws.ask(
                "sagemaker",
                "list_training_jobs_for_hyper_parameter_tuning_job",
                **{SWEEP.name: name},
                SortBy="CreationTime",
                SortOrder="Ascending",
                MaxResults=PAGE,
                **more,
            )
            found += [job_of(row) for row in page.get("TrainingJobSummaries", ())]
            token = page.get("NextToken")
            if not token or token == more.get("NextToken"):
                return tuple(found)
            more = {"NextToken": token}

    def stop(self, name: str) -> Status:
        """Ask for the stop, and return the status after it.

        Raises:
            JobNotFound: no sweep of that name.
            EngineError: it was refused, or there was no answer for a while; asking again does no harm.
        """
        _check(name)
        return stopping.stop(self._aws, name, SWEEP)

    def has_started(self, name: str, launch_id: str) -> bool:
        """Whether there is a sweep of that name that carries the launch id.

        Raises:
            NameTaken: there is one, and it carries another.
            EngineError: there is no answer.
        """
        _check(name)
        try:
            if launching.carries(self._aws.ask, SWEEP, name, launch_id):
                return True
        except JobNotFound:
            return False
        raise NameTaken(f"{name} is the name of another sweep", fix="choose another name with --name")

    def all(self) -> Iterator[SweepState]:
        """The region's sweeps, newest first; each page is asked for when its first sweep is.

        Raises:
            EngineError: a page could not be had.
        """
        parameters: dict[str, Any] = {"SortBy": "CreationTime", "SortOrder": "Descending", "MaxResults": PAGE}
        place = self._place()
        while True:
            page = self._aws.insist(
                "sagemaker", f"list_{SWEEP.call}s", cancel=CancelToken(), patience=PATIENCE, **parameters
            )
            yield from (state_of(row, place) for row in page.get(SWEEP.listed, ()))
            token = page.get("NextToken")
            if not token or token == parameters.get("NextToken"):
                return
            parameters["NextToken"] = token

    def _place(self) -> JobKey:
        return JobKey(ENGINE, self._aws.account(), self._aws.region, "")

    def _launch_id(self, arn: str) -> str:
        """What the sweep is marked with; who may not see its tags, or gets no answer, hears nothing of it."""
        with self._lock:
            known = self._marks.get(arn)
        if known is not None:
            return known
        try:
            found = read_marks(self._aws.ask, arn).launch_id
        except EngineRefused:
            found = ""
        except EngineError:
            return ""  # asked again with the next look
        with self._lock:
            self._marks[arn] = found
        return found


def _check(name: str) -> None:
    if NAME_PATTERN.fullmatch(name) is None or len(name) > LONGEST_SWEEP_NAME:
        raise JobNotFound(
            f"no sweep can be called {clean(name, limit=80)!r}", fix="look for it with: trainscope sweeps"
        )
