"""What the cockpit copies: what the focused pane shows, and the addresses of the job's pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast

from core.text import clean

if TYPE_CHECKING:
    from tui.screens.cockpit import Cockpit


class Copyable(Protocol):
    """What each pane offers."""

    def copy_text(self) -> str:
        """What it shows, as text; empty if there is nothing."""


def copy_pane(cockpit: Cockpit) -> None:
    """Copy what the focused pane shows, and say where it went."""
    from tui import clipboard

    pane = cast("Copyable", cockpit.query_one(f"#{cockpit.arrangement.current}"))
    clipboard.copy_from(cockpit, pane.copy_text())


def copy_link(cockpit: Cockpit, number: int) -> None:
    """Copy the address of one of the pages of the job that is shown."""
    from tui import clipboard

    record = cockpit.watching.record
    links = record.state.links if record is not None and record.state is not None else ()
    if number < len(links):
        label = f"{clean(links[number].label)}: "
        clipboard.copy_from(cockpit, clean(links[number].address), label=label)
    else:
        cockpit.notify("This job has no page of its own.", markup=False)
