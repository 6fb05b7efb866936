"""What SageMaker does with hyperparameter tuning jobs: create, describe, list, stop, and start their jobs in time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.aws.answer import Refusal
from tests.aws.describe import summary
from tests.aws.paging import paged
from tests.aws.quotas import quota_name
from tests.aws.tuningjob import COUNTERS, NONE_SUCCEEDED, OBJECTIVE, TuningJob, objective, tuned
from tests.aws.tuningrules import check_tuning_job
from tests.aws.validation import check_model, invalid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tests.aws.job import Job
    from tests.aws.training import Training
    from tests.aws.tuningjob import Maker

Request = dict[str, Any]
NAME = "HyperParameterTuningJobName"


class Tunings:
    """The tuning jobs of the account, by name. `life` makes the lives of their jobs; `next_life` those of the next.

    Their jobs are ordinary training jobs of the account.
    """

    def __init__(self, training: Training, region: str, account: str) -> None:
        self.training, self.jobs = training, training.jobs
        self.life: Maker = tuned
        self.next_life: Maker | None = None
        self._tunings: dict[str, TuningJob] = {}
        self._arn = f"arn:aws:sagemaker:{region}:{account}:hyper-parameter-tuning-job/"
        self.operations: dict[str, Callable[[Request], dict[str, Any]]] = {
            "CreateHyperParameterTuningJob": self.create,
            "DescribeHyperParameterTuningJob": self.describe,
            "ListHyperParameterTuningJobs": self.list,
            "ListTrainingJobsForHyperParameterTuningJob": self.list_jobs,
            "StopHyperParameterTuningJob": self.stop,
        }

    def __call__(self, operation: str, request: Request) -> dict[str, Any]:
        check_model("sagemaker", operation, request)
        with self.jobs.lock:
            return self.operations[operation](request)

    def __iter__(self) -> Iterator[TuningJob]:
        with self.jobs.lock:
            return iter(list(self._tunings.values()))

    def __len__(self) -> int:
        return len(self._tunings)

    def __getitem__(self, name: str) -> TuningJob:
        return self._tunings[name]

    def by_arn(self, arn: str) -> TuningJob | None:
        """The tuning job of that ARN, if there is one."""
        return next((tuning for tuning in self if tuning.arn == arn), None)

    def grow(self) -> None:
        """Start every job that is due by now."""
        with self.jobs.lock:
            now = self.jobs.clock()
            for tuning in self:
                while (moment := tuning.due()) <= now:
                    job = self.jobs.create(tuning.next_request(), created=moment, life=tuning.life)
                    tuning.children.append(job)

    def create(self, request: Request) -> dict[str, Any]:
        name = request[NAME]
        arn = self._arn + name.lower()
        if name in self._tunings:
            raise Refusal(
                "ResourceInUse",
                "Hyperparameter tuning job names must be unique within an AWS account and region, and a hyperparameter "
                f"tuning job with this name already exists ({arn})",
            )
        check_tuning_job(request)
        definition = request["TrainingJobDefinition"]
        self.training.check(definition)
        machines, spot = definition["ResourceConfig"], bool(definition.get("EnableManagedSpotTraining"))
        parallel = request["HyperParameterTuningJobConfig"]["ResourceLimits"]["MaxParallelTrainingJobs"]
        wanted = parallel * machines["InstanceCount"]
        self.training.quotas.check(quota_name(machines["InstanceType"], spot=spot), used=0, wanted=wanted)
        life, self.next_life = self.next_life or self.life, None
        tags = {tag["Key"]: tag["Value"] for tag in request.get("Tags", [])}
        self._tunings[name] = TuningJob(name, arn, request, life, self.jobs.clock(), tags)
        return {"HyperParameterTuningJobArn": arn}

    def describe(self, request: Request) -> dict[str, Any]:
        tuning, now = self._require(request), self.jobs.clock()
        answer = self._summary(tuning, now)
        answer["HyperParameterTuningJobConfig"] = dict(tuning.config)
        for member in ("Strategy", "ResourceLimits"):
            del answer[member]
        answer["TrainingJobDefinition"] = dict(tuning.request["TrainingJobDefinition"])
        best = tuning.best(now)
        if best is not None:
            answer["BestTrainingJob"] = _child(tuning, best, now)
        if answer["HyperParameterTuningJobStatus"] == "Failed":
            answer["FailureReason"] = NONE_SUCCEEDED
        return answer

    def list(self, request: Request) -> dict[str, Any]:
        now, part = self.jobs.clock(), request.get("NameContains", "").lower()
        status = request.get("StatusEquals")
        entries = [self._summary(tuning, now) for tuning in self if part in tuning.name.lower()]
        entries = [entry for entry in entries if status in (None, entry["HyperParameterTuningJobStatus"])]
        key = {"CreationTime": "CreationTime", "Status": "HyperParameterTuningJobStatus"}.get(
            request.get("SortBy", ""), NAME
        )
        entries.sort(key=lambda entry: (entry[key], entry[NAME]))
        if request.get("SortOrder") == "Descending":
            entries.reverse()
        return paged(entries, request, "HyperParameterTuningJobSummaries", default=10)

    def list_jobs(self, request: Request) -> dict[str, Any]:
        tuning, now = self._require(request), self.jobs.clock()
        rows = [_child(tuning, job, now) for job in tuning.children]
        rows = [row for row in rows if request.get("StatusEquals") in (None, row["TrainingJobStatus"])]
        by = request.get("SortBy", "Name")
        if by == "FinalObjectiveMetricValue":
            rows = [row for row in rows if _FINAL in row]
            rows.sort(key=lambda row: float(row[_FINAL]["Value"]))
        else:
            member = {"CreationTime": "CreationTime", "Status": "TrainingJobStatus"}.get(
                by, "TrainingJobName"
            )
            rows.sort(key=lambda row: (row[member], row["TrainingJobName"]))
        if request.get("SortOrder") == "Descending":
            rows.reverse()
        return paged(rows, request, "TrainingJobSummaries", default=10)

    def stop(self, request: Request) -> dict[str, Any]:
        tuning, now = self._require(request), self.jobs.clock()
        status = tuning.status(now)
        if status not in ("InProgress", "Stopping"):
            raise invalid(
                f"The request was rejected because the hyperparameter tuning job is in status {status}."
            )
        tuning.stopped_at = min(tuning.stopped_at, now)
        for job in tuning.children:
            if not job.ended(now) and job.status(now) != "Stopping":
                job.stop(now)
        return {}

    def _require(self, request: Mapping[str, Any]) -> TuningJob:
        tuning = self._tunings.get(request[NAME])
        if tuning is None:
            raise Refusal(
                "ResourceNotFound", f"Requested resource not found: {self._arn}{request[NAME].lower()}"
            )
        return tuning

    def _summary(self, tuning: TuningJob, now: float) -> dict[str, Any]:
        counters = dict.fromkeys(COUNTERS, 0)
        states = {"Succeeded": 0, "Pending": 0, "Failed": 0}
        for job in tuning.children:
            counters[_COUNTED[job.status(now)]] += 1
            states[_objective_status(job, now)] += 1
        entry: dict[str, Any] = {
            NAME: tuning.name,
            "HyperParameterTuningJobArn": tuning.arn,
            "HyperParameterTuningJobStatus": tuning.status(now),
            "Strategy": tuning.config["Strategy"],
            "CreationTime": tuning.created,
            "LastModifiedTime": max([tuning.created, *(job.modified(now) for job in tuning.children)]),
            "TrainingJobStatusCounters": counters,
            "ObjectiveStatusCounters": states,
            "ResourceLimits": dict(tuning.config["ResourceLimits"]),
        }
        end = tuning.end(now)
        if end is not None:
            entry["HyperParameterTuningEndTime"] = end
        return entry


_FINAL = "FinalHyperParameterTuningJobObjectiveMetric"
_COUNTED = {
    "Completed": "Completed",
    "InProgress": "InProgress",
    "Stopping": "InProgress",
    "Stopped": "Stopped",
    "Failed": "NonRetryableError",
}


def _objective_status(job: Job, now: float) -> str:
    if not job.ended(now):
        return "Pending"
    return "Failed" if objective(job, now) is None else "Succeeded"


def _child(tuning: TuningJob, job: Job, now: float) -> dict[str, Any]:
    """A row of ListTrainingJobsForHyperParameterTuningJob."""
    whole = summary(job, now)
    members = ("TrainingJobName", "TrainingJobArn", "CreationTime", "TrainingJobStatus", "TrainingEndTime")
    row = {name: whole[name] for name in members if name in whole}
    row |= {"TunedHyperParameters": tuning.tuned_values(job), "ObjectiveStatus": _objective_status(job, now)}
    if job.training_start is not None and job.training_start <= now:
        row["TrainingStartTime"] = job.training_start
    value = objective(job, now)
    if value is not None:
        row[_FINAL] = {"Type": "Maximize", "MetricName": OBJECTIVE, "Value": value}
    if whole["TrainingJobStatus"] == "Failed":
        row["FailureReason"] = job.life.failure
    return row
