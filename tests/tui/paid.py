"""An engine over plain files that costs money and takes its time, as a cloud does."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.engine.base import Capabilities, InstanceMetric, LaunchProgress, Review
from core.job.status import JobKey, JobState, JobSummary, Link, Status
from tests.core.fileengine import FileEngine, write_state

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from core.cancel import CancelToken
    from core.engine.base import JobFilter
    from core.job.spec import JobSpec

PLACE = ("paid", "123456789012", "eu-west-1")
HASHING = LaunchProgress("hashing photos", 12, 36, "photos")
UPLOADING = LaunchProgress(
    "uploading photos", 9, 36, "photos", 9_000_000, 36_000_000, rate=3_000_000.0, seconds_left=9.0
)


class PaidEngine(FileEngine):
    """Where ``<root>/held`` lies, a review and a launch say how far they are and wait: for its end, or a cancel.

    ``<root>/launched`` has a line for each launch that came to its end, ``<root>/asked`` one for each list.
    """

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        root.mkdir(exist_ok=True)
        self.progress = UPLOADING
        self.cancelled = False
        self.root = root

    @property
    def capabilities(self) -> Capabilities:
        name, account, region = PLACE
        return Capabilities(
            name,
            "paid eu-west-1 (ml)",
            account,
            region,
            costs=True,
            instance_metrics=True,
            stop_note="Stopping can take two minutes.",
            list_seconds=0.05,
            cheap_logs=False,
            resumes=True,
        )

    def key(self, name: str) -> JobKey:
        return JobKey(*PLACE, name)

    def review(
        self, spec: JobSpec, on_progress: Callable[[LaunchProgress], None], cancel: CancelToken
    ) -> Review:
        self._wait(HASHING, on_progress, cancel)
        return Review(
            findings=(),
            request={"TrainingJobName": spec.name, "HyperParameters": dict(spec.hyperparameters)},
            upload_bytes=36_000_000,
            price_per_hour=1.408,
            facts=(("role", "arn:aws:iam::123456789012:role/ml"), ("instances", "1 × ml.g5.xlarge")),
            estimate=0.57,
            estimate_basis="10 epochs as in the last job",
            fingerprint="0123abcd",
        )

    def launch(
        self, spec: JobSpec, on_progress: Callable[[LaunchProgress], None], cancel: CancelToken
    ) -> None:
        self._wait(self.progress, on_progress, cancel)
        with (self.root / "launched").open("a") as file:
            file.write(f"{spec.name}\n")
        write_state(self.root / spec.name, Status.IN_PROGRESS, "Starting")

    def describe(self, name: str) -> JobState:
        state = super().describe(name)
        return replace(
            state,
            instance_type="ml.g5.xlarge",
            price_per_hour=1.408,
            training_started=state.created,
            links=(Link("job in the console", f"https://console.example/jobs/{name}"),),
        )

    def instance_metrics(self, name: str) -> tuple[InstanceMetric, ...]:
        return (InstanceMetric("algo-1", 0.0, cpu=0.34, memory=0.2, gpu=0.97, gpu_memory=0.41),)

    @property
    def launched(self) -> list[str]:
        """Names of the launches that came to their end."""
        file = self.root / "launched"
        return file.read_text().split() if file.exists() else []

    def list(self, job_filter: JobFilter) -> Iterator[JobSummary]:
        with (self.root / "asked").open("a") as file:
            file.write(f"{job_filter.name_contains or '*'} {job_filter.status or '*'}\n")
        for summary in super().list(job_filter):
            if job_filter.status in (None, summary.status) and job_filter.name_contains in summary.key.name:
                yield replace(summary, key=self.key(summary.key.name))

    def _wait(
        self,
        progress: LaunchProgress,
        on_progress: Callable[[LaunchProgress], None],
        cancel: CancelToken,
    ) -> None:
        on_progress(progress)
        while (self.root / "held").exists():
            if cancel.wait(0.02):
                self.cancelled = True
                cancel.check()
        cancel.check()
