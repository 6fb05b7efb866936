"""What SageMaker does with training jobs: create, describe, list, stop, delete, tags."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.aws.answer import Refusal
from tests.aws.describe import describe, summary
from tests.aws.paging import paged
from tests.aws.quotas import quota_name
from tests.aws.validation import check_model, check_training_job, invalid

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.aws.job import Job
    from tests.aws.jobs import Jobs
    from tests.aws.quotas import Quotas
    from tests.aws.storage import Storage

Request = dict[str, Any]


class Training:
    """The operations of SageMaker that the account knows."""

    def __init__(self, jobs: Jobs, quotas: Quotas, storage: Storage) -> None:
        self.jobs, self.quotas, self.storage = jobs, quotas, storage
        self._operations: dict[str, Callable[[Request], dict[str, Any]]] = {
            "CreateTrainingJob": self.create,
            "DescribeTrainingJob": self.describe,
            "ListTrainingJobs": self.list,
            "StopTrainingJob": self.stop,
            "DeleteTrainingJob": self.delete,
            "ListTags": self.list_tags,
            "AddTags": self.add_tags,
        }

    def __call__(self, operation: str, request: Request) -> dict[str, Any]:
        if operation not in self._operations:
            raise Refusal("UnknownOperationException", f"{operation} is not played by the test account")
        with self.jobs.lock:
            return self._operations[operation](request)

    def create(self, request: Request) -> dict[str, Any]:
        check_model("sagemaker", "CreateTrainingJob", request)
        name = request["TrainingJobName"]
        check_training_job(request)
        self.storage.check_role(request["RoleArn"])
        if name in self.jobs:
            raise Refusal(
                "ResourceInUse",
                "Training job names must be unique within an AWS account and region, and a training job with this "
                f"name already exists ({self.jobs.arn(name)})",
            )
        self._check_places(request)
        self._check_quota(request)
        return {"TrainingJobArn": self.jobs.create(request).arn}

    def check(self, request: Mapping[str, Any]) -> None:
        """Refuse what no job can be made of, whatever its name and however many there are."""
        check_training_job(request)
        self.storage.check_role(request["RoleArn"])
        self._check_places(request)

    def _check_places(self, request: Mapping[str, Any]) -> None:
        for channel in request.get("InputDataConfig", []):
            source = channel["DataSource"].get("S3DataSource")
            if source:
                exact = source["S3DataType"] == "AugmentedManifestFile"
                self.storage.check_input(source["S3Uri"], request["RoleArn"], exact=exact)
                if channel.get("ContentType") == "application/x-recordio" and not exact:
                    self.storage.check_records(channel["ChannelName"], source["S3Uri"])
        self.storage.check_output(request["OutputDataConfig"]["S3OutputPath"])

    def _check_quota(self, request: Request) -> None:
        resources, spot = request["ResourceConfig"], bool(request.get("EnableManagedSpotTraining"))
        instance, count = resources.get("InstanceType", ""), resources.get("InstanceCount", 1)
        now = self.jobs.clock()
        used = sum(
            job.request["ResourceConfig"].get("InstanceCount", 1)
            for job in self.jobs
            if not job.ended(now)
            and job.request["ResourceConfig"].get("InstanceType") == instance
            and bool(job.request.get("EnableManagedSpotTraining")) == spot
        )
        self.quotas.check(quota_name(instance, spot=spot), used=used, wanted=count)

    def _job(self, request: Mapping[str, Any]) -> Job:
        name = request.get("TrainingJobName", "")
        if name not in self.jobs:
            raise invalid("Requested resource not found.")
        return self.jobs[name]

    def describe(self, request: Request) -> dict[str, Any]:
        check_model("sagemaker", "DescribeTrainingJob", request)
        return describe(self._job(request), self.jobs.clock())

    def stop(self, request: Request) -> dict[str, Any]:
        job, now = self._job(request), self.jobs.clock()
        if job.ended(now):
            raise invalid(
                f"The request was rejected because the training job is in status {job.status(now)}."
            )
        if job.status(now) != "Stopping":
            job.stop(now)
        return {}

    def delete(self, request: Request) -> dict[str, Any]:
        job, now = self._job(request), self.jobs.clock()
        if not job.ended(now):
            raise Refusal(
                "ResourceInUse", f"The training job is in status {job.status(now)} and cannot be deleted."
            )
        self.jobs.remove(job.name)
        return {}

    def list_tags(self, request: Request) -> dict[str, Any]:
        job = self._of_arn(request)
        tags = [{"Key": key, "Value": value} for key, value in sorted(job.tags.items())]
        return paged(tags, request, "Tags", default=50)

    def add_tags(self, request: Request) -> dict[str, Any]:
        job = self._of_arn(request)
        job.tags |= {tag["Key"]: tag["Value"] for tag in request["Tags"]}
        return {"Tags": request["Tags"]}

    def _of_arn(self, request: Request) -> Job:
        job = self.jobs.by_arn(request.get("ResourceArn", ""))
        if job is None:
            raise Refusal("ResourceNotFound", "Requested resource not found.")
        return job

    def list(self, request: Request) -> dict[str, Any]:
        check_model("sagemaker", "ListTrainingJobs", request)
        now = self.jobs.clock()
        entries = [summary(job, now) for job in self.jobs if job.created <= now]
        wanted = request.get("NameContains", "").lower()
        kept = [
            entry
            for entry in entries
            if wanted in entry["TrainingJobName"].lower() and _in_time(entry, request)
        ]
        key = {"Name": "TrainingJobName", "Status": "TrainingJobStatus"}.get(
            request.get("SortBy", ""), "CreationTime"
        )
        kept.sort(key=lambda entry: (entry[key], entry["TrainingJobName"]))
        if request.get("SortOrder", "Ascending") == "Descending":
            kept.reverse()
        status = request.get("StatusEquals")
        if status and "MaxResults" not in request:
            kept = [entry for entry in kept if entry["TrainingJobStatus"] == status]
        answer = paged(kept, request, "TrainingJobSummaries", default=10)
        if status:  # with MaxResults the service cuts its page first and filters then
            page = answer["TrainingJobSummaries"]
            answer["TrainingJobSummaries"] = [entry for entry in page if entry["TrainingJobStatus"] == status]
        return answer


def _in_time(entry: Mapping[str, Any], request: Mapping[str, Any]) -> bool:
    for member, kind in (("CreationTime", "CreationTime"), ("LastModifiedTime", "LastModifiedTime")):
        after, before = request.get(f"{kind}After"), request.get(f"{kind}Before")
        if (after is not None and entry[member] <= after) or (before is not None and entry[member] >= before):
            return False
    return True
