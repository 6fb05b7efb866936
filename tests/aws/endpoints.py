"""What SageMaker does with models, endpoint configurations and endpoints: create, describe, list, delete, tags."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Protocol

from tests.aws.answer import Refusal
from tests.aws.endpoint import USUAL, Endpoint, EndpointLife, Made, describe, summary
from tests.aws.hostingrules import check_config, check_model_request
from tests.aws.paging import paged
from tests.aws.validation import check_model, invalid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from tests.aws.clock import AccountClock
    from tests.aws.quotas import Quotas
    from tests.aws.storage import Storage

Request = dict[str, Any]
WORDS = {"model": "model", "endpoint-config": "endpoint configuration", "endpoint": "endpoint"}
NAMES = {"model": "ModelName", "endpoint-config": "EndpointConfigName", "endpoint": "EndpointName"}
ARNS = {"model": "ModelArn", "endpoint-config": "EndpointConfigArn", "endpoint": "EndpointArn"}


class Endpoints:
    """The endpoints of the account and what they are made of, by name. `next_life` is for the next endpoint alone,
    `life` for all others.
    """

    def __init__(
        self,
        clock: AccountClock,
        region: str,
        account: str,
        quotas: Quotas,
        storage: Storage,
        leave_models: Callable[[], None],
    ) -> None:
        self.lock = threading.RLock()
        self.clock, self.quotas, self.storage = clock, quotas, storage
        self.life: EndpointLife = USUAL
        self.next_life: EndpointLife | None = None
        self.models: dict[str, Made] = {}
        self.configs: dict[str, Made] = {}
        self._endpoints: dict[str, Endpoint] = {}
        self._arn = f"arn:aws:sagemaker:{region}:{account}:"
        self._region, self._leave_models = region, leave_models
        self.operations: dict[str, Callable[[Request], dict[str, Any]]] = {
            "CreateModel": self.create_model,
            "CreateEndpointConfig": self.create_config,
            "CreateEndpoint": self.create_endpoint,
            "DescribeModel": lambda request: self._described("model", request),
            "DescribeEndpointConfig": lambda request: self._described("endpoint-config", request),
            "DescribeEndpoint": self.describe_endpoint,
            "ListModels": lambda request: self._listed("model", "Models", request),
            "ListEndpointConfigs": lambda request: self._listed(
                "endpoint-config", "EndpointConfigs", request
            ),
            "ListEndpoints": lambda request: self._listed("endpoint", "Endpoints", request),
            "DeleteModel": lambda request: self._deleted("model", request),
            "DeleteEndpointConfig": lambda request: self._deleted("endpoint-config", request),
            "DeleteEndpoint": self.delete_endpoint,
        }

    def __call__(self, operation: str, request: Request) -> dict[str, Any]:
        check_model("sagemaker", operation, request)
        with self.lock:
            return self.operations[operation](request)

    def __iter__(self) -> Iterator[Endpoint]:
        return iter(list(self.live().values()))

    def __getitem__(self, name: str) -> Endpoint:
        return self.live()[name]

    def live(self) -> dict[str, Endpoint]:
        """The endpoints that are not gone yet."""
        with self.lock:
            now = self.clock()
            self._endpoints = {name: one for name, one in self._endpoints.items() if not one.gone(now)}
            return self._endpoints

    def parts(self) -> dict[str, list[str]]:
        """The names of all that there is, by kind."""
        return {kind: sorted(self._of(kind)) for kind in WORDS}

    def by_arn(self, arn: str) -> Made | None:
        """What has that ARN."""
        everything = [made for kind in WORDS for made in self._of(kind).values()]
        return next((made for made in everything if made.arn == arn), None)

    def put(self, kind: str, name: str, tags: Mapping[str, str] | None = None) -> Made:
        """A model or a configuration of somebody else's, or one half of ours."""
        requests: dict[str, dict[str, Any]] = {
            "model": {"ModelName": name, "PrimaryContainer": {"Image": "other:1"}},
            "endpoint-config": {
                "EndpointConfigName": name,
                "ProductionVariants": [{"VariantName": "AllTraffic", "ModelName": name}],
            },
        }
        made = Made(name, self.arn(kind, name), requests[kind], self.clock(), dict(tags or {}))
        (self.models if kind == "model" else self.configs)[name] = made
        return made

    def arn(self, kind: str, name: str) -> str:
        """As the service makes them: in small letters."""
        return f"{self._arn}{kind}/{name.lower()}"

    def create_model(self, request: Request) -> dict[str, Any]:
        self._leave_models()
        check_model_request(request, self.storage, self._region)
        return self._created("model", request, self.models)

    def create_config(self, request: Request) -> dict[str, Any]:
        for variant in request["ProductionVariants"]:
            self._require("model", variant.get("ModelName", ""))
        check_config(request)
        return self._created("endpoint-config", request, self.configs)

    def create_endpoint(self, request: Request) -> dict[str, Any]:
        name = request["EndpointName"]
        self._refuse_taken("endpoint", name)
        config = self._require("endpoint-config", request["EndpointConfigName"])
        variants = config.request["ProductionVariants"]
        model = self._require("model", variants[0]["ModelName"])
        for variant in variants:
            self._check_quota(variant)
        life, self.next_life = self.next_life or self.life, None
        made = Endpoint(name, self.arn("endpoint", name), request, self.clock(), _tags(request))
        made.life, made.variants, made.model = life, variants, model.request
        self._endpoints[name] = made
        return {"EndpointArn": made.arn}

    def describe_endpoint(self, request: Request) -> dict[str, Any]:
        self._require("endpoint", request["EndpointName"])
        return describe(self[request["EndpointName"]], self.clock())

    def delete_endpoint(self, request: Request) -> dict[str, Any]:
        self._require("endpoint", request["EndpointName"])
        endpoint, now = self[request["EndpointName"]], self.clock()
        if endpoint.status(now) in {"Creating", "Updating", "RollingBack", "SystemUpdating", "Deleting"}:
            raise invalid(f'Cannot update in-progress endpoint "{endpoint.arn}".')
        endpoint.deleted_at = now
        return {}

    def _of(self, kind: str) -> Mapping[str, Made]:
        if kind == "endpoint":
            return self.live()
        return self.models if kind == "model" else self.configs

    def _require(self, kind: str, name: str) -> Made:
        if name not in self._of(kind):
            raise invalid(f'Could not find {WORDS[kind]} "{self.arn(kind, name)}".')
        return self._of(kind)[name]

    def _refuse_taken(self, kind: str, name: str) -> None:
        if name in self._of(kind):
            raise invalid(f'Cannot create already existing {WORDS[kind]} "{self.arn(kind, name)}".')

    def _created(self, kind: str, request: Request, among: dict[str, Made]) -> dict[str, Any]:
        name = request[NAMES[kind]]
        self._refuse_taken(kind, name)
        made = among[name] = Made(name, self.arn(kind, name), request, self.clock(), _tags(request))
        return {ARNS[kind]: made.arn}

    def _described(self, kind: str, request: Request) -> dict[str, Any]:
        made = self._require(kind, request[NAMES[kind]])
        whole = {name: value for name, value in made.request.items() if name != "Tags"}
        return {**whole, ARNS[kind]: made.arn, "CreationTime": made.created}

    def _listed(self, kind: str, member: str, request: Request) -> dict[str, Any]:
        part, now = request.get("NameContains", "").lower(), self.clock()
        found = [made for made in self._of(kind).values() if part in made.name.lower()]
        found.sort(
            key=lambda made: made.name if request.get("SortBy") == "Name" else (made.created, made.name)
        )
        if request.get("SortOrder", "Descending") == "Descending":
            found.reverse()
        rows = [
            summary(made, now)
            if isinstance(made, Endpoint)
            else {NAMES[kind]: made.name, ARNS[kind]: made.arn, "CreationTime": made.created}
            for made in found
        ]
        return paged(rows, request, member, default=10)

    def _deleted(self, kind: str, request: Request) -> dict[str, Any]:
        name = request[NAMES[kind]]
        self._require(kind, name)
        del (self.models if kind == "model" else self.configs)[name]
        return {}

    def _check_quota(self, variant: Mapping[str, Any]) -> None:
        instance = variant.get("InstanceType")
        if instance is None:
            return
        running = [
            each for endpoint in self for each in endpoint.variants if each.get("InstanceType") == instance
        ]
        used = sum(each.get("InitialInstanceCount", 1) for each in running)
        name = f"{instance} for endpoint usage"
        self.quotas.check(name, used=used, wanted=variant.get("InitialInstanceCount", 1))


