"""Log lines in the run book: numbered 1..n per job without gaps, each (stream, key) once."""

from __future__ import annotations

import sqlite3
from array import array
from typing import TYPE_CHECKING

from core.runs.schema import SEQ_BITS
from core.runs.stretch import Stretch
from core.runs.values import StoredLine

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from core.engine.base import LogLine
    from core.runs.literal import Literal

_MASK = (1 << SEQ_BITS) - 1
_ASKED_AT_ONCE = 500
_INSERT = "INSERT INTO lines (id, stream_id, key, time, text) VALUES (?, ?, ?, ?, ?)"
_TEXT = "ifnull(lines.text, '') || ''"
"""A text whatever the cell holds: damage can turn it into NULL or a blob."""
_JOINED = "group_concat(ifnull(text, ''), char(10))"
_SELECT = f"""SELECT lines.id & {_MASK}, streams.name, lines.time, {_TEXT}
    FROM lines CROSS JOIN streams ON streams.id = lines.stream_id"""


def row_id(job_id: int, seq: int) -> int:
    """The id of a job's line in the table."""
    return job_id << SEQ_BITS | seq


def insert(connection: sqlite3.Connection, job_id: int, count: int, lines: Sequence[LogLine]) -> int:
    """Add lines behind the `count` that are there; those already stored are left out.

    Returns:
        How many were added.
    """
    streams = _stream_ids(connection, job_id, dict.fromkeys(line.stream for line in lines))
    rows = [
        (row_id(job_id, count + number), streams[line.stream], line.key, line.time, line.text)
        for number, line in enumerate(lines, 1)
    ]
    connection.execute("SAVEPOINT lines")
    try:
        connection.executemany(_INSERT, rows)
    except sqlite3.IntegrityError:
        # Some are known: one at a time, so that the numbers stay dense.
        connection.execute("ROLLBACK TO lines")
        added = 0
        for _, *values in rows:
            cursor = connection.execute(
                f"{_INSERT} ON CONFLICT (stream_id, key) DO NOTHING",
                (row_id(job_id, count + added + 1), *values),
            )
            added += cursor.rowcount
    else:
        added = len(rows)
    connection.execute("RELEASE lines")
    return added


def unseen(connection: sqlite3.Connection, job_id: int, lines: Sequence[LogLine]) -> list[LogLine]:
    """Those of the lines that are not stored yet, each once, in their order."""
    known: set[tuple[str, str]] = set()
    for stream in dict.fromkeys(line.stream for line in lines):
        row = connection.execute(
            "SELECT id FROM streams WHERE job_id = ? AND name = ?", (job_id, stream)
        ).fetchone()
        if row is None:
            continue
        keys = [line.key for line in lines if line.stream == stream]
        for start in range(0, len(keys), _ASKED_AT_ONCE):
            asked = keys[start : start + _ASKED_AT_ONCE]
            marks = ",".join("?" * len(asked))
            found = connection.execute(
                f"SELECT key FROM lines WHERE stream_id = ? AND key IN ({marks})", (row[0], *asked)
            )
            known.update((stream, key) for (key,) in found)
    fresh: list[LogLine] = []
    for line in lines:
        if (line.stream, line.key) not in known:
            known.add((line.stream, line.key))
            fresh.append(line)
    return fresh


def page(connection: sqlite3.Connection, job_id: int, after: int, limit: int) -> list[StoredLine]:
    """Up to `limit` lines behind number `after`: one seek, at any depth."""
    rows = connection.execute(
        f"{_SELECT} WHERE lines.id > ? AND lines.id <= ? ORDER BY lines.id LIMIT ?",
        (row_id(job_id, max(0, after)), row_id(job_id, _MASK), limit),
    )
    return [StoredLine(*row) for row in rows]


def numbered(connection: sqlite3.Connection, job_id: int, seqs: Iterable[int]) -> list[StoredLine]:
    """The lines of the given numbers, ascending; numbers that do not exist are left out."""
    wanted = [row_id(job_id, seq) for seq in seqs if 0 < seq <= _MASK]
    found: list[StoredLine] = []
    for start in range(0, len(wanted), _ASKED_AT_ONCE):
        asked = wanted[start : start + _ASKED_AT_ONCE]
        marks = ",".join("?" * len(asked))
        rows = connection.execute(f"{_SELECT} WHERE lines.id IN ({marks}) ORDER BY lines.id", asked)
        found.extend(StoredLine(*row) for row in rows)
    return sorted(found, key=lambda line: line.seq)


def stretch(
    connection: sqlite3.Connection, job_id: int, first: int, last: int, literal: Literal | None = None
) -> Stretch:
    """The lines `first` to `last`, or those of them that contain the literal; SQLite does the looking.

    They come as one row: for each row the interpreter's lock is let go and waited for, which costs more than a line.
    """
    condition = "id BETWEEN ? AND ?"
    arguments: list[int | str] = [row_id(job_id, first), row_id(job_id, last)]
    seqs: Sequence[int] = range(first, last + 1)
    # Where no index may be used the rows come in the order of their ids; to ask for that order would copy each.
    if literal is None:
        query = f"SELECT count(*), {_JOINED} FROM lines NOT INDEXED WHERE {condition}"
        count, text = connection.execute(query, arguments).fetchone()
    else:
        condition, arguments = f"{condition} AND {literal.condition}", [*arguments, *literal.arguments]
        query = f"SELECT group_concat(id & {_MASK}), {_JOINED} FROM lines NOT INDEXED WHERE {condition}"
        numbers, text = connection.execute(query, arguments).fetchone()
        seqs = array("Q", map(int, numbers.split(",") if numbers else ()))
        count = len(seqs)
    if count == len(seqs) and (not count or text.count("\n") + 1 == count):
        return Stretch(seqs, text or "")
    query = f"SELECT id & {_MASK}, {_TEXT} FROM lines NOT INDEXED WHERE {condition} ORDER BY id"
    rows = connection.execute(query, arguments).fetchall()
    return Stretch([seq for seq, _ in rows], apart=[line for _, line in rows])


def is_frequent(connection: sqlite3.Connection, job_id: int, first: int, last: int, literal: Literal) -> bool:
    """Whether most of the lines `first` to `last`, a few, contain the literal."""
    (count,) = connection.execute(
        f"SELECT count(*) FROM lines WHERE id BETWEEN ? AND ? AND {literal.condition}",
        (row_id(job_id, first), row_id(job_id, last), *literal.arguments),
    ).fetchone()
    return bool(2 * count > last - first + 1)


def _stream_ids(connection: sqlite3.Connection, job_id: int, names: Iterable[str]) -> dict[str, int]:
    ids = {}
    for name in names:
        connection.execute(
            "INSERT INTO streams (job_id, name) VALUES (?, ?) ON CONFLICT DO NOTHING", (job_id, name)
        )
        (ids[name],) = connection.execute(
            "SELECT id FROM streams WHERE job_id = ? AND name = ?", (job_id, name)
        ).fetchone()
    return ids
