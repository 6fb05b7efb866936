"""Themes come from YAML files; a bad file is reported, never raised; NO_COLOR leaves only the terminal's own."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rich.color import Color as RichColor
from rich.color import ColorSystem
from rich.console import Console
from textual.color import Color

from core.compare.run import MOST
from core.job.status import JobKey
from core.joblist import Listed
from tests.tui.cockpits import WIDE, cockpit_app, ready
from tests.tui.panes import PaneApp, content_text
from tui.themes import DEFAULT, TERMINAL, default_name, load_themes
from tui.widgets.job_pane import JobPane
from tui.widgets.job_table import JobTable

if TYPE_CHECKING:
    from rich.style import Style
    from textual.pilot import Pilot
    from textual.theme import Theme

    from tui.services import Services

SHIPPED = load_themes(Path("no such folder"), {}).themes
TEXT_CONTRAST = 4.5
SERIES = tuple(f"series-{number}" for number in range(1, MOST + 1))


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")


def luminance(colour: Color) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = (channel / 255 for channel in colour.rgb)
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Color, other: Color) -> float:
    """Contrast ratio as WCAG 2 defines it, from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_package_brings_dark_light_colour_blind_safe_and_the_terminals_own() -> None:
    assert {theme.name for theme in SHIPPED} >= {DEFAULT, "light", "colour-blind-safe", TERMINAL}
    assert {theme.dark for theme in SHIPPED} == {True, False}


def test_a_users_theme_is_added_and_replaces_one_of_the_same_name(tmp_path: Path) -> None:
    write(tmp_path, "mine.yaml", "name: mine\ncolours: {primary: '#112233'}\n")
    write(tmp_path, "light.yaml", "name: light\ndark: false\ncolours: {primary: '#445566'}\n")
    found = load_themes(tmp_path, {})
    mine, light = found.named("mine"), found.named("light")
    assert mine is not None
    assert mine.primary == "#112233"
    assert light is not None
    assert light.primary == "#445566"
    assert found.problems == ()


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("- a list\n", "not a mapping"),
        ("name: x\ncolours: {primary: mauve-ish}\n", "no colour"),
        ("name: x\ncolours: {primry: '#000000'}\n", "primry"),
        ("name: x\ncolours: {accent: '#000000'}\n", "colours.primary is missing"),
        ("name: [unclosed\n", "bad.yaml"),
        ("name: '[/x]'\ncolours: {primary: '#000000'}\n", "bracket"),
        ("name: x\nfont: big\ncolours: {primary: '#000000'}\n", "font"),
    ],
)
def test_a_bad_file_is_reported_by_name_and_the_rest_still_loads(
    tmp_path: Path, text: str, word: str
) -> None:
    write(tmp_path, "bad.yaml", text)
    found = load_themes(tmp_path, {})
    assert len(found.problems) == 1
    assert "bad.yaml" in found.problems[0]
    assert word in found.problems[0]
    assert found.named(DEFAULT) is not None


def test_under_no_color_only_ansi_themes_are_offered(tmp_path: Path) -> None:
    assert all(theme.ansi for theme in load_themes(tmp_path, {"NO_COLOR": "1"}).themes)


@pytest.mark.parametrize(
    ("environ", "name"),
    [
        ({"TERM": "screen"}, TERMINAL),
        ({"TERM": "xterm"}, TERMINAL),
        ({"TERM": "screen-256color"}, DEFAULT),
        ({"TERM": "screen", "COLORTERM": "truecolor"}, DEFAULT),
    ],
)
def test_a_terminal_of_16_colours_keeps_its_own_unless_another_theme_is_chosen(
    environ: dict[str, str], name: str
) -> None:
    assert default_name(environ) == name


