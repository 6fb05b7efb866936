"""Sizes in bytes, for people."""

from __future__ import annotations


def size(count: int) -> str:
    """``999 B``, ``1.0 kB``, ``16.6 MB``, ``2.5 GB``: powers of a thousand, as S3 and disks count."""
    value = float(count)
    for unit in ("B", "kB", "MB"):
        if value < 1000:
            return f"{value:.0f} B" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:,.1f} GB"
