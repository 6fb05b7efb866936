"""The one door to AWS: session, region, account, and calls whose errors are the project's own.

botocore's own retries are off: a poller must be able to say that there is no answer, and since when. `ask` calls once;
`insist` calls until there is an answer, for work that has nothing better to do than to wait.
"""

from __future__ import annotations

import os
import random as random_module
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.engine.sagemaker.faults import translate
from core.engine.sagemaker.governor import Governor, shared
from core.errors import CredentialsExpired, EngineUnreachable, Throttled, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from core.cancel import CancelToken
    from core.config import SagemakerSettings

CONNECT_SECONDS = 5.0
READ_SECONDS = 20.0
FIRST_BACK_OFF = 0.5
LAST_BACK_OFF = 20.0
PATIENCE = 900.0
"""Seconds that `insist` goes on without any answer."""
CONNECTIONS = 32
"""To one service at a time; the upload is what needs so many."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who asks, for remedies.

    Args:
        profile: empty where none is named.
        region: where is asked.
        method: botocore's word for where the credentials came from, empty while unknown.
    """

    profile: str
    region: str
    method: str = ""

    def place(self) -> str:
        """Such as ``sagemaker us-east-1 (ml)``."""
        return f"sagemaker {self.region}" + (f" ({self.profile})" if self.profile else "")

    def for_whom(self) -> str:
        """Whose permission is meant, for the end of a sentence."""
        return f" for profile {self.profile}" if self.profile else ""

    def renewal(self, method: str = "") -> str:
        """What renews the credentials, by where they came from."""
        option = f" --profile {self.profile}" if self.profile else ""
        method = method or self.method
        if "sso" in method:
            return f"run: aws sso login{option} – then it goes on by itself"
        if "login" in method:
            return f"run: aws login{option} – then it goes on by itself"
        if method == "env":
            return (
                "the keys come from the environment: start trainscope again in a shell with new ones "
                "(a job goes on meanwhile)"
            )
        if method == "shared-credentials-file":
            return "put new keys into ~/.aws/credentials – then it goes on by itself"
        return f"renew them (aws sso login{option}, or new keys) – then it goes on by itself"

    def no_credentials(self) -> str:
        """What to do where there are none."""
        option = f" --profile {self.profile}" if self.profile else ""
        return (
            f"run: aws configure{option}, or aws sso login{option}; another profile: --profile, AWS_PROFILE"
        )


