"""What has been announced: whoever writes it down first announces it, in whatever program."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3


def claim(connection: sqlite3.Connection, event: str, now: float, apart: float) -> bool:
    """Write an event down; False if that was done already, less than `apart` seconds ago."""
    cursor = connection.execute(
        """INSERT INTO announced (event, time) VALUES (?, ?)
           ON CONFLICT (event) DO UPDATE SET time = excluded.time WHERE announced.time < ?""",
        (event, now, now - apart),
    )
    return cursor.rowcount == 1
