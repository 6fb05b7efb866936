"""A photo in the terminal's own graphics: the test is the terminal, which answers, or does not."""

from __future__ import annotations

import base64
import io
import os
import re
import signal
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.conftest import wait_until
from tests.e2e.terminal import Terminal
from tests.e2e.test_photos import QUESTIONS, open_photos
from tui.graphics.ask import ATTRIBUTES, CELL, KITTY, LARGEST

pytestmark = pytest.mark.usefixtures("configured")

TEXTUALS = {b"\x1b[?2026$p", b"\x1b[?2048$p"}
"""What Textual asks whenever it starts to draw."""
ENDS_STRING = b"\x1b\\"
SIXEL = re.compile(rb'\x1bP[0-9;]*q"1;1;(\d+);(\d+)(.*?)\x1b\\', re.DOTALL)
PLACEHOLDER = "\U0010eeee".encode()
RED, BLUE = (220, 30, 30), (30, 30, 220)


@pytest.fixture
def photos(home: Path) -> Path:
    """Two classes of 20 photos; the first was taken with the camera on its side: red above, blue below."""
    from tests.e2e.conftest import draw_photos

    root = draw_photos(home / "photos", each=20)
    image = Image.new("RGB", (96, 48), BLUE)
    image.paste(RED, (0, 0, 48, 48))
    exif = Image.Exif()
    exif[0x0112] = 6
    image.save(root / "bars" / "000.jpg", exif=exif, quality=95)
    return root


class Shown:
    """A page of photos in a terminal, and what is sent from the moment on that the key is pressed."""

    def __init__(self, terminal: Terminal, *before: str) -> None:
        open_photos(terminal)
        terminal.wait_for("48×96")
        for key, seen in zip(before[::2], before[1::2], strict=True):
            terminal.press(key)
            terminal.wait_for(seen)
        self.terminal = terminal
        self.modes = terminal.modes
        self._start = len(terminal.raw)
        terminal.press("v")

    @property
    def sent(self) -> bytes:
        return bytes(self.terminal.raw[self._start :])

    def wait_for(self, wanted: bytes) -> None:
        self.terminal.wait_for(lambda _: wanted in self.sent)

    def answer(self, answer: str, *, after: bytes = ATTRIBUTES) -> None:
        self.wait_for(after)
        self.terminal.press(answer)

    def back(self, said: str = "") -> None:
        """Until the page is drawn again, with a notice if one is given, in a terminal as it was.

        A long notice covers the line of facts below the photos: what is marked is read above them.
        """
        self.wait_for(b"\x1b[?1049l\x1b[?1049h")
        self.terminal.wait_for(lambda text: "▸· 000.jpg" in text and text.count("▀") > 1000)
        self.terminal.wait_for(lambda text: said in words(text))
        assert self.terminal.modes == self.modes
        assert "Traceback" not in self.terminal.text
        self.terminal.press("\x1b[C")
        self.terminal.wait_for("▸001.jpg")


def test_kitty_graphics_turned_as_the_camera_was_held(home: Path) -> None:
    with Terminal(home) as terminal:
        shown = Shown(terminal)
        shown.answer("\x1b_Gi=31;OK\x1b\\\x1b[6;20;10t\x1b[?62;c")
        shown.wait_for(b"bars/000.jpg  48\xc3\x9796  ")
        shown.wait_for(b"JPEG  kitty  any key goes back")
        assert QUESTIONS.findall(shown.sent.partition(ENDS_STRING)[0]) == [b"\x1b_"], "kitty's first"
        image = kitty_picture(shown.sent)
        assert image.size == (390, 780), "as large as fits above a line of text, and upright"
        assert near(image.getpixel((195, 100)), RED)
        assert near(image.getpixel((195, 700)), BLUE)
        assert shown.sent.count(PLACEHOLDER) == 39 * 39
        number = re.search(rb"\x1b_Gi=(\d+),m=", shown.sent)
        assert number is not None
        terminal.press("j")
        shown.wait_for(b"\x1b_Ga=d,d=I,i=" + number.group(1) + b",q=2\x1b\\")
        shown.back()


def test_only_what_training_sees(home: Path) -> None:
    with Terminal(home) as terminal:
        shown = Shown(terminal, "x", "as trained")
        shown.answer("\x1b_Gi=31;OK\x1b\\\x1b[6;20;10t\x1b[?62;c")
        shown.wait_for(b"JPEG  as trained  kitty  any key goes back")
        assert kitty_picture(shown.sent).size == (780, 780), "its centre, square"
        terminal.press("j")
        shown.back()


def test_sixel_no_larger_than_the_terminal_takes(home: Path) -> None:
    with Terminal(home) as terminal:
        shown = Shown(terminal)
        shown.answer("\x1b_Gi=31;OK\x1b\\\x1b[6;16;8t\x1b[?2;0;300;320S\x1b[?65;4;22c")
        shown.wait_for(b"JPEG  sixel  any key goes back")
        picture = SIXEL.search(shown.sent)
        assert picture is not None
        assert (int(picture.group(1)), int(picture.group(2))) == (160, 320)
        assert picture.group(3).count(b"-") == 54, "bands of six"
        assert PLACEHOLDER not in shown.sent
        asked = set(QUESTIONS.findall(shown.sent)) - {b"\x1bP"}
        assert asked == {b"\x1b_", CELL, ATTRIBUTES}, (
            "and the largest picture, which is no question of the list"
        )
        assert LARGEST in shown.sent
        terminal.press("\x1b")
        shown.back()


