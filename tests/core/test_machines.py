"""A machine is typed in one word: an instance type, or the memory of a serverless endpoint."""

from __future__ import annotations

import pytest

from core.config import HostingSettings
from core.machines import machine_fault, typed_machine, with_machine


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
