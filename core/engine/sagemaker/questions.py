"""How a review asks AWS: again and again for a while, and saying so meanwhile, so that one lost answer spoils nothing.

Without any credentials it ends at once: waiting would not bring them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.errors import CredentialsExpired, EngineUnreachable

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.cancel import CancelToken
    from core.engine.sagemaker.connection import Aws

PATIENCE = 90.0
"""Seconds without an answer that a launch cannot do without."""
LITTLE_PATIENCE = 10.0
"""The same for what is good to know: price and quota."""

_NEVER_RENEWED = ("", "env")
"""None at all, or keys that this process was started with."""


class Questions:
    """Questions to one account and region. Threads may share it.

    Args:
        aws: the connection.
        cancel: ends the waiting.
        on_trouble: hears why there is no answer just now, and an empty text when there is one again.
        patience: seconds.
        await_login: whether credentials that have expired are waited for; those that are not there never are.
    """

    def __init__(
        self,
        aws: Aws,
        cancel: CancelToken,
        on_trouble: Callable[[str], None] = lambda trouble: None,
        *,
        patience: float = PATIENCE,
        await_login: bool = True,
    ) -> None:
        self.aws = aws
        self.cancel = cancel
        self._on_trouble = on_trouble
        self._patience = patience
        self._await_login = await_login

    @property
    def region(self) -> str:
        """Where is asked."""
        return self.aws.region

    def ask(self, service: str, operation: str, /, **parameters: Any) -> dict[str, Any]:
        """As `Aws.insist`.

        Raises:
            EngineError: an answer that asking again does not change, or none for too long.
            Cancelled: the token was set.
        """
        return self._patiently(lambda: self.aws.ask(service, operation, **parameters))

    def read(self, call: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """Do a call of one's own, as patiently as `ask`; it may be repeated.

        Raises:
            EngineError: an answer that asking again does not change, or none for too long.
            Cancelled: the token was set.
        """
        return self._patiently(call)

    def in_brief(self) -> Questions:
        """The same with little patience."""
        return Questions(
            self.aws,
            self.cancel,
            self._on_trouble,
            patience=LITTLE_PATIENCE,
            await_login=self._await_login,
        )

    def caller(self) -> tuple[str, str]:
        """Account and ARN of who asks.

        Raises:
            CredentialsExpired: there are no credentials at all.
            EngineError: no answer for too long.
        """
        found = self._patiently(lambda: {"account": self.aws.account(), "arn": self.aws.arn()})
        return found["account"], found["arn"]

    def _patiently(self, call: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        def once() -> dict[str, Any]:
            try:
                return call()
            except CredentialsExpired as error:
                if self._await_login and self.aws.identity.method not in _NEVER_RENEWED:
                    raise  # there are some, which may be renewed meanwhile
                raise _Hopeless(error) from error

        try:
            try:
                return self._again(once, self._patience)
            except CredentialsExpired:
                if self._patience >= PATIENCE or not self._await_login:
                    raise
                return self._again(once, PATIENCE)  # a login is waited for whatever the question
        except _Hopeless as hopeless:
            raise hopeless.error from hopeless

    def _again(self, once: Callable[[], dict[str, Any]], patience: float) -> dict[str, Any]:
        return self.aws.patiently(once, self.cancel, on_trouble=self.trouble, patience=patience)

    def trouble(self, error: EngineUnreachable | None) -> None:
        """Say why there is no answer just now; None: there is one again."""
        self._on_trouble("" if error is None else f"{error} – {error.fix}" if error.fix else str(error))


class _Hopeless(Exception):
    """Carries an error past those who would wait for it to go away."""

    def __init__(self, error: CredentialsExpired) -> None:
        self.error = error
