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
from typing import TYPE_CHECKING, Any

from core.engine.sagemaker.actions import action_name
from core.engine.sagemaker.faults import foreign_errors, translate
from core.engine.sagemaker.governor import Governor, shared
from core.engine.sagemaker.identity import Identity
from core.engine.sagemaker.patience import PATIENCE, patiently
from core.engine.sagemaker.profile import named_profile, region_of
from core.engine.sagemaker.session import READ_SECONDS, make_client, open_session
from core.errors import CredentialsExpired, EngineUnreachable, Throttled, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from core.cancel import CancelToken
    from core.config import SagemakerSettings

REST_SECONDS = 3.0
"""How long credentials that were refused are not tried again; then they are read anew."""


class Aws:
    """Clients and calls for one profile and region. Threads may share it.

    Args:
        settings: profile and region.
        account: the account that is expected; another one's credentials are refused.
        governor: spaces the calls out; None: the one that all of this process share for the place.
        sleep: waits for a turn.
        random: 0 to 1, for the jitter of `insist`.
        clock: seconds, only differences count: how long refused credentials rest.
        environ: where region and profile are looked up; botocore does not read AWS_REGION.
        read_seconds: how long an answer may keep silent.

    Raises:
        UsageError: no region is named anywhere.
        EngineRefused: the AWS configuration cannot be read.
    """

    def __init__(
        self,
        settings: SagemakerSettings,
        *,
        account: str = "",
        governor: Governor | None = None,
        sleep: Callable[[float], None] = time.sleep,
        random: Callable[[], float] = random_module.random,
        clock: Callable[[], float] = time.monotonic,
        environ: Mapping[str, str] = os.environ,
        read_seconds: float = READ_SECONDS,
    ) -> None:
        self.profile = settings.profile or named_profile(environ)
        self._named = settings.profile
        self._expected = account
        self._sleep = sleep
        self._random = random
        self._clock = clock
        self._read_seconds = read_seconds
        self._lock = threading.Lock()
        self._who_lock = threading.RLock()
        self._session: Any = None
        self._loader: Any = None
        self._clients: dict[str, Any] = {}
        self._method = ""
        self._caller: tuple[str, str] | None = None
        self._unverified = bool(account)
        self._refusal: CredentialsExpired | None = None
        self._rests_until = 0.0
        region = settings.region or environ.get("AWS_REGION") or environ.get("AWS_DEFAULT_REGION")
        self.region = region or region_of(self.profile, environ)
        if not self.region:
            raise UsageError(
                "no AWS region is named",
                fix="give --region, sagemaker.region, AWS_REGION, or a region in the AWS profile",
            )
        self._governor = governor or shared(self.profile, self.region)

    @property
    def identity(self) -> Identity:
        """Who asks."""
        return Identity(self.profile, self.region, self._method)

    def account(self) -> str:
        """The account's 12 digits; asked for once.

        Raises:
            EngineError: there is no answer, or it is not the account that is expected.
        """
        return self._who()[0]

    def arn(self) -> str:
        """The caller's ARN; asked for once."""
        return self._who()[1]

    def expiry(self) -> float | None:
        """When the credentials end, epoch seconds; None where they do not, or where that is not known."""
        with self._lock:
            credentials = self._session.get_credentials() if self._session is not None else None
        ends = getattr(credentials, "_expiry_time", None)
        return ends.timestamp() if ends is not None else None

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
        self._rest()
        if self._unverified and service != "sts":
            self._verify()
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
        return patiently(call, cancel, self._random, on_trouble, patience)

    def client(self, service: str) -> Any:
        """The botocore client of a service; wrap what is done with it in `translated`."""
        with self._lock:
            if service not in self._clients:
                if self._session is None:
                    self._session, self._method, self._loader = open_session(
                        self._named, self.region, self._loader, self._read_seconds
                    )
                self._clients[service] = make_client(self._session, service, self.region)
            return self._clients[service]

    @contextmanager
    def translated(self, action: str) -> Iterator[None]:
        """Turn what botocore raises within into the project's errors.

        Args:
            action: as IAM writes it, such as ``s3:PutObject``.
        """
        try:
            yield
        except foreign_errors() as error:
            ours = translate(error, action, self.identity)
            if isinstance(ours, CredentialsExpired):
                self._forget(ours)
            raise ours from error

    def _forget(self, refusal: CredentialsExpired) -> None:
        """Drop the session: the next one reads the credentials anew, which may have been renewed meanwhile."""
        with self._lock:
            if self._clock() < self._rests_until:
                return  # another thread was refused just now: the session is already a new one
            self._session = None
            self._clients = {}
            self._refusal = refusal
            self._rests_until = self._clock() + REST_SECONDS
            self._unverified = bool(self._expected or self._caller)

    def _rest(self) -> None:
        """Refuse at once, without a call, while credentials that were refused rest."""
        with self._lock:
            refusal, left = self._refusal, self._rests_until - self._clock()
            if refusal is None:
                return
            if left <= 0:
                self._refusal = None
                return
        raise CredentialsExpired(refusal.what, why=refusal.why, fix=refusal.fix, retry_after=left)

    def _verify(self) -> None:
        """See that the credentials are of the account that is expected, or that was asked before."""
        with self._who_lock:
            known = self._expected or (self._caller[0] if self._caller else "")
            if not self._unverified:
                return
            answer = self.ask("sts", "get_caller_identity")
            account = str(answer["Account"])
            if known and account != known:
                error = CredentialsExpired(
                    f"the job is in account {known}, and these credentials are for {account}",
                    fix="log in to that account, or name its profile: --profile, sagemaker.profile, AWS_PROFILE",
                )
                self._forget(error)
                raise error
            self._caller = (account, str(answer["Arn"]))
            self._unverified = False

    def _who(self) -> tuple[str, str]:
        with self._who_lock:
            if self._caller is None:
                self._unverified = True
                self._verify()
            assert self._caller is not None
            return self._caller
