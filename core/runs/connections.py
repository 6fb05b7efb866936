"""Connections to the run book: one per thread, opened on first use, closed when their thread or the book ends."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from core.errors import RunBookError
from core.runs import files
from core.runs.faults import Damaged, in_words, is_damage, is_damage_at_open, set_aside_error
from core.runs.schema import migrate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_ATTEMPTS = 4
_CHECKED = ("jobs", "points", "endpoints", "announced")
"""Tables looked through at open; log lines are too many for that, their damage is found when they are read."""

_TEXT = partial(str, encoding="utf-8", errors="replace")
"""How cells are decoded: a byte that was damaged is one odd character, not a log that cannot be read."""


@dataclass(slots=True)
class _Handle:
    """A thread's connection, and which file it was opened on."""

    connection: sqlite3.Connection
    identity: tuple[int, int] | None
    thread: threading.Thread
    lock: threading.Lock = field(default_factory=threading.Lock)


class Connections:
    """Hands each thread its connection; reconnects when the file under the name is another one.

    Args:
        path: the book.
        clock: epoch seconds.
        busy_seconds: how long to wait for another program's lock.
        on_network: whether a file lies where WAL does not hold.
    """

    def __init__(
        self,
        path: Path,
        *,
        clock: Callable[[], float],
        busy_seconds: float,
        on_network: Callable[[Path], bool] = files.on_network,
    ) -> None:
        self.path = path
        self.notice = ""
        self._clock = clock
        self._busy = busy_seconds
        self._on_network = on_network
        self._handles: dict[int, _Handle] = {}
        self._lock = threading.Lock()
        self._closed = False

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """This thread's connection, in autocommit mode. Never yield to a caller from inside."""
        handle = self._handle()
        try:
            with handle.lock:
                yield handle.connection
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise self._fault(error, handle) from error

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: begun before, committed after, rolled back if anything is raised."""
        handle: _Handle | None = None
        try:
            with files.guard(self.path, exclusive=False, seconds=self._busy):
                handle = self._handle(guarded=True)
                with handle.lock:
                    connection = handle.connection
                    connection.execute("BEGIN IMMEDIATE")
                    try:
                        yield connection
                        connection.execute("COMMIT")
                    finally:
                        if connection.in_transaction:
                            connection.execute("ROLLBACK")
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise self._fault(error, handle) from error
        except Damaged as damaged:
            self._handle()  # connects again without the guard, which sets the damaged file aside
            damaged.connection.close()
            raise set_aside_error(self.notice) from None

    def close(self) -> None:
        """Close every connection, each after the call that is using it; later calls raise RunBookError."""
        with self._lock:
            self._closed = True
            handles = list(self._handles.values())
            self._handles.clear()
        for handle in handles:
            with handle.lock:
                handle.connection.close()

    def _handle(self, *, guarded: bool = False) -> _Handle:
        me = threading.current_thread()
        handle = self._handles.get(threading.get_ident())
        if handle is not None and handle.thread is me:
            if handle.identity == files.identity(self.path):
                return handle
            self._drop(handle)
        with self._lock:
            if self._closed:
                raise RunBookError("the run book is closed")
        handle = self._connect_guarded() if guarded else self._connect()
        with self._lock:
            dead = [ident for ident, other in self._handles.items() if not other.thread.is_alive()]
            for ident in dead:
                self._handles.pop(ident).connection.close()
            self._handles[threading.get_ident()] = handle
        return handle

    def _connect(self) -> _Handle:
        """A connection to a sound book; one that is damaged is set aside first."""
        for _ in range(_ATTEMPTS):
            files.prepare(self.path)
            found = files.identity(self.path)
            try:
                with files.guard(self.path, exclusive=False, seconds=self._busy):
                    return self._connect_guarded()
            except Damaged as damaged:
                try:
                    if found is not None:
                        self._set_aside(found)
                finally:
                    damaged.connection.close()
        raise RunBookError(
            f"the run book {self.path} is damaged", why="each new one was damaged too", fix="check the disk"
        )

    def _connect_guarded(self) -> _Handle:
        files.prepare(self.path)
        found = files.identity(self.path)
        try:
            connection = _open(
                self.path,
                now=self._clock(),
                busy_seconds=self._busy,
                journal="delete" if self._on_network(self.path) else "wal",
            )
        except sqlite3.Error as error:
            raise in_words(error, self.path) from error
        return _Handle(connection, found, threading.current_thread())

    def _drop(self, handle: _Handle) -> None:
        with self._lock:
            self._handles.pop(threading.get_ident(), None)
        with handle.lock:
            handle.connection.close()

    def _fault(self, error: Exception, handle: _Handle | None) -> RunBookError:
        if handle is None or not is_damage(error):
            return in_words(error, self.path)
        try:
            if handle.identity is not None:
                self._set_aside(handle.identity)
        finally:
            self._drop(handle)
        return set_aside_error(self.notice)

    def _set_aside(self, damaged: tuple[int, int]) -> None:
        target = files.set_aside(self.path, damaged, self._clock(), seconds=self._busy)
        where = f"as {target}" if target else f"beside {self.path} by another program"
        self.notice = f"the run book was damaged; it has been set aside {where}, and a new one was started"


def _open(path: Path, *, now: float, busy_seconds: float, journal: str) -> sqlite3.Connection:
    # Closing happens from another thread (the book's close, or after a thread's death), each use under a lock.
    connection = sqlite3.connect(
        path, timeout=busy_seconds, isolation_level=None, check_same_thread=False, cached_statements=64
    )
    connection.text_factory = _TEXT
    try:
        _set_up(connection, journal)
        if not _sound(connection):
            raise Damaged(connection)
        migrate(connection, now=now)
    except Damaged:
        raise
    except BaseException as error:
        if is_damage_at_open(error):
            raise Damaged(connection) from error
        connection.close()
        raise
    return connection


def _set_up(connection: sqlite3.Connection, journal: str) -> None:
    (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    if mode != journal:
        try:
            connection.execute(f"PRAGMA journal_mode = {journal}").fetchone()
        except sqlite3.OperationalError as error:
            if is_damage(error):
                raise
    # FULL: a name that is saved before a launch must survive the loss of power. One flush per poll is cheap.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA cache_size = -8000")
    connection.execute("PRAGMA journal_size_limit = 16777216")


def _sound(connection: sqlite3.Connection) -> bool:
    """Whether the small tables are free of damage."""
    names = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    answers = (
        connection.execute(f"PRAGMA quick_check({table})").fetchone() for table in _CHECKED if table in names
    )
    return all(answer == "ok" for (answer,) in answers)
