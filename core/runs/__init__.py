"""The run book: every run this machine has seen, in one SQLite file (docs/run-book.md)."""

from core.runs.book import RunBook
from core.runs.values import Position, Record, StoredLine, StoredPoint

__all__ = ["Position", "Record", "RunBook", "StoredLine", "StoredPoint"]
