"""Hosting over plain files, which costs money and may be in several places, for tests of what stands on it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.cancel import CancelToken
from core.job.status import JobKey
from tests.core.fileendpoints import LIFE
from tests.core.fileengine import FileEngine

if TYPE_CHECKING:
    from pathlib import Path

    from core.engine.base import Capabilities
    from core.finding import Finding


class FileHosting(FileEngine):
    """Deploys into files.

    Args:
        root: holds a folder per endpoint.
        region: of all its endpoints.
        findings: what a review says.
        life: the statuses of a new endpoint.
    """

    def __init__(
        self,
        root: Path,
        *,
        region: str = "here",
        findings: tuple[Finding, ...] = (),
        life: tuple[str, ...] = LIFE,
    ) -> None:
        super().__init__(root, findings=findings, life=life)
        root.mkdir(exist_ok=True)
        self.root = root
        self._region = region

    @property
    def capabilities(self) -> Capabilities:
        return replace(super().capabilities, name="files", region=self._region, costs=True, cheap_logs=False)

    def endpoint_key(self, name: str) -> JobKey:
        self._answer()
        return JobKey("files", "1", self._region, name)


class Unhurried(CancelToken):
    """A token that notes how long it is waited for, and does not wait."""

    def __init__(self) -> None:
        super().__init__()
        self.waits: list[float] = []

    def wait(self, seconds: float) -> bool:
        self.waits.append(seconds)
        return self.cancelled