@pytest.mark.parametrize("theme", SHIPPED, ids=lambda theme: theme.name)
async def test_the_marked_row_is_told_from_others_with_16_colours(theme: Theme) -> None:
    table = JobTable()
    app = PaneApp(table, theme.name)
    app.console = Console(force_terminal=True, color_system="standard", file=io.StringIO())
    async with app.run_test() as pilot:
        table.show([Listed(JobKey("local", "", "", name), None, "", None, None, None) for name in "ab"], 0.0)
        await pilot.pause()
        marked, other = ({shown(part.style) for part in table.render_line(row)} for row in (0, 1))
        assert not {back for _, back in marked} & {back for _, back in other}
        assert all(front != back for front, back in marked | other)
        # Its main colours, in all themes the page's reversed: no grey on white.
        front, back = shown(list(table.render_line(0))[-1].style)
        assert {front, back} <= {-1, 0, 7, 15}, (front, back)


def shown(style: Style | None) -> tuple[int, int]:
    """Numbers of front and back as a terminal of 16 colours shows them, black on -1 being its own."""
    assert style is not None
    few = [
        (colour or RichColor.default()).downgrade(ColorSystem.STANDARD)
        for colour in (style.color, style.bgcolor)
    ]
    front, back = (
        usual if colour.number is None else colour.number for colour, usual in zip(few, (0, -1), strict=True)
    )
    return (back, front) if style.reverse else (front, back)


def in_256_colours(colour: Color) -> Color:
    """What a terminal of 256 colours shows in its place."""
    red, green, blue = RichColor.from_rgb(*colour.rgb).downgrade(ColorSystem.EIGHT_BIT).get_truecolor()
    return Color(red, green, blue)


@pytest.mark.parametrize("few", [False, True], ids=["truecolor", "256"])
@pytest.mark.parametrize(
    "theme", [theme for theme in SHIPPED if not theme.ansi], ids=lambda theme: theme.name
)
def test_text_colours_have_contrast_on_their_background(theme: Theme, few: bool) -> None:
    names = ("foreground", "primary", "accent", "success", "warning", "error")
    texts = {name: getattr(theme, name) for name in names}
    texts |= {name: theme.variables[name] for name in ("text-dim", *SERIES)}
    colours = {name: Color.parse(text) for name, text in {**texts, "background": theme.background}.items()}
    if few:
        colours = {name: in_256_colours(colour) for name, colour in colours.items()}
    background = colours.pop("background")
    ratios = {name: contrast(background, colour) for name, colour in colours.items()}
    assert {name: ratio for name, ratio in ratios.items() if ratio < TEXT_CONTRAST} == {}


@pytest.mark.parametrize("more", ["", "ansi: true\n"])
async def test_an_app_starts_with_a_theme_that_gives_only_what_must_be_given(
    tmp_path: Path, more: str
) -> None:
    write(tmp_path, "mine.yaml", f"name: mine\n{more}colours: {{primary: ansi_blue}}\n")
    pane = JobPane("job")
    async with PaneApp(pane, "mine", folder=tmp_path).run_test() as pilot:
        await pilot.pause()
        assert "No job yet" in content_text(pilot, pane)[0]


@pytest.mark.parametrize("theme", SHIPPED, ids=lambda theme: theme.name)
def test_there_is_a_colour_of_its_own_for_every_run_of_a_comparison(theme: Theme) -> None:
    assert len({theme.variables[name] for name in SERIES}) == MOST


def drawn_colours(pilot: Pilot[None]) -> set[tuple[RichColor | None, RichColor | None]]:
    """Foreground and background of every part of the screen as it is drawn."""
    return {
        (style.color, style.bgcolor)
        for strip in pilot.app.screen._compositor.render_strips()
        for _, style, _ in strip
        if style is not None
    }


async def test_every_theme_draws_colours_of_its_own_when_it_is_switched_live(services: Services) -> None:
    seen = {}
    async with cockpit_app(services).run_test(size=WIDE) as pilot:
        await ready(pilot)
        for _ in SHIPPED:
            seen[pilot.app.theme] = drawn_colours(pilot)
            await pilot.press("t")
            await pilot.pause()
        assert pilot.app.theme == DEFAULT, "round once"
        assert drawn_colours(pilot) == seen[DEFAULT]
    assert set(seen) == {theme.name for theme in SHIPPED}
    for name, colours in seen.items():
        for other in set(seen) - {name}:
            assert colours - seen[other], f"{name} looks like {other}"
