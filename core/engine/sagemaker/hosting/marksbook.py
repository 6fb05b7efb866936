"""Which of an account's models, configurations and endpoints are marked as ours, kept between two looks.

Only tags tell, and each takes a call. They are made with the part and hardly ever change, so an answer is kept under
ARN and time of creation.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Self

from core.engine.sagemaker import cached
from core.engine.sagemaker.hosting.parts import Marks

if TYPE_CHECKING:
    from types import TracebackType

MOST = 1500
"""Parts of others that are kept, by which the file stays below what is read of it."""


class MarksBook:
    """The marks that are known; used as a context, it is written at the end.

    Only what is foreign is kept in the file: what is ours is looked at anyway, and may be taken down and made again.

    Args:
        region: of the parts.
        account: likewise.
    """

    def __init__(self, region: str, account: str) -> None:
        self._file = f"foreign_{account}_{region}"
        kept = (cached.read(self._file) or {}).get("foreign")
        self._foreign = {str(mark): None for mark in kept} if isinstance(kept, list) else {}
        self._ours: dict[str, Marks] = {}
        self._changed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._changed:
            cached.write(self._file, {"foreign": list(self._foreign)[-MOST:]})

    def get(self, arn: str, created: float) -> Marks | None:
        """The marks of a part; None where they are not known."""
        mark = _mark(arn, created)
        return Marks() if mark in self._foreign else self._ours.get(mark)

    def put(self, arn: str, created: float, marks: Marks) -> None:
        """Keep the marks of a part."""
        mark = _mark(arn, created)
        if marks.launch_id:
            self._ours[mark] = marks
        else:
            self._foreign[mark] = None
            self._changed = True


def _mark(arn: str, created: float) -> str:
    """Short, for there may be many."""
    return hashlib.sha256(f"{arn} {created:.3f}".encode()).hexdigest()[:24]
