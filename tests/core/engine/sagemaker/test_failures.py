"""Every failure that is known to happen comes with something to do about it."""

from __future__ import annotations

import pytest

from core.engine.sagemaker.failures import TABLE, advice


@pytest.mark.parametrize(
    ("reason", "word"),
    [
        (
            "ClientError: Additional hyperparameters are not allowed ('num_epochs' was unexpected) "
            "(caused by ValidationError)",
            "name",
        ),
        (
            "ClientError: The value 'x' is not valid for the 'augmentation_type' hyperparameter which accepts "
            "one of the following: crop",
            "value",
        ),
        (
            "ClientError: The number of input images must be bigger or equal to the mini_batch_size., exit code: 2",
            "lower mini_batch_size",
        ),
        (
            "ClientError: Mismatch between number of labels in the multi-label data (5) and the num_classes "
            "parameter (5).",
            "num_classes",
        ),
        ("ClientError: Invalid lst file in the train channel.", "trainscope check"),
        (
            "ClientError: Unable to start training. Empty .rec file in train channel., exit code: 2",
            "trainscope dataset",
        ),
        ('ClientError: No S3 objects found under S3 URL "s3://b/x" given in input data source', "S3 address"),
        (
            "Instance type ml.c4.2xlarge is not supported by algorithm x; only GPU instances are supported.",
            "GPU",
        ),
        (
            "CapacityError: Unable to provision requested ML compute capacity. Please retry using a different "
            "ML instance type.",
            "launch again later",
        ),
        ("Insufficient capacity error from EC2 while launching instances", "launch again later"),
        ("ResourceLimitExceeded: The account-level service limit 'ml.g5' is 0 Instances", "Service Quotas"),
        ("InternalServerError: We encountered an internal error. Please try again.", "fault of AWS"),
        ("AlgorithmError: CUDA out of memory, exit code: 1", "mini_batch_size"),
        ("AlgorithmError: MXNetError: Internal Server Error ... magic number", "RecordWrapperType"),
        ("AlgorithmError: framework error: \nTraceback, exit code: 1", "lines of the log"),
        ("ClientError: Artifact upload failed: Access denied to S3", "role"),
        ("ClientError: something nobody has seen", "lines of the log"),
        ("OSError: [Errno 28] No space left on device", "volume_gb"),
    ],
)
def test_a_known_reason_gets_its_advice(reason: str, word: str) -> None:
    assert word in advice(reason, "Failed")


def test_ends_that_are_no_failures_get_advice_by_their_stage() -> None:
    assert "max_runtime_minutes" in advice(None, "MaxRuntimeExceeded")
    assert "max_wait_minutes" in advice(None, "MaxWaitTimeExceeded")
    assert advice(None, "Completed") == ""


def test_a_reason_that_nobody_knows_points_to_the_log() -> None:
    assert "log" in advice("Zyzzyva", "Failed")


def test_a_hostile_reason_is_judged_at_once() -> None:
    for text in ("bucket " * 200, "hyperparameter " * 100, "a" * 1024, "image " * 170):
        assert advice(text, "Failed")


def test_advice_is_one_plain_sentence() -> None:
    assert all("\n" not in known.advice and not known.advice.endswith(".") for known in TABLE)
