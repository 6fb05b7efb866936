"""The tables of the run book. A migration only adds, so that an older book keeps all it holds.

A line's id packs job and sequence number (``job << 32 | seq``): the table itself is then in reading order, so
any page of any log is one seek, and no second index is needed (docs/decisions/0003-run-book.md has the figures).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import RunBookError

if TYPE_CHECKING:
    import sqlite3

SEQ_BITS = 32
FIRST_ID_LIMIT = 2**30

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE jobs (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            engine TEXT NOT NULL, account TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL,
            spec TEXT, state TEXT, facts TEXT, cursor TEXT, best TEXT,
            created REAL NOT NULL, updated REAL, ended REAL,
            line_count INTEGER NOT NULL DEFAULT 0, points_version INTEGER NOT NULL DEFAULT 0,
            UNIQUE (engine, account, region, name))""",
        "CREATE INDEX jobs_by_name ON jobs (name)",
        "CREATE INDEX jobs_by_age ON jobs (created)",
        # Streams have ids of their own, so that a key index of a million lines holds no long names.
        """CREATE TABLE streams (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            job_id INTEGER NOT NULL, name TEXT NOT NULL, UNIQUE (job_id, name))""",
        # A stream belongs to one job: unique (stream, key) is unique (job, stream, key).
        """CREATE TABLE lines (
            id INTEGER PRIMARY KEY,
            stream_id INTEGER NOT NULL, key TEXT NOT NULL, time REAL NOT NULL, text TEXT NOT NULL,
            UNIQUE (stream_id, key))""",
        # `value` is NULL for not-a-number, which SQLite cannot hold; infinities it can.
        """CREATE TABLE points (
            job_id INTEGER NOT NULL, stream TEXT NOT NULL, name TEXT NOT NULL, epoch INTEGER NOT NULL,
            value REAL, time REAL, version INTEGER NOT NULL,
            UNIQUE (job_id, stream, name, epoch))""",
        "CREATE INDEX points_by_version ON points (job_id, version)",
    ),
    (
        # When its engine's launch came back; NULL while it has not, and for jobs that were attached to.
        "ALTER TABLE jobs ADD COLUMN launched REAL",
        "ALTER TABLE jobs ADD COLUMN drained INTEGER NOT NULL DEFAULT 0",
    ),
    (
        """CREATE TABLE endpoints (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            engine TEXT NOT NULL, account TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL,
            job TEXT NOT NULL, launch_id TEXT NOT NULL, spec TEXT, state TEXT,
            created REAL NOT NULL, ended REAL,
            UNIQUE (engine, account, region, name, launch_id))""",
        # A name is free again once its endpoint has been taken down.
        """CREATE UNIQUE INDEX endpoints_up ON endpoints (engine, account, region, name) WHERE ended IS NULL""",
    ),
    (
        # What has been announced, so that it is announced once, whoever sees it.
        "CREATE TABLE announced (event TEXT PRIMARY KEY, time REAL NOT NULL)",
    ),
    (
        """CREATE TABLE sweeps (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            engine TEXT NOT NULL, account TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL,
            launch_id TEXT NOT NULL, spec TEXT, state TEXT, jobs TEXT,
            created REAL NOT NULL, launched REAL, ended REAL,
            UNIQUE (engine, account, region, name))""",
    ),
)
"""Statements that lead from schema version n to n + 1; versions count from 0, an empty file."""


def migrate(connection: sqlite3.Connection, *, now: float) -> None:
    """Bring the book to this program's schema, in one transaction.

    Args:
        connection: in autocommit mode.
        now: epoch seconds; ids of a new book start there, so that a screen which still holds an id of a book
            that was set aside finds nothing under it, not another job.

    Raises:
        RunBookError: the book is newer than this program.
    """
    if _version(connection) == len(MIGRATIONS):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = _version(connection)  # another program may have been faster
        _refuse_newer(version)
        for statements in MIGRATIONS[version:]:
            for statement in statements:
                connection.execute(statement)
        if version == 0:
            first = int(now) % FIRST_ID_LIMIT
            for table in ("jobs", "endpoints", "sweeps"):
                connection.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, first))
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def _refuse_newer(version: int) -> None:
    if version > len(MIGRATIONS):
        raise RunBookError(
            "the run book was written by a newer trainscope",
            why=f"its schema is version {version}, this program knows up to {len(MIGRATIONS)}",
            fix="update trainscope, or point XDG_STATE_HOME at another folder",
        )
