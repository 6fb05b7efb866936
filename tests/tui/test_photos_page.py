"""The data-set page and the photos behind it, worked by keyboard."""

from __future__ import annotations

import random
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from core import paths
from core.finding import Finding
from core.s3address import S3Address
from tests.tui.cockpits import QUICK, WIDE, cockpit, cockpit_app, ready, text
from tests.tui.panes import screen_text
from tests.tui.waiting import settle
from tui.messages import DataSetSeen
from tui.screens.cockpit import Cockpit
from tui.screens.dataset_page import DatasetPage
from tui.screens.photos_page import PhotosPage
from tui.widgets.choice_rows import ChoiceRows
from tui.widgets.dataset_pane import DatasetPane
from tui.widgets.photo_wall import PhotoWall

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from tui.services import Services


@pytest.fixture(autouse=True)
def varied(services: Services) -> None:
    """Photos of which no two are alike, bright and dark parts in each."""
    chance = random.Random(3)
    for file in sorted(photos(services).glob("*/*.jpg")):
        patches = Image.frombytes("RGB", (6, 6), chance.randbytes(108))
        patches.resize((40, 40), Image.Resampling.BICUBIC).save(file, quality=90)


def photos(services: Services) -> Path:
    path = services.settings.dataset.path
    assert isinstance(path, Path)
    return path


def shown(pilot: Pilot[None]) -> str:
    return "\n".join(screen_text(pilot))


def halves(pilot: Pilot[None]) -> int:
    """How many cells of photos are on the screen."""
    return shown(pilot).count("▀")


async def see(pilot: Pilot[None], wanted: str) -> None:
    await settle(pilot, lambda: wanted in shown(pilot), f"{wanted!r} on the screen")


async def open_photos(pilot: Pilot[None], verdict: str = "ready to train", *keys: str) -> PhotosPage:
    """From the cockpit to the photos of the first class, unless other keys are given."""
    await settle(pilot, lambda: verdict in text(pilot, DatasetPane), "the data set to be checked")
    await pilot.press("1", "enter", *(keys or ("enter",)))
    await settle(pilot, lambda: isinstance(pilot.app.screen, PhotosPage), "the photos")
    page = pilot.app.screen
    assert isinstance(page, PhotosPage)
    return page


async def test_the_page_of_the_data_set_opens_the_photos_of_a_class_and_goes_back(services: Services) -> None:
    async with cockpit_app(services).run_test(size=WIDE) as pilot:
        await ready(pilot)
        await pilot.press("1", "enter")
        await see(pilot, "Sizes of 36 photos: JPEG 36")
        assert "shortest side 40 px; longest up to 40" in shown(pilot)
        await pilot.press("down", "enter")
        await see(pilot, "Photos  class-1  ·  12 photos")
        await settle(pilot, lambda: halves(pilot) > 500, "the photos")
        assert "1/12  class-1/0.jpg  40×40" in shown(pilot)
        await pilot.press("escape")
        await settle(pilot, lambda: isinstance(pilot.app.screen, DatasetPage), "the page of the data set")
        await pilot.press("escape")
        await settle(pilot, lambda: isinstance(pilot.app.screen, Cockpit), "the cockpit")


async def test_arrows_go_through_the_photos_and_enter_shows_one_large(services: Services) -> None:
    async with cockpit_app(services).run_test(size=WIDE) as pilot:
        await open_photos(pilot)
        wall = pilot.app.screen.query_one(PhotoWall)
        await pilot.press("right", "right", "left", "down")
        assert wall.marked == 6, "five photos in a row"
        await pilot.press("enter")
        await see(pilot, "7 of 12  40×40")
        assert "class-0  train  7 of 12" in shown(pilot) or "class-0  validation  7 of 12" in shown(pilot)
        await settle(pilot, lambda: halves(pilot) > 1000, "one photo, large")
        await pilot.press("right")
        await see(pilot, "8 of 12")
        await pilot.press("escape")
        assert not wall.alone
        assert wall.marked == 7
        await pilot.press("end")
        assert wall.marked == 11
        await pilot.press("right", "pagedown")
        assert wall.marked == 11


