"""What is looked for in the words of SageMaker, and what is said and advised instead."""

from __future__ import annotations

import re
from typing import NamedTuple


class Case(NamedTuple):
    """Words of the service; what happened; what to do, with the request's values by name.

    `of_permissions`: whether an answer that denies something may be meant.
    """

    words: re.Pattern[str]
    what: str
    fix: str
    of_permissions: bool = False


def words(text: str) -> re.Pattern[str]:
    """A pattern that is found in capitals, too."""
    return re.compile(text, re.IGNORECASE)
