"""A name is free, taken, or ours already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.engine.sagemaker.request import LAUNCH_TAG
from core.engine.sagemaker.taken import look
from tests.core.engine.sagemaker import specs

if TYPE_CHECKING:
    from core.engine.sagemaker.questions import Questions
    from tests.aws.account import Account


def test_a_free_name(questions: Questions) -> None:
    assert list(look(specs.spec(), questions)) == []


def test_a_name_that_somebody_has_taken(aws: Account, questions: Questions) -> None:
    spec = specs.spec()
    aws.jobs.put(spec.name, tags={LAUNCH_TAG: "another"})
    (finding,) = look(spec, questions)
    assert (finding.level, finding.kind) == ("error", "name-taken")


def test_a_name_that_we_have_taken_ourselves(aws: Account, questions: Questions) -> None:
    spec = specs.spec()
    aws.jobs.put(spec.name, tags={LAUNCH_TAG: spec.launch_id})
    assert list(look(spec, questions)) == []


def test_a_name_that_may_not_be_looked_up(aws: Account, questions: Questions) -> None:
    aws.faults.denied.add("sagemaker:DescribeTrainingJob")
    (finding,) = look(specs.spec(), questions)
    assert finding.level == "info"
    assert "sagemaker:DescribeTrainingJob" in finding.detail
