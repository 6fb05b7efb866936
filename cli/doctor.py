"""The command `doctor`: what works on this machine, and what to do about the rest."""

from __future__ import annotations

import os
import platform
import sys
from importlib import metadata
from typing import TYPE_CHECKING

import click

from cli.context import App, common, json_option

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from core.config import Settings
    from core.doctor.result import Check

_PACKAGES = ("textual", "plotext", "scikit-learn", "numpy", "pillow", "boto3", "sagemaker-core")


@click.command()
@json_option
@common
def doctor(app: App) -> int:
    """Look at Python, terminal, folders, configuration, theme and engines, and say how to mend what is wrong.

    The AWS account is asked only if the engine is sagemaker: who you are there, role, bucket, quota, price and log. No
    folder is made and nothing changed, but that a damaged run book is set aside, as by every command. Ends with 0 if
    all is well, else with 1.
    """
    from cli.output import emit_json

    checks = list(examine(app))
    if app.as_json:
        emit_json([check.as_json() for check in checks])
    else:
        _print(checks)
    return 0 if all(check.ok for check in checks) else 1


def examine(app: App) -> Iterator[Check]:
    """All checks, in the order of the report; a broken configuration is one of them and stops none."""
    from core import config
    from core.doctor import aws, process, storage, terminal
    from core.doctor.result import Check
    from core.errors import ConfigError
    from core.locale_names import as_started

    yield _python()
    yield from terminal.terminal(as_started(os.environ), size=_size())
    settings = config.Settings()
    try:
        settings = app.settings
        source = settings.source or "no file, so the defaults"
        yield Check("configuration", True, str(source))
    except ConfigError as error:
        yield Check("configuration", False, str(error), error.fix)
    yield _theme(settings)
    yield from storage.folders()
    yield from process.local_engine()
    for key, command in (
        ("local.command", settings.local.command),
        ("notify.command", settings.notify.command),
    ):
        if command is not None:
            yield process.program(key, command)
    yield from aws.sagemaker(settings)
    yield _versions()


def _python() -> Check:
    from core.doctor.result import Check

    ok = sys.version_info >= (3, 11)
    detail = f"{platform.python_version()} at {sys.executable}"
    return Check("python", ok, detail, "" if ok else "trainscope needs Python 3.11 or newer")


def _size() -> tuple[int, int] | None:
    """Size of the terminal that any of the standard streams is; None if none is."""
    for stream in (sys.stdout, sys.stderr, sys.stdin):
        try:
            size = os.get_terminal_size(stream.fileno())
        except (OSError, ValueError):
            continue  # not a terminal, or no stream at all: the next may be one
        return size.columns, size.lines
    return None


def _theme(settings: Settings) -> Check:
    """Whether the theme of the settings exists, and whether the user's own can be read."""
    from core import paths
    from core.doctor.result import Check
    from core.nearest import did_you_mean
    from tui.themes import load_themes

    themes = load_themes(paths.themes_dir(), environ={})
    names = [theme.name for theme in themes.themes]
    wanted = settings.ui.theme
    if wanted is not None and themes.named(wanted) is None:
        return Check(
            "theme",
            False,
            f"no theme {wanted}{did_you_mean(wanted, names)}",
            f"take one of {', '.join(names)}",
        )
    if themes.problems:
        return Check(
            "theme", False, "; ".join(themes.problems), f"correct or remove it in {paths.themes_dir()}"
        )
    return Check("theme", True, f"{wanted or 'the default'} of {', '.join(names)}")


def _versions() -> Check:
    from core.doctor.result import Check

    found = []
    missing = []
    for package in ("trainscope", *_PACKAGES):
        try:
            found.append(f"{package} {metadata.version(package)}")
        except metadata.PackageNotFoundError:
            missing.append(package)
    detail = ", ".join(found) + (f"; missing: {', '.join(missing)}" if missing else "")
    return Check("versions", not missing, detail, "install trainscope again" if missing else "")


def _print(checks: Sequence[Check]) -> None:
    from cli.output import colour, out
    from core.text import clean

    width = max(len(check.check) for check in checks)
    for check in checks:
        mark = colour("ok ", "green") if check.ok else colour("BAD", "red", bold=True)
        out(f"{mark}  {check.check:<{width}}  {clean(check.detail)}")
        if check.fix:
            out(f"{'':<{width + 7}}{'fix' if not check.ok else 'hint'}: {clean(check.fix)}")
