"""The hosts that write a log, by names short enough for a column."""

from __future__ import annotations

import re

_HOST = re.compile(r"algo-\d+")
WIDEST = 10
"""Characters of a host's name."""


def short_stream(stream: str) -> str:
    """The host's part of a stream's name: ``algo-1`` of ``<job>/algo-1-1585…``; at most `WIDEST` characters."""
    last = stream.rsplit("/", 1)[-1]
    found = _HOST.match(last)
    return (found.group() if found else last)[:WIDEST]
