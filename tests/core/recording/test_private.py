"""What does not leave with a run."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.job.metrics import points_of
from core.job.status import MetricDefinition
from core.recording import Privacy
from core.recording.format import Said
from core.recording.private import spec_to_tell
from tests.core.recording.recordings import ENDED, STREAM, T0, bytes_of, file_of, played, run_of, values_in

if TYPE_CHECKING:
    from pathlib import Path

ACCOUNT, BUCKET = "123456789012", "my-bucket"
ANONYMOUS = Privacy("/home/ada", True, frozenset({BUCKET}))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("s3://my-bucket/x.gz", "s3://<bucket>/x.gz"),
        ("s3a://other.bucket-1/x", "s3a://<bucket>/x"),
        ("arn:aws:s3:::other/x", "arn:aws:s3:::<bucket>/x"),
        ("arn:aws-cn:s3:::other", "arn:aws-cn:s3:::<bucket>"),
        ("https://other.s3.us-east-1.amazonaws.com/x", "https://<bucket>.s3.us-east-1.amazonaws.com/x"),
        ("https://s3.us-east-1.amazonaws.com/other/x", "https://s3.us-east-1.amazonaws.com/<bucket>/x"),
        ("put into my-bucket.", "put into <bucket>."),
        ("my-bucket-list and notmy-bucket", "my-bucket-list and notmy-bucket"),
        ("arn:aws:iam::123456789012:role/service/Ada", "arn:aws:iam::<account>:role/<role>"),
        ("arn:aws:sagemaker:us-east-1:123456789012:x", "arn:aws:sagemaker:us-east-1:<account>:x"),
        ("/home/ada/photos", "~/photos"),
        ("/home/adam/photos", "/home/adam/photos"),
        ("INFO 140432456828736] Epoch[0]", "INFO 140432456828736] Epoch[0]"),
        ("loss 0.123456789012", "loss 0.123456789012"),
        ("AKIAIOSFODNN7EXAMPLE", "AKIA<masked>"),
    ],
)
def test_what_is_masked_and_what_is_not(text: str, left: str) -> None:
    assert ANONYMOUS.text(text) == left


def test_without_being_asked_only_secrets_and_the_home_are_masked() -> None:
    text = "AKIAIOSFODNN7EXAMPLE s3://my-bucket/x 123456789012 /home/ada/x"
    assert Privacy("/home/ada").text(text) == "AKIA<masked> s3://my-bucket/x 123456789012 ~/x"


def test_nothing_of_account_and_buckets_is_in_an_anonymous_file() -> None:
    said = [Said(T0 + 70, STREAM, "reading s3://my-bucket/data of 123456789012")]
    data = bytes_of(run_of(said=said), Privacy.here(anonymous=True, state=ENDED))
    text = str(values_in(data))
    assert ACCOUNT not in text
    assert BUCKET not in text
    assert "console.aws" not in text
    assert values_in(data)[0]["anonymous"] is True


def test_a_secret_among_the_hyperparameters_is_known_by_its_name() -> None:
    state = replace(ENDED, hyperparameters={"secret_access_key": "abcdefghijklmnop", "epochs": "4"})
    assert Privacy().state(state).hyperparameters == {"secret_access_key": "<masked>", "epochs": "4"}


def test_what_was_sent_is_not_told() -> None:
    spec = {
        "dataset": "/home/ada/flowers",
        "launch_id": "x",
        "request": {"RoleArn": "arn"},
        "data": {},
        "train": 3,
    }
    assert ANONYMOUS.value(spec_to_tell(spec)) == {"dataset": "~/flowers", "train": 3}
    assert spec_to_tell(None) is None


def test_masking_changes_no_point_and_no_expression(tmp_path: Path) -> None:
    metric = MetricDefinition("loss", r"s3://\S+ loss=(\S+)")
    state = replace(ENDED, metrics=(metric,))
    said = [Said(T0 + 70, STREAM, "s3://my-bucket/a loss=0.5 Epoch[0] Validation-accuracy=0.250000")]
    run = run_of(state, said)
    update, _, points, _ = played(file_of(tmp_path, run, ANONYMOUS))
    assert update.state is not None
    assert update.state.metrics == (metric,)
    assert {(point.name, point.value) for point in points} == {("loss", 0.5), ("validation:accuracy", 0.25)}
    assert [point.value for point in points_of(said[0])] == [0.25]
