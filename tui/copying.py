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
    text = pane.copy_text()
    said = clipboard.copy(cockpit.app, text) if text else "Nothing to copy here yet."
    cockpit.notify(said, markup=False)


def copy_link(cockpit: Cockpit, number: int) -> None:
    """Copy the address of one of the pages of the job that is shown."""
    from tui import clipboard

    record = cockpit.watching.record
    links = record.state.links if record is not None and record.state is not None else ()
    if number < len(links):
        said = f"{clean(links[number].label)}: {clipboard.copy(cockpit.app, clean(links[number].address))}"
    else:
        said = "This job has no page of its own."
    cockpit.notify(said, markup=False)
