"""What differs between runs: hyperparameters, place, instances and data; what they have in common is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from core.job.cost import is_free
from core.job.parameter import table
from core.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.compare.run import Run

UNKNOWN = "?"


class Difference(NamedTuple):
    """One thing that is not the same everywhere.

    Args:
        name: of the hyperparameter, or of another fact.
        values: one per run, cleaned; None where nobody knows it.
        left_out: whether the run was not told the value and took the documented default.
    """

    name: str
    values: tuple[str | None, ...]
    left_out: tuple[bool, ...] = ()

    def cells(self) -> tuple[str, ...]:
        """The values for people: a default in brackets, what nobody knows as ``?``."""
        left_out = self.left_out or (False,) * len(self.values)
        return tuple(
            UNKNOWN if value is None else f"({value})" if out else value
            for value, out in zip(self.values, left_out, strict=True)
        )


def hyperparameters(runs: Sequence[Run]) -> list[Difference]:
    """The hyperparameters in which runs differ, in the order of the table, others behind it by name.

    A value that was left out counts as its documented default; a run of which nothing is known differs in nothing.
    """
    known = table()
    given = [run.values for run in runs]
    names = {name for values in given if values is not None for name in values}
    found = []
    for name in [*(name for name in known if name in names), *sorted(names - set(known))]:
        default = known[name].default if name in known else None
        values = [None if values is None else values.get(name, default) for values in given]
        out = [values is not None and name not in values for values in given]
        if _differ(name, [value for value, said in zip(values, given, strict=True) if said is not None]):
            shown = [
                "–" if value is None and said is not None else None if value is None else clean(value)
                for value, said in zip(values, given, strict=True)
            ]
            left_out = [each and value is not None for each, value in zip(out, values, strict=True)]
            found.append(Difference(clean(name), tuple(shown), tuple(left_out)))
    return found


def circumstances(runs: Sequence[Run]) -> list[Difference]:
    """Where they ran, on what and with which data, as far as that is known and not the same for all."""
    facts: dict[str, list[str | None]] = {
        "where": [_where(run) for run in runs],
        "instances": [_instances(run) for run in runs],
        "data": [_data(run) for run in runs],
    }
    return [
        Difference(name, tuple(values))
        for name, values in facts.items()
        if len({value for value in values if value is not None}) > 1
    ]


def _differ(name: str, values: Sequence[str | None]) -> bool:
    return len({None if value is None else _canonical(name, value) for value in values}) > 1


def _canonical(name: str, value: str) -> str:
    """``0.10`` and ``0.1`` are one value, and so are ``True`` and ``1`` where the table says yes or no."""
    known = table().get(name)
    try:
        return known.parse(value) if known is not None else repr(float(value))
    except ValueError:
        return value.strip()


def _where(run: Run) -> str:
    key = run.record.key
    return clean(" ".join(part for part in (key.engine, key.region) if part))


def _instances(run: Run) -> str | None:
    state = run.state
    if state is None:
        return None
    if state.instance_type is None:
        return "none" if is_free(run.record.key) else None
    count = f"{state.instance_count} × " if state.instance_count > 1 else ""
    return clean(f"{count}{state.instance_type}{' spot' if state.spot else ''}")


def _data(run: Run) -> str | None:
    """The folder that was launched with, else where the service reads the train channel."""
    place = (run.record.spec or {}).get("dataset")
    if not place and run.state is not None:
        place = run.state.channels.get("train")
    return clean(str(place)) if place else None
