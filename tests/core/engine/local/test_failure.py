"""Why a trainer failed, in the service's words."""

from __future__ import annotations

import signal

import pytest

from core.engine.local import failure

CUSTOMER = "[06/17/2021 23:33:59 ERROR 140] Customer Error: The photo a.jpg cannot be decoded."


def test_the_failure_file_is_stronger_than_the_log() -> None:
    said = failure.reason(1, "Customer Error: too few.\nsecond line\n", [CUSTOMER])
    assert said == "ClientError: too few.\nsecond line, exit code: 1"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Algorithm Error: it broke", "AlgorithmError: it broke, exit code: 1"),
        ("something else", "AlgorithmError: something else, exit code: 1"),
    ],
)
def test_errors_get_the_services_names(text: str, wanted: str) -> None:
    assert failure.reason(1, text, []) == wanted


def test_without_a_file_the_logs_last_error_is_the_reason() -> None:
    tail = ["Customer Error: an old one", CUSTOMER, "bye"]
    assert failure.reason(2, "", tail) == "ClientError: The photo a.jpg cannot be decoded., exit code: 2"


def test_without_any_error_the_last_lines_are_told() -> None:
    assert "exit code: 3; last lines: b | c | d" in failure.reason(3, " \n", ["a", "b", "c", "d"])
    assert "last lines: none" in failure.reason(3, "", [])


def test_a_kill_is_named_and_sigkill_explained() -> None:
    assert "killed by SIGKILL" in failure.reason(-signal.SIGKILL, "", [])
    assert "memory" in failure.reason(-signal.SIGKILL, "", [])
    assert "memory" not in failure.reason(-signal.SIGSEGV, "", [])
    assert failure.ending(-200) == "killed by signal 200"


def test_a_long_failure_file_is_cut() -> None:
    said = failure.reason(1, "\n".join(f"line {number}" for number in range(100)), [])
    assert said.count("\n") == failure.FAILURE_LINES - 1
