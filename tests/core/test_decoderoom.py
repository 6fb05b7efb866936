"""Room for decoding: who gets it, and who waits."""

from __future__ import annotations

import threading
import time

import pytest

from core.decoderoom import NoRoom, Room

SECONDS = 60.0


def test_photos_share_the_room_for_decoding() -> None:
    room = Room(100)
    later = time.monotonic() + SECONDS
    with room.taken(60, later):
        with room.taken(40, later), pytest.raises(NoRoom), room.taken(1, 0.0):
            pass
        with pytest.raises(NoRoom), room.taken(1_000, 0.0):
            pass
    with room.taken(1_000, 0.0), pytest.raises(NoRoom), room.taken(1, 0.0):
        pass
    with room.taken(100, 0.0):
        pass


def test_who_waits_for_room_gets_it_when_it_is_free() -> None:
    room = Room(100)
    entered = threading.Event()

    def enter() -> None:
        with room.taken(50):
            entered.set()

    with room.taken(60, 0.0):
        thread = threading.Thread(target=enter)
        thread.start()
        assert not entered.is_set()
    thread.join(SECONDS)
    assert entered.is_set()
