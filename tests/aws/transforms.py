"""What SageMaker does with batch transforms: create, describe, list, stop, and leave answers in S3."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any

from tests.aws.answer import Refusal
from tests.aws.oracle import probabilities
from tests.aws.paging import paged
from tests.aws.transform import USUAL, TransformJob, TransformLife, describe, summary
from tests.aws.validation import LOCAL_DISK, check_model, invalid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tests.aws.clock import AccountClock
    from tests.aws.endpoints import Endpoints
    from tests.aws.quotas import Quotas
    from tests.aws.storage import Storage

Request = dict[str, Any]
MOST_MB = 100


class Transforms:
    """The batch transforms of the account, by name. `next_life` is for the next one alone, `life` for all others."""

    def __init__(
        self,
        clock: AccountClock,
        region: str,
        account: str,
        quotas: Quotas,
        storage: Storage,
        endpoints: Endpoints,
    ) -> None:
        self.lock = threading.RLock()
        self.clock, self.quotas, self.storage = clock, quotas, storage
        self.life: TransformLife = USUAL
        self.next_life: TransformLife | None = None
        self._endpoints = endpoints
        self._jobs: dict[str, TransformJob] = {}
        self._arn = f"arn:aws:sagemaker:{region}:{account}:transform-job/"
        self.operations: dict[str, Callable[[Request], dict[str, Any]]] = {
            "CreateTransformJob": self.create,
            "DescribeTransformJob": self.describe,
            "ListTransformJobs": self.list,
            "StopTransformJob": self.stop,
        }

    def __call__(self, operation: str, request: Request) -> dict[str, Any]:
        check_model("sagemaker", operation, request)
        with self.lock:
            return self.operations[operation](request)

    def __iter__(self) -> Iterator[TransformJob]:
        with self.lock:
            return iter(list(self._jobs.values()))

    def __len__(self) -> int:
        return len(self._jobs)

    def __contains__(self, name: str) -> bool:
        return name in self._jobs

    def __getitem__(self, name: str) -> TransformJob:
        return self._jobs[name]

    def by_arn(self, arn: str) -> TransformJob | None:
        """The batch transform of that ARN, if there is one."""
        return next((job for job in self if job.arn == arn), None)

    def put(self, name: str, *, created: float, photos: list[str], **tags: str) -> TransformJob:
        """A batch transform that somebody else has started."""
        request = {
            "TransformJobName": name,
            "ModelName": "theirs",
            "TransformInput": {
                "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://theirs/in/"}}
            },
            "TransformOutput": {"S3OutputPath": "s3://theirs/out"},
            "TransformResources": {"InstanceType": "ml.m5.large", "InstanceCount": 1},
        }
        job = TransformJob(name, self._arn + name.lower(), request, self.life, created, photos, tags=tags)
        self._jobs[name] = job
        return job

    def create(self, request: Request) -> dict[str, Any]:
        name, arn = request["TransformJobName"], self._arn + request["TransformJobName"].lower()
        if name in self._jobs:
            raise Refusal(
                "ResourceInUse",
                "Job name must be unique within an AWS account and region, and a job with this name already "
                f"exists ({arn})",
            )
        model = self._endpoints.models.get(request["ModelName"])
        if model is None:
            raise invalid(f'Could not find model "{self._endpoints.arn("model", request["ModelName"])}".')
        self._check(request, str(model.request.get("ExecutionRoleArn", "")))
        life, self.next_life = self.next_life or self.life, None
        tags = {tag["Key"]: tag["Value"] for tag in request.get("Tags", [])}
        job = TransformJob(name, arn, request, life, self.clock(), [], model.request, tags)
        job.photos = self.storage.keys(job.bucket, job.source.partition("/")[2])
        self._jobs[name] = job
        return {"TransformJobArn": arn}

    def describe(self, request: Request) -> dict[str, Any]:
        job = self._require(request)
        self._leave(job, self.clock())
        return describe(job, self.clock())

    def stop(self, request: Request) -> dict[str, Any]:
        job, now = self._require(request), self.clock()
        self._leave(job, now)
        if job.ended(now):
            raise invalid(
                f"The request was rejected because the transform job is in status {job.status(now)}."
            )
        job.stopped_at = min(job.stopped_at, now)
        return {}

    def list(self, request: Request) -> dict[str, Any]:
        now, part = self.clock(), request.get("NameContains", "").lower()
        self.leave_answers()
        entries = [summary(job, now) for job in self if job.created <= now and part in job.name.lower()]
        status = request.get("StatusEquals")
        entries = [entry for entry in entries if status in (None, entry["TransformJobStatus"])]
        entries.sort(key=lambda entry: (entry["CreationTime"], entry["TransformJobName"]))
        if request.get("SortOrder", "Descending") == "Descending":
            entries.reverse()
        return paged(entries, request, "TransformJobSummaries", default=10)

    def leave_answers(self) -> None:
        """Put every answer that is there by now into its bucket."""
        with self.lock:
            now = self.clock()
            for job in self:
                self._leave(job, now)

    def _leave(self, job: TransformJob, now: float) -> None:
        if job.answered == len(job.photos) or not job.model:
            return
        due = job.looked_at(now)
        if job.answered >= due:
            return
        trained = self.storage.hyperparameters_of(job.model["PrimaryContainer"]["ModelDataUrl"])
        for key in job.photos[job.answered : due]:
            answer = self._answer(job, key, trained)
            if answer is not None:
                self.storage.put(*job.output(key), answer)
        job.answered = due

    def _answer(self, job: TransformJob, key: str, trained: Mapping[str, str]) -> bytes | None:
        photo = self.storage.read(job.bucket, key)
        try:
            found = probabilities(
                photo, int(trained.get("num_classes", 2)), multi_label=trained.get("multi_label") == "1"
            )
        except (OSError, SyntaxError, ValueError):
            job.refused[key] = "unable to evaluate payload provided"
            return None
        if "jsonlines" in job.request["TransformOutput"].get("Accept", "jsonlines"):
            return json.dumps({"prediction": found}).encode() + b"\n"
        return json.dumps(found).encode()

    def _require(self, request: Mapping[str, Any]) -> TransformJob:
        name = request["TransformJobName"]
        if name not in self._jobs:
            raise invalid(f"Could not find requested job with name: {name}")
        return self._jobs[name]

    def _check(self, request: Request, role: str) -> None:
        if request.get("MaxConcurrentTransforms", 1) * request.get("MaxPayloadInMB", 6) > MOST_MB:
            raise invalid("MaxConcurrentTransforms * MaxPayloadInMB must not exceed 100 MB")
        resources = request["TransformResources"]
        instance, count = resources["InstanceType"], resources["InstanceCount"]
        if resources.get("VolumeKmsKeyId") and instance.startswith(LOCAL_DISK):
            raise invalid(f"VolumeKmsKeyId cannot be specified for instance type {instance}")
        self.storage.check_input(request["TransformInput"]["DataSource"]["S3DataSource"]["S3Uri"], role)
        self.storage.check_output(request["TransformOutput"]["S3OutputPath"])
        now = self.clock()
        used = sum(
            job.instances
            for job in self
            if not job.ended(now) and job.request["TransformResources"]["InstanceType"] == instance
        )
        self.quotas.check(f"{instance} for transform job usage", used=used, wanted=count)
