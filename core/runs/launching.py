"""The sign that a job is being launched, or a model deployed: a lock that dies with the program that holds it.

A name is saved before its engine is called. If the engine then does not know the name, the launch is either
still under way (uploading, linking photos) or was interrupted: the lock tells which.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import RunBookError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def sign_of_life(book: Path, what: str) -> Iterator[None]:
    """Hold a lock file beside the book, removed afterwards.

    Args:
        book: the book's file.
        what: is under way, as the end of the lock file's name.

    Raises:
        RunBookError: it cannot be made.
    """
    file = _file(book, what)
    try:
        handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise RunBookError(
            f"cannot write beside the run book {book}",
            why=error.strerror or str(error),
            fix="check the permissions and free space of its folder",
        ) from error
    try:
        with suppress(OSError):  # no such locks on this file system: the age of the record must do
            fcntl.flock(handle, fcntl.LOCK_SH)
        yield
    finally:
        file.unlink(missing_ok=True)
        os.close(handle)


def is_held(book: Path, what: str) -> bool:
    """Whether a living program holds that lock."""
    try:
        handle = os.open(_file(book, what), os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(handle)
    return False


def _file(book: Path, what: str) -> Path:
    return Path(f"{book}.{what}")
