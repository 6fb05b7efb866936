"""sample_config.yaml, written from the declarations of the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.config.settings import declared, default_hyperparameters, sections
from core.job.hyperparameters import table

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEAD = """\
# The configuration of trainscope: every key with its default. Copy the lines you change into ./trainscope.yaml or into
# config.yaml in your config folder (~/.config/trainscope). Rules and the environment variables: docs/configuration.md.
# Relative paths start from the folder of the file they stand in; ~ is your home.
# Written by `make docs` from core/config/settings.py.
"""

_ABOUT_HYPERPARAMETERS = """\
# Values for the algorithm, by their names in docs/hyperparameters.md, which has {more} more. auto: from the data set.
# null: not sent, so that the algorithm's own default holds. Values with commas in quotes: "3,224,224".
"""


def page() -> str:
    """The whole file."""
    about = {key.name: key.about for key in declared()}
    defaults = {key.name: key.default for key in declared()}
    lines = [_HEAD]
    lines += [_line("engine", _yaml(defaults["engine"]), about["engine"], indent=""), ""]
    for name in ["dataset", "hyperparameters", *[name for name in sections() if name != "dataset"]]:
        if name == "hyperparameters":
            lines += [*_about_hyperparameters(), *_hyperparameters(), ""]
            continue
        lines += [f"# {(sections()[name].__doc__ or '').rstrip('.')}", f"{name}:"]
        for key, value in defaults.items():
            if key.startswith(f"{name}."):
                lines.append(_line(key.removeprefix(f"{name}."), _yaml(value), about[key]))
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _about_hyperparameters() -> list[str]:
    more = len(table()) - len(default_hyperparameters())
    return _ABOUT_HYPERPARAMETERS.format(more=more).splitlines()


def _hyperparameters() -> Iterator[str]:
    yield "hyperparameters:"
    for name, value in default_hyperparameters().items():
        yield _line(name, value, table()[name].meaning.rstrip("."))


def _line(key: str, value: str, about: str, indent: str = "  ") -> str:
    return f"{indent + f'{key}: {value}':<32} # {about}"


def _yaml(value: object) -> str:
    """A default as YAML; settings have only plain ones."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, dict):
        return "{}"
    if isinstance(value, tuple):
        return "[]"
    return str(value)
