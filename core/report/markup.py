"""HTML from values: everything that comes from outside is cleaned and escaped here, and nowhere else."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, NewType

from core.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Html = NewType("Html", str)
"""Text that may stand in the page as it is: made by the functions here."""


def text(value: str) -> Html:
    """Text from anywhere, harmless."""
    return Html(escape(clean(value), quote=True))


def tag(name: str, *inside: Html, **attributes: str) -> Html:
    """An element.

    Args:
        name: of the element; written by us.
        inside: what stands in it.
        attributes: name -> value; ``class_`` is ``class``, ``_`` is ``-``.
    """
    said = "".join(
        f' {attribute.rstrip("_").replace("_", "-")}="{text(value)}"'
        for attribute, value in attributes.items()
    )
    return Html(f"<{name}{said}>{''.join(inside)}</{name}>")


def joined(parts: Iterable[Html], between: str = "\n") -> Html:
    """Several pieces one after the other."""
    return Html(between.join(parts))


def table(headers: Sequence[str], rows: Iterable[Sequence[str]], *, caption: str) -> Html:
    """A table whose first column names the rows.

    Args:
        headers: one per column; all empty: there is no line of headers.
        rows: cells as text.
        caption: what it shows, for those who do not see where it stands.
    """
    head = tag("thead", tag("tr", *(tag("th", text(header), scope="col") for header in headers)))
    body = [
        tag("tr", tag("th", text(first), scope="row"), *(tag("td", text(cell)) for cell in rest))
        for first, *rest in rows
    ]
    inner = (
        tag("caption", text(caption)),
        head if any(headers) else Html(""),
        tag("tbody", joined(body)),
    )
    return tag("div", tag("table", *inner), class_="wide")


def section(title: str, *inside: Html) -> Html:
    """A part of the page under a title; nothing if there is nothing in it."""
    kept = [piece for piece in inside if piece]
    return tag("section", tag("h2", text(title)), *kept) if kept else Html("")
