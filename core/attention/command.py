"""The user's command: no shell, no terminal, half a minute, and a failure that is told once."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from typing import TYPE_CHECKING

from core.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

PATIENCE = 30.0
"""Seconds after which a command is killed, with all that it has started."""


class Commands:
    """Runs the command of the configuration beside everything else.

    Args:
        say: called with a sentence if a command fails, from a thread; not again for the same failure.
        environ: what commands get besides the facts.
        patience: seconds that a command may take.
    """

    def __init__(
        self,
        say: Callable[[str], object],
        environ: Mapping[str, str] = os.environ,
        patience: float = PATIENCE,
    ) -> None:
        self._say = say
        self._environ = environ
        self._patience = patience
        self._said: set[str] = set()
        self._threads: list[threading.Thread] = []

    def run(self, command: Sequence[str], facts: Mapping[str, str]) -> None:
        """Start it; returns at once.

        Args:
            command: program and arguments.
            facts: variables of its environment.
        """
        body = threading.Thread(
            target=self._run, args=(tuple(command), dict(facts)), name="notify-command", daemon=True
        )
        self._threads.append(body)
        body.start()

    def finish(self) -> None:
        """Wait until all have ended, or been killed."""
        while self._threads:
            self._threads.pop().join()

    def _run(self, command: tuple[str, ...], facts: dict[str, str]) -> None:
        failure = _failure(command, {**self._environ, **facts}, self._patience)
        if failure and failure not in self._said:
            self._said.add(failure)
            self._say(f"notify.command: {clean(command[0])} {failure}")


def _failure(command: tuple[str, ...], environ: Mapping[str, str], patience: float) -> str:
    """Run it to its end; what went wrong, empty if nothing did."""
    try:
        process = subprocess.Popen(
            command,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        return f"could not be started: {clean(str(error))}"
    try:
        code = process.wait(patience)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return f"was killed: it took longer than {patience:g} s"
    return f"ended with exit code {code}" if code else ""
