"""InvokeEndpoint: what the container of the algorithm answers, and what it or the service refuses."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

from tests.aws.answer import Answer, Refusal
from tests.aws.oracle import probabilities

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.aws.call import Call
    from tests.aws.endpoints import Endpoints
    from tests.aws.storage import Storage

MOST_BYTES, MOST_SERVERLESS = 6_291_456, 4_000_000
CONTENT_TYPES = ("application/x-image", "image/jpeg", "image/png")


class Invocation:
    """Asks the endpoints of an account. `answers` replaces what the container would say: status and body, by the name
    of the endpoint.
    """

    def __init__(self, endpoints: Endpoints, storage: Storage, account: str, region: str) -> None:
        self._endpoints, self._storage, self._account, self._region = endpoints, storage, account, region
        self.answers: dict[str, tuple[int, bytes]] = {}

    def __call__(self, call: Call) -> Answer:
        name, now = call.parameters["EndpointName"], self._endpoints.clock()
        endpoint = self._endpoints.live().get(name)
        if endpoint is None or endpoint.status(now) != "InService":
            raise Refusal("ValidationError", f"Endpoint {name} of account {self._account} not found.")
        serverless = "ServerlessConfig" in endpoint.variants[0]
        most = MOST_SERVERLESS if serverless else MOST_BYTES
        if len(call.body) > most:
            return Answer(
                413, {"Content-Type": "text/plain"}, f"HTTP content length exceeded {most} bytes.".encode()
            )
        status, body = self.answers.get(name) or self._container(call, endpoint.model)
        if status != 200:
            raise self._model_error(name, status, body.decode())
        kind = call.parameters["Accept"] or "application/json"
        headers = {
            "Content-Type": kind,
            "x-amzn-RequestId": str(uuid.uuid4()),
            "x-Amzn-Invoked-Production-Variant": endpoint.variants[0]["VariantName"],
        }
        return Answer(200, headers, body)

    def _container(self, call: Call, model: Mapping[str, Any]) -> tuple[int, bytes]:
        kind = call.parameters["ContentType"]
        if kind not in CONTENT_TYPES:
            return 415, f"Unsupported content-type: {kind}".encode()
        trained = self._storage.hyperparameters_of(model["PrimaryContainer"]["ModelDataUrl"])
        try:
            found = probabilities(
                call.body,
                int(trained.get("num_classes", 2)),
                multi_label=trained.get("multi_label") == "1",
            )
        except (OSError, SyntaxError, ValueError):
            return 400, b"unable to evaluate payload provided"
        if "jsonlines" in call.parameters["Accept"]:
            return 200, json.dumps({"prediction": found}).encode() + b"\n"
        return 200, json.dumps(found).encode()

    def _model_error(self, name: str, status: int, message: str) -> Refusal:
        group = f"/aws/sagemaker/Endpoints/{name}"
        console = f"https://{self._region}.console.aws.amazon.com/cloudwatch/home?region={self._region}"
        who = "client" if status < 500 else "server"
        text = (
            f'Received {who} error ({status}) from primary with message "{message}". '
            f"See {console}#logEventViewer:group={group} in account {self._account} for more information."
        )
        arn = f"arn:aws:logs:{self._region}:{self._account}:log-group:{group}"
        return Refusal(
            "ModelError", text, 424, OriginalStatusCode=status, OriginalMessage=message, LogStreamArn=arn
        )
