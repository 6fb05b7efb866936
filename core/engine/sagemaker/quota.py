"""How many instances of a type the account may train on at once (Service Quotas).

There is one quota for a type, and one for it as spot. Their codes are the same in all accounts, so a code that was
once looked up, among some thousand quotas, is kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.engine.sagemaker import cached
from core.errors import CredentialsExpired, EngineError, NotFound
from core.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.engine.sagemaker.questions import Questions

PAGES = 40
FEW_JOBS = 5
"""So many running jobs are looked at for what they use; more would take too long for a review."""
_SHOWS_LATER = "whether the account may use so many instances shows at the launch"
_CODE = re.compile(r"L-[0-9A-F]{4,16}")


@dataclass(frozen=True, slots=True)
class Quota:
    """A quota and what is known of its use.

    Args:
        name: as Service Quotas has it.
        code: ``L-…``.
        value: how many instances; None where Service Quotas does not know the quota.
        used: by jobs that run now, None where they are too many to be looked at, or it was not needed.
    """

    name: str
    code: str
    value: int | None
    used: int | None = None


def name_of(instance_type: str, *, spot: bool) -> str:
    """The quota's name, which is also how CreateTrainingJob words a refusal."""
    return f"{instance_type} for {'spot ' if spot else ''}training job usage"


def find(instance_type: str, count: int, questions: Questions, *, spot: bool) -> Quota:
    """The quota for so many instances.

    Raises:
        EngineError: it cannot be asked.
        Cancelled: the token of the questions was set.
    """
    name = name_of(instance_type, spot=spot)
    code, value = look_up(name, questions)
    if value is None or count > value:
        return Quota(name, code, value)
    return Quota(name, code, value, _used(instance_type, questions, spot=spot))


def findings(quota: Quota, count: int) -> Iterator[Finding]:
    """What the quota says against so many instances."""
    fix = f"ask for more in Service Quotas ({quota.name}), or choose another instance type"
    if quota.value is None:
        yield Finding(
            "info",
            "quota-unknown",
            f"Service Quotas does not know: {quota.name}",
            why=_SHOWS_LATER,
        )
    elif count > quota.value:
        yield Finding(
            "error",
            "quota",
            f"the account may use {quota.value} × {quota.name}, this job wants {count}",
            why="CreateTrainingJob would refuse it",
            fix=fix,
        )
    elif quota.used is not None and quota.used + count > quota.value:
        yield Finding(
            "warning",
            "quota-in-use",
            f"{quota.used} of {quota.value} instances are in use ({quota.name}), this job wants {count}",
            why="CreateTrainingJob refuses it until other jobs have ended",
            fix=f"wait for them, or {fix}",
        )


def soft(error: EngineError) -> Finding:
    """The finding in place of a quota that cannot be asked for."""
    detail = f"the quota could not be checked: {error.what}"
    return Finding("info", "quota-unknown", detail, why=_SHOWS_LATER, fix=error.fix)


def look_up(name: str, questions: Questions) -> tuple[str, int | None]:
    """Code and value of the quota of that name; the value is None where Service Quotas does not know it.

    Raises:
        EngineError: it cannot be asked.
        Cancelled: the token of the questions was set.
    """
    code = _known_code(name)
    if code:
        try:
            found = questions.ask(
                "service-quotas", "get_service_quota", ServiceCode="sagemaker", QuotaCode=code
            )
            return code, int(found["Quota"]["Value"])
        except CredentialsExpired:
            raise
        except NotFound:
            code = ""
    for quota in _all(questions):
        if quota.get("QuotaName") == name:
            code = str(quota.get("QuotaCode", ""))
            cached.write(_key(name), {"name": name, "code": code})
            return code, int(quota.get("Value", 0))
    return "", None


def _all(questions: Questions) -> Iterator[dict[str, Any]]:
    more: dict[str, str] = {}
    for _ in range(PAGES):
        page = questions.ask(
            "service-quotas", "list_service_quotas", ServiceCode="sagemaker", MaxResults=100, **more
        )
        yield from page.get("Quotas", [])
        if not page.get("NextToken"):
            return
        more = {"NextToken": page["NextToken"]}


def _used(instance_type: str, questions: Questions, *, spot: bool) -> int | None:
    """Instances of the type in running jobs; None where they cannot be counted cheaply."""
    try:
        page = questions.ask(
            "sagemaker", "list_training_jobs", StatusEquals="InProgress", MaxResults=FEW_JOBS + 1
        )
        names = [job["TrainingJobName"] for job in page.get("TrainingJobSummaries", [])]
        if len(names) > FEW_JOBS or page.get("NextToken"):
            return None
        jobs = [questions.ask("sagemaker", "describe_training_job", TrainingJobName=name) for name in names]
    except CredentialsExpired:
        raise
    except EngineError:
        return None  # how much is in use is good to know, and no reason to say nothing of the quota
    return sum(
        int(job["ResourceConfig"].get("InstanceCount", 0))
        for job in jobs
        if job.get("ResourceConfig", {}).get("InstanceType") == instance_type
        and bool(job.get("EnableManagedSpotTraining")) == spot
    )


def _known_code(name: str) -> str:
    kept = cached.read(_key(name)) or {}
    code = kept.get("code")
    return code if kept.get("name") == name and isinstance(code, str) and _CODE.fullmatch(code) else ""


def _key(name: str) -> str:
    return f"quota_{name.replace(' ', '-')}"
