"""The shown lines of a log in the user's pager: written to a file of its own, for which the terminal is lent."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
import termios
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

from textual.app import SuspendNotSupported

from core.cancel import CancelToken
from core.errors import TrainscopeError
from core.logview.saving import chosen_lines, save_lines
from core.text import clean
from tui.background import sentence
from tui.messages import PagerFileReady

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from textual.app import App

    from core.runs import RunBook
    from tui.background import Post

NO_TERMINAL = "There is no terminal here that a pager could have."


def write_for_pager(
    book: RunBook, job_id: int, count: int, seqs: Sequence[int] | None, line: int, post: Post
) -> None:
    """Write the lines and post `PagerFileReady`: the body of a thread.

    Args:
        book: read from.
        job_id: whose lines.
        count: the last one's number.
        seqs: only the lines of these numbers; None for all.
        line: where the pager begins, from 1.
        post: a thread-safe `post_message`.
    """
    folder = Path(mkdtemp(prefix="trainscope-log-"))
    try:
        file = folder / "log.txt"
        save_lines(chosen_lines(book, job_id, count, seqs, CancelToken()), file)
        post(PagerFileReady(file, line))
    except TrainscopeError as error:
        shutil.rmtree(folder, ignore_errors=True)
        post(PagerFileReady(None, line, sentence(error)))


def pager_command(file: Path, line: int, environ: Mapping[str, str] = os.environ) -> list[str]:
    """`$PAGER`, or less where it is not set; less begins at the line, and long lines are cut as in the pane.

    Raises:
        ValueError: `$PAGER` has a quote without its end.
    """
    words = shlex.split(environ.get("PAGER", "")) or ["less"]
    if Path(words[0]).name == "less":
        words += ["-S", f"+{line}g"]
    return [*words, str(file)]


def show_in_pager(app: App[Any], file: Path, line: int) -> str:
    """Lend the terminal to the pager until it ends; the cockpit waits, its threads go on. The file is deleted.

    Returns:
        What the user is told; empty if all went well.
    """
    try:
        command = pager_command(file, line)
        with app.suspend():
            return _run(command)
    except SuspendNotSupported:
        return NO_TERMINAL
    except (ValueError, OSError) as error:
        why = clean(str(getattr(error, "strerror", None) or error))
        return f"The pager cannot be started: {why}. Set PAGER to one that is installed."
    finally:
        shutil.rmtree(file.parent, ignore_errors=True)


def _run(command: Sequence[str]) -> str:
    with _keys_for_the_pager():
        code = subprocess.run(command, check=False).returncode
    return "" if code == 0 else f"The pager {clean(command[0])} ended with {code}."


@contextmanager
def _keys_for_the_pager() -> Iterator[None]:
    """Ctrl-C is the pager's, not the cockpit's; ctrl+z is nothing: the shell would never learn of it."""
    before = signal.signal(signal.SIGINT, lambda *_: None)
    keyboard = sys.__stdin__
    modes = termios.tcgetattr(keyboard) if keyboard is not None and keyboard.isatty() else None
    try:
        if keyboard is not None and modes is not None:
            without = [*modes[:6], [*modes[6]]]
            without[6][termios.VSUSP] = b"\0"
            termios.tcsetattr(keyboard, termios.TCSANOW, without)
        yield
    finally:
        if keyboard is not None and modes is not None:
            termios.tcsetattr(keyboard, termios.TCSAFLUSH, modes)
        signal.signal(signal.SIGINT, before)
