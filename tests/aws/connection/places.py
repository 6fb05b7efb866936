"""A machine of one's own for tests of the connection: an AWS configuration, keys, and nothing of the environment's."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.config import SagemakerSettings
from core.engine.sagemaker.connection import Aws
from core.engine.sagemaker.governor import Governor
from tests.aws.connection.odd_server import OddServer

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest


@dataclass
class Clock:
    """Time that passes when it is told to."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now

    def pass_by(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds


class Place:
    """A home with AWS files, and servers that stand for AWS."""

    def __init__(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.home = home
        self.clock = Clock()
        self.slept: list[float] = []
        self._patch = monkeypatch
        self._servers: list[OddServer] = []
        for name in os.environ:
            if name.startswith("AWS_") or name.lower().endswith("_proxy"):
                monkeypatch.delenv(name)
        self.set(
            AWS_EC2_METADATA_DISABLED="true",
            AWS_ACCESS_KEY_ID="AKIDONE",
            AWS_SECRET_ACCESS_KEY="secret",
            AWS_REGION="us-east-1",
        )

    def set(self, **variables: str | None) -> None:
        """Set environment variables; None takes one away."""
        for name, value in variables.items():
            if value is None:
                self._patch.delenv(name, raising=False)
            else:
                self._patch.setenv(name, value)

    def without_keys(self) -> None:
        """Take the keys out of the environment."""
        self.set(AWS_ACCESS_KEY_ID=None, AWS_SECRET_ACCESS_KEY=None)

    def file(self, path: str, text: str) -> Path:
        """Write a file under the home."""
        file = self.home / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return file

    def server(self, *answers: bytes | Callable[..., bytes]) -> OddServer:
        """A server that all services are looked for at."""
        server = OddServer(*answers)
        self._servers.append(server)
        self.set(AWS_ENDPOINT_URL=server.url)
        return server

    def aws(
        self,
        *,
        account: str = "",
        profile: str | None = None,
        region: str | None = None,
        read_seconds: float = 20.0,
    ) -> Aws:
        """A connection from here, with a governor and a clock of its own."""
        return Aws(
            SagemakerSettings(profile=profile, region=region),
            account=account,
            governor=Governor(clock=self.clock, random=lambda: 1.0),
            sleep=self.slept.append,
            clock=self.clock,
            read_seconds=read_seconds,
        )

    def close(self) -> None:
        """End the servers."""
        for server in self._servers:
            server.close()
