"""What the containers of a job print, host by host: made in the built-in algorithm's format, or from a real log."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_COLOURED = re.compile(r"\x1b\[(\d+)m(.*?)\x1b\[0m", re.DOTALL)
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_SDK = re.compile(
    r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [A-Z][A-Za-z]+ - |(Training|Billable) seconds: |INFO:sagemaker|\.+$"
)
_IN_PROGRESS = re.compile(r"^.*Training in progress\.+")
_STAMP = re.compile(r"\[(\d\d/\d\d/\d{4} \d\d:\d\d:\d\d) [A-Z]+ (\d+)\]")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of one host.

    Args:
        seconds: from the start of the stage Training to the line's timestamp.
        process: if not 0, the line is printed as ``[MM/DD/YYYY hh:mm:ss INFO <process>] text`` with the job's time.
        late: seconds after its timestamp at which CloudWatch has it (the life's own lag comes on top).
    """

    seconds: float
    text: str
    process: int = 0
    late: float = 0.0

    def printed(self, moment: float) -> str:
        """The text as CloudWatch has it, if it was printed at `moment`."""
        if not self.process:
            return self.text
        stamp = datetime.fromtimestamp(moment, UTC).strftime("%m/%d/%Y %H:%M:%S")
        return f"[{stamp} INFO {self.process}] {self.text}"


Host = tuple[Line, ...]


def made_lines(
    curve: Sequence[float],
    *,
    hyperparameters: Mapping[str, str] | None = None,
    hosts: int = 1,
    epoch_seconds: float = 40.0,
    batches: int = 0,
    start: float = 5.0,
) -> tuple[Host, ...]:
    """The log of a run whose validation accuracy goes along `curve`, one value an epoch.

    Args:
        batches: batch lines an epoch (the algorithm prints one for every twentieth batch).
        start: seconds from the start of Training to the first epoch.
    """
    return tuple(
        _made_host(curve, hyperparameters or {}, number, epoch_seconds, batches, start)
        for number in range(hosts)
    )


def _made_host(
    curve: Sequence[float],
    hyperparameters: Mapping[str, str],
    number: int,
    epoch_seconds: float,
    batches: int,
    start: float,
) -> Host:
    process = 140432456828736 + number * 4096
    lines = [Line(0.0, "Docker entrypoint called with argument(s): train")]

    def say(seconds: float, text: str) -> None:
        lines.append(Line(seconds, text, process))

    say(1.0, f"Final configuration: {dict(hyperparameters)}")
    say(1.0, "---- Parameters ----")
    for name, value in hyperparameters.items():
        say(1.0, f"{name}: {value}")
    say(1.0, "--------------------")
    say(1.5, "Setting number of threads: 3")
    best = float("-inf")
    for epoch, accuracy in enumerate(curve):
        begin = start + epoch * epoch_seconds
        train = min(1.0, accuracy + 0.05)
        for batch in range(1, batches + 1):
            speed = 170.0 + (epoch * 7 + batch * 3 + number) % 11
            text = f"Epoch[{epoch}] Batch [{batch * 20}]#011Speed: {speed:.3f} samples/sec#011accuracy={train:.6f}"
            say(begin + 0.8 * epoch_seconds * batch / (batches + 1), text)
        say(begin + 0.8 * epoch_seconds, f"Epoch[{epoch}] Train-accuracy={train:.6f}")
        say(begin + 0.8 * epoch_seconds, f"Epoch[{epoch}] Time cost={0.8 * epoch_seconds:.3f}")
        say(begin + epoch_seconds, f"Epoch[{epoch}] Validation-accuracy={accuracy:.6f}")
        if accuracy > best:
            best = accuracy
            say(begin + epoch_seconds, f"Storing the best model with validation accuracy: {accuracy:.6f}")
            file = f"/opt/ml/model/image-classification-{epoch + 1:04d}.params"
            say(begin + epoch_seconds, f'Saved checkpoint to "{file}"')
    return tuple(lines)


def real_lines(path: Path, *, split: bool = False) -> tuple[Host, ...]:
    """The lines of a log as the SageMaker SDK printed it, without what the SDK added.

    Args:
        split: each process (the number after INFO) is a host of its own, as in a log of several hosts.

    Lines follow the log's own clock, which shows whole seconds: lines of one second are set a few milliseconds
    apart, three to a millisecond.
    """
    text = path.read_text("utf-8")
    found = [(colour, line) for colour, line in _COLOURED.findall(text) if line.strip()]
    if not found:
        plain = (_IN_PROGRESS.sub("", line) for line in _ANSI.sub("", text).splitlines())
        found = [("", line) for line in plain if line.strip() and not _SDK.match(line)]
    processes: dict[str, list[tuple[float | None, str]]] = {}
    last_of: dict[str, str] = {}
    unowned: dict[str, list[str]] = {}
    for colour, line in found:
        stamp = _STAMP.search(line)
        if stamp:
            process = last_of[colour] = stamp[2] if split else ""
            lines = processes.setdefault(process, [(None, early) for early in unowned.pop(colour, [])])
            moment = datetime.strptime(stamp[1], "%m/%d/%Y %H:%M:%S").replace(tzinfo=UTC).timestamp()
            lines.append((moment, line))
        elif colour in last_of:
            processes[last_of[colour]].append((None, line))
        else:
            unowned.setdefault(colour, []).append(line)
    rest = [(None, line) for lines in unowned.values() for line in lines]
    if rest:
        processes.setdefault("", []).extend(rest)
    moments = [moment for lines in processes.values() for moment, _ in lines if moment is not None]
    first = min(moments, default=0.0) - 2.0
    return tuple(_timed(lines, first) for lines in processes.values())


def _timed(lines: list[tuple[float | None, str]], first: float) -> Host:
    timed: list[Line] = []
    second, inside = 0.0, 0
    for moment, text in lines:
        at = second if moment is None else max(second, moment - first)
        inside = inside + 1 if at == second else 0
        second = at
        timed.append(Line(at + min(inside // 3, 900) / 1000, text))
    return tuple(timed)


def delayed(host: Host, *numbers: int, seconds: float) -> Host:
    """The same lines, of which those with these numbers reach CloudWatch late."""
    return tuple(replace(line, late=seconds) if n in numbers else line for n, line in enumerate(host))
