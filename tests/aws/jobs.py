"""The training jobs of the account: which there are, which life a new one gets."""

from __future__ import annotations

import fnmatch
import threading
from typing import TYPE_CHECKING, Any

from tests.aws.job import Job
from tests.aws.life import Life, quick, usual

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tests.aws.clock import AccountClock

    Maker = Life | Callable[[Mapping[str, Any]], Life]

OTHER_IMAGE = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1"


class Jobs:
    """The jobs by name. `next_life` is for the next job alone, `lives` for names that match a pattern, `life` for
    all others; each is a `Life` or a function from the request to one.
    """

    def __init__(self, clock: AccountClock, region: str, account: str, bucket: str, role: str) -> None:
        self.lock = threading.RLock()
        self.clock = clock
        self.life: Maker = usual
        self.lives: dict[str, Maker] = {}
        self.next_life: Maker | None = None
        self._jobs: dict[str, Job] = {}
        self._arn = f"arn:aws:sagemaker:{region}:{account}:training-job/"
        self._bucket, self._role = bucket, role

    def __iter__(self) -> Iterator[Job]:
        with self.lock:
            return iter(list(self._jobs.values()))

    def __len__(self) -> int:
        return len(self._jobs)

    def __contains__(self, name: str) -> bool:
        return name in self._jobs

    def __getitem__(self, name: str) -> Job:
        return self._jobs[name]

    def arn(self, name: str) -> str:
        return self._arn + name

    def by_arn(self, arn: str) -> Job | None:
        """The job of that ARN, if there is one."""
        return self._jobs.get(arn.removeprefix(self._arn)) if arn.startswith(self._arn) else None

    def create(
        self, request: Mapping[str, Any], *, created: float | None = None, life: Maker | None = None
    ) -> Job:
        """A job for a request that has been found in order."""
        with self.lock:
            maker = life or self._maker(request["TrainingJobName"])
            name = request["TrainingJobName"]
            tags = {tag["Key"]: tag["Value"] for tag in request.get("Tags", [])}
            moment = self.clock() if created is None else created
            made = maker if isinstance(maker, Life) else maker(request)
            job = self._jobs[name] = Job(name, self.arn(name), request, made, moment, tags)
            return job

    def remove(self, name: str) -> None:
        with self.lock:
            del self._jobs[name]

    def put(
        self,
        name: str,
        *,
        life: Maker | None = None,
        created: float | None = None,
        image: str = OTHER_IMAGE,
        tags: Mapping[str, str] | None = None,
        **request: Any,
    ) -> Job:
        """A job that somebody else has started, at `created` (epoch seconds; now, if not given)."""
        whole = {
            "TrainingJobName": name,
            "AlgorithmSpecification": {"TrainingImage": image, "TrainingInputMode": "File"},
            "RoleArn": self._role,
            "OutputDataConfig": {"S3OutputPath": f"s3://{self._bucket}/others"},
            "ResourceConfig": {"InstanceType": "ml.g5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 30},
            "Tags": [{"Key": key, "Value": value} for key, value in (tags or {}).items()],
            **request,
        }
        return self.create(whole, created=created, life=life or quick())

    def put_many(self, count: int, *, prefix: str = "old-job", before: float | None = None) -> None:
        """So many finished jobs, a minute apart, the youngest of them created two hours ago (or at `before`)."""
        newest = self.clock() - 7200 if before is None else before
        life = quick()
        for number in range(count):
            self.put(f"{prefix}-{number:05d}", created=newest - 60 * (count - 1 - number), life=life)

    def _maker(self, name: str) -> Maker:
        if self.next_life is not None:
            maker, self.next_life = self.next_life, None
            return maker
        for pattern, maker in self.lives.items():
            if fnmatch.fnmatchcase(name, pattern):
                return maker
        return self.life
