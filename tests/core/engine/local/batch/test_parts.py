"""The list of photos, the file of answers, the order, and the lines on progress, without processes."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core.dataset.locate import Locator
from core.engine.local.batch import answerfile, manifest
from core.engine.local.batch.answerfile import Given, Writer
from core.engine.local.batch.asking import AHEAD, in_order
from core.engine.local.batch.tally import TOLD, Tally
from core.finding import Finding
from core.predict.photos import Located
from core.predict.question import Question

if TYPE_CHECKING:
    from collections.abc import Iterator

BROKEN = Finding("error", "broken-image", "does not decode: \ud800", "a\udcff.jpg", why="so", fix="mend it")


def test_the_list_of_photos_gives_back_what_was_written(tmp_path: Path) -> None:
    roots = [Locator(tmp_path / "one"), Locator(tmp_path / "two")]
    asked = [
        Question("a", Located(roots[0], "a/b\udcff.jpg"), (3,)),
        Question("line\nfeed", Located(roots[1], "c.png"), ()),
        Question("d", Path("relative\udcff.jpg")),
    ]
    steps: list[int] = []
    manifest.write(tmp_path / "photos", asked, steps.append)
    with (tmp_path / "photos").open("rb") as file:
        read = manifest.open_manifest(file)
        found = list(read.questions)
    assert (read.photos, steps) == (3, [0])
    assert read.roots == (str(tmp_path / "one"), str(tmp_path / "two"))
    assert [(row.name, row.truth) for row in found] == [("a", (3,)), ("line\nfeed", ()), ("d", None)]
    first, second, third = (row.source for row in found)
    assert isinstance(first, Located)
    assert isinstance(second, Located)
    assert (first.locator.root, first.path) == (read.roots[0], "a/b\udcff.jpg")
    assert (second.locator.root, second.path) == (read.roots[1], "c.png")
    assert third == Path("relative\udcff.jpg").absolute()


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("", 1),
        ("{}\n", 1),
        ('{"roots":[],"photos":2}\n["a",null,"/a",null]\n', 3),
        ('{"roots":[],"photos":1}\n[]\n', 2),
    ],
)
def test_a_damaged_list_says_where(tmp_path: Path, content: str, line: int) -> None:
    (tmp_path / "photos").write_text(content)
    with (
        (tmp_path / "photos").open("rb") as file,
        pytest.raises(ValueError, match=f"line {line} of the list"),
    ):
        list(manifest.open_manifest(file).questions)


def test_answers_are_read_as_they_were_written(tmp_path: Path) -> None:
    file = tmp_path / "answers"
    given = [Given((0.1 + 0.2, 1e-30)), Given((), (BROKEN,)), Given((0.5, 0.5), (BROKEN,))]
    writer = Writer(file)
    for count, one in zip((1, 1, 2), given, strict=True):
        writer.write(one)
        assert answerfile.answered(file) == count
    writer.close()
    assert list(answerfile.read(file)) == given


@pytest.mark.parametrize("classes", [1, 1_000, 20_000])
def test_how_many_are_answered_is_read_from_the_end(tmp_path: Path, classes: int) -> None:
    file = tmp_path / "answers"
    file.touch()
    assert answerfile.answered(file) == 0
    writer = Writer(file)
    for count in range(1, 4):
        writer.write(Given(tuple([1 / 3] * classes)))
        assert answerfile.answered(file) == count
    writer.close()
    with file.open("ab") as more:
        more.write(b'{"answered": 4, "probabil')
    assert answerfile.answered(file) == 3
    assert len(list(answerfile.read(file))) == 3


def test_work_is_done_ahead_and_comes_in_order() -> None:
    taken = 0
    first = threading.Event()

    def items() -> Iterator[int]:
        nonlocal taken
        for number in range(1_000):
            taken += 1
            yield number

    def work(number: int) -> int:
        if number == 0:
            first.wait(30)
        elif number == AHEAD - 1:
            first.set()
        return -number

    done = 0
    for item, result in in_order(items(), work, 2):
        assert (item, result) == (done, -done)
        done += 1
        assert taken <= done + AHEAD
    assert done == 1_000


def test_progress_is_told_once_a_second_and_the_first_photos_without_an_answer_by_name() -> None:
    now = 0.0
    tally = Tally(2_000, lambda: now)
    said: list[tuple[str, str]] = []
    for number in range(1_000):
        now += 0.01
        failed = number % 10 == 0
        said += tally.count(f"{number}\x1b.jpg", Given((), (BROKEN,)) if failed else Given((1.0,)))
    assert [level for level, _ in said].count("WARNING") == TOLD
    assert said[0][1].startswith("0")
    assert "\x1b" not in said[0][1]
    first = next(text for level, text in said if level == "INFO")
    assert first == "answered 90 of 2,000 photos, 10 left out, 100/s"
    assert [level for level, _ in said].count("INFO") in (9, 10)
    assert tally.line() == "answered 900 of 2,000 photos, 100 left out, 100/s"
