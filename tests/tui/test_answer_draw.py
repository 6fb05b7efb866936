"""An answer as a row and as text, the asking as lines, the ways of a path, where things stand: pure."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len

from core.errors import Cancelled, EngineUnreachable, TrainscopeError
from core.finding import Finding
from core.predict.answers import Prediction
from core.predict.pathcompletion import Candidate, Completion
from core.predict.question import Answer, Question
from tui.answers import Answers
from tui.widgets.answer_draw import answer_columns, answer_row, answer_text
from tui.widgets.answer_layout import beside
from tui.widgets.answer_panes import View, idle_keys
from tui.widgets.asking_draw import asking_lines, outcome_line
from tui.widgets.completion_draw import completion_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.content import Content

NAMES = ("daisy", "roses", "[red]tulips")
MISSING = Finding(
    "error", "missing-file", "does not exist", "a.jpg", why="It is not asked.", fix="Mend the path."
)


def answered(
    *probabilities: float,
    truth: tuple[int, ...] | None = None,
    several: bool = False,
    path: str = "roses/a.jpg",
) -> Answer:
    return Answer(Question(path, Path(path), truth), Prediction(path, probabilities, truth, several))


def unanswered(path: str = "a.jpg") -> Answer:
    return Answer(Question(path, Path(path)), Prediction(path, truth=(1,)), (MISSING,))


def plain(lines: Sequence[Content]) -> list[str]:
    return [line.plain for line in lines]


def row(answer: Answer, width: int = 80) -> str:
    return answer_row(answer, NAMES, answer_columns(width, 20, NAMES)).plain


def test_a_row_tells_path_class_probability_and_whether_it_is_right() -> None:
    assert row(answered(0.1, 0.8, 0.1, truth=(1,))).split() == [
        "roses/a.jpg",
        "roses",
        "0.8000",
        "████████",
        "✓",
        "right",
    ]
    assert row(answered(0.1, 0.8, 0.1, truth=(2,))).endswith("✗ is [red]tulips")
    assert row(answered(0.1, 0.8, 0.1)).split() == ["roses/a.jpg", "roses", "0.8000", "████████"]
    assert row(unanswered()).split("  ")[-1].strip() == "✗ does not exist"
    assert "✗ the probabilities are no numbers" in row(answered(float("nan"), float("nan"), truth=(0,)))


@pytest.mark.parametrize("width", [56, 76, 116, 196])
def test_rows_fit_and_keep_the_end_of_a_path(width: int) -> None:
    path = "a/long/way/to/the/roses/which/nobody/reads/0123456789.jpg"
    columns = answer_columns(width, len(path), NAMES)
    text = answer_row(answered(0.1, 0.8, 0.1, truth=(2,), path=path), NAMES, columns).plain
    assert cell_len(text) <= width
    assert "789.jpg  roses" in text
    assert "✗ is [red]tulips" in text


def test_the_text_has_the_likeliest_first_with_bars_and_the_truth() -> None:
    lines = plain(
        answer_text(
            answered(0.1, 0.2, 0.7, truth=(1,)), NAMES, 40, facts=["1 of 2", "320×240"], part="as trained"
        )
    )
    assert lines[:5] == [
        "roses/a.jpg",
        "1 of 2  320×240",
        "as trained",
        "",
        "✗ is roses, taken for [red]tulips",
    ]
    assert [line.split()[0] for line in lines[6:]] == ["[red]tulips", "roses", "daisy"]
    bars = [line.count("█") for line in lines[6:]]
    assert bars == sorted(bars, reverse=True)
    assert all(cell_len(line) <= 40 for line in lines)
    facts = plain(answer_text(answered(0.1), NAMES, 24, facts=["1 of 80", "179×240", "20.2 kB"], part=""))
    assert facts[1:3] == ["1 of 80  179×240", "20.2 kB"], "a number stays with its unit"


def test_of_several_labels_those_that_count_are_marked() -> None:
    lines = plain(answer_text(answered(0.9, 0.2, 0.5, several=True), NAMES, 60, facts=(), part=""))
    assert [line[0] for line in lines[2:]] == ["✓", "✓", " "]
    none = plain(answer_text(answered(0.1, 0.2, 0.1, several=True), NAMES, 60, facts=(), part=""))
    assert none[-1] == "none of the labels is likely"


def test_many_classes_are_cut_to_the_likeliest() -> None:
    lines = plain(answer_text(answered(*[0.01] * 100), [], 40, facts=(), part=""))
    assert len(lines) == 2 + 10 + 1
    assert lines[-1] == "and 90 less likely"


def test_in_the_place_of_an_answer_stands_why_there_is_none() -> None:
    lines = plain(answer_text(unanswered(), NAMES, 60, facts=(), part=""))
    assert lines == ["a.jpg", "", "✗ does not exist", "why: It is not asked.", "fix: Mend the path.", ""]
    numbers = answer_text(answered(float("nan")), NAMES, 60, facts=(), part="")
    assert plain(numbers)[-1] == "✗ the probabilities are no numbers"


def test_hostile_names_are_harmless() -> None:
    bad = answered(0.5, 0.5, truth=(0,), path="\x1b]0;x\x07\u202e.jpg")
    text = row(bad) + "".join(plain(answer_text(bad, ("\x1b[2J", "b"), 60, facts=(), part="")))
    assert text.isprintable()


@pytest.mark.parametrize("size", [(58, 16), (78, 20), (118, 36), (198, 56), (40, 16), (20, 5)])
def test_photo_and_text_have_room_side_by_side_or_one_above_the_other(size: tuple[int, int]) -> None:
    width, height = size
    place = beside(width, height, rows=9)
    (tile,) = place.tiles
    assert tile.width >= 20
    assert tile.height >= 1
    assert place.text_x + place.text_width <= width
    assert (tile.width < place.text_x) if place.text_x else (tile.height == place.text_y)


def asking(*answers: Answer, asked: int | None = 4) -> Answers:
    found = Answers()
    found.asked = asked
    found.add(answers)
    return found


def lines_of(found: Answers, *, ending: bool = False) -> str:
    return "\n".join(plain(asking_lines(found, 60, ending=ending, again="r asks again")))


def test_the_asking_tells_how_far_it_is_and_how_right_so_far() -> None:
    right, wrong = answered(0.9, 0.1, truth=(0,)), answered(0.9, 0.1, truth=(1,))
    assert "looking which photos" in lines_of(asking(asked=None))
    text = lines_of(asking(right, wrong))
    assert "2 of 4 photos answered" in text
    assert "1 of 2 right so far: 0.5000" in text
    slow = asking(right)
    slow.trouble = "It is busy."
    assert "▲ Trying again. It is busy." in lines_of(slow)
    assert "waited for" in lines_of(asking(right), ending=True)


def test_without_photos_it_says_what_was_found() -> None:
    assert lines_of(asking(asked=0)) == "There is no photo to ask about."
    empty = asking(asked=0)
    empty.findings.append(MISSING)
    assert "does not exist" in lines_of(empty)


def test_an_error_before_any_answer_is_told_whole() -> None:
    failed = asking()
    failed.error = TrainscopeError("it is gone", why="somebody took it", fix="deploy it")
    assert lines_of(failed).splitlines() == [
        "✗ it is gone",
        "why: somebody took it",
        "fix: deploy it",
        "",
        "r asks again.",
    ]
    failed.error = Cancelled("cancelled")
    assert lines_of(failed) == "Ended before any answer came. r asks again."


def test_what_came_of_it_is_one_line_with_the_worst_first() -> None:
    found = asking(answered(0.9, 0.1, truth=(0,)), answered(0.9, 0.1, truth=(1,)), unanswered())
    assert (
        outcome_line(found, "r asks again").plain
        == "2 of 4 photos answered  ·  ✗ 1 could not be asked about  ·  1 right, 1 wrong"
    )
    found.error = Cancelled("cancelled")
    assert outcome_line(found, "r asks again").plain.startswith("ended early, r asks again  ·  2 of 4")
    found.error = EngineUnreachable("no answer", why="it is busy")
    assert outcome_line(found, "r asks again").plain.startswith("▲ no answer: it is busy, r asks again")


def test_wrong_answers_come_first_and_the_surest_before_the_others() -> None:
    found = asking(
        answered(0.9, 0.1, truth=(0,)),
        answered(0.6, 0.4, truth=(1,)),
        unanswered(),
        answered(0.8, 0.2, truth=(1,)),
        answered(0.7, 0.3),
    )
    assert list(found.order()) == [0, 1, 2, 3, 4]
    found.wrong_first = True
    assert list(found.order()) == [3, 1, 2, 0, 4]


@pytest.mark.parametrize(
    ("view", "single", "ended", "idle"),
    [
        ("asking", False, False, {"part", "open", "wrong", "copy", "again", "trained"}),
        ("asking", False, True, {"part", "open", "wrong", "copy"}),
        ("verdict", False, True, {"open"}),
        ("list", False, True, set()),
        ("photo", True, True, {"part", "open", "wrong"}),
    ],
)
def test_keys_that_would_do_nothing_are_not_offered(
    view: View, single: bool, ended: bool, idle: set[str]
) -> None:
    found = idle_keys(view, single=single, ended=ended, cuts=True)
    assert {name.removeprefix("answers.") for name in found} == idle
    assert "answers.trained" in idle_keys(view, single=single, ended=ended, cuts=False)


def ways(*names: str, count: int | None = None, whole: bool = True) -> Completion:
    some = tuple(Candidate(name.rstrip("/"), name.endswith("/")) for name in names)
    return Completion("x", "", some, len(some) if count is None else count, whole=whole)


def test_ways_stand_in_columns_and_the_chosen_one_is_marked() -> None:
    lines = plain(completion_lines(ways("roses/", "a.jpg", "b.lst"), 1, 24, 10))
    assert [line.split() for line in lines] == [["roses/", "▸a.jpg"], ["b.lst"]]


def test_of_too_many_ways_those_around_the_chosen_one_show_with_their_number() -> None:
    some = ways(*[f"photo-{number:03}.jpg" for number in range(100)], count=1200)
    lines = plain(completion_lines(some, None, 40, 5))
    assert lines[0].split() == ["photo-000.jpg", "photo-001.jpg"]
    assert lines[-1] == "8 of 1,200: type more of the name"
    assert any("▸photo-050.jpg" in line for line in plain(completion_lines(some, 50, 40, 5)))
    assert len(plain(completion_lines(some, 99, 40, 5))) == 5


def test_without_a_way_it_says_so() -> None:
    assert plain(completion_lines(Completion("x", problem="Permission denied"), None, 40, 5)) == [
        "✗ x: Permission denied"
    ]
    assert "goes on like this" in plain(completion_lines(Completion("x"), None, 60, 5))[0]
    assert completion_lines(ways("only.jpg"), None, 40, 5) == []
