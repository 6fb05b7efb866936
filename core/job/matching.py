"""Looks for regular expressions in lines; run as a program of its own, which can be killed when one takes too long.

It reads one JSON value, ``{"patterns": […], "lines": […]}``, and prints one JSON line per pattern: a list of [number of
the line, text of the first group], or a sentence on why the pattern cannot be used. Only the standard library is used.
"""

from __future__ import annotations

import json
import re
import sys
from contextlib import suppress

MEMORY = 1 << 30
"""Bytes that it may use."""


def found(pattern: str, lines: list[str]) -> list[tuple[int, str]] | str:
    """The first match in each line that has one; a sentence if the pattern cannot be used."""
    try:
        search = re.compile(pattern).search
    except (re.error, OverflowError, RecursionError, MemoryError) as error:
        return f"it is no regular expression: {error}"
    if re.compile(pattern).groups < 1:
        return "it has no group"
    hits = []
    for number, line in enumerate(lines):
        match = search(line)
        if match is not None and match[1] is not None:
            hits.append((number, match[1]))
    return hits


def main() -> None:
    """Answer the one question on stdin."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    question = json.load(sys.stdin)
    for pattern in question["patterns"]:
        sys.stdout.write(json.dumps(found(pattern, question["lines"])) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
