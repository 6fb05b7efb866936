"""What commands share: the common options, and the settings, run book and engine opened on first use."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from core.errors import ReadOnly

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from core.config import Settings
    from core.engine.hosting import HostingEngine
    from core.runs import RunBook


@dataclass(frozen=True)
class App:
    """What one call of the program was given; the rest is opened when a command first asks for it.

    Args:
        config: the configuration file named by ``--config``, or None.
        overrides: settings given as flags, by dotted key.
        debug: whether an unexpected error shows its traceback.
        as_json: whether the command answers in JSON.
        read_only_flag: ``--read-only`` was given.
        fixed: settings to use as they are, in place of what file, environment and flags say.
    """

    config: Path | None = None
    overrides: Mapping[str, object] = field(default_factory=dict)
    debug: bool = False
    as_json: bool = False
    read_only_flag: bool = False
    fixed: Settings | None = None

    def override(self, values: Mapping[str, object]) -> App:
        """The same with more settings given as flags; a command's own arguments win over the common options."""
        return replace(self, overrides={**self.overrides, **values})

    @cached_property
    def settings(self) -> Settings:
        """The settings from file, environment and flags.

        Raises:
            ConfigError: with every problem found.
        """
        if self.fixed is not None:
            return self.fixed
        from core import config

        return config.load(self.config, overrides=self.overrides)

    @cached_property
    def book(self) -> RunBook:
        """This user's run book, opened on first use; if a damaged one was set aside, stderr says so."""
        from cli.output import say
        from core import paths
        from core.runs import RunBook

        book = RunBook.open(paths.run_book_file())
        if (context := click.get_current_context(silent=True)) is not None:
            context.find_root().call_on_close(book.close)
        if book.notice:
            say(f"trainscope: {book.notice}")
        return book

    @cached_property
    def engine(self) -> HostingEngine:
        """The engine that the settings name."""
        from core.engine.registry import open_engine

        return open_engine(self.settings)

    @property
    def read_only(self) -> bool:
        """Whether nothing may be started or stopped: by flag or by ``ui.read_only``."""
        return self.read_only_flag or self.settings.ui.read_only

    def require_write(self, what: str) -> None:
        """Refuse what changes something while the program is read-only.

        Args:
            what: what the command wanted, such as ``stop a job``.

        Raises:
            ReadOnly: nothing may be changed.
        """
        if self.read_only:
            raise ReadOnly(
                f"cannot {what}: trainscope is read-only",
                fix="leave out --read-only, or set ui.read_only to false in the configuration",
            )


def common(function: Callable[..., int | None]) -> Callable[..., int | None]:
    """Give a command the options that every command takes, and an `App` as its first argument."""

    @wraps(function)
    def command(*args: Any, **given: Any) -> int | None:
        return function(_app(given), *args, **given)

    for option in reversed(_OPTIONS):
        option(command)
    return command


def json_option(function: Callable[..., int | None]) -> Callable[..., int | None]:
    """Add ``--json``; its value is `App.as_json`. Goes together with `common`, in either order."""
    return click.option("--json", "common_json", is_flag=True, help="Answer in JSON.")(function)


SCREEN_FLAGS = {
    "--low-bandwidth": ("ui.low_bandwidth", True),
    "--no-mouse": ("ui.mouse", False),
}
"""Flags of the cockpit, each with the setting that it stands for."""
_SCREEN_HELP = {
    "--low-bandwidth": "Draw less, for a slow connection.",
    "--no-mouse": "Leave the mouse to the terminal.",
}


def screen_options(function: Callable[..., int | None]) -> Callable[..., int | None]:
    """Give a command the flags of the cockpit; they become settings of its `App`. Stands above `common`."""
    for flag in reversed(SCREEN_FLAGS):
        option = click.option(flag, _parameter(flag), is_flag=True, help=_SCREEN_HELP[flag])
        function = option(function)
    return function


def _parameter(flag: str) -> str:
    return "common_" + flag.lstrip("-").replace("-", "_")


def _app(given: dict[str, Any]) -> App:
    """The App for the options in `given`, which are taken out of it; options before the command's name come first."""
    before = click.get_current_context().obj
    base = before if isinstance(before, App) else App()
    overrides = dict(base.overrides)
    if (engine := given.pop("common_engine")) is not None:
        overrides["engine"] = engine
    for name in ("profile", "region"):
        if (value := given.pop(f"common_{name}")) is not None:
            overrides[f"sagemaker.{name}"] = value
    if (dataset := given.pop("common_dataset")) is not None:
        overrides["dataset.path"] = (
            dataset if "://" in dataset else str(Path(dataset).expanduser().absolute())
        )
    for flag, (name, value) in SCREEN_FLAGS.items():
        if given.pop(_parameter(flag), False):
            overrides[name] = value
    config = given.pop("common_config")
    return App(
        config=base.config if config is None else config,
        overrides=overrides,
        debug=given.pop("common_debug") or base.debug,
        as_json=given.pop("common_json", False),
        read_only_flag=base.read_only_flag,
    )


_OPTIONS = (
    click.option(
        "--config",
        "common_config",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Configuration file (else ./trainscope.yaml, else config.yaml in your config folder).",
    ),
    click.option("--engine", "common_engine", metavar="NAME", help="Where jobs run: local or sagemaker."),
    click.option("--dataset", "common_dataset", metavar="DIR", help="Folder of photos (dataset.path)."),
    click.option("--profile", "common_profile", metavar="NAME", help="AWS profile (sagemaker.profile)."),
    click.option("--region", "common_region", metavar="NAME", help="AWS region (sagemaker.region)."),
    click.option("--debug", "common_debug", is_flag=True, help="Show the traceback of an unexpected error."),
)
