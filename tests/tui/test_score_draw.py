"""A verdict as the lines of a page: fits every width, tells all in words, says what has photos cut as in training."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from core.errors import Cancelled, EngineError
from core.finding import Finding
from core.predict.answers import Prediction
from core.predict.score import score, score_labels
from core.predict.training import Beside
from core.predict.verdict import ModelFacts, Verdict
from tui.answers import Answers
from tui.widgets.score_draw import Seen, no_verdict_lines, report_lines, verdict_lines
from tui.widgets.table_draw import table_lines

NAMES = ("daisy", "roses", "tulips")
MODEL = ModelFacts("sagemaker", None, NAMES, False, {"image_shape": "3,224,224", "resize": "256"})


def likely(label: int, count: int) -> tuple[float, ...]:
    return tuple(0.9 if place == label else 0.1 / count for place in range(count))


def verdict(count: int = 3, *, training: float = 0.95) -> Verdict:
    rows = [
        Prediction(f"{truth}/{number}.jpg", likely((truth + (number == 0)) % count, count), (truth,))
        for truth in range(count)
        for number in range(20)
    ]
    found = score(rows, 2)
    assert found is not None
    return Verdict(found, Beside(found.accuracy, found.photos, training, 400))


def lines(
    found: Verdict, width: int = 76, *, as_trained: bool = False, ascii_only: bool = False
) -> list[str]:
    drawn = verdict_lines(found, Seen(MODEL, as_trained, "key x"), width, ascii_only=ascii_only)
    return [line.plain for line in drawn]


@pytest.mark.parametrize("width", [56, 76, 116, 196])
@pytest.mark.parametrize("count", [3, 30])
def test_every_line_fits(width: int, count: int) -> None:
    assert max(map(cell_len, lines(verdict(count), width))) <= width


def test_it_begins_with_the_accuracy_and_what_may_explain_it() -> None:
    text = "\n".join(lines(verdict(training=0.5), 116))
    assert text.startswith("accuracy 0.9500: 57 of 60 photos right; among the 2 likeliest")
    assert "training brought the shorter side to 256 pixels and cut 224×224" in text
    assert "key x cuts photos as training did before they are sent" in text
    assert "key x" not in "\n".join(lines(verdict(training=0.5), 116, as_trained=True))


def test_classes_matrix_and_pairs_follow() -> None:
    text = lines(verdict())
    assert "LABEL  CLASS   PHOTOS  RIGHT  ACCURACY  TAKEN FOR IT" in text
    assert any(line.startswith("    1  roses       20     19      0.95") and "█" in line for line in text)
    assert "1 roses       0  ██ 19  ··  1" in text
    assert any(line.split()[:3] == ["1", "daisy", "roses"] for line in text)


def test_in_ascii_the_matrix_is_too() -> None:
    text = lines(verdict(), ascii_only=True)
    assert "1 roses       0  ## 19  ..  1" in text


def test_several_labels_have_precision_and_recall() -> None:
    found = score_labels([Prediction("a", (0.9, 0.2, 0.7), (0, 1), several=True)])
    assert found is not None
    text = [line.plain for line in verdict_lines(Verdict(found), Seen(MODEL), 76, ascii_only=False)]
    assert text[0].startswith("accuracy 0.3333 over photos and labels; of 1 photo 0 have every label")
    assert "LABEL  CLASS   HAVE IT  SAID  PRECISION  RECALL" in text


def test_without_truths_it_says_what_would_tell_them() -> None:
    assert "A list does" in no_verdict_lines(3, 120)[0].plain
    assert no_verdict_lines(0, 120)[0].plain == "No photo was answered."


def test_a_table_is_cut_in_one_column_only() -> None:
    rows = [("1", "a-long-name-without-room", "12,345")]
    head, row = [line.plain for line in table_lines(rows, ("N", "NAME", "M"), 24, right=(0, 2), cut=1)]
    assert cell_len(head) == cell_len(row) == 24
    assert row.startswith("1  …")
    assert row.endswith("-room  12,345")
    assert head.endswith("     M")


def test_what_was_found_stands_below() -> None:
    answers = Answers()
    answers.findings.append(Finding("warning", "no-class", "is no class of the model", "x"))
    text = [line.plain for line in report_lines(answers, verdict(), Seen(MODEL), 76, ascii_only=False)]
    assert text[0].startswith("accuracy 0.9500")
    assert "  x  is no class of the model" in text


def test_why_there_are_no_more_answers_stands_above_with_what_to_do() -> None:
    answers = Answers()
    answers.error = EngineError("it is gone", fix="deploy it again")
    text = [line.plain for line in report_lines(answers, verdict(), Seen(MODEL), 76, ascii_only=False)]
    assert text[:3] == ["✗ it is gone", "fix: deploy it again", ""]
    answers.error = Cancelled("cancelled")
    assert report_lines(answers, verdict(), Seen(MODEL), 76, ascii_only=False)[0].plain.startswith("accuracy")
