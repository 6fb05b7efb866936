"""What `--read-only` forbids, said where somebody tries it all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.screen import Screen

    from tui.services import Services


def forbidden(screen: Screen[Any], services: Services, what: str) -> bool:
    """Whether nothing may be started or stopped; it is said then.

    Args:
        screen: says it.
        services: know whether.
        what: that cannot be done, such as ``launch``.
    """
    if services.read_only:
        screen.notify(f"Read-only: cannot {what}.", severity="warning", markup=False)
    return services.read_only
