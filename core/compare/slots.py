"""Which letter, colour and line a run has: its own, found from its key, the same wherever it is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.compare.run import MOST

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.job.status import JobKey

LETTERS = "ABCDEFGH"
"""By slot."""
BASELINE = "·"
"""In the place of a letter: the run that is drawn under the others."""


def own_slot(key: JobKey) -> int:
    """The slot that a run has unless another that was there before it has it too."""
    from hashlib import sha256

    return int.from_bytes(sha256("\0".join(key).encode(errors="replace")).digest()[:4]) % MOST


def slots(keys: Iterable[JobKey], kept: Mapping[JobKey, int] | None = None) -> dict[JobKey, int]:
    """A slot for each run, no two the same: who comes first keeps its own, the others step aside.

    Args:
        keys: at most `MOST`, in the order in which they may choose: older runs first.
        kept: slots given out before, which stay.
    """
    wanted = list(dict.fromkeys(keys))
    found = {key: slot for key, slot in (kept or {}).items() if key in wanted}
    for key in wanted:
        if key not in found:
            own, taken = own_slot(key), set(found.values())
            found[key] = next(slot for step in range(MOST) if (slot := (own + step) % MOST) not in taken)
    return {key: found[key] for key in wanted}