class Tagged(Protocol):
    """What has a name, an ARN and tags."""

    tags: dict[str, str]


class Service(Protocol):
    """A part of SageMaker."""

    operations: dict[str, Callable[[Request], dict[str, Any]]]

    def __call__(self, operation: str, request: Request) -> dict[str, Any]:
        """Do it."""

    def by_arn(self, arn: str) -> Tagged | None:
        """What has that ARN."""


def with_tags(services: Sequence[Service], training: Callable[[str, Request], dict[str, Any]]) -> Any:
    """All of SageMaker: what `services` know, their tags too; the rest (and other tags) by `training`."""

    def ask(operation: str, request: Request) -> dict[str, Any]:
        for service in services:
            if operation in service.operations:
                return service(operation, request)
        arn = str(request.get("ResourceArn", ""))
        made = next((found for found in (service.by_arn(arn) for service in services) if found), None)
        if made is None and operation == "ListTags" and ":training-job/" not in arn:
            raise Refusal("ResourceNotFound", "Requested resource not found.")
        if made is None:
            return training(operation, request)
        if operation == "AddTags":
            made.tags |= {tag["Key"]: tag["Value"] for tag in request["Tags"]}
            return {"Tags": request["Tags"]}
        tags = [{"Key": key, "Value": value} for key, value in sorted(made.tags.items())]
        return paged(tags, request, "Tags", default=50)

    return ask


def _tags(request: Mapping[str, Any]) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in request.get("Tags", [])}
