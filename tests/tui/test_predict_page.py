"""An endpoint asked in the cockpit, by keyboard: paths completed, one photo beside its answer, many judged."""

from __future__ import annotations

import re
import shutil
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.endpointlist import ListedEndpoint, in_book
from tests.cli.runner import trainscope
from tests.tui.asked import CLASSES, EACH, NAME, asked_home, services_in
from tests.tui.cockpits import WIDE, cockpit_app
from tests.tui.panes import screen_text, until
from tui.screens.answers import AnswersPage
from tui.screens.cockpit import Cockpit
from tui.screens.predict import PredictPage
from tui.widgets.path_field import PathField

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from textual.pilot import Pilot

    from tui.services import Services


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Iterator[Path]:
    """The home with the endpoint."""
    with asked_home(tmp_path_factory.mktemp("asked") / "home", shared / "data" / "flowers") as home:
        yield home


@pytest.fixture
def services(asked: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    with services_in(asked, monkeypatch) as services:
        yield services


def shown(pilot: Pilot[None]) -> str:
    return "\n".join(screen_text(pilot))


async def see(pilot: Pilot[None], wanted: str) -> None:
    await until(pilot, lambda: wanted in shown(pilot), f"{wanted!r} on the screen")


def field(pilot: Pilot[None]) -> PathField:
    return pilot.app.screen.query_one(PathField)


async def open_page(pilot: Pilot[None]) -> None:
    """From the cockpit to the field."""
    await until(pilot, lambda: isinstance(pilot.app.screen, Cockpit), "the cockpit")
    await pilot.press("p")
    await until(pilot, lambda: isinstance(pilot.app.screen, PredictPage), "the page that asks")


async def ask(pilot: Pilot[None], path: str | Path) -> None:
    """Type a path in the place of what stands there, and ask about it."""
    await pilot.press("ctrl+u", *str(path), "enter")


async def test_a_path_is_completed_and_a_photo_stands_beside_its_answer(
    services: Services, asked: Path
) -> None:
    async with cockpit_app(services).run_test(size=WIDE) as pilot:
        await open_page(pilot)
        await see(pilot, "✓ InService  ·  5 classes: daisy")
        assert field(pilot).value == "~/flowers/"
        await pilot.press("tab")
        await see(pilot, "sunflowers/")
        await pilot.press("r", "tab", "tab", "tab")
        photo = min(file.name for file in (asked / "flowers" / "roses").iterdir())
        assert field(pilot).value == f"~/flowers/roses/{photo}", "the first of the photos"
        assert f"▸{photo}" in shown(pilot)
        await pilot.press("shift+tab", "tab", "enter")
        await see(pilot, "▀▀▀▀▀▀▀▀")
        text = shown(pilot)
        assert all(re.search(rf"{name} +0\.\d{{4}}", text) for name in CLASSES)
        assert "█" in text
        assert "score/list" not in text, "of one photo nothing else is to be seen"
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, PredictPage), "the field")
        await pilot.press("ctrl+u", "up")
        assert field(pilot).value == f"~/flowers/roses/{photo}"
        await pilot.press("down", "escape")
        assert isinstance(pilot.app.screen, Cockpit)


async def test_a_list_is_judged_as_by_the_command(services: Services, asked: Path) -> None:
    told = trainscope(asked, "predict", NAME, "--lst", "validation.lst", "--root", "flowers").stdout
    (accuracy,) = re.findall(r"accuracy \d\.\d{4}: \d+ of \d+ photos right", told)
    (beside,) = re.findall(r"accuracy here \d\.\d{4}, in training \d\.\d{4}", told)
    async with cockpit_app(services).run_test(size=WIDE) as pilot:
        await open_page(pilot)
        await ask(pilot, "~/validation.lst")
        await see(pilot, accuracy)
        text = shown(pilot)
        assert beside in text
        assert "paths begin in" in text
        assert "rows: what photos are; columns: what they are taken for" in text
        await pilot.press("tab")
        await until(pilot, lambda: shown(pilot).count("✗ is ") > 5, "the answers")
        right = shown(pilot).count("✓ right")
        assert f": {right} of {EACH * len(CLASSES)} photos right" in accuracy
        await pilot.press("w")
        rows = [row for row in screen_text(pilot) if "✓ right" in row or "✗ is " in row]
        assert ["✗" in row for row in rows] == [True] * (len(rows) - right) + [False] * right
        await pilot.press("down", "enter")
        await see(pilot, f"2 of {EACH * len(CLASSES)}")
        assert re.search(r"✗ is \w+, taken for \w+", shown(pilot))
        await pilot.press("down")
        await see(pilot, f"3 of {EACH * len(CLASSES)}")
        await pilot.press("escape")
        await see(pilot, "wrong first")


async def test_a_folder_of_class_folders_tells_the_truth(services: Services, asked: Path) -> None:
    for name in CLASSES[:2]:
        (asked / "some" / name).mkdir(parents=True)
        for file in sorted((asked / "flowers" / name).glob("*.jpg"))[:2]:
            shutil.copy(file, asked / "some" / name)
    async with cockpit_app(services).run_test(size=(60, 20)) as pilot:
        await open_page(pilot)
        await ask(pilot, "some")
        await see(pilot, "of 4 photos right")
        await pilot.resize_terminal(200, 60)
        await see(pilot, "LABEL  CLASS")
        await pilot.press("c")
        said = [notice.message for notice in pilot.app._notifications]
        assert any("copied.txt" in text for text in said)