async def test_next_class_split_and_what_training_sees(services: Services) -> None:
    async with cockpit_app(services).run_test(size=WIDE) as pilot:
        await open_photos(pilot)
        await pilot.press("n")
        await see(pilot, "Photos  class-1  ·  12 photos")
        await pilot.press("N", "N")
        await see(pilot, "Photos  class-2  ·  12 photos")
        await pilot.press("s")
        await see(pilot, "class-2  ·  10 photos  ·  train only")
        await pilot.press("s")
        await see(pilot, "class-2  ·  2 photos  ·  validation only")
        await pilot.press("s", "x")
        await see(pilot, "as trained: centre 32×32")
        await settle(pilot, lambda: halves(pilot) > 500, "the photos as training sees them")


@pytest.fixture
def faulty(services: Services) -> Services:
    """The same with a photo that does not decode and one under two classes."""
    root = photos(services)
    whole = (root / "class-0" / "3.jpg").read_bytes()
    (root / "class-1" / "broken.jpg").write_bytes(b"\x89PNG\r\n\x1a\n" + whole[:50])
    shutil.copy(root / "class-0" / "3.jpg", root / "class-2" / "wrong.jpg")
    return services


async def test_a_finding_opens_its_photo_with_the_finding_beside_it(faulty: Services) -> None:
    async with cockpit_app(faulty).run_test(size=WIDE) as pilot:
        await open_photos(pilot, "1 error", "tab", "enter")
        await see(pilot, "class-1/broken.jpg")
        assert "fix: Get the photo anew, or remove it." in shown(pilot)
        assert "✗ PNG cannot be read" in shown(pilot)
        assert halves(pilot) == 0
        await pilot.press("right")
        await see(pilot, "is the same photo as")
        await settle(pilot, lambda: halves(pilot) > 1000, "the photo in two classes")
        assert any("class-2/wrong.jpg" in row and "class-0/3.jpg" in row for row in screen_text(pilot)), (
            "both names below both photos"
        )
        await pilot.press("n")
        await see(pilot, "13 of 13")
        assert "Photos  class-2" in shown(pilot), "the others of its class"
        await pilot.press("escape")
        await settle(pilot, lambda: isinstance(pilot.app.screen, DatasetPage), "back where it was opened")


async def test_photos_with_findings_are_marked_and_gone_to_without_colour(faulty: Services) -> None:
    async with cockpit_app(faulty).run_test(size=WIDE, notifications=True) as pilot:
        page = await open_photos(pilot, "1 error", "down", "enter")
        wall = page.query_one(PhotoWall)
        await see(pilot, "✗ broken.jpg")
        await pilot.press("f")
        assert wall.marked == 12
        await see(pilot, "▸✗ broken.jpg")
        await pilot.press("N", "f")
        await see(pilot, "No photo here has a finding.")


async def test_a_photo_deleted_meanwhile_says_so_in_its_place(services: Services) -> None:
    async with cockpit_app(services).run_test(size=WIDE) as pilot:
        await ready(pilot)
        (photos(services) / "class-0" / "1.jpg").unlink()
        await open_photos(pilot)
        await see(pilot, "✗ does not exist")
        assert "▸0.jpg" in shown(pilot)


async def test_in_ascii_photos_are_characters(services: Services) -> None:
    async with cockpit_app(replace(services, ascii_only=True)).run_test(size=WIDE) as pilot:
        await open_photos(pilot)
        await settle(pilot, lambda: "1/12" in shown(pilot) and "40x40" in shown(pilot), "the photos")
        await settle(pilot, lambda: shown(pilot).count("@") > 100, "bright parts of the photos")
        assert shown(pilot).isascii()


async def test_graphics_need_a_terminal_and_are_in_the_palette(services: Services) -> None:
    async with cockpit_app(services).run_test(size=WIDE) as pilot:
        await open_photos(pilot)
        await pilot.press("v")
        said = [notice.message for notice in pilot.app._notifications]
        assert said == ["▲ There is no terminal here that could show graphics."]
        commands = pilot.app.get_system_commands(pilot.app.screen)
        assert "Show the photo in sixel or kitty graphics" in {command.title for command in commands}


