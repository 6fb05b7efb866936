"""What a job's log has said so far, apart from its curve: a small value folded over the lines.

The follower stores it in the run book with the lines it was made of, so that re-opening needs no second reading. The
words are those of reference/sagemaker-image-classification.md §3.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from core.job.metrics import SPEED_LABEL, TIME_LABEL, VALIDATION_LABEL, host_of, parse_line
from core.text import clean, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.job.metrics import Event, Line

FAILURE_LINES = 4
"""Lines of a failure that are kept: the error itself and what follows it."""
ERROR_LINES = 5
RHYTHM = 6
"""Epoch ends that are kept."""

_PREFIX = re.compile(
    r"\[\d\d/\d\d/\d{4} \d\d:\d\d:\d\d (?P<level>[A-Z]{1,8}) \d{1,20}\] "
    r"|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:[.,]\d{3})? (?:Node\[\d{1,9}\] )?|(?P<plain>[A-Z]{1,8}):root:"
)
_SETTING = re.compile(r"(epochs|num_training_samples|mini_batch_size): (\d{1,12})", re.ASCII)
_SETTING_FIELDS = {"epochs": "epochs", "num_training_samples": "samples", "mini_batch_size": "batch_size"}
_PATIENCE = re.compile(
    r"Early stopping (minimum epochs|patience|tolerance): (\d{1,9}(?:\.\d{1,20})?)", re.ASCII
)
_BEST = re.compile(r"Storing the best model with validation accuracy: (\d\.\d{1,20})", re.ASCII)
_CHECKPOINT = re.compile(r'Saved checkpoint to "(?:[^"]{0,300}/)?([^"/]{1,200})"')
_FAILURE = re.compile(r"(?:Customer|Algorithm) Error:")
_ERROR = re.compile(r"Traceback \(most recent|(?:^|[\s\w])(?:Error|Exception):|^Terminated|Killed")
_INTERESTING = re.compile(
    r"epochs: |num_training_samples: |mini_batch_size: |arly stopping|best model|Saved checkpoint"
    r"|---- Parameters|number of threads|ERROR|CRITICAL|Error:|Exception:|Traceback|Terminated|Killed"
)


@dataclass(frozen=True, slots=True)
class HostFacts:
    """Where one stream (one host) is.

    Args:
        stream: the log stream.
        epoch: the newest it spoke of, from 0.
        batch: the newest batch in it, None before the first such line and after the epoch's end.
        speed: samples per second of its newest batch line: the mean since that epoch began.
        time: epoch seconds of its newest line about an epoch.
    """

    stream: str
    epoch: int
    batch: int | None = None
    speed: float | None = None
    time: float | None = None


@dataclass(frozen=True, slots=True)
class LogFacts:
    """What the log says. None is not said yet.

    Args:
        epochs: how many there shall be.
        samples: images per epoch, over all hosts.
        batch_size: images per batch of one host.
        began: epoch seconds when training began.
        hosts: one entry per stream that spoke of an epoch.
        early_stopping: whether early stopping was switched on.
        early_stopped: whether it ended the training.
        patience: its ``minimum epochs``, ``patience`` and ``tolerance``, as far as they are said.
        best_stored: validation accuracy of the model that was stored last.
        checkpoint: file name of the newest checkpoint.
        failure: the error that ended the job and the lines after it, cleaned.
        failed_stream: who wrote it.
        errors: the newest lines that look like errors, cleaned.
        ends: (epoch, epoch seconds) of the newest epoch ends, oldest first, by the host that said it first: the
            rhythm of the epochs.
        validated: whether an epoch ends with its validation; otherwise `ends` are those of the training parts.
        counts: (stream, metric, how often it was said) for metrics of other algorithms, whose lines name no epoch.
        left_out: (metric, why) for those whose regular expression cannot be used.
    """

    epochs: int | None = None
    samples: int | None = None
    batch_size: int | None = None
    began: float | None = None
    hosts: tuple[HostFacts, ...] = ()
    early_stopping: bool = False
    early_stopped: bool = False
    patience: tuple[tuple[str, float], ...] = ()
    best_stored: float | None = None
    checkpoint: str | None = None
    failure: tuple[str, ...] = ()
    failed_stream: str | None = None
    errors: tuple[str, ...] = field(default=())
    ends: tuple[tuple[int, float], ...] = ()
    validated: bool = False
    counts: tuple[tuple[str, str, int], ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """JSON-able values from which `from_json` makes the same facts."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> LogFacts:
        """The facts from `to_json`'s values; names that this version does not know are left out."""
        known = {name: value for name, value in stored.items() if name in cls.__dataclass_fields__}
        known["hosts"] = tuple(HostFacts(**host) for host in known.get("hosts", ()))
        for name in ("failure", "errors"):
            known[name] = tuple(known.get(name, ()))
        known["ends"] = tuple((int(epoch), float(time)) for epoch, time in known.get("ends", ()))
        known["patience"] = tuple((str(name), float(value)) for name, value in known.get("patience", ()))
        known["counts"] = tuple((str(a), str(b), int(n)) for a, b, n in known.get("counts", ()))
        known["left_out"] = tuple((str(name), str(why)) for name, why in known.get("left_out", ()))
        return cls(**known)