async def test_what_is_wrong_with_a_photo_stands_in_the_place_of_its_answer(
    services: Services, asked: Path
) -> None:
    (asked / "bad\x1b[2J.jpg").write_text("none")
    (asked / "large.jpg").write_bytes(b"\xff\xd8\xff\xe0" + b"\0" * 100)
    async with cockpit_app(services).run_test(size=(80, 24)) as pilot:
        await open_page(pilot)
        await pilot.press("ctrl+u", *"ba", "tab")
        await until(pilot, lambda: field(pilot).value == "bad\\x1b[2J.jpg", "the name, escaped")
        await pilot.press("enter")
        await see(pilot, "fix: Name a JPEG or PNG file.")
        assert "why: The model is not asked about it." in shown(pilot)
        await pilot.press("escape")
        await ask(pilot, "nowhere/x.jpg")
        await see(pilot, "✗ There is nothing at ~/nowhere/x.jpg.")
        await ask(pilot, "")
        await see(pilot, "Type the path of a photo")


async def test_the_folder_of_a_list_is_asked_for_if_none_of_its_photos_is_there(
    services: Services, asked: Path
) -> None:
    lines = (asked / "validation.lst").read_text().splitlines(keepends=True)
    (asked / "lists").mkdir(exist_ok=True)
    moved = "".join(line.replace("\tdaisy", "\tflowers/daisy") for line in lines if "daisy" in line)
    (asked / "lists" / "moved.lst").write_text(moved)
    async with cockpit_app(services).run_test(size=(80, 24)) as pilot:
        await open_page(pilot)
        await ask(pilot, "lists/moved.lst")
        await see(pilot, "Folder that the list's paths begin in:")
        assert field(pilot).value == "~/flowers/", "where it was looked for"
        await pilot.press("escape")
        await see(pilot, "A photo, a folder of photos, or a list (.lst):")
        assert field(pilot).value == "lists/moved.lst"
        await pilot.press("enter")
        await see(pilot, "Folder that the list's paths begin in:")
        await ask(pilot, "~/")
        await see(pilot, f"of {EACH} photos right")


async def test_esc_ends_the_asking_and_keeps_what_was_answered(services: Services, asked: Path) -> None:
    text = (asked / "validation.lst").read_text()
    (asked / "long.lst").write_text(text * 400)
    async with cockpit_app(services).run_test(size=(80, 24)) as pilot:
        await open_page(pilot)
        await ask(pilot, "long.lst")
        await until(
            pilot,
            lambda: re.search(r"[1-9]\d* of 8,000 photos answered", shown(pilot)) is not None,
            "answers",
        )
        await pilot.press("escape")
        await see(pilot, "ended early, r asks again")
        assert isinstance(pilot.app.screen, AnswersPage)
        assert re.search(r"\d+ of \d+ photos right", shown(pilot))
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, PredictPage)


async def test_keys_that_are_typed_fast_are_taken_in_their_order(services: Services, asked: Path) -> None:
    async with cockpit_app(services).run_test(size=WIDE) as pilot:
        await open_page(pilot)
        await pilot.press("ctrl+u", *"vali", "tab", "enter")
        await see(pilot, f"of {EACH * len(CLASSES)} photos right")


async def test_enter_pressed_twice_asks_once(services: Services) -> None:
    async with cockpit_app(services).run_test(size=WIDE) as pilot:
        await open_page(pilot)
        page = pilot.app.screen
        field(pilot).put("validation.lst")
        await field(pilot).action_submit()
        await field(pilot).action_submit()
        await see(pilot, f"of {EACH * len(CLASSES)} photos right")
        looks = [thread for thread in threading.enumerate() if thread.name == "look at a path"]
        await until(pilot, lambda: not any(look.is_alive() for look in looks), "both looks to end")
        await pilot.press("escape")
        assert pilot.app.screen is page


@pytest.fixture(scope="module")
def tulip(asked: Path) -> str:
    """A photo that needs little typing."""
    shutil.copy(min((asked / "flowers" / "tulips").iterdir()), asked / "t.jpg")
    return "t.jpg"


async def test_in_ascii_everything_is_told(services: Services, tulip: str) -> None:
    async with cockpit_app(replace(services, ascii_only=True)).run_test(size=(80, 24)) as pilot:
        await open_page(pilot)
        await ask(pilot, tulip)
        await until(
            pilot, lambda: re.search(r"[-:=+*#%@]{20}", shown(pilot)) is not None, "the photo in characters"
        )
        assert shown(pilot).isascii()
        assert re.search(r"tulips +0\.\d{4}", shown(pilot))


async def test_photos_that_an_endpoint_here_sees_as_in_training_are_not_cut(
    services: Services, tulip: str
) -> None:
    async with cockpit_app(services).run_test(size=WIDE, notifications=True) as pilot:
        await open_page(pilot)
        await ask(pilot, tulip)
        await see(pilot, "tulips      0.")
        await pilot.press("x")
        await see(pilot, "is for endpoints of SageMaker")


async def test_an_endpoint_that_is_gone_says_so(services: Services) -> None:
    (row,) = in_book(services.book)
    other = replace(row.state, key=row.state.key._replace(name="ic-flower"))
    async with cockpit_app(services).run_test(size=WIDE) as pilot:
        await pilot.app.push_screen(PredictPage(services, ListedEndpoint(other, None)))
        await see(
            pilot,
            "▲ no endpoint 'ic-flower' (did you mean ic-flowers?). trainscope endpoints lists what there is.",
        )


async def test_the_list_of_endpoints_leads_to_the_one_that_is_marked(services: Services) -> None:
    async with cockpit_app(services).run_test(size=WIDE) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, Cockpit), "the cockpit")
        await pilot.press("e")
        await see(pilot, "enter ask")
        await pilot.press("enter")
        await see(pilot, "✓ InService  ·  5 classes")
