"""How many instances of a type the account may have endpoints on (Service Quotas)."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    if settings.serverless_mb is not None:
        return
    name, count = name_of(settings.instance_type), settings.instance_count
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
            fix="it shows when it is deployed",
        )
    elif count > value:
        yield Finding(
            "error",
            "quota",
            f"the account may use {value} × {name}, this endpoint wants {count}",
            why="CreateEndpoint would refuse it",
            fix=f"ask for more in Service Quotas ({name}), or choose another hosting.instance_type",
        )
