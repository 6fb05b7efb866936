"""The run book: every run this machine has seen, in one SQLite file (docs/run-book.md)."""

from core.runs.book import RunBook
from core.runs.sweepbook import SweepBook, SweepRecord
from core.runs.values import EndpointRecord, Position, Record, StoredLine, StoredPoint

__all__ = [
    "EndpointRecord",
    "Position",
    "Record",
    "RunBook",
    "StoredLine",
    "StoredPoint",
    "SweepBook",
    "SweepRecord",
]