@pytest.mark.parametrize(
    ("answer", "environ", "said"),
    [
        ("\x1b[?62;22c", {}, "This terminal shows neither sixel nor kitty graphics: half-cells"),
        ("", {}, "The terminal has answered nothing within 2 s, so no graphics: half-cells"),
        ("\x1b[?1;2c", {"TMUX": "/nowhere,1,0"}, "tmux shows no sixel here"),
        ("\x1b[?1;2c", {"STY": "1.pts-0"}, "GNU screen shows neither sixel nor kitty graphics: half-cells"),
    ],
    ids=["neither", "silent", "tmux", "screen"],
)
def test_a_terminal_without_graphics(home: Path, answer: str, environ: dict[str, str], said: str) -> None:
    with Terminal(home, env=environ) as terminal:
        shown = Shown(terminal)
        shown.answer(answer)
        shown.back(said)
        asked = set(QUESTIONS.findall(shown.sent)) - TEXTUALS
        assert asked == ({CELL, ATTRIBUTES} if environ else {b"\x1b_", CELL, ATTRIBUTES})
        assert (KITTY in shown.sent) is not bool(environ), "multiplexers take it for a title"


@pytest.mark.parametrize(
    "answer", ["\x1b[?62;4c", ""], ids=["while it is shown", "while the answer is waited for"]
)
def test_ctrl_c_ends_the_photo_and_nothing_else(home: Path, answer: str) -> None:
    with Terminal(home) as terminal:
        shown = Shown(terminal)
        shown.answer(answer)
        if answer:
            shown.wait_for(b"any key goes back")
        terminal.press("\x03")
        shown.back()
        assert "answered nothing" not in terminal.text


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_a_process_that_dies_leaves_a_cockpit_that_says_so(home: Path, number: signal.Signals) -> None:
    with Terminal(home) as terminal:
        shown = Shown(terminal)
        shown.answer("\x1b[?62;4c")
        shown.wait_for(b"any key goes back")
        os.kill(showing(terminal), number)
        shown.back(f"was ended by signal {number.value}.")
        assert shown.sent.count(ENDS_STRING + b"\x1b[0m\x1b[2J\x1b[?25h\x1b[?1049l") == 1


def test_the_process_ends_with_the_cockpit(home: Path) -> None:
    with Terminal(home) as terminal:
        shown = Shown(terminal)
        shown.answer("\x1b[?62;4c")
        shown.wait_for(b"any key goes back")
        process = Path(f"/proc/{showing(terminal)}")
        os.kill(terminal.pid, signal.SIGKILL)
        wait_until(lambda: not process.exists(), what="the process to end")


def test_a_photo_that_does_not_decode(home: Path, photos: Path) -> None:
    with Terminal(home) as terminal:
        open_photos(terminal)
        terminal.wait_for("48×96")
        (photos / "bars" / "001.jpg").write_bytes(b"\xff\xd8\xff\xe0 no photo")
        terminal.press("\x1b[C")
        terminal.wait_for("▸001.jpg")
        start = len(terminal.raw)
        terminal.press("v")
        terminal.wait_for(lambda _: ATTRIBUTES in terminal.raw[start:])
        terminal.press("\x1b[?62;4c")
        terminal.wait_for("bars/001.jpg: ")
        assert "Traceback" not in terminal.text


def test_without_the_library_the_cockpit_says_how_to_get_it(home: Path) -> None:
    (home / "sitecustomize.py").write_text("import sys\nsys.modules['textual_image'] = None\n")
    with Terminal(home, env={"PYTHONPATH": str(home)}) as terminal:
        shown = Shown(terminal)
        said = "Install it: pip install 'trainscope[graphics]', or look at the photo in half-cells."
        terminal.wait_for(lambda text: said in words(text))
        assert "textual-image is not installed" in words(terminal.text)
        assert QUESTIONS.findall(shown.sent) == []
        assert b"\x1b[?1049l" not in shown.sent, "the cockpit was never gone"


def words(text: str) -> str:
    """What a toast over photos says, in one line."""
    return " ".join(re.sub("[▀▌]", " ", text).split())


def near(pixel: Any, colour: tuple[int, int, int]) -> bool:
    return all(abs(value - wanted) < 12 for value, wanted in zip(pixel, colour, strict=True))


def kitty_picture(sent: bytes) -> Image.Image:
    """The picture that was sent in pieces."""
    pieces = re.findall(rb"\x1b_Gi=\d+,m=[01],f=100,q=2;([^\x1b]*)\x1b\\", sent)
    return Image.open(io.BytesIO(base64.b64decode(b"".join(pieces))))


def showing(terminal: Terminal) -> int:
    """The process that shows the photo."""
    children = Path(f"/proc/{terminal.pid}/task/{terminal.pid}/children").read_text().split()
    (found,) = (
        int(child) for child in children if b"tui.graphics" in Path(f"/proc/{child}/cmdline").read_bytes()
    )
    return found
