"""How many instances of a type the account may have endpoints on (Service Quotas)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.engine.sagemaker.hosting.parts import ENDPOINT
from core.engine.sagemaker.quota import look_up, soft
from core.errors import CredentialsExpired, EngineError
from core.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.config import HostingSettings
    from core.engine.sagemaker.questions import Questions


def name_of(instance_type: str) -> str:
    """The quota's name, which is also how CreateEndpoint words a refusal."""
    return f"{instance_type} for endpoint usage"


def findings(settings: HostingSettings, questions: Questions) -> Iterator[Finding]:
    """What the quota says against the instances; how many of it are in use shows only when it is deployed.

    Raises:
        CredentialsExpired: there are none.
        Cancelled: the token of the questions was set.
    """
    if settings.serverless_mb is None:
        name = name_of(settings.instance_type)
        yield from against(name, settings.instance_count, questions, what="endpoint", create=ENDPOINT.create)


def against(name: str, count: int, questions: Questions, *, what: str, create: str) -> Iterator[Finding]:
    """What a quota says against so many instances.

    Args:
        name: of the quota.
        count: of instances.
        questions: to AWS.
        what: it is for, in words.
        create: the operation that would refuse it.

    Raises:
        CredentialsExpired: there are none.
        Cancelled: the token of the questions was set.
    """
    try:
        _, value = look_up(name, questions)
    except CredentialsExpired:
        raise
    except EngineError as error:
        yield soft(error)
        return
    if value is None:
        yield Finding(
            "info",
            "quota-unknown",
            f"Service Quotas does not know: {name}",
            why="whether the account may have such an instance is not known",
            fix=f"it shows when the {what} is created",
        )
    elif count > value:
        yield Finding(
            "error",
            "quota",
            f"the account may use {value} × {name}, this {what} wants {count}",
            why=f"{create} would refuse it",
            fix=f"ask for more in Service Quotas ({name}), or choose another hosting.instance_type",
        )
