"""The baseline of this machine: the newest local run on the same data, to be drawn under a real one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from core.engine.transforming import is_batch
from core.job.sent import sent_values
from core.job.status import Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from core.runs import Record

_LOCAL = "local"
_COUNTS = ("num_classes", "num_training_samples")


class Baseline(NamedTuple):
    """A local run, and why it is taken for one on the same data."""

    record: Record
    basis: str


def baseline_of(runs: Sequence[Record], known: Iterable[Record]) -> Baseline | None:
    """The newest local run on the data of one of the runs that ran elsewhere, the first that has one.

    A run that failed, or has no points, is none. The same folder with the same numbers of photos is the same data; of a
    run that was attached to only the numbers of classes and photos are known.

    Args:
        runs: that are compared.
        known: all jobs of the run book, newest first.
    """
    shown = {run.key for run in runs}
    local = [
        record
        for record in known
        if record.key.engine == _LOCAL
        and record.key not in shown
        and record.best is not None
        and (record.state is None or record.state.status is not Status.FAILED)
        and not is_batch(record)
    ]
    for run in runs:
        if run.key.engine == _LOCAL:
            continue
        for basis, same in (("the same folder", _folder), ("as many classes and photos", _counts)):
            wanted = same(run)
            found = next((record for record in local if wanted is not None and same(record) == wanted), None)
            if found is not None:
                return Baseline(found, basis)
    return None


def _folder(record: Record) -> tuple[object, ...] | None:
    """Folder, classes and numbers of photos that a job was launched with; None of one that was attached to."""
    spec = record.spec
    if not spec or not spec.get("dataset"):
        return None
    return spec["dataset"], tuple(spec.get("classes") or ()), spec.get("train"), spec.get("validation")


def _counts(record: Record) -> tuple[str, ...] | None:
    values = sent_values(record)
    found = tuple(values[name] for name in _COUNTS if name in values)
    return found if len(found) == len(_COUNTS) else None
