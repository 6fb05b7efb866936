"""A machine is typed in one word: an instance type, or the memory of a serverless endpoint."""

from __future__ import annotations

import pytest

from core.config import HostingSettings
from core.machines import count_fault, instance_fault, machine_fault, typed_machine, with_machine


@pytest.mark.parametrize(
    ("text", "again"),
    [("ml.c5.xlarge", "ml.c5.xlarge"), ("2048", "2048"), ("serverless 4096 MB", "4096"), (" 1024mb", "1024")],
)
def test_it_is_taken_and_shown_again(text: str, again: str) -> None:
    assert machine_fault(text) == ""
    assert typed_machine(with_machine(HostingSettings(serverless_mb=3072), text)) == again


@pytest.mark.parametrize("text", ["", "m5.large", "ml.m5", "512", "8192", "ml.m5.large 2", "ml.m5.lärge"])
def test_nonsense_is_refused_with_what_would_do(text: str) -> None:
    assert "1024 to 6144" in machine_fault(text)


def test_batch_transforms_take_instances_and_so_many_of_them() -> None:
    assert instance_fault("ml.c5.xlarge") == ""
    assert "cannot be serverless" in instance_fault("2048")
    assert [
        text for text in ("1", "20", "999", "", "0", "-1", "1000", "2.5", "²") if not count_fault(text)
    ] == [
        "1",
        "20",
        "999",
    ]
