"""The table of keys as rows, and which of them fit what is searched for. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from tui.keys import KEYS, TITLES, shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tui.keys import Key, Where

_KEY_WIDTH = 17


def found_keys(
    keymap: Mapping[str, str], *, read_only: bool, recorded: bool = False, text: str = ""
) -> dict[Where, list[Key]]:
    """The keys that fit, by place; places without one are left out.

    Args:
        keymap: ids the user remapped.
        read_only: leave out what changes something.
        recorded: whether a recorded run is played: there are keys for that alone.
        text: words that must all be found in what a key does, where, its label or its id; one that is itself a key
            (a single character, or such as ``esc``) finds that key. Nothing finds all.
    """
    words = text.split()
    found: dict[Where, list[Key]] = {}
    for where in TITLES:
        if where == "replay" and not recorded:
            continue
        rows = [row for row in KEYS if row.where == where and not (read_only and row.writes)]
        if rows := [row for row in rows if all(_fits(word, row, keymap) for word in words)]:
            found[where] = rows
    return found


def help_lines(found: Mapping[Where, Sequence[Key]], width: int, keymap: Mapping[str, str]) -> list[Content]:
    """The keys as lines of at most `width` cells.

    Args:
        found: place -> its keys.
        width: cells.
        keymap: ids the user remapped.
    """
    id_width = max(len(row.id) for row in KEYS) if width >= 100 else 0
    text_width = max(20, width - _KEY_WIDTH - id_width - 2)
    lines: list[Content] = []
    for where, rows in found.items():
        lines += [Content(""), Content.styled(TITLES[where], "bold $accent")]
        for row in rows:
            first, *rest = Content(row.help).wrap(text_width)
            keys = shown(keymap.get(row.id, row.keys))
            line = Content.assemble((f"  {keys:<{_KEY_WIDTH - 2}}", "bold"), first)
            if id_width:
                line = Content.assemble(
                    line.pad_right(max(0, width - id_width - line.cell_length)), (row.id, "$text-dim")
                )
            lines += [line, *(more.pad_left(_KEY_WIDTH) for more in rest)]
    note = "Any key can be changed in the configuration: ui.keys, by the id" + (
        " on the right." if id_width else "."
    )
    return [*lines[1:], Content(""), *Content.styled(note, "$text-dim").wrap(width)]


def _fits(word: str, row: Key, keymap: Mapping[str, str]) -> bool:
    """Whether one word that is searched for is said of the key, or is the key."""
    if word in shown(keymap.get(row.id, row.keys)).split():
        return True
    said = " ".join((row.help, row.label, row.id, TITLES[row.where])).casefold()
    return len(word) > 1 and word.casefold() in said