def advance(facts: LogFacts, line: Line) -> LogFacts:
    """The facts after one more line; the same object if it says nothing new.

    Args:
        facts: so far.
        line: the next line of any stream; lines of one stream come in order.
    """
    events = parse_line(line.text)
    if events:
        return _with_events(facts, line, events)
    collecting = facts.failed_stream == line.stream and 0 < len(facts.failure) < FAILURE_LINES
    if not collecting and not _INTERESTING.search(line.text):
        return facts
    text = plain(line.text)
    prefix = _PREFIX.match(text)
    message = text[prefix.end() :] if prefix else text
    level = (prefix["level"] or prefix["plain"] or "") if prefix else ""
    changed = _said(facts, message, line.time) or _failed(facts, line.stream, message, level)
    if changed is None and collecting and message.strip():
        changed = {"failure": (*facts.failure, clean(message.strip()))}
    return replace(facts, **changed) if changed else facts


def _with_events(facts: LogFacts, line: Line, events: Iterable[Event]) -> LogFacts:
    hosts = {host.stream: host for host in facts.hosts}
    for event in events:
        host = hosts.get(line.stream) or HostFacts(line.stream, event.epoch)
        if event.label == SPEED_LABEL:
            host = replace(
                host, epoch=event.epoch, batch=event.batch, speed=float(event.value), time=line.time
            )
        else:
            host = replace(host, epoch=event.epoch, batch=None, time=line.time)
        began_anew = [
            other for other in hosts if other != line.stream and host_of(other) == host_of(line.stream)
        ]
        for other in began_anew:
            del hosts[other]
        hosts[line.stream] = host
        facts = _ended(facts, event, line.time)
    began = line.time if facts.began is None else facts.began
    return replace(facts, hosts=tuple(hosts.values()), began=began)


def _ended(facts: LogFacts, event: Event, time: float) -> LogFacts:
    """With the end of the event's epoch, if it is one and no host has said so before."""
    validation = event.label == VALIDATION_LABEL
    if not validation and (facts.validated or event.label != TIME_LABEL):
        return facts
    if validation and not facts.validated:
        return replace(facts, ends=((event.epoch, time),), validated=True)
    if facts.ends and event.epoch <= facts.ends[-1][0]:
        return facts
    return replace(facts, ends=(*facts.ends, (event.epoch, time))[-RHYTHM:])


def _said(facts: LogFacts, message: str, time: float) -> dict[str, Any] | None:
    """What a message of the algorithm changes; None if it is none of those known."""
    if setting := _SETTING.fullmatch(message):
        return {_SETTING_FIELDS[setting[1]]: int(setting[2])}
    if message.startswith(("---- Parameters", "Setting number of threads")):
        return {} if facts.hosts else {"began": time}
    if rule := _PATIENCE.fullmatch(message):
        return {"patience": tuple({**dict(facts.patience), rule[1]: float(rule[2])}.items())}
    if message.startswith("Using early stopping"):
        return {"early_stopping": True}
    if message.startswith("Early stopping criteria met"):
        return {"early_stopping": True, "early_stopped": True}
    if stored := _BEST.match(message):
        return {"best_stored": float(stored[1])}
    if saved := _CHECKPOINT.match(message):
        return {"checkpoint": clean(saved[1])}
    return None


def _failed(facts: LogFacts, stream: str, message: str, level: str) -> dict[str, Any] | None:
    """What a message that looks like an error changes; None if it does not."""
    fatal = _FAILURE.search(message)
    if fatal is None and level not in ("ERROR", "CRITICAL") and not _ERROR.search(message):
        return None
    changed: dict[str, Any] = {"errors": (*facts.errors, clean(message))[-ERROR_LINES:]}
    if fatal is not None and not facts.failure:
        changed |= {"failure": (clean(message[fatal.start() :]),), "failed_stream": stream}
    elif facts.failed_stream == stream and len(facts.failure) < FAILURE_LINES:
        changed["failure"] = (*facts.failure, clean(message))
    return changed
