"""Foreign text made safe: the one border between what others wrote and what is stored, shown or printed.

A training script writes the log, anybody names a file: escape sequences in them would reach the user's terminal
(a clipboard write, a title, hidden text), so they end here (reference/textual-practice.md, Text safety).

What is decided here:

- A tab is one space, and so is ``#011``, which is how CloudWatch shows a tab. A line break inside a text is one
  space too.
- Of text that a ``\\r`` overwrites, the last part stays.
- A string sequence (OSC, DCS, …) without its end takes everything up to the next control character with it, as in
  a terminal.
- Format characters without a width (bidi controls, joiners, tags) vanish, also inside emoji; what is left
  unprintable (lone surrogates, private and unassigned characters) is shown as U+FFFD. So the answer always satisfies
  `str.isprintable`.
"""

from __future__ import annotations

import os
import re
import unicodedata

from core.masking import mask_secrets

__all__ = ["clean", "clean_path", "is_seen", "mask_secrets", "plain"]

_SEQUENCE = re.compile(
    r"(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x00-\x1f\x7f\x9c]*(?:\x07|\x9c|\x1b\\)?"  # OSC, DCS, SOS, PM, APC
    r"|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"  # CSI
    r"|\x1b[ -/]*[0-~]?"  # all other escapes
)
_BREAK = re.compile(r"[\n\v\f\x1c-\x1e\x85\u2028\u2029]")
_NOT_ASCII = re.compile(r"[^ -~]")
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f\u3164\uffa0")
_SPACES = re.compile(r"#011|\t")
_LONGEST_CLUSTER = 32
MARK_ROOM = 40


def clean(text: str, *, limit: int = 4096) -> str:
    """One harmless line: printable, secrets masked, at most `limit` characters.

    Never raises, is idempotent, and takes time in proportion to the text.

    Args:
        text: anything.
        limit: largest length of the answer in characters; what is cut is counted in a mark at its end
            (``… +95904 characters``). Below `MARK_ROOM` the mark is a single ``…``.
    """
    if not (text.isascii() and text.isprintable()):
        text = plain(text)
    elif "#011" in text:
        text = text.replace("#011", " ")
    text = mask_secrets(text)
    return text if len(text) <= limit else _clip(text, limit)


def plain(text: str) -> str:
    """The text as one printable line, whole and unmasked: for parsers, not for eyes or for storing."""
    if "\x1b" in text or not text.isascii():
        text = _SEQUENCE.sub("", text)
    if "\r" in text or not text.isprintable():
        text = _one_line(text)
    text = _SPACES.sub(" ", text)
    if text.isascii() and text.isprintable():
        return text
    # A tab form may come together only now, from characters that a hidden one kept apart.
    return _NOT_ASCII.sub(_shown, text).replace("#011", " ")


def clean_path(path: str | os.PathLike[str], *, limit: int = 4096) -> str:
    """A path for eyes: what cannot be printed is shown, not dropped, so that two paths never look the same.

    Control and format characters become ``\\x1b`` or ``\\u202e``; a byte that is no UTF-8 (a lone surrogate from
    `os.fsdecode`) becomes ``\\xff``. Secrets are masked and the length is limited as in `clean`.
    """
    name = os.fspath(path)
    if not (name.isascii() and name.isprintable()):
        name = _NOT_ASCII.sub(_escaped, name)
    name = mask_secrets(name)
    return name if len(name) <= limit else _clip(name, limit)


def is_seen(character: str) -> bool:
    """Whether a character can be printed and leaves something to be seen."""
    return character.isprintable() and character not in _INVISIBLE


def _one_line(text: str) -> str:
    """Line breaks to spaces, and of each line the part after its last carriage return."""
    lines = _BREAK.split(text.replace("\r\n", "\n").rstrip("\r\n"))
    return " ".join(line.rstrip("\r").rsplit("\r", 1)[-1] for line in lines)


def _shown(match: re.Match[str]) -> str:
    character = match.group()
    if character in _INVISIBLE:
        return ""
    if character.isprintable():
        return character
    category = unicodedata.category(character)
    if category == "Zs":
        return " "
    return "" if category in ("Cc", "Cf") else "\ufffd"


def _escaped(match: re.Match[str]) -> str:
    character = match.group()
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    if is_seen(character):
        return character
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _clip(text: str, limit: int) -> str:
    """The beginning of the text and a mark, together at most `limit` characters."""
    if limit < MARK_ROOM:
        return text[: _boundary(text, limit - 1)] + "…" if limit > 0 else ""
    kept = text[: _boundary(text, limit - MARK_ROOM)]
    return f"{kept}… +{len(text) - len(kept)} characters"


def _boundary(text: str, end: int) -> int:
    """The last place at or before `end` where no character is parted from its combining marks."""
    for place in range(end, max(0, end - _LONGEST_CLUSTER), -1):
        if not unicodedata.category(text[place]).startswith("M"):
            return place
    return end
