"""What was typed before in this run of the program, brought back as shells do."""

from __future__ import annotations


class History:
    """Texts, the latest last; each text once."""

    def __init__(self) -> None:
        self._texts: list[str] = []

    @property
    def texts(self) -> tuple[str, ...]:
        """All of them, the latest last."""
        return tuple(self._texts)

    def add(self, text: str) -> None:
        """A text was used."""
        if text in self._texts:
            self._texts.remove(text)
        self._texts.append(text)


class Recall:
    """Goes back and forth in a history; what was being typed comes back at its end.

    Args:
        history: that grows elsewhere.
    """

    def __init__(self, history: History) -> None:
        self._history = history
        self._back = 0
        self._draft = ""

    def step(self, by: int, text: str) -> str:
        """The text before (-1) or after (1) the one that stands there now.

        Args:
            by: which way.
            text: that stands there: a draft, unless it is what the step before has brought.
        """
        texts = self._history.texts
        if not self._back or self._back > len(texts) or text != texts[-self._back]:
            self._back, self._draft = 0, text
        self._back = min(max(self._back - by, 0), len(texts))
        return texts[-self._back] if self._back else self._draft