async def test_the_path_of_a_photo_is_copied(services: Services, home: Path) -> None:
    async with cockpit_app(services).run_test(size=WIDE, notifications=True) as pilot:
        await open_photos(pilot)
        await pilot.press("right", "c")
        await see(pilot, "saved to")
        copied = (paths.state_dir() / "copied.txt").read_text()
        assert copied == str(photos(services) / "class-0" / "1.jpg")


async def test_hostile_names_are_harmless_in_captions_and_beside_the_photo(services: Services) -> None:
    root = photos(services)
    shutil.copy(root / "class-0" / "0.jpg", root / "class-0" / "[red]-[b.jpg")
    (root / "class-1").rename(root / "[bold]x[y")
    async with cockpit_app(services).run_test(size=WIDE) as pilot:
        await open_photos(pilot, "ready to train")
        await see(pilot, "Photos  [bold]x[y")
        await pilot.press("n", "end", "enter")
        await see(pilot, "[red]-[b.jpg")


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (200, 60)])
async def test_it_works_at_every_size(faulty: Services, size: tuple[int, int]) -> None:
    async with cockpit_app(faulty).run_test(size=size) as pilot:
        await open_photos(pilot, "1 error", "tab", "enter")
        await see(pilot, "why: One photo that cannot")
        await pilot.press("n", "enter")
        await settle(pilot, lambda: halves(pilot) > 100, "the grid")
        await pilot.resize_terminal(100, 30)
        await settle(
            pilot, lambda: "13/13" in shown(pilot) and halves(pilot) > 200, "the grid at another size"
        )


async def test_of_a_data_set_in_s3_it_says_that_the_photos_are_not_here(services: Services) -> None:
    async with cockpit_app(services).run_test(size=WIDE, notifications=True) as pilot:
        await ready(pilot)
        screen = cockpit(pilot)
        view = screen.launching.view
        assert view.dataset is not None
        away = replace(
            view.dataset, root=S3Address("bucket", "flowers"), channels={"train": "s3://bucket/flowers"}
        )
        screen.launching.view = replace(view, dataset=away)
        await pilot.press("1", "enter", "enter")
        await see(pilot, "aws s3 sync")
        assert isinstance(pilot.app.screen, DatasetPage)


async def test_what_is_found_while_the_photos_are_open_is_marked(services: Services) -> None:
    async with cockpit_app(services).run_test(size=WIDE) as pilot:
        page = await open_photos(pilot)
        launching = cockpit(pilot).launching
        found = Finding("warning", "w", "is blurred", "class-0/10.jpg")
        launching.seen(DataSetSeen(launching.generation, launching.view.with_findings([found]), done=False))
        await see(pilot, "! 10.jpg")
        assert page.query_one(PhotoWall).marked == 0


async def test_the_page_keeps_what_is_marked_while_more_becomes_known(faulty: Services) -> None:
    async with cockpit_app(faulty).run_test(size=WIDE) as pilot:
        await settle(pilot, lambda: "1 error" in text(pilot, DatasetPane), "the finding")
        await pilot.press("1", "enter", "down", "down")
        rows = pilot.app.screen.query_one(ChoiceRows)
        marked = rows.marked
        launching = cockpit(pilot).launching
        view = replace(launching.view, checked=3, step="decoding")
        launching.seen(DataSetSeen(launching.generation, view, done=False))
        await see(pilot, "decoding photos: 3 of 38")
        assert rows.marked is marked
        await pilot.press("end")
        assert rows.marked is not marked


async def test_without_findings_tab_says_so(services: Services) -> None:
    quiet = replace(services, settings=replace(services.settings, hyperparameters=QUICK))
    async with cockpit_app(quiet).run_test(size=WIDE, notifications=True) as pilot:
        await ready(pilot)
        await pilot.press("1", "enter", "tab")
        await see(pilot, "There are no findings.")


async def test_the_palette_runs_what_the_keys_run(services: Services) -> None:
    async with cockpit_app(services).run_test(size=WIDE) as pilot:
        await open_photos(pilot)
        await pilot.press("ctrl+p", *("space" if char == " " else char for char in "next class"))
        await settle(
            pilot,
            lambda: "next class" in "\n".join(screen_text(pilot)[4:]).lower(),
            "the command to be found",
        )
        await pilot.press("enter")
        await see(pilot, "Photos  class-1")
