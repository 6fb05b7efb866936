"""The name of a job where there is not room for all of it: its end tells it from others of the same data set."""

from __future__ import annotations

from textual.content import Content

_END = 10
"""Cells of ``-1123-2219-kq7d`` that are kept where there is room: a time and the random letters."""
_SHORT_END = 5
_ROOMY = 20
_LEAST = 12


def job_name(name: str, width: int) -> Content:
    """The name in at most so many cells: whole, else without its middle.

    Args:
        name: cleaned.
        width: cells.
    """
    whole = Content(name)
    if whole.cell_length <= width or width < _LEAST or not name.isascii():
        return whole.truncate(width, ellipsis=True)
    end = _END if width >= _ROOMY else _SHORT_END
    return Content(f"{name[: width - end - 1]}…{name[-end:]}")
