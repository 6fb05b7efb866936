"""Where the program keeps its things: configuration, state and cache, by the XDG rules (platformdirs).

| folder | variable            | on Linux                      | holds                                   |
|--------|---------------------|-------------------------------|-----------------------------------------|
| config | ``XDG_CONFIG_HOME`` | ``~/.config/trainscope``      | ``config.yaml``, ``themes/``            |
| state  | ``XDG_STATE_HOME``  | ``~/.local/state/trainscope`` | the run book, ``jobs/``, ``endpoints/`` |
| cache  | ``XDG_CACHE_HOME``  | ``~/.cache/trainscope``       | what can be made again                  |

Nothing is created by asking: whoever writes calls `private_folder` first.
"""

from __future__ import annotations

from pathlib import Path

from core.errors import FolderError

_APP = "trainscope"


def config_dir() -> Path:
    """The user's configuration folder; may not exist."""
    import platformdirs

    return Path(platformdirs.user_config_dir(_APP, appauthor=False))


def state_dir() -> Path:
    """The folder of what must survive a restart; may not exist."""
    import platformdirs

    return Path(platformdirs.user_state_dir(_APP, appauthor=False))


def cache_dir() -> Path:
    """The folder of what can be made again; may not exist."""
    import platformdirs

    return Path(platformdirs.user_cache_dir(_APP, appauthor=False))


def config_file() -> Path:
    """The user's configuration file, used where the current folder has no ``trainscope.yaml``."""
    return config_dir() / "config.yaml"


def run_book_file() -> Path:
    """The run book's SQLite file."""
    return state_dir() / "runs.sqlite"


def jobs_dir() -> Path:
    """The folder that holds one folder per local job."""
    return state_dir() / "jobs"


def themes_dir() -> Path:
    """The folder of the user's own colour themes."""
    return config_dir() / "themes"


def private_folder(folder: Path) -> Path:
    """Make `folder` and what is missing above it, for this user only (mode 0700); returns it.

    A folder that exists already keeps its mode: the user may have chosen it.

    Raises:
        FolderError: it cannot be made (no permission, a file in the way, disk full).
    """
    try:
        missing = [folder, *folder.parents][: _depth_of_missing(folder)]
        for path in reversed(missing):
            path.mkdir(mode=0o700, exist_ok=True)
        if not folder.is_dir():
            raise NotADirectoryError(20, "a file of that name is in the way")
    except OSError as error:
        raise FolderError(
            f"cannot make the folder {folder}",
            why=error.strerror or str(error),
            fix="check its permissions, or point XDG_CONFIG_HOME, XDG_STATE_HOME or XDG_CACHE_HOME elsewhere",
        ) from error
    return folder


def _depth_of_missing(folder: Path) -> int:
    """How many of `folder` and its parents do not exist yet, counted from the folder upwards."""
    depth = 0
    for path in (folder, *folder.parents):
        if path.exists():
            break
        depth += 1
    return depth
