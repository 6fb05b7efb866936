"""The test account: everything wired together behind one address on loopback."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, Self

import botocore.session
from botocore.config import Config

from tests.aws.answer import Answer, answer_json, throttled
from tests.aws.checksums import Checksums
from tests.aws.clock import AccountClock
from tests.aws.control import Control
from tests.aws.describe import model_of
from tests.aws.endpoints import Endpoints, with_tags
from tests.aws.faults import Faults
from tests.aws.front import Front
from tests.aws.instance_metrics import InstanceMetrics
from tests.aws.invocation import Invocation
from tests.aws.jobs import Jobs
from tests.aws.limits import Limits
from tests.aws.logs import TRANSFORM_GROUP, Logs, group_of
from tests.aws.moto_door import ACCOUNT_ID, MotoDoor
from tests.aws.pricing import Pricing
from tests.aws.quotas import Quotas
from tests.aws.record import Requests
from tests.aws.storage import Storage
from tests.aws.training import Training
from tests.aws.transforms import Transforms
from tests.aws.tunings import Tunings

if TYPE_CHECKING:
    from typing import BinaryIO

    from tests.aws.call import Call

REGION = "us-east-1"
BUCKET = "trainscope-test"
ROLE = "TrainscopeExecution"
KEY, SECRET, TOKEN = "ASIATESTACCOUNT00001", "test-secret", "test-session-token"

_door = MotoDoor()


@functools.cache
def _session() -> Any:
    return botocore.session.Session()


class Account:
    """An AWS account with one bucket and one role for SageMaker; one at a time in a process, for moto's sake.

    Args:
        speed: account seconds per real second; 0 for a clock that only the test moves.
        seed: of the faults.
        port: of the address; any free one, if 0.
        bare: without bucket and role.
    """

    def __init__(self, *, speed: float = 1.0, seed: int = 0, port: int = 0, bare: bool = False) -> None:
        _door.reset()
        self.id, self.region, self.bucket = ACCOUNT_ID, REGION, BUCKET
        self.clock = AccountClock(speed=speed)
        self.faults, self.requests, self.limits = Faults(seed), Requests(), Limits(self.clock)
        self.caller = f"arn:aws:sts::{self.id}:user/moto"
        self.storage = Storage(_door, REGION)
        if not bare:
            self.storage.make_bucket(BUCKET)
            self.storage.make_role(ROLE)
        self.role = f"arn:aws:iam::{self.id}:role/{ROLE}"
        self.jobs = Jobs(self.clock, REGION, self.id, BUCKET, self.role)
        self.logs = Logs(self.jobs, REGION, self.id)
        self.quotas, self.pricing = Quotas(REGION, self.id), Pricing()
        self.endpoints = Endpoints(self.clock, REGION, self.id, self.quotas, self.storage, self.leave_models)
        self.transforms = Transforms(self.clock, REGION, self.id, self.quotas, self.storage, self.endpoints)
        self.transform_logs = Logs(self.transforms, REGION, self.id, TRANSFORM_GROUP)
        self.invocation = Invocation(self.endpoints, self.storage, self.id, REGION)
        self.checksums = Checksums(_door.ask)
        self.metrics = InstanceMetrics(self.jobs, _door, REGION)
        training = Training(self.jobs, self.quotas, self.storage)
        self.tunings = Tunings(training, REGION, self.id)
        self._services: dict[str, Any] = {
            "sagemaker": with_tags((self.endpoints, self.transforms, self.tunings), training),
            "logs": self._read_logs,
            "pricing": self.pricing,
            "servicequotas": self.quotas,
        }
        self._control = Control(self)
        self._port, self._front = port, Front(self, port)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Hang up on everybody; what stands at a gate goes on first."""
        self.faults.clear()
        self._front.stop()

    def unplug(self) -> None:
        """Hang up on everybody and refuse connections."""
        self._port = self._front.server_address[1]
        self._front.stop()

    def plug_in(self) -> None:
        """Listen again at the same address."""
        self._front = Front(self, self._port)

    @property
    def url(self) -> str:
        """The address of all services."""
        return self._front.url

    @property
    def environment(self) -> dict[str, str]:
        """What a program needs in its environment to talk to this account and to no other."""
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_SESSION_TOKEN": TOKEN,
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": "/dev/null",
            "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        }

    def client(self, service: str) -> Any:
        """A botocore client of the account, for tests that speak to it directly."""
        return _session().create_client(
            service,
            region_name=REGION,
            endpoint_url=self.url,
            aws_access_key_id=KEY,
            aws_secret_access_key=SECRET,
            aws_session_token=TOKEN,
            config=Config(retries={"total_max_attempts": 1}),
        )

    def handle(self, call: Call, body: BinaryIO, length: int) -> Answer:
        """Do what is asked: here, or in moto."""
        if self.limits.exceeded(call.operation):
            raise throttled(call)
        self.tunings.grow()
        service = self._services.get(call.service)
        if service:
            return answer_json(call, service(call.operation, call.parameters))
        if call.service == "sagemaker-runtime":
            return self.invocation(call)
        if call.service == "s3":
            self.leave_models()
            self.transforms.leave_answers()
            return self.checksums.ask(call, body, length)
        if call.service == "monitoring":
            self.metrics.publish()
        return _door.ask(call, body, length)

    def leave_models(self) -> None:
        """Put the model of every job that has uploaded one by now into its bucket."""
        now = self.clock()
        for job in self.jobs:
            if job.has_model or not job.ended(now):
                continue
            job.has_model = True
            if any(part.status == "Uploading" for part in job.plan) and job.status(now) != "Failed":
                self.storage.put_model(model_of(job), dict(job.request.get("HyperParameters", {})))

    def _read_logs(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        self.transforms.leave_answers()
        logs = self.transform_logs if group_of(request) == TRANSFORM_GROUP else self.logs
        return logs(operation, request)

    def control(self, path: str, body: bytes) -> Answer:
        """Answer the person who runs the account by hand."""
        return self._control(path, body)
