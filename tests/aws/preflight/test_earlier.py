"""The job to go on from: of the same algorithm and network, ended, its model still there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from core.engine.sagemaker.earlier import look
from tests.aws.life import quick, usual

if TYPE_CHECKING:
    from core.engine.sagemaker.questions import Questions
    from tests.aws.account import Account

IMAGE = "811284229777.dkr.ecr.us-east-1.amazonaws.com/image-classification:1"
VALUES = {"num_classes": "5", "num_layers": "50"}


def put(aws: Account, **request: Any) -> None:
    """A job of two hours ago, which took a moment."""
    given = {"life": quick(), "image": IMAGE, "HyperParameters": {"num_classes": "5", "num_layers": "50"}}
    aws.jobs.put("earlier", created=aws.clock() - 7200, **{**given, **request})


def test_the_model_of_an_equal_network(aws: Account, questions: Questions) -> None:
    put(aws)
    found = look("earlier", VALUES, questions)
    assert found.findings == ()
    assert found.model.startswith(f"s3://{aws.bucket}/")
    assert found.model.endswith("/model.tar.gz")


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({**VALUES, "num_classes": "6"}, "num_classes is 6, but 5 in earlier"),
        ({"num_classes": "5"}, "num_layers is 152, but 50 in earlier"),
        ({**VALUES, "image_shape": "3,64,64"}, "image_shape is 3,64,64, but 3,224,224 in earlier"),
    ],
)
def test_another_network_is_an_error(
    values: dict[str, str], says: str, aws: Account, questions: Questions
) -> None:
    put(aws)
    (finding,) = look("earlier", values, questions).findings
    assert finding.level == "error"
    assert says in finding.detail


def test_a_default_that_is_spelled_out_is_equal(aws: Account, questions: Questions) -> None:
    put(aws)
    assert look("earlier", {**VALUES, "image_shape": "3,224,224"}, questions).findings == ()


def test_a_pretrained_network_gives_way(aws: Account, questions: Questions) -> None:
    put(aws)
    (finding,) = look("earlier", {**VALUES, "use_pretrained_model": "1"}, questions).findings
    assert finding.level == "info"


def test_a_job_that_is_not_there(questions: Questions) -> None:
    (finding,) = look("nowhere", VALUES, questions).findings
    assert (finding.level, finding.detail) == ("error", "there is no job nowhere to go on from")


def test_another_algorithm_and_a_job_that_runs(aws: Account, questions: Questions) -> None:
    put(aws, image="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1")
    (finding,) = look("earlier", VALUES, questions).findings
    assert "is no job of the image-classification algorithm" in finding.detail
    aws.jobs.put("running", life=usual({}), image=IMAGE, HyperParameters=VALUES)
    (finding,) = look("running", VALUES, questions).findings
    assert "running is InProgress" in finding.detail


def test_a_model_that_was_deleted(aws: Account, questions: Questions) -> None:
    put(aws)
    model = look("earlier", VALUES, questions).model
    aws.client("s3").delete_object(Bucket=aws.bucket, Key=model.removeprefix(f"s3://{aws.bucket}/"))
    (finding,) = look("earlier", VALUES, questions).findings
    assert (finding.level, "is gone" in finding.detail) == ("error", True)


def test_a_model_that_may_not_be_looked_at_is_said(aws: Account, questions: Questions) -> None:
    put(aws)
    aws.faults.denied.add("s3:HeadObject")
    (finding,) = look("earlier", VALUES, questions).findings
    assert finding.level == "info"
    assert "s3:GetObject" in finding.detail
