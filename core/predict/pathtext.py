"""Paths as text that can be typed: what cannot be seen or typed is written with a backslash, and read back exactly.

``\\xHH`` is a byte that is no UTF-8, or a control character of ASCII; ``\\uHHHH`` and ``\\UHHHHHHHH`` any other
character; a backslash before anything else stands for that itself, as shells write it: a path copied from one works.
"""

from __future__ import annotations

import re
from pathlib import Path

from core.text import is_seen

_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.)|$)", re.DOTALL)
_QUOTES = "'\""
_SURROGATES = 0xDC00
_LARGEST = 0x10FFFF


def as_typed(path: str) -> str:
    """The path as text of one line that `as_path` reads back.

    Args:
        path: as the system has it; bytes that are no UTF-8 are surrogates (`os.fsdecode`).
    """
    text = "".join(map(_written, path))
    if text[:1] in ("~", *_QUOTES):
        text = "\\" + text
    elif text.startswith(" "):
        text = r"\x20" + text[1:]
    return text[:-1] + r"\x20" if text.endswith(" ") else text


def as_path(text: str) -> str:
    """The path that was typed: escapes read, quotes around it and blanks at its ends dropped.

    Args:
        text: as it was typed or pasted; a ``~`` at its beginning is the home folder.
    """
    text = text.strip()
    quoted = len(text) > 1 and text[0] == text[-1] and text[0] in _QUOTES and text[-2] != "\\"
    path = unescaped(text[1:-1] if quoted else text)
    if text == "~" or text.startswith("~/"):
        return str(Path.home()) + path[1:]
    return path


def unescaped(text: str) -> str:
    """A part of a path that was typed, its escapes read and nothing dropped."""
    return _ESCAPE.sub(_read, text)


def with_home(path: str) -> str:
    """The path as it is typed, ``~`` for the home folder."""
    home = str(Path.home()).rstrip("/")
    if home and (path == home or path.startswith(f"{home}/")):
        rest = path[len(home) :]
        return "~" + (as_typed(rest) if rest else "")
    return as_typed(path)


def _written(character: str) -> str:
    if character == "\\":
        return r"\\"
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - _SURROGATES:02x}"
    if is_seen(character):
        return character
    return f"\\x{code:02x}" if code < 0x80 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _read(match: re.Match[str]) -> str:
    byte, short, long, other = match.groups()
    if other is not None:
        return str(other)
    code = int(byte or short or long or "0", 16)
    if byte is not None and code >= 0x80:
        return chr(_SURROGATES + code)
    if match.group() == "\\":
        return ""
    return chr(code) if _is_character(code) else match.group()


def _is_character(code: int) -> bool:
    """Whether a path can hold it: no zero, and nothing that is only a half."""
    return 0 < code < 0xD800 or 0xDFFF < code <= _LARGEST