class Aws:
    """Clients and calls for one profile and region. Threads may share it.

    Args:
        settings: profile and region.
        account: the account that is expected; another one's credentials are refused by `account`.
        governor: spaces the calls out; None: the one that all of this process share for the place.
        sleep: waits for a turn.
        random: 0 to 1, for the jitter of `insist`.
        environ: where AWS_REGION is looked up; botocore does not read it.

    Raises:
        UsageError: no region is named anywhere.
        EngineRefused: the profile or the AWS configuration cannot be used.
    """

    def __init__(
        self,
        settings: SagemakerSettings,
        *,
        account: str = "",
        governor: Governor | None = None,
        sleep: Callable[[float], None] = time.sleep,
        random: Callable[[], float] = random_module.random,
        environ: Mapping[str, str] = os.environ,
    ) -> None:
        self.profile = settings.profile or environ.get("AWS_PROFILE", "")
        self._named = settings.profile
        self._expected = account
        self._sleep = sleep
        self._random = random
        self._environ = environ
        self._lock = threading.RLock()
        self._session: Any = None
        self._clients: dict[str, Any] = {}
        self._caller: tuple[str, str] | None = None
        self._method = ""
        self.region = settings.region or environ.get("AWS_REGION") or environ.get("AWS_DEFAULT_REGION") or ""
        if not self.region:
            self.region = self._region_of_profile()
        self._governor = governor or shared(self.profile, self.region)

    @property
    def identity(self) -> Identity:
        """Who asks."""
        return Identity(self.profile, self.region, self._method)

    def account(self) -> str:
        """The account's 12 digits; asked for once.

        Raises:
            EngineError: there is no answer, or it is not the account that the job is in.
        """
        return self._who()[0]

    def arn(self) -> str:
        """The caller's ARN; asked for once."""
        return self._who()[1]

    def ask(self, service: str, operation: str, /, **parameters: Any) -> dict[str, Any]:
        """Call once.

        Args:
            service: as boto3 names it, such as ``sagemaker``.
            operation: as boto3 names it, such as ``describe_training_job``.
            **parameters: of the operation.

        Returns:
            The answer, without the metadata of the response.

        Raises:
            EngineUnreachable: no answer for now; `Throttled` also where others of this process were refused just now.
            EngineError: any other.
        """
        wait = self._governor.turn(operation)
        if wait > 0:
            self._sleep(wait)
        action = action_name(service, operation)
        try:
            with self.translated(action):
                answer = getattr(self.client(service), operation)(**parameters)
        except Throttled as error:
            error.retry_after = self._governor.throttled(operation)
            raise
        self._governor.answered(operation)
        answer.pop("ResponseMetadata", None)
        return dict(answer)

    def insist(
        self,
        service: str,
        operation: str,
        /,
        *,
        cancel: CancelToken,
        on_trouble: Callable[[EngineUnreachable | None], None] = lambda error: None,
        patience: float = PATIENCE,
        **parameters: Any,
    ) -> dict[str, Any]:
        """Call until there is an answer: the operation must be one that may be repeated.

        Args:
            service: as in `ask`.
            operation: as in `ask`.
            cancel: ends the waiting.
            on_trouble: hears each failure, and None once an answer came after one.
            patience: seconds without an answer after which the last error is raised.
            **parameters: of the operation.

        Raises:
            EngineError: an answer that trying again does not change, or none for too long.
            Cancelled: the token was set.
        """
        return self.patiently(
            lambda: self.ask(service, operation, **parameters),
            cancel,
            on_trouble=on_trouble,
            patience=patience,
        )

    def patiently(
        self,
        call: Callable[[], dict[str, Any]],
        cancel: CancelToken,
        *,
        on_trouble: Callable[[EngineUnreachable | None], None] = lambda error: None,
        patience: float = PATIENCE,
    ) -> dict[str, Any]:
        """Do `call` again, with growing pauses, while it raises `EngineUnreachable`; see `insist`."""
        began = time.monotonic()
        failures = 0
        while True:
            cancel.check()
            try:
                answer = call()
            except EngineUnreachable as error:
                failures += 1
                if time.monotonic() - began >= patience:
                    raise
                on_trouble(error)
                longest = min(LAST_BACK_OFF, FIRST_BACK_OFF * 2 ** min(failures - 1, 16))
                cancel.wait(max(longest * (0.5 + self._random() / 2), error.retry_after or 0.0))
            else:
                if failures:
                    on_trouble(None)
                return answer

    def client(self, service: str) -> Any:
        """The botocore client of a service; wrap what is done with it in `translated`."""
        with self._lock:
            if service not in self._clients:
                from botocore.config import Config

                config = Config(
                    connect_timeout=CONNECT_SECONDS,
                    read_timeout=READ_SECONDS,
                    retries={"total_max_attempts": 1},
                    max_pool_connections=CONNECTIONS,
                    tcp_keepalive=True,
                    user_agent_extra="trainscope",
                )
                self._clients[service] = self._opened().client(
                    service, region_name=_region_for(service, self.region), config=config
                )
            return self._clients[service]

    @contextmanager
    def translated(self, action: str) -> Iterator[None]:
        """Turn what botocore raises within into the project's errors.

        Args:
            action: as IAM writes it, such as ``s3:PutObject``.
        """
        from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
        from urllib3.exceptions import HTTPError

        try:
            yield
        except (BotoCoreError, ClientError, HTTPClientError, HTTPError, OSError, ValueError) as error:
            ours = translate(error, action, self.identity)
            if isinstance(ours, CredentialsExpired):
                self._forget()
            raise ours from error

    def _forget(self) -> None:
        """Drop the session: the next one reads the credentials anew, which may have been renewed meanwhile."""
        with self._lock:
            self._session = None
            self._clients = {}

    def _opened(self) -> Any:
        if self._session is None:
            import boto3

            self._session = boto3.session.Session(profile_name=self._named, region_name=self.region or None)
            credentials = self._session.get_credentials()
            self._method = credentials.method if credentials is not None else ""
        return self._session

    def _who(self) -> tuple[str, str]:
        with self._lock:
            if self._caller is None:
                answer = self.ask("sts", "get_caller_identity")
                self._caller = (str(answer["Account"]), str(answer["Arn"]))
            account, arn = self._caller
            if self._expected and account != self._expected:
                self._caller = None
                raise EngineUnreachable(
                    f"the job is in account {self._expected}, these credentials are for {account}",
                    fix="name the profile of that account: --profile, sagemaker.profile, AWS_PROFILE",
                )
            return account, arn

    def _region_of_profile(self) -> str:
        with self.translated("the AWS configuration"):
            region = self._opened().region_name
        if region is None:
            raise UsageError(
                "no AWS region is named",
                fix="give --region, sagemaker.region, AWS_REGION, or a region in the AWS profile",
            )
        return str(region)


def action_name(service: str, operation: str) -> str:
    """The permission that a call needs, as IAM writes it: ``sagemaker:DescribeTrainingJob``."""
    words = "".join(word.capitalize() for word in operation.split("_"))
    return f"{_PREFIXES.get(service, service)}:{_ACTIONS.get(words, words)}"


_PREFIXES = {"service-quotas": "servicequotas"}
_ACTIONS = {
    "HeadBucket": "ListBucket",
    "ListObjectsV2": "ListBucket",
    "HeadObject": "GetObject",
}


def _region_for(service: str, region: str) -> str:
    """The Price List API answers only in few regions (its endpoints)."""
    return "us-east-1" if service == "pricing" else region
