"""The project's errors: what happened, why, and what to do about it.

    TrainscopeError
    ├── UsageError            2  bad usage, an unknown name
    │   ├── ConfigError       2  the configuration file, all problems at once
    │   ├── UnknownJob        2
    │   ├── UnknownEndpoint   2
    │   ├── UnknownSweep      2
    │   ├── AmbiguousJob      2
    │   └── ReadOnly          2
    ├── DatasetError          2  the folder or list cannot be used at all
    ├── LaunchBlocked         1  findings of level error stand in the way of a launch
    ├── FolderError           2  a folder of the program's own cannot be made or written to
    ├── RunBookError          2  the run book cannot be used (newer schema, no permission)
    ├── EngineError           1  the engine could not do it, and trying again does not help
    │   ├── NotFound          2  what was asked about is not there
    │   │   └── JobNotFound   2  the engine does not know the name
    │   ├── NameTaken         2  there is another job of that name
    │   ├── QuotaExceeded     1  the account may not have so many instances
    │   ├── EngineRefused     4  not allowed: permissions
    │   └── EngineUnreachable 4  no answer, or refused for now: worth trying again
    │       ├── Throttled     4  asked too often
    │       ├── EngineBusy    4  still at work on it: the same call works later
    │       └── CredentialsExpired 4  none, or no longer good: renew them
    └── Cancelled           130  the user asked to stop

The number is the exit code of a command that ends with the error (the design's table).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.finding import Finding


class TrainscopeError(Exception):
    """Base of all errors the core raises on purpose.

    Args:
        what: what happened, one line, without a full stop.
        why: the cause, if known.
        fix: what the user can do, in the imperative.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, what: str, *, why: str = "", fix: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.why = why
        self.fix = fix

    def __str__(self) -> str:
        return f"{self.what}: {self.why}" if self.why else self.what


class UsageError(TrainscopeError):
    """Bad usage or an unknown name."""

    exit_code = 2


class ConfigError(UsageError):
    """The configuration cannot be used; `problems` holds every one, each with file, line and key."""

    def __init__(self, what: str, *, problems: Sequence[str] = (), fix: str = "") -> None:
        super().__init__(what, why="; ".join(problems), fix=fix)
        self.problems = tuple(problems)


class UnknownJob(UsageError):
    """No job of that name is in the run book or known to the engine."""


class UnknownEndpoint(UsageError):
    """No endpoint of that name is up, as far as run book and engine know."""


class UnknownSweep(UsageError):
    """No sweep of that name is in the run book or known to the engine."""


class AmbiguousJob(UsageError):
    """Several jobs, endpoints or sweeps have that name; engine, account or region must be given too."""


class ReadOnly(UsageError):
    """Refused because the program was started read-only."""


class DatasetError(TrainscopeError):
    """The data set cannot be read at all (findings tell of the rest)."""

    exit_code = 2


class LaunchBlocked(TrainscopeError):
    """Findings of level error stand in the way; `findings` holds all that were found."""

    def __init__(self, what: str, findings: Sequence[Finding], *, fix: str = "") -> None:
        super().__init__(what, fix=fix)
        self.findings = tuple(findings)


class FolderError(TrainscopeError):
    """A folder of the program's own (configuration, state, cache) cannot be made or written to."""

    exit_code = 2


class RunBookError(TrainscopeError):
    """The run book cannot be used."""

    exit_code = 2


class EngineError(TrainscopeError):
    """The engine could not do what was asked; trying again does not help.

    `code` is the service's own name for it, such as ``ValidationException``; empty where there is none.
    """

    code: str = ""


class NotFound(EngineError):
    """What was asked about (a bucket, a role, an object) is not there."""

    exit_code = 2


class JobNotFound(NotFound):
    """The engine has no job of that name."""


class NameTaken(EngineError):
    """The engine has another job of that name."""

    exit_code = 2


class QuotaExceeded(EngineError):
    """The account may not have so many instances of that type."""


class EngineRefused(EngineError):
    """The engine does not allow it; permissions must change first."""

    exit_code = 4


class EngineUnreachable(EngineError):
    """No answer, or refused for now; the same call may work later.

    `retry_after` is how many seconds to wait at least, None where the engine has no opinion.
    """

    exit_code = 4

    def __init__(self, what: str, *, why: str = "", fix: str = "", retry_after: float | None = None) -> None:
        super().__init__(what, why=why, fix=fix)
        self.retry_after = retry_after


class Throttled(EngineUnreachable):
    """Asked more often than the engine allows."""


class EngineBusy(EngineUnreachable):
    """The engine is still at work on what is to be changed; the same call works once that is over."""


class CredentialsExpired(EngineUnreachable):
    """There are no credentials, or they are no longer good."""


class Cancelled(TrainscopeError):
    """The user asked to stop."""

    exit_code = 130
