"""The nearest valid name for one that is not: the "did you mean" of every error."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def nearest(name: str, known: Iterable[str], *, likeness: float = 0.6) -> str | None:
    """The known name most like `name`, or None if none is.

    Args:
        name: as the user wrote it; case does not count.
        known: the valid names.
        likeness: how alike they must be, from 0 to 1 (difflib's ratio).
    """
    import difflib

    by_lower = {candidate.lower(): candidate for candidate in known}
    close = difflib.get_close_matches(name.lower()[:100], by_lower, n=1, cutoff=likeness)
    return by_lower[close[0]] if close else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """`` (did you mean x?)``, or nothing if no known name is like it: to be put behind a sentence."""
    close = nearest(name, known)
    return f" (did you mean {close}?)" if close else ""
