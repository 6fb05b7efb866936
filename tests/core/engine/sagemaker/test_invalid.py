"""SageMaker's words for a request that it does not take (reference §1, §5), and what is said to them."""

from __future__ import annotations

import pytest

from core.engine.sagemaker.invalid import advised
from core.errors import EngineError, EngineRefused, EngineUnreachable, QuotaExceeded

REQUEST = {
    "RoleArn": "arn:aws:iam::123456789012:role/Trainer",
    "ResourceConfig": {"InstanceType": "ml.c4.2xlarge"},
    "AlgorithmSpecification": {
        "TrainingImage": "685385470294.dkr.ecr.eu-west-1.amazonaws.com/image-classification:1"
    },
}


def refused(why: str) -> EngineError:
    error = EngineError("AWS refused it", why=why, fix="look")
    error.code = "ValidationException"
    return advised(error, REQUEST)


@pytest.mark.parametrize(
    ("why", "what"),
    [
        (
            "Instance type ml.c4.2xlarge is not supported by algorithm image-classification; "
            "only GPU instances are supported.",
            "ml.c4.2xlarge cannot run the algorithm",
        ),
        (
            'No S3 objects found under S3 URL "s3://b/train/" given in input data source. Please ensure that the '
            "bucket exists in the selected region (eu-west-1)",
            "SageMaker finds no data",
        ),
        (
            "Could not assume role arn:aws:iam::123456789012:role/Trainer. Please ensure that the role exists and "
            "allows principal 'sagemaker.amazonaws.com' to assume the role.",
            "SageMaker cannot use the role arn:aws:iam::123456789012:role/Trainer",
        ),
        (
            "The provided KMS key arn:aws:kms:eu-west-1:1:key/x does not exist",
            "the encryption key cannot be used",
        ),
        (
            "The bucket b is in region us-east-1, but the job is in another",
            "the bucket is in another region than the job",
        ),
        ("Something that nobody has seen yet", "SageMaker does not take the request"),
    ],
)
def test_known_words_are_explained(why: str, what: str) -> None:
    error = refused(why)
    assert error.what == what
    assert error.why == why
    assert error.fix
    assert error.code == "ValidationException"


def test_the_region_is_the_jobs() -> None:
    assert "eu-west-1" in refused("No S3 objects found").fix


@pytest.mark.parametrize("why", ["decryption of {braces} failed", "", "{0} %s"])
def test_odd_words_do_no_harm(why: str) -> None:
    assert refused(why).why == why


def test_what_is_worth_trying_again_stays_so() -> None:
    error = EngineUnreachable("no answer", why="kms")
    assert advised(error, REQUEST) is error


def test_a_quota_names_the_instance() -> None:
    error = advised(QuotaExceeded("too many", why="limit is 0"), REQUEST)
    assert isinstance(error, QuotaExceeded)
    assert "ml.c4.2xlarge" in error.what


@pytest.mark.parametrize(
    ("why", "what"),
    [
        ("User x is not authorized to perform: iam:PassRole on resource y", "hand the role"),
        ("User x is not authorized to perform: sagemaker:CreateTrainingJob because of kms", "AWS does not"),
    ],
)
def test_a_refusal_keeps_its_kind(why: str, what: str) -> None:
    error = advised(EngineRefused("AWS does not allow it", why=why), REQUEST)
    assert isinstance(error, EngineRefused)
    assert what in error.what
