"""Going through a recorded run that is played in the cockpit: stand still, go on, back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import RunBookError
from tui.background import sentence
from tui.linekeys import KeysChanged

if TYPE_CHECKING:
    from tui.screens.cockpit import Cockpit


def pause(cockpit: Cockpit) -> None:
    """Let the recording stand still, or go on; the header says which, and the line of keys the other."""
    replay = cockpit.services.replay
    if replay is not None:
        replay.clock.pause()
        cockpit.watching.draw_header()
        cockpit.post_message(KeysChanged())


def go(cockpit: Cockpit, part: float) -> None:
    """Go on or back through the recording: what is told by then is shown, and no more.

    Args:
        cockpit: that plays one.
        part: of the run from begin to end, such as -0.05.
    """
    replay, watching = cockpit.services.replay, cockpit.watching
    if replay is None:
        return
    watching.detach()
    try:
        again = replay.go(part)
    except RunBookError as error:
        cockpit.notify(sentence(error), severity="error", markup=False)
        return
    if again is not None:
        watching.attach(again)
    elif watching.record is not None:
        watching.look_again(watching.record.key)
