"""Ctrl-C while a line on the terminal says how far the photos are: nothing of the line stays behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PIL import Image

from tests.core.dataset.samples import encoded, folder
from tests.e2e.terminal import Terminal

if TYPE_CHECKING:
    from pathlib import Path

STEP = "decoding:"


@pytest.mark.parametrize(
    "command",
    [
        "dataset photos",
        "dataset photos --quick --fix new",
        "lst photos -o out",
        "pack photos -o out",
        "check some.lst --root photos",
        "check some.lst --root photos --fix new.lst",
    ],
)
def test_ctrl_c_leaves_no_line_of_progress(home: Path, command: str) -> None:
    photos = folder(home / "photos", {"a/0.png": encoded(Image.new("L", (4000, 4000)), "PNG")})
    paths = ["a/0.png", *(f"{name}/{number}.png" for name in "ab" for number in range(1, 100))]
    for path in paths[1:]:
        (photos / path).parent.mkdir(exist_ok=True)
        (photos / path).hardlink_to(photos / paths[0])
    lines = (f"{index}\t{int(path[0] == 'b')}\t{path}\n" for index, path in enumerate(paths))
    (home / "some.lst").write_text("".join(lines))
    with Terminal(home, *command.split(), size=(40, 200)) as terminal:
        terminal.wait_for(STEP)
        terminal.press("\x03")
        assert terminal.wait_for_end() == 130
        assert STEP not in terminal.text
