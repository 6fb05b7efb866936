"""The run book's files: private, guarded by a lock file, set aside when damaged."""

from __future__ import annotations

import errno
import fcntl
import os
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import RunBookError
from core.paths import private_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

_NO_LOCKS = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP}
_NETWORK = (
    "nfs",
    "cifs",
    "smb",
    "9p",
    "virtiofs",
    "afs",
    "ceph",
    "lustre",
    "gluster",
    "fuse.sshfs",
    "fuse.s3",
)
_COMPANIONS = ("-wal", "-shm", "-journal")


def prepare(path: Path) -> None:
    """Make the folder (0700) and an empty file (0600) where they are missing; take a found file from others.

    SQLite gives -wal and -shm the mode of the file itself.
    """
    private_folder(path.parent)
    try:
        # O_EXCL: a book that is open in this process must never be opened and closed beside SQLite, since
        # the close would drop its locks (POSIX).
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        with suppress(OSError):
            if path.is_file() and path.stat().st_mode & 0o077:
                path.chmod(0o600)
    except OSError as error:
        raise RunBookError(
            f"the run book {path} cannot be made",
            why=error.strerror or str(error),
            fix="check the permissions and free space of the folder, or point XDG_STATE_HOME elsewhere",
        ) from error


def identity(path: Path) -> tuple[int, int] | None:
    """Which file lies under the name just now (device, inode); None if none does."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_dev, stat.st_ino


@contextmanager
def guard(path: Path, *, exclusive: bool, seconds: float) -> Iterator[None]:
    """Hold the lock beside the book: shared by whoever writes, exclusive for whoever sets a damaged one aside.

    So no transaction can end in a file that was moved away meanwhile.

    Args:
        path: the book; the lock is ``<book>.lock``.
        exclusive: whether nobody else may hold it.
        seconds: how long to wait for it.

    Raises:
        RunBookError: not to be had in that time.
    """
    private_folder(path.parent)
    try:
        handle = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise RunBookError(
            f"the run book {path} cannot be locked",
            why=error.strerror or str(error),
            fix="check the permissions and free space of its folder",
        ) from error
    try:
        _lock(handle, fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH, path, seconds)
        yield
    finally:
        os.close(handle)


def _lock(handle: int, kind: int, path: Path, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(handle, kind | fcntl.LOCK_NB)
            return
        except OSError as error:
            if error.errno in _NO_LOCKS:
                return  # a file system without such locks: SQLite's own must do
            if time.monotonic() > deadline:
                raise RunBookError(
                    f"the run book {path} cannot be used",
                    why="another program holds it locked",
                    fix="try again; if it stays locked, end that program",
                ) from error
        time.sleep(0.005)


def set_aside(path: Path, damaged: tuple[int, int], now: float, *, seconds: float) -> Path | None:
    """Move a damaged book away, with its -wal, -shm and -journal; nothing is deleted.

    Args:
        path: the book.
        damaged: the identity of the file that was found damaged.
        now: epoch seconds, for the new name.
        seconds: how long to wait for the lock.

    Returns:
        Where it lies now; None if another program had moved it already.
    """
    with guard(path, exclusive=True, seconds=seconds):
        if identity(path) != damaged:
            return None
        target = _free_name(path, now)
        # The book itself goes last: whatever interrupts this, the damaged file is still found under its name.
        for suffix in (*_COMPANIONS, ""):
            with suppress(FileNotFoundError):
                Path(f"{path}{suffix}").rename(f"{target}{suffix}")
        return target


def _free_name(path: Path, now: float) -> Path:
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(now))
    number = 1
    while True:
        tail = "" if number == 1 else f"-{number}"
        target = path.with_name(f"{path.stem}.damaged-{stamp}{tail}{path.suffix}")
        if not any(Path(f"{target}{suffix}").exists() for suffix in (*_COMPANIONS, "")):
            return target
        number += 1


def on_network(path: Path, mounts: Path = Path("/proc/self/mountinfo")) -> bool:
    """Whether the file lies on a network file system, where WAL's shared memory does not hold (sqlite.org/wal.html).

    Args:
        path: the file.
        mounts: the system's list of mounts (proc(5)); without one the answer is no.
    """
    try:
        text = mounts.read_text(errors="surrogateescape")
    except OSError:
        return False
    kinds: dict[str, str] = {}
    for line in text.splitlines():
        left, _, right = line.partition(" - ")
        fields = left.split(" ")
        if len(fields) > 4 and right:
            kinds[_unescaped(fields[4])] = right.split(" ")[0]
    real = path.resolve()
    for folder in (real, *real.parents):
        if (kind := kinds.get(str(folder))) is not None:
            return kind.startswith(_NETWORK)
    return False


def _unescaped(field: str) -> str:
    for code, char in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        field = field.replace(code, char)
    return field
