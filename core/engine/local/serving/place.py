"""The layout of an endpoint's folder.

<endpoints>/<name>/
    deployment.json   the launch id, and what was asked for
    status.json       how far the server is (written by it alone, once it lives)
    lock              locked for as long as the server lives; its mtime is the last sign of life
    model/            model.npz and classes.json, copies: the job's folder may go
    socket            where the server answers
    log               what the server had to say; a line for each photo that it could not answer about
    stop              there once somebody asked the server to end
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.engine.local.jobdir import MODEL_FILE
from core.engine.local.model import CLASSES_FILE
from core.errors import NotFound
from core.job.spec import NAME_PATTERN

if TYPE_CHECKING:
    from pathlib import Path

SOCKET = "socket"
MODEL_FILES = (MODEL_FILE, CLASSES_FILE)


@dataclass(frozen=True, slots=True)
class EndpointDir:
    """Where everything of one endpoint lies. Only names; nothing is read or made."""

    root: Path

    @property
    def deployment(self) -> Path:
        """The launch id and what was asked for."""
        return self.root / "deployment.json"

    @property
    def status(self) -> Path:
        """How far the server is."""
        return self.root / "status.json"

    @property
    def lock(self) -> Path:
        """The server's sign of life."""
        return self.root / "lock"

    @property
    def model(self) -> Path:
        """The folder with the model."""
        return self.root / "model"

    @property
    def socket(self) -> Path:
        """Where the server answers."""
        return self.root / SOCKET

    @property
    def log(self) -> Path:
        """What the server had to say."""
        return self.root / "log"

    @property
    def stop(self) -> Path:
        """There once somebody asked the server to end."""
        return self.root / "stop"


def named(endpoints: Path, name: str) -> EndpointDir:
    """The folder of the endpoint of that name, if it is there.

    Raises:
        NotFound: it is not.
    """
    if NAME_PATTERN.fullmatch(name) is None or not (endpoints / name).is_dir():
        raise not_found(name)
    return EndpointDir(endpoints / name)


def not_found(name: str) -> NotFound:
    """The error for a name that no endpoint here has."""
    return NotFound(
        f"there is no endpoint named {name} on this machine",
        fix="see `trainscope endpoints` for those there are",
    )
