"""The role that a job runs under: its ARN, whether it is there, and whether SageMaker may take it on.

A role is never chosen for the user: what might fit is named in the error, for the configuration.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.errors import CredentialsExpired, EngineError, NotFound
from core.finding import Finding
from core.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from core.engine.sagemaker.questions import Questions

SERVICE = "sagemaker.amazonaws.com"
MOST_NAMED = 3
"""Roles that might fit, in a hint."""
_ARN = re.compile(r"arn:aws[a-z-]*:iam::(\d{12}):role/((?:[\w+=,.@/-]+/)?([\w+=,.@-]{1,64}))")
_SESSION = re.compile(r"arn:aws[a-z-]*:sts::\d{12}:assumed-role/([\w+=,.@-]{1,64})/.*")
_NAME = re.compile(r"/?((?:[\w+=,.@-]+/)*([\w+=,.@-]{1,64}))")


@dataclass(frozen=True, slots=True)
class Role:
    """What was found out of a role.

    Args:
        arn: empty where there is none that could be sent.
        findings: what is wrong with it, or could not be checked.
    """

    arn: str
    findings: tuple[Finding, ...] = ()


def look(given: str, account: str, caller: str, questions: Questions) -> Role:
    """Find the role out.

    Args:
        given: name, path and name, or ARN; empty where nothing says one.
        account: the 12 digits.
        caller: ARN of who asks.
        questions: to AWS.

    Raises:
        CredentialsExpired: there are none.
        Cancelled: the token of the questions was set.
    """
    if not given:
        return _none(caller, questions)
    whole, session, plain = _ARN.fullmatch(given), _SESSION.fullmatch(given), _NAME.fullmatch(given)
    if whole is not None:
        if whole[1] != account:
            return _wrong(
                f"the role {given} is in account {whole[1]}, the job in {account}",
                "name a role of the job's account, or another profile",
            )
        return _asked(whole[3], given, questions)
    if session is not None:
        fix = f"give the role itself: {session[1]}, if SageMaker may take it on"
        return _wrong(f"{clean(given, limit=120)} is a session of a role, not a role", fix)
    if plain is None:
        return _wrong(
            f"{clean(given, limit=120)} is neither a role's name nor its ARN",
            "give a name such as TrainscopeExecution, or arn:aws:iam::<account>:role/<name>",
        )
    return _asked(plain[2], f"arn:{_partition(caller)}:iam::{account}:role/{plain[1]}", questions)


def trusts_sagemaker(document: Mapping[str, Any]) -> bool:
    """Whether a role's trust policy lets SageMaker take it on."""
    statements = document.get("Statement", [])
    for statement in statements if isinstance(statements, list) else [statements]:
        principal = statement.get("Principal", {})
        services = principal.get("Service", []) if isinstance(principal, dict) else []
        named = [services] if isinstance(services, str) else services
        if statement.get("Effect") == "Allow" and any(name.startswith("sagemaker.") for name in named):
            return True
    return False


def _asked(name: str, arn: str, questions: Questions) -> Role:
    """Look at a role in IAM, which also knows the path that a bare name leaves out."""
    try:
        found = questions.ask("iam", "get_role", RoleName=name)["Role"]
    except CredentialsExpired:
        raise
    except NotFound:
        return _wrong(f"there is no role {name}", "set sagemaker.role to one that exists", kind="no-role")
    except EngineError as error:
        detail = f"the role could not be checked: {error.what}"
        why = "if SageMaker may not take it on, that shows at the launch"
        return Role(arn, (Finding("info", "role-unchecked", detail, why=why, fix=error.fix),))
    if not trusts_sagemaker(found.get("AssumeRolePolicyDocument") or {}):
        finding = Finding(
            "error",
            "role-trust",
            f"SageMaker may not take on the role {name}",
            why=f"its trust policy does not name the service {SERVICE}, so CreateTrainingJob would refuse it",
            fix=f"add {SERVICE} to the role's trust policy (sts:AssumeRole), or name another role",
        )
        return Role(str(found["Arn"]), (finding,))
    return Role(str(found["Arn"]))


def _none(caller: str, questions: Questions) -> Role:
    fitting = list(_that_fit(questions))
    own = _SESSION.fullmatch(caller)
    if own is not None and own[1] in fitting:
        hint = f", such as {own[1]}, which you work as"
    elif fitting:
        hint = f", such as {' or '.join(fitting[:MOST_NAMED])}"
    else:
        hint = f"; make one that {SERVICE} may take on (docs/sagemaker.md)"
    finding = Finding(
        "error",
        "no-role",
        "no role is named for the job",
        why="the job reads the photos and writes the model under it",
        fix=f"set sagemaker.role to a name or ARN{hint}",
    )
    return Role("", (finding,))


def _that_fit(questions: Questions) -> Iterator[str]:
    """Names of roles that SageMaker may take on; none where they may not be listed."""
    try:
        roles = questions.ask("iam", "list_roles", MaxItems=1000).get("Roles", [])
    except CredentialsExpired:
        raise
    except EngineError:
        return  # only a hint would come of it
    for role in roles:
        if (
            trusts_sagemaker(role.get("AssumeRolePolicyDocument") or {})
            and "/aws-service-role/" not in role["Path"]
        ):
            yield clean(str(role["RoleName"]), limit=64)


def _wrong(detail: str, fix: str, kind: str = "role") -> Role:
    why = "the job reads the photos and writes the model under its role"
    return Role("", (Finding("error", kind, detail, why=why, fix=fix),))


def _partition(caller: str) -> str:
    """``aws``, ``aws-cn``, ``aws-us-gov``: the second part of every ARN of the account."""
    return [*caller.split(":"), ""][1] or "aws"
