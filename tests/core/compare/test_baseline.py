"""The baseline of this machine: the newest local run with points on the same data, and only such a one."""

from __future__ import annotations

from core.compare.baseline import baseline_of
from core.job.status import Status, TransformFacts
from tests.core.compare.runs import record, state

SPEC = {"dataset": "/photos/flowers", "classes": ["a", "b"], "train": 320, "validation": 80}
COUNTS = {"num_classes": "2", "num_training_samples": "320"}
REAL = record("real", state(COUNTS), spec=SPEC)
LOCAL = record("local", state(COUNTS), engine="local", spec=SPEC, values=[0.6])
OLDER = record("older", state(COUNTS), engine="local", spec=SPEC, values=[0.9])


def test_the_newest_local_run_on_the_same_folder_is_the_baseline() -> None:
    found = baseline_of([REAL], [REAL, LOCAL, OLDER])
    assert found is not None
    assert (found.record, found.basis) == (LOCAL, "the same folder")


def test_of_a_run_that_was_attached_to_the_numbers_tell() -> None:
    found = baseline_of([record("attached", state(COUNTS))], [LOCAL])
    assert found is not None
    assert found.basis == "as many classes and photos"


def test_a_run_on_other_data_that_failed_without_points_or_with_answers_is_none() -> None:
    other = record(
        "x",
        state({**COUNTS, "num_training_samples": "99"}),
        engine="local",
        spec={**SPEC, "train": 99},
        values=[0.5],
    )
    failed = record("w", state(COUNTS, Status.FAILED), engine="local", spec=SPEC, values=[0.5])
    empty = record("y", state(COUNTS), engine="local", spec=SPEC)
    batch = record("z", state(COUNTS, transform=TransformFacts("x")), engine="local", values=[0.5])
    assert baseline_of([REAL], [other, failed, empty, batch]) is None
    assert baseline_of([record("unknown")], [LOCAL]) is None


def test_local_runs_have_none_and_a_run_that_is_compared_is_none() -> None:
    assert baseline_of([LOCAL], [OLDER]) is None
    assert baseline_of([REAL, LOCAL], [LOCAL]) is None
