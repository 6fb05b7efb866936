"""What the SageMaker SDK knows: where the algorithm's image lies, and what its defaults files say.

Its import takes 1.5 s of one core and holds the interpreter's lock, so a child process answers; it is started as soon
as a review begins. An answer is good until a defaults file changes. Where there is no such file the answer is the
image alone, which is kept for other processes until the SDK is another version.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.engine.sagemaker import cached
from core.engine.sagemaker.defaults import Defaults
from core.errors import EngineError
from core.text import clean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.cancel import CancelToken

SECONDS = 60.0
"""How long an answer may take: a cold disk over a network is slow."""
COMMAND = (sys.executable, "-P", "-m", "core.engine.sagemaker.sdk_child")
OVERRIDES = ("SAGEMAKER_ADMIN_CONFIG_OVERRIDE", "SAGEMAKER_USER_CONFIG_OVERRIDE")
_LOOK = 0.05
"""Seconds between two looks at the cancel token."""


@dataclass(frozen=True, slots=True)
class SdkAnswer:
    """What the SDK said.

    Args:
        image: URI of the algorithm's image; empty where the region has none.
        no_image: why it is empty.
        defaults: of the files.
        no_defaults: why the files cannot be used; empty where they can, or there are none.
        files: those that were there.
    """

    image: str
    no_image: str
    defaults: Defaults
    no_defaults: str
    files: tuple[str, ...]


class Question:
    """A child process that works out the answer for one region; made by `ask`."""

    def __init__(
        self,
        key: tuple[object, ...],
        region: str,
        profile: str,
        files: Sequence[str],
        *,
        has_defaults: bool,
    ) -> None:
        self._key = key
        self._region = region
        self._profile = profile
        self._files = tuple(files)
        self._has_defaults = has_defaults
        self._child: subprocess.Popen[str] | None = None
        if key not in _answers and not self._remembered():
            self._child = self._start()

    def answer(self, cancel: CancelToken) -> SdkAnswer:
        """Wait for the answer.

        Raises:
            EngineError: there is none.
            Cancelled: the token was set.
        """
        if self._child is not None:
            found = self._read(self._child, cancel)
            with _lock:
                _answers[self._key] = found
            self._child = None
            if found.image:
                cached.write(f"image_{self._region}", {"image": found.image, "version": _version()})
        return _answers[self._key]

    def close(self) -> None:
        """End the child, if nobody waited for it."""
        if self._child is not None:
            self._child.kill()
            self._child.communicate()
            self._child = None

    def _remembered(self) -> bool:
        """Whether another process has had the answer: the image of a region is the same until the SDK is another."""
        if self._has_defaults:
            return False
        kept = cached.read(f"image_{self._region}") or {}
        image = kept.get("image")
        if not isinstance(image, str) or not image or kept.get("version") != _version():
            return False
        with _lock:
            _answers[self._key] = SdkAnswer(image, "", Defaults(), "", ())
        return True

    def _start(self) -> subprocess.Popen[str]:
        environ = dict(os.environ, AWS_DEFAULT_REGION=self._region)
        if self._profile:
            environ["AWS_PROFILE"] = self._profile
        if not any(file.startswith("s3://") for file in self._files):
            # Clients that are made at import look for credentials that nothing needs.
            environ["AWS_EC2_METADATA_DISABLED"] = "true"
        try:
            return subprocess.Popen(
                COMMAND,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=environ,
                encoding="utf-8",
                errors="replace",
                start_new_session=True,
            )
        except OSError as error:
            raise _no_answer(error.strerror or str(error)) from error

    def _read(self, child: subprocess.Popen[str], cancel: CancelToken) -> SdkAnswer:
        out, talk = self._wait(child, cancel)
        try:
            said = json.loads(out)
        except ValueError as error:
            last = talk.strip().splitlines()[-1:] or [f"it ended with {child.returncode}"]
            raise _no_answer(last[0]) from error
        there = tuple(file for file in self._files if file.startswith("s3://") or Path(file).exists())
        return SdkAnswer(
            image=said["image"],
            no_image=clean(said["no_image"], limit=200),
            defaults=Defaults.of(said["defaults"] or {}),
            no_defaults=clean(said["no_defaults"], limit=200),
            files=there,
        )

    def _wait(self, child: subprocess.Popen[str], cancel: CancelToken) -> tuple[str, str]:
        ends = time.monotonic() + SECONDS
        said: str | None = json.dumps({"region": self._region})
        try:
            while True:
                cancel.check()
                try:
                    return child.communicate(said, timeout=_LOOK)
                except subprocess.TimeoutExpired:
                    said = None
                if time.monotonic() > ends:
                    raise _no_answer(f"it took more than {SECONDS:.0f} s")
        except BaseException:
            self.close()
            raise


def ask(region: str, profile: str = "", *, environ: Mapping[str, str] = os.environ) -> Question:
    """Begin to find out; the answer is waited for later.

    Args:
        region: where the image is to lie.
        profile: for defaults files that lie in S3; empty: as AWS tools choose.
        environ: where other places for the files may be named.

    Raises:
        EngineError: no process can be started.
    """
    files = defaults_files(environ)
    # A file that is named and not there is an error that the SDK tells.
    has_defaults = any(environ.get(name) for name in OVERRIDES) or any(Path(file).exists() for file in files)
    key = (region, profile, *map(_mark, files))
    return Question(key, region, profile, files, has_defaults=has_defaults)


def defaults_files(environ: Mapping[str, str] = os.environ) -> list[str]:
    """Where the SDK looks for defaults, the administrator's file first."""
    import platformdirs

    usual = (platformdirs.site_config_dir("sagemaker"), platformdirs.user_config_dir("sagemaker"))
    return [
        environ.get(variable) or str(Path(folder) / "config.yaml")
        for variable, folder in zip(OVERRIDES, usual, strict=True)
    ]


_answers: dict[tuple[Any, ...], SdkAnswer] = {}
_lock = threading.Lock()


def _mark(file: str) -> tuple[object, ...]:
    """What changes when the file does; a file in S3 is taken for unchanged while this process runs."""
    path = Path(file)
    for candidate in (path / "config.yaml", path):
        try:
            state = candidate.stat()
        except OSError:
            continue  # there is none: that is a state, too
        return (file, state.st_mtime_ns, state.st_size)
    return (file,)


def _version() -> str:
    try:
        return metadata.version("sagemaker-core")
    except metadata.PackageNotFoundError:
        return ""


def _no_answer(why: str) -> EngineError:
    return EngineError(
        "the SageMaker SDK gives no answer",
        why=clean(why, limit=300),
        fix="install trainscope again: it needs the package sagemaker-core",
    )
