"""Rows that nobody has read: of records in S3 it is known how many there are, or not even that."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

from core.dataset.model import Row
from core.errors import DatasetError


class UnreadRows(Sequence[Row]):
    """As many rows as there are records; none can be looked at.

    Args:
        count: how many; 0 where that is not known.
        place: where they lie, for the error.
    """

    def __init__(self, count: int, place: str) -> None:
        self._count = count
        self._place = place

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, index: int | slice) -> NoReturn:
        raise DatasetError(
            f"the records in {self._place} were not read, so that their photos and labels are not known",
            fix="use the photos on this machine",
        )
