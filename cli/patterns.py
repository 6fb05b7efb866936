"""Regular expressions as users type them."""

from __future__ import annotations

import re

from core.errors import UsageError


def compile_pattern(text: str) -> re.Pattern[str]:
    """The expression, ready to search with.

    Raises:
        UsageError: not a regular expression; the error says where.
    """
    try:
        return re.compile(text)
    except (re.error, OverflowError, RecursionError) as error:
        raise UsageError(
            f"not a regular expression: {text!r}",
            why=str(error),
            fix="for the characters themselves, put a backslash before each of . * + ? ( ) [ ] { } ^ $ | \\",
        ) from error
