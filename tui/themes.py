"""Colour themes: YAML files of the package and of the user's folder become Textual themes.

A theme file holds `name`, `dark`, `ansi` (the terminal's own colours), `colours` (Textual's names: primary,
secondary, accent, foreground, background, surface, panel, success, warning, error) and optional `variables`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from textual.color import Color, ColorParseError
from textual.theme import Theme

import themes
from core.text import clean

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT = "trainscope"
TERMINAL = "terminal"
"""The theme that uses the terminal's own colours: the only one under NO_COLOR."""

_COLOURS = (
    "primary",
    "secondary",
    "accent",
    "foreground",
    "background",
    "surface",
    "panel",
    "boost",
    "success",
    "warning",
    "error",
)
_ANSI = {
    "ansi-background": "ansi_black",
    "ansi-foreground": "ansi_white",
    "input-selection-background": "ansi_bright_blue",
    "input-selection-foreground": "ansi_black",
    "screen-selection-background": "ansi_bright_blue",
    "screen-selection-foreground": "ansi_black",
}
"""What Textual's own style sheet needs of a theme with the terminal's colours: without it the app doesn't start."""
_MORE_SERIES = ("success", "error", "secondary", "warning", "foreground", "accent")
"""What the third and later curves are drawn in by a theme that does not say: their lines tell them apart anyway."""
_KEYS = {"name", "dark", "ansi", "colours", "variables"}


@dataclass(frozen=True, slots=True)
class Themes:
    """The themes found, in the order `t` goes through them, and a sentence for each file that is no theme."""

    themes: tuple[Theme, ...]
    problems: tuple[str, ...]

    def named(self, name: str) -> Theme | None:
        """The theme of that name."""
        return next((theme for theme in self.themes if theme.name == name), None)


def load_themes(user_folder: Path, environ: Mapping[str, str] = os.environ) -> Themes:
    """All themes: the package's, then the user's (a user's theme replaces one of the same name).

    Under NO_COLOR only themes with the terminal's own colours are offered: Textual chooses its colour filter
    once, and any other theme would be drawn in grey truecolor.
    """
    found: dict[str, Theme] = {}
    problems: list[str] = []
    files = _files(_package())
    try:
        files += _files(user_folder)
    except OSError as error:
        problems.append(f"{clean(str(user_folder))}: {error.strerror}")
    for file in files:
        try:
            theme = _read(file)
        except (OSError, ValueError, yaml.YAMLError) as error:
            problems.append(f"{clean(file.name)}: {clean(str(error))}")
        else:
            found[theme.name] = theme
    offered = (
        found.values() if "NO_COLOR" not in environ else (theme for theme in found.values() if theme.ansi)
    )
    return Themes(tuple(offered), tuple(problems))


def default_name(environ: Mapping[str, str] = os.environ) -> str:
    """The theme of who chose none; with sixteen colours the terminal's own, as others would come out by chance.

    Args:
        environ: tells how many colours the terminal has.
    """
    from rich.console import Console

    few = Console(force_terminal=True, _environ=environ).color_system == "standard"
    return TERMINAL if few else DEFAULT


def package_names() -> set[str]:
    """Names of the themes that come with the program, whether or not they are offered here."""
    return {_read(file).name for file in _files(_package())}


def _package() -> Path:
    """The folder of the package's themes; `importlib.resources` takes longer to import than they to be read."""
    return Path(themes.__path__[0])


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.yaml"))


def _read(file: Path) -> Theme:
    data = yaml.load(file.read_text("utf-8"), Loader=yaml.CSafeLoader)
    if not isinstance(data, dict):
        raise ValueError("not a mapping")
    if unknown := sorted(str(key) for key in set(data) - _KEYS):
        raise ValueError(f"unknown key {', '.join(unknown)}; known are {', '.join(sorted(_KEYS))}")
    theme = clean(str(data.get("name") or file.stem))
    if "[" in theme:  # the palette reads titles as markup
        raise ValueError(f"name: {theme} has a bracket in it; use letters, digits, spaces and hyphens")
    colours = _strings(data, "colours")
    if unknown := sorted(set(colours) - set(_COLOURS)):
        raise ValueError(f"unknown colour name {', '.join(unknown)}; known are {', '.join(_COLOURS)}")
    if "primary" not in colours:
        raise ValueError("colours.primary is missing")
    for name, value in colours.items():
        try:
            Color.parse(value)
        except ColorParseError as error:
            raise ValueError(f"colours.{name}: {value!r} is no colour; write #rrggbb or ansi_blue") from error
    return Theme(
        name=theme,
        dark=bool(data.get("dark", True)),
        ansi=bool(data.get("ansi", False)),
        variables={**_own(colours, ansi=bool(data.get("ansi"))), **_strings(data, "variables")},
        **colours,
    )


def _own(colours: Mapping[str, str], *, ansi: bool) -> dict[str, str]:
    """The variables our style sheets use, for a theme that does not set them."""
    primary = colours["primary"]
    second = colours.get("accent") or colours.get("secondary") or primary
    own = {"text-dim": colours.get("foreground", "auto 75%"), "series-1": primary, "series-2": second}
    for number, name in enumerate(_MORE_SERIES, 3):
        own[f"series-{number}"] = colours.get(name, primary)
    return {**own, **(_ANSI if ansi else {})}


def _strings(data: dict[str, Any], key: str) -> dict[str, Any]:
    value = data.get(key) or {}
    if not isinstance(value, dict):
        raise ValueError(f"{key} must be a mapping")
    return {str(name): str(item) for name, item in value.items()}
