"""The role of the configuration: found, refused with what to do, or not checked for want of a permission."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.engine.sagemaker.role import look, trusts_sagemaker

if TYPE_CHECKING:
    from core.engine.sagemaker.questions import Questions
    from core.engine.sagemaker.role import Role
    from tests.aws.account import Account

CALLER = "arn:aws:sts::123456789012:assumed-role/Developer/me"


def found(given: str, questions: Questions, caller: str = CALLER) -> Role:
    return look(given, "123456789012", caller, questions)


def test_a_role_by_name_or_arn(aws: Account, questions: Questions) -> None:
    assert found("TrainscopeExecution", questions).arn == aws.role
    role = found(aws.role, questions)
    assert (role.arn, role.findings) == (aws.role, ())


def test_the_path_of_a_role_comes_from_iam(aws: Account, questions: Questions) -> None:
    client = aws.client("iam")
    services = '["ec2.amazonaws.com", "sagemaker.amazonaws.com"]'
    trust = f'{{"Statement": {{"Effect": "Allow", "Principal": {{"Service": {services}}}}}}}'
    client.create_role(RoleName="Deep", Path="/service-role/", AssumeRolePolicyDocument=trust)
    arn = "arn:aws:iam::123456789012:role/service-role/Deep"
    assert found("Deep", questions).arn == arn
    assert found("service-role/Deep", questions).arn == arn


def test_a_role_that_sagemaker_may_not_take_on(aws: Account, questions: Questions) -> None:
    aws.storage.make_role("ForLambda", "lambda.amazonaws.com")
    (finding,) = found("ForLambda", questions).findings
    assert (finding.level, finding.kind) == ("error", "role-trust")
    assert "sagemaker.amazonaws.com" in finding.fix


def test_a_role_that_is_not_there(questions: Questions) -> None:
    (finding,) = found("Nobody", questions).findings
    assert (finding.level, finding.kind) == ("error", "no-role")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("arn:aws:iam::999999999999:role/Elsewhere", "account 999999999999"),
        ("arn:aws:sts::123456789012:assumed-role/Developer/me", "give the role itself: Developer"),
        ("arn:aws:s3:::bucket", "neither a role's name nor its ARN"),
        ("two words\x1b[31m", "neither a role's name nor its ARN"),
    ],
)
def test_what_is_no_role_is_refused_without_asking(
    given: str, says: str, aws: Account, questions: Questions
) -> None:
    role = found(given, questions)
    (finding,) = role.findings
    assert role.arn == ""
    assert finding.level == "error"
    assert says in finding.detail + finding.fix
    assert finding.detail.isprintable()
    assert len(aws.requests) == 0


def test_without_the_permission_the_role_is_sent_unchecked(aws: Account, questions: Questions) -> None:
    aws.faults.denied.add("iam:GetRole")
    role = found("TrainscopeExecution", questions)
    (finding,) = role.findings
    assert role.arn == aws.role
    assert finding.level == "info"
    assert "iam:GetRole" in finding.detail
    china = found("TrainscopeExecution", questions, "arn:aws-cn:iam::123456789012:user/me")
    assert china.arn == "arn:aws-cn:iam::123456789012:role/TrainscopeExecution"


def test_where_none_is_named_those_that_fit_are_named_and_none_is_taken(
    aws: Account, questions: Questions
) -> None:
    aws.storage.make_role("ForLambda", "lambda.amazonaws.com")
    role = found("", questions)
    (finding,) = role.findings
    assert role.arn == ""
    assert finding.fix == "set sagemaker.role to a name or ARN, such as TrainscopeExecution"
    aws.storage.make_role("Developer")
    (finding,) = found("", questions).findings
    assert "such as Developer, which you work as" in finding.fix
    aws.faults.denied.add("iam:ListRoles")
    (finding,) = found("", questions).findings
    assert "docs/sagemaker.md" in finding.fix


@pytest.mark.parametrize(
    "document", [{}, {"Statement": []}, {"Statement": [{"Effect": "Deny", "Principal": "*"}]}]
)
def test_odd_trust_policies_trust_nobody(document: dict[str, object]) -> None:
    assert not trusts_sagemaker(document)
