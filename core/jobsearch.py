"""Jobs searched by what was given to them and what came of them: ``optimizer=adam epochs>10 best>0.7 failed``.

Words stand next to each other and must all hold. A word without an operator is a status, or a part of the name.
"""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.errors import UsageError
from core.job.parameter import table
from core.job.sent import sent_values
from core.job.status import Status
from core.nearest import did_you_mean
from core.searched import FACTS, NOT_STARTED, NUMBERS, SPANS, TEXTS, Searched, fact_of
from core.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from core.joblist import Listed
    from core.runs import Record

_STATUSES = {
    **{status.value.casefold(): status.value for status in Status},
    "running": Status.IN_PROGRESS.value,
    NOT_STARTED.casefold(): NOT_STARTED,
}
_TERM = re.compile(r"(?P<name>[A-Za-z_][\w.:-]*?)(?P<sign><=|>=|!=|==|=|<|>|~)(?P<value>.*)", re.ASCII)
_SPAN = re.compile(r"(?P<number>\d{1,9}(?:\.\d{1,9})?)(?P<unit>[smhd])", re.ASCII)
_SECONDS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_SIGNS: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": operator.ne,
}
_EXAMPLES = {"best": "0.7", "cost": "2", "status": "failed", "engine": "local"}


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a query.

    Args:
        name: of a fact or a hyperparameter.
        sign: ``=``, ``!=``, ``<``, ``<=``, ``>``, ``>=``, or ``~``: has it in it.
        text: the value as it was typed.
        number: the same as a number, seconds for a span of time; None if it is none.
    """

    name: str
    sign: str
    text: str
    number: float | None = None

    def fits(self, job: Searched, now: float) -> bool:
        """Whether it holds for the job; what nobody knows of a job never does."""
        known = fact_of(job, self.name, now)
        if known is None:
            return False
        if self.sign == "~":
            return self.text.casefold() in str(known).casefold()
        value = known if isinstance(known, float) else _number(known)
        if value is not None and self.number is not None:
            return _SIGNS[self.sign](value, self.number)
        same = str(known).casefold() == self.text.casefold()
        return same if self.sign == "=" else self.sign == "!=" and not same


@dataclass(frozen=True, slots=True)
class Query:
    """The words of a search; without any, every job fits."""

    terms: tuple[Term, ...] = ()

    @property
    def name_part(self) -> str:
        """The longest text that a job's name must have in it: the engine can look for it."""
        parts = [term.text for term in self.terms if (term.name, term.sign) == ("name", "~")]
        return max(parts, key=len, default="")

    @property
    def is_name_part(self) -> bool:
        """Whether it asks for nothing but one part of the name."""
        return [(term.name, term.sign) for term in self.terms] == [("name", "~")]

    def fits(self, job: Searched, now: float) -> bool:
        """Whether all its words hold for the job at `now` (epoch seconds)."""
        return all(term.fits(job, now) for term in self.terms)


def parse(text: str, names: Collection[str] = ()) -> Query:
    """The query that was typed.

    Args:
        text: words with blanks between them.
        names: hyperparameters of the jobs that are searched, beside those of the built-in algorithm.

    Raises:
        UsageError: a word cannot be understood; the error says which and why.
    """
    known = {*FACTS, *table(), *names}
    return Query(tuple(_term(word, known) for word in text.split()))


def words(names: Collection[str] = ()) -> set[str]:
    """All words that mean something: names of facts and hyperparameters, and statuses, in small letters.

    Args:
        names: as `parse` takes them.
    """
    return {word.casefold() for word in (*FACTS, *table(), *names)} | _STATUSES.keys()


def hyperparameter_names(records: Iterable[Record]) -> set[str]:
    """The names of all hyperparameters that any of the jobs has."""
    return {name for record in records for name in sent_values(record)}


def search(rows: Sequence[Listed], records: Iterable[Record], query: Query, now: float) -> list[Listed]:
    """The rows that fit, in their order.

    Args:
        rows: of the list of jobs.
        records: what the run book has of them; a job without one is found by what the list says of it.
        query: what is looked for.
        now: epoch seconds.
    """
    by_key = {record.key: record for record in records}
    return [row for row in rows if query.fits(Searched(row, by_key.get(row.key)), now)]


def _term(word: str, known: Collection[str]) -> Term:
    match = _TERM.fullmatch(word)
    if match is None:
        status = _STATUSES.get(word.casefold())
        return Term("name", "~", word) if status is None else Term("status", "=", status)
    name, sign, text = match["name"], match["sign"].replace("==", "="), match["value"].strip("\"'")
    if name not in known:
        why = f"no hyperparameter and no fact is called {clean(name)}{did_you_mean(name, known)}"
        raise _wrong(word, why, f"beside hyperparameters there are {', '.join(FACTS)}")
    example = f"{name}{sign}{_example(name)}"
    if not text:
        raise _wrong(word, f"there is no value behind {sign}", f"write it without blanks, such as {example}")
    if sign[0] in "<>" and name in TEXTS:
        raise _wrong(word, f"{name} has no order", f"write {name}=… for all of it, {name}~… for a part")
    if name == "status":
        text = _STATUSES.get(text.casefold(), text)
    number = _span(text) if name in SPANS else _number(text)
    if number is None and sign != "~" and (sign[0] in "<>" or name in (*NUMBERS, *SPANS)):
        what = "a span of time with its unit, s, m, h or d" if name in SPANS else "a number"
        raise _wrong(word, f"{name}{sign} needs {what}", f"write for example {example}")
    return Term(name, sign, text, number)


def _wrong(word: str, why: str, fix: str) -> UsageError:
    return UsageError(f"cannot search for {clean(word, limit=60)!r}", why=why, fix=fix)


def _example(name: str) -> str:
    if name in SPANS:
        return "10m"
    known = table().get(name)
    return _EXAMPLES.get(name, "1") if known is None else known.example or known.default or "1"


def _number(text: str) -> float | None:
    """A number, also as ``$2`` or ``70%``."""
    plain = text.removeprefix("$")
    try:
        return float(plain.removesuffix("%")) / (100.0 if plain.endswith("%") else 1.0)
    except ValueError:
        return None


def _span(text: str) -> float | None:
    match = _SPAN.fullmatch(text)
    return None if match is None else float(match["number"]) * _SECONDS[match["unit"]]
