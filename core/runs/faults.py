"""SQLite's errors, told apart and put into words."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from core.errors import RunBookError

if TYPE_CHECKING:
    from pathlib import Path

_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_WORDS = {
    sqlite3.SQLITE_FULL: ("the disk is full", "make room; what was stored before is safe"),
    sqlite3.SQLITE_BUSY: (
        "another program holds it locked",
        "try again; if it stays locked, end that program",
    ),
    sqlite3.SQLITE_LOCKED: ("another program holds it locked", "try again"),
    sqlite3.SQLITE_READONLY: ("it cannot be written", "check the permissions of the file and its folder"),
    sqlite3.SQLITE_PERM: ("it cannot be written", "check the permissions of the file and its folder"),
    sqlite3.SQLITE_CANTOPEN: ("it cannot be opened", "check the permissions of the file and its folder"),
    sqlite3.SQLITE_IOERR: ("the disk gives an input/output error", "check the disk and its free space"),
}


class Damaged(Exception):
    """The file is not, or no longer, a run book that SQLite can read; never leaves this package.

    Args:
        connection: still open: closing it before the file is moved would make SQLite tidy up the -wal.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__("damaged")
        self.connection = connection


def is_damage(error: BaseException) -> bool:
    """Whether the error means that the file's content is broken (malformed, not a database).

    A UnicodeDecodeError is a message of SQLite that quotes a broken schema; text of cells never raises it.
    """
    return isinstance(error, UnicodeDecodeError) or _primary_code(error) in _DAMAGE


def is_damage_at_open(error: BaseException) -> bool:
    """The same while a book is opened, when even the plain ``SQLITE_ERROR`` means that the schema is not ours."""
    return is_damage(error) or _primary_code(error) == sqlite3.SQLITE_ERROR


def in_words(error: Exception, path: Path) -> RunBookError:
    """The project's error for one of SQLite's: what, why, and what to do."""
    why, fix = _WORDS.get(_primary_code(error), (str(error), ""))
    return RunBookError(f"the run book {path} cannot be used", why=why, fix=fix)


def set_aside_error(notice: str) -> RunBookError:
    """For a call that found the damage: its answer is lost with the old book."""
    return RunBookError(notice, fix="open the job again: what its engine still knows is read anew")


def _primary_code(error: BaseException) -> int:
    # An extended code such as SQLITE_IOERR_WRITE carries the primary one in its low byte.
    return int(getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF
