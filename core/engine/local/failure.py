"""Why the program of a job failed, in the words the service would use.

"Customer Error" in the log becomes "ClientError: …" in FailureReason, "Algorithm Error" becomes "AlgorithmError: …"
(reference/sagemaker-image-classification.md §1 and §3, LOG 06, 24, 25).
"""

from __future__ import annotations

import re
import signal
from typing import TYPE_CHECKING

from core.engine.local.work import TRAINING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.engine.local.work import Work

FAILURE_LINES = 12
_SAID = re.compile(r"(Customer|Algorithm) Error: ?(.*)")
_KINDS = {"Customer": "ClientError", "Algorithm": "AlgorithmError"}


def reason(exit_code: int, failure_text: str, tail: Sequence[str], work: Work = TRAINING) -> str:
    """The failure reason of a program that ended with `exit_code` (negative: killed by that signal).

    Args:
        exit_code: as `subprocess` gives it.
        failure_text: what it wrote into ``output/failure``; empty if nothing.
        tail: its last log lines, oldest first.
        work: what it did.
    """
    said = "\n".join(failure_text.strip().splitlines()[:FAILURE_LINES])
    if said:
        return f"{_worded(said)}, {ending(exit_code)}"
    for line in reversed(tail):
        if _SAID.search(line):
            return f"{_worded(line)}, {ending(exit_code)}"
    if exit_code < 0:
        return f"AlgorithmError: the {work.program} was {ending(exit_code)}{_advice(-exit_code, work)}"
    last = " | ".join(line.strip() for line in tail[-3:] if line.strip())
    return f"AlgorithmError: the {work.program} gave up, {ending(exit_code)}; last lines: {last or 'none'}"


def ending(exit_code: int) -> str:
    """How a process ended, in a few words."""
    if exit_code >= 0:
        return f"exit code: {exit_code}"
    try:
        return f"killed by {signal.Signals(-exit_code).name}"
    except ValueError:
        return f"killed by signal {-exit_code}"


def _worded(text: str) -> str:
    found = _SAID.search(text)
    if found is None:
        return f"AlgorithmError: {text}"
    rest = text[found.end() :].rstrip()
    return f"{_KINDS[found[1]]}: {found[2]}{rest}"


def _advice(number: int, work: Work) -> str:
    if number == signal.SIGKILL:
        return f"; the system does this when memory runs out (see dmesg or journalctl -k): {work.less_memory}"
    return ""


def runner_told_to_end(work: Work) -> str:
    """The reason of a job whose runner got a signal that nobody of ours sent."""
    return (
        f"AlgorithmError: the system told the process that ran the {work.called} to end, and nobody had asked "
        f"for a stop: the machine was shut down, or a signal was sent by hand; {work.again}"
    )


def runner_died(last_sign: str, work: Work) -> str:
    """The reason of a job whose runner is gone without a word."""
    return (
        f"AlgorithmError: the process that ran the {work.called} ended without a word, last sign of life {last_sign}: "
        "it was killed, the machine went down or ran out of memory, or its disk was full; "
        f"{work.again}"
    )
