"""What is said about a photo: names made safe, the worst first, nothing by colour alone, nothing too wide."""

from __future__ import annotations

import pytest

from core.dataset.album import Photo
from core.dataset.model import Row
from core.finding import Finding
from core.picture import Sight
from tui.widgets.photo_cells import Drawn
from tui.widgets.photo_text import PhotoView, bottom_line, caption, sees, text_beside

DONE = Drawn(2, (), (4000, 3000), "JPEG", 2_500_000)
CUT = Finding(
    "error", "broken-image", "does not decode", "a/1.jpg", why="It ends the job.", fix="Get it anew."
)
TURNED = Finding("info", "exif-rotation", "is turned", "a/1.jpg")
TWICE = Finding("warning", "same-photo-two-classes", "is the same", "a/1.jpg", other="b/7.jpg")


def view(
    path: str = "a/1.jpg",
    *findings: Finding,
    classes: tuple[str, ...] = ("a",),
    done: Drawn | Finding | None = DONE,
) -> PhotoView:
    return PhotoView(Photo(Row(0, (0.0,), path), "train"), 6, 1234, classes, findings, done)


def test_a_caption_names_the_file_and_marks_the_worst_finding() -> None:
    assert caption(view(), 20, marked=False).plain == " 1.jpg"
    assert caption(view(), 20, marked=True).plain == "▸1.jpg"
    assert caption(view("a/1.jpg", TURNED, CUT), 20, marked=True).plain == "▸✗ 1.jpg"
    assert caption(view(done=CUT), 20, marked=False).plain == " ✗ 1.jpg", "found only now"


@pytest.mark.parametrize("width", [8, 12, 30])
def test_of_a_long_name_the_end_is_kept(width: int) -> None:
    text = caption(view("a/" + "花" * 40 + "é.jpg", CUT), width, marked=True)
    assert text.cell_length <= width
    assert text.plain.endswith("g")


def test_hostile_names_are_shown_as_harmless_text() -> None:
    hostile = "a/[red]\x1b]52;c;x\x07\u202e.jpg"
    shown = [
        caption(view(hostile), 80, marked=False),
        bottom_line(view(hostile), 100),
        *text_beside(view(hostile, classes=("[bold]\x1b[31m",)), 60, part=""),
    ]
    for line in shown:
        assert line.plain.isprintable()
    assert any("[red]" in line.plain for line in shown)


def test_the_bottom_line_tells_place_path_measures_split_and_finding() -> None:
    line = bottom_line(view("a/1.jpg", CUT), 100).plain
    assert line == "7/1,234  a/1.jpg  4000×3000  2.5 MB  JPEG  train  ✗ does not decode"
    assert bottom_line(view("a/" + "x" * 200 + ".jpg", CUT), 80).cell_length <= 80
    narrow = bottom_line(view("daisy/" + "x" * 40 + ".jpg"), 52).plain
    assert narrow.endswith(".jpg  4000×3000  train"), "whole parts go, none is cut"


def test_beside_a_photo_stands_all_that_is_known_the_worst_first() -> None:
    lines = [line.plain for line in text_beside(view("a/1.jpg", TURNED, CUT), 60, part="")]
    assert lines[:2] == ["a/1.jpg", "a  train  7 of 1,234  4000×3000  2.5 MB  JPEG"]
    assert lines.index("✗ does not decode") < lines.index("· is turned")
    assert "why: It ends the job." in lines
    assert "fix: Get it anew." in lines


def test_a_number_beside_a_photo_stays_with_its_unit() -> None:
    lines = [line.plain for line in text_beside(view(), 38, part="")]
    assert lines[1:3] == ["a  train  7 of 1,234  4000×3000", "2.5 MB  JPEG"]


def test_all_labels_of_a_photo_are_listed() -> None:
    many = text_beside(view(classes=("beach", "sunset")), 60, part="")
    assert many[1].plain.startswith("beach, sunset  train")
    none = text_beside(view(classes=()), 60, part="")
    assert none[1].plain.startswith("of no class  train")


def test_a_finding_about_two_photos_names_the_other() -> None:
    assert view("a/1.jpg", TURNED, TWICE).other == "b/7.jpg"
    assert view("a/1.jpg", CUT).other is None


def test_what_training_sees_is_said() -> None:
    assert sees(Sight.of({"image_shape": "3,200,100", "resize": "256"})) == (
        "as trained: resize 256, centre 100×200"
    )
    assert sees(Sight.of({"image_shape": "3,224,224"})) == "as trained: centre 224×224"
    part = text_beside(view(), 60, part="as trained")
    assert "as trained" in [line.plain for line in part]
