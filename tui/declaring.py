"""How this program's messages are declared: as data classes that cost little at the start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar, dataclass_transform

if TYPE_CHECKING:
    from textual.message import Message

MessageT = TypeVar("MessageT", bound="Message")


@dataclass_transform(eq_default=False)
def message(kind: type[MessageT]) -> type[MessageT]:
    """A message with a constructor from its annotated attributes, and Textual's own identity and `repr`.

    Messages are never compared, and each method that `dataclass` writes is compiled when the program starts: with
    its constructor alone a class takes a third of the time, and a cockpit has some fifty.
    """
    return dataclass(eq=False, repr=False)(kind)
