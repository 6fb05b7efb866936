"""What the list of jobs is searched for, as it is typed: the last text that could be understood counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import TrainscopeError, UsageError
from core.jobsearch import Query, hyperparameter_names, parse, search, words
from core.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.joblist import Listed
    from core.runs import Record, RunBook


class JobSearch:
    """Reads the run book only if what is searched for stands there, and again only when `forget` was called.

    Args:
        book: has hyperparameters and costs.
    """

    def __init__(self, book: RunBook) -> None:
        self._book = book
        self._records: Sequence[Record] | None = None
        self.text = ""
        self.query = Query()

    def forget(self) -> None:
        """The book may have news."""
        self._records = None

    def problem(self, text: str) -> str:
        """Why this cannot be searched for, or nothing."""
        try:
            parse(text, self._names(text))
        except UsageError as error:
            return f"{clean(str(error))}; {clean(error.fix)}"
        return ""

    def take(self, text: str, *, typing: bool = False) -> bool:
        """Search for this from now on; returns whether it was understood.

        Args:
            text: what is searched for.
            typing: whether more may come: a last word that may become the name of a fact is not looked for yet.
        """
        if typing:
            text = self._without_beginning(text)
        try:
            self.query = parse(text, self._names(text))
        except UsageError:
            return False
        self.text = text
        return True

    def fitting(self, rows: Sequence[Listed], now: float) -> Sequence[Listed]:
        """The jobs that are searched for, in their order."""
        if not self.query.terms:
            return rows
        return search(rows, () if self.query.is_name_part else self._known(), self.query, now)

    def _names(self, text: str) -> set[str]:
        """The hyperparameters there are; plain words need none."""
        return hyperparameter_names(self._known()) if set(text) & set("<>=~") else set()

    def _without_beginning(self, text: str) -> str:
        """The text without a last word that is only the beginning of a fact's name, or of a status."""
        rest, _, word = text.rpartition(" ")
        begun = word and any(name.startswith(word.casefold()) for name in words(self._names("=")))
        return rest.strip() if begun else text

    def _known(self) -> Sequence[Record]:
        if self._records is None:
            try:
                self._records = self._book.jobs()
            except TrainscopeError:
                # The list itself tells of a book that cannot be read.
                return ()
        return self._records
