"""The region that an AWS profile names, read without botocore, whose import outlasts the first frame."""

from __future__ import annotations

import configparser
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import EngineRefused

if TYPE_CHECKING:
    from collections.abc import Mapping


def named_profile(environ: Mapping[str, str]) -> str:
    """The profile that the environment names, in botocore's order; empty without one."""
    return environ.get("AWS_DEFAULT_PROFILE") or environ.get("AWS_PROFILE") or ""


def region_of(profile: str, environ: Mapping[str, str]) -> str:
    """The region of a profile; empty where it names none, or where there is no such profile.

    Args:
        profile: empty for the one named ``default``.
        environ: where other places for the two files may be named.

    Raises:
        EngineRefused: a file cannot be read.
    """
    name = profile or "default"
    region = ""
    for variable, usual, prefixed in (
        ("AWS_CONFIG_FILE", "~/.aws/config", True),
        ("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials", False),
    ):
        for section, values in _sections(environ.get(variable) or usual).items():
            if (
                section == name
                if not prefixed or section == "default"
                else _words(section) == ["profile", name]
            ):
                region = values.get("region", "").strip() or region
    return region


def _sections(file: str) -> Mapping[str, Mapping[str, str]]:
    path = Path(file).expanduser()
    parser = configparser.RawConfigParser(default_section="\0")
    try:
        text = path.read_text(encoding="utf-8")
        parser.read_string(text)
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, configparser.Error) as error:
        raise EngineRefused(
            f"the AWS configuration {path} cannot be read",
            why=str(error).splitlines()[0],
            fix="mend it, or name another one: AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE",
        ) from error
    return {section: dict(parser.items(section)) for section in parser.sections()}


def _words(section: str) -> list[str]:
    try:
        return shlex.split(section)
    except ValueError:
        return []
