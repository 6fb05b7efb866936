"""The list of endpoints: what run book and engines know together, each endpoint once, newest first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.endpointstate import is_being_made, look, note, state_of
from core.errors import EngineError, NotFound, UsageError
from core.foreign import clean_endpoint

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from core.cancel import CancelToken
    from core.engine.base import Capabilities
    from core.engine.hosting import EndpointState, Hosting, HostingEngine
    from core.job.status import JobKey
    from core.runs import EndpointRecord, RunBook


@dataclass(frozen=True, slots=True)
class ListedEndpoint:
    """An endpoint in the list.

    Args:
        state: the newest there is.
        record: of the run book; None for one that was made elsewhere.
        begun: its deployment is under way in some living program.
        fresh: whether its engine has said so just now.
    """

    state: EndpointState
    record: EndpointRecord | None
    begun: bool = False
    fresh: bool = True

    @property
    def since(self) -> float | None:
        """Epoch seconds when it was asked for."""
        if self.state.created is not None or self.record is None:
            return self.state.created
        return self.record.created

    @property
    def ended(self) -> float | None:
        """Epoch seconds when it was taken down; None while it is up."""
        return None if self.record is None else self.record.ended

    @property
    def interrupted(self) -> bool:
        """Whether nothing is made of it, and nobody is at it: its deployment goes on, or is taken down."""
        return self.record is not None and self.record.state is None and not self.begun


def in_book(book: RunBook, *, past: bool = False) -> list[ListedEndpoint]:
    """What the run book knows, newest first; nobody is asked.

    Args:
        book: read from.
        past: also those that are down.

    Raises:
        RunBookError: the book cannot be read.
    """
    return [_row(record, book, fresh=False) for record in book.endpoints(up=None if past else True)]


def listed(
    book: RunBook,
    engine: HostingEngine,
    open_engine: Callable[[JobKey], Hosting],
    *,
    past: bool = False,
    on_trouble: Callable[[EngineError | UsageError], None] = lambda error: None,
    cancel: CancelToken | None = None,
) -> list[ListedEndpoint]:
    """What both know now; the run book is told.

    The engine lists what is up in its place, also what was made on another machine. Endpoints of the run book in other
    places cost money too: there it is asked for each.

    Args:
        book: read from and written to.
        engine: the one that the settings name.
        open_engine: the engine of another endpoint's place.
        past: also those that are down.
        on_trouble: hears of each place without an answer; the run book's last word stands for it then.
        cancel: stops between two questions.

    Raises:
        RunBookError: the book cannot be used.
        Cancelled: the token was set.
    """
    records = book.endpoints()
    silent: set[tuple[str, ...]] = set()
    here: tuple[str, ...] = ()
    told: dict[tuple[JobKey, str], EndpointState] = {}
    try:
        for state in engine.endpoints():
            _check(cancel)
            told[state.key, state.launch_id] = clean_endpoint(state)
        if records:
            here = _place(engine.endpoint_key(records[0].key.name))
    except EngineError as error:
        on_trouble(error)
        silent = {_place(record.key) for record in records if _of(engine.capabilities, record.key)}
    rows = []
    for record in records:
        state_told = told.pop((record.key, record.launch_id), None)
        place = _place(record.key)
        if state_told is not None:
            rows.append(_row(note(record, state_told, book), book))
        elif place in silent or (record.ended is not None and not state_of(record).status.moving):
            rows.append(_row(record, book, fresh=record.ended is not None))
        else:
            _check(cancel)
            try:
                where = engine if place == here else open_engine(record.key)
                rows.append(_row(look(record, where, book), book))
            except (EngineError, UsageError) as error:
                on_trouble(error)
                silent.add(place)
                rows.append(_row(record, book, fresh=False))
    rows += [ListedEndpoint(state, None) for state in told.values()]
    rows = [row for row in rows if past or row.ended is None or row.state.status.moving]
    return sorted(rows, key=lambda row: row.since or 0.0, reverse=True)


def again(
    rows: Sequence[ListedEndpoint],
    book: RunBook,
    open_engine: Callable[[JobKey], Hosting],
    *,
    on_trouble: Callable[[EngineError | UsageError], None] = lambda error: None,
    cancel: CancelToken | None = None,
) -> list[ListedEndpoint]:
    """The same endpoints as they are now, without those that are gone; the run book is told.

    Each is asked for by its name, one call each: a whole list takes several, and finds others too.

    Args:
        rows: as they were listed.
        book: read from and written to.
        open_engine: the engine of an endpoint's place.
        on_trouble: hears of each place without an answer; what was known stands then.
        cancel: stops between two questions.

    Raises:
        RunBookError: the book cannot be used.
        Cancelled: the token was set.
    """
    records = {record.id: record for record in book.endpoints()}
    silent: set[tuple[str, ...]] = set()
    now: list[ListedEndpoint] = []
    for row in rows:
        _check(cancel)
        place = _place(row.state.key)
        if place not in silent:
            try:
                found = _again(row, records, book, open_engine)
            except (EngineError, UsageError) as error:
                on_trouble(error)
                silent.add(place)
            else:
                now += [] if found is None else [found]
                continue
        now.append(replace(row, fresh=False))
    return now


def _again(
    row: ListedEndpoint,
    records: Mapping[int, EndpointRecord],
    book: RunBook,
    open_engine: Callable[[JobKey], Hosting],
) -> ListedEndpoint | None:
    """The endpoint as it is now; None if it is gone."""
    engine = open_engine(row.state.key)
    if row.record is None:
        try:
            state = clean_endpoint(engine.endpoint(row.state.key.name))
        except NotFound:
            return None
        return ListedEndpoint(state, None) if state.launch_id == row.state.launch_id else None
    record = records.get(row.record.id)
    if record is None or record.ended is not None:
        return None
    record = look(record, engine, book)
    return _row(record, book) if record.ended is None else None


def _row(record: EndpointRecord, book: RunBook, *, fresh: bool = True) -> ListedEndpoint:
    begun = record.ended is None and is_being_made(record, book)
    return ListedEndpoint(state_of(record), record, begun=begun, fresh=fresh)


def _place(key: JobKey) -> tuple[str, ...]:
    return key[:3]


def _of(at: Capabilities, key: JobKey) -> bool:
    return (key.engine, key.region) == (at.name, at.region) and at.account in ("", key.account)


def _check(cancel: CancelToken | None) -> None:
    if cancel is not None:
        cancel.check()
