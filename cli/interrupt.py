"""Signals while something long is under way: the first Ctrl-C asks it to stop, the second ends the program."""

from __future__ import annotations

import os
import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from core.cancel import CancelToken

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType


@contextmanager
def cancelled_by_ctrl_c(*, later: bool = False) -> Iterator[CancelToken]:
    """A token that Ctrl-C cancels.

    Args:
        later: what is stopped will be gone on with (`CancelToken.cancel`).
    """
    token = CancelToken()
    before = signal.getsignal(signal.SIGINT)
    if before is signal.SIG_IGN or threading.current_thread() is not threading.main_thread():
        yield token
        return

    def asked(_number: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        token.cancel(later=later)

    signal.signal(signal.SIGINT, asked)
    try:
        yield token
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def ended_in_order(token: CancelToken) -> Iterator[None]:
    """Have SIGTERM and SIGHUP cancel the token, and end the program only once the block has tidied up.

    A signal that is ignored, as under nohup, stays so.
    """
    came: list[int] = []

    def asked(number: int, _frame: FrameType | None) -> None:
        came.append(number)
        token.cancel()

    ours = [
        number for number in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(number) is signal.SIG_DFL
    ]
    for number in ours:
        signal.signal(number, asked)
    try:
        yield
    finally:
        for number in ours:
            signal.signal(number, signal.SIG_DFL)
        if came:
            command = click.get_current_context(silent=True)
            if command is not None:
                command.close()  # what it shows how far it is goes from the terminal
            os.kill(os.getpid(), came[0])
