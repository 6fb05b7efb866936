"""What the data-set pane and page show."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from core.dataset.census import Census, Counting
from core.dataset.formats import Geometry
from core.dataset.images import ImageFacts
from core.dataset.model import ClassCount, DataSet, Row
from core.finding import Finding
from core.picture import Sight
from tui.widgets.census_draw import census_lines
from tui.widgets.dataset_draw import DataSetView, bar_text, class_bars, dataset_rows
from tui.widgets.overview_draw import overview

ROOT = Path("/home/ann/flowers")


def flowers(classes: int = 5, findings: tuple[Finding, ...] = ()) -> DataSetView:
    counts = tuple(ClassCount(n, f"class-{n}", 10 * (n + 1)) for n in range(classes))
    rows = [Row(n, (0.0,), f"class-0/{n}.jpg") for n in range(sum(c.images for c in counts))]
    dataset = DataSet(ROOT, counts, rows[: len(rows) * 4 // 5], rows[len(rows) * 4 // 5 :])
    return DataSetView(path=ROOT, dataset=dataset, findings=findings)


def lines(view: DataSetView, width: int = 34, height: int = 12) -> list[str]:
    return [row.plain for row in dataset_rows(view, width, height, home="/home/ann")]


def test_without_a_folder_it_says_how_to_give_one() -> None:
    assert "--dataset" in " ".join(lines(DataSetView()))


def test_while_counting_it_says_so() -> None:
    assert lines(DataSetView(path=ROOT))[0].endswith("counting…")
    assert lines(DataSetView(path=ROOT, counted=1234))[0].endswith("counting… 1,234")


def test_path_total_classes_split_and_state() -> None:
    shown = lines(flowers())
    assert shown[0].startswith("~/flowers")
    assert shown[0].endswith("150 photos")
    assert shown[1].startswith("class-0")
    assert "train 120   validation 30" in shown
    assert shown[-1] == "✓ ready to train"


def test_nothing_is_wider_or_higher_than_the_pane() -> None:
    for width, height in ((20, 5), (34, 8), (60, 30)):
        shown = dataset_rows(flowers(40), width, height)
        assert len(shown) <= height
        assert all(row.cell_length <= width for row in shown)


def test_classes_that_do_not_fit_are_counted() -> None:
    assert any("more classes" in line for line in lines(flowers(40)))


def test_errors_come_before_warnings_and_name_the_first_file() -> None:
    findings = (Finding("warning", "w", "slow"), Finding("error", "e", "cut short", path="rose/1.jpg"))
    shown = lines(flowers(findings=findings))
    assert shown[-2].startswith("✗ 1 error  ! 1 warning")
    assert shown[-1] == "rose/1.jpg: cut short"
    assert "✓ ready to train" not in shown


def test_infos_alone_do_not_stand_in_the_way() -> None:
    assert lines(flowers(findings=(Finding("info", "i", "rotated"),)))[-1] == "✓ ready to train"


def test_a_running_check_shows_how_far_it_is() -> None:
    view = DataSetView(path=ROOT, dataset=flowers().dataset, checked=70, step="decoding")
    assert lines(view)[-1] == "decoding photos 70 of 150"
    assert "✓ ready to train" not in lines(view)


@pytest.mark.parametrize(
    ("fraction", "bar"), [(0.0, ""), (0.001, "▏"), (0.5, "█████"), (0.55, "█████▌"), (1.0, "██████████")]
)
def test_bars_in_eighths_of_a_cell(fraction: float, bar: str) -> None:
    assert bar_text(fraction, 10) == bar


def test_hostile_class_names_are_harmless() -> None:
    (row,) = class_bars([ClassCount(0, "a\x1b[31m[b]c", 3)], 40)
    assert "\x1b" not in row.plain
    assert "[b]c" in row.plain


def test_wide_names_keep_the_columns() -> None:
    rows = class_bars([ClassCount(0, "花花花花花花花花花花花花花花", 3), ClassCount(1, "b", 3)], 30)
    assert all(row.cell_length <= 30 for row in rows)


def broken(number: int) -> Finding:
    return Finding(
        "error", "unreadable-image", "cut", f"class-0/{number}.jpg", None, "it ends the job", "delete it"
    )


def census() -> Census:
    counting = Counting()
    for side in (100, 150, 300, 300):
        counting.add(Row(0, (0.0,), "a"), ImageFacts("JPEG", Geometry(side, 400, "RGB"), 2000, 0))
    counted = counting.census()
    assert counted is not None
    return counted


SIGHT = Sight.of({"image_shape": "3,128,128", "resize": "256"})


def test_the_page_lists_findings_with_why_and_fix_once_a_kind() -> None:
    lines, choices = overview(flowers(findings=tuple(map(broken, range(3)))), 80)
    text = [line.plain for line in lines]
    assert text[0].startswith("✗ 3 errors")
    assert "✗ unreadable-image  3 errors" in text
    assert sum("class-0/" in line for line in text) == 3
    assert sum("it ends the job" in line for line in text) == 1
    assert any("5 classes, 150 photos" in line for line in text)
    assert any("3 findings" in line and "--fix OUT" in line for line in text)
    for number, choice in choices.items():
        if isinstance(choice.value, Finding):
            assert choice.value.path is not None
            assert choice.value.path in text[number]


def test_each_class_and_each_finding_can_be_chosen_from_its_line() -> None:
    view = replace(flowers(findings=(broken(1),)), census=census(), sight=SIGHT)
    for width in (60, 80, 120):
        lines, choices = overview(view, width)
        assert all(line.cell_length <= width for line in lines)
        chosen = [choice.value for choice in choices.values()]
        assert view.dataset is not None
        assert chosen == [*view.dataset.classes, broken(1)]
        for number, choice in choices.items():
            if isinstance(choice.value, ClassCount):
                assert lines[number].plain.startswith(choice.value.name)


def test_sizes_with_the_marks_of_resize_and_image_shape() -> None:
    text = [line.plain for line in census_lines(census(), SIGHT.limits, 60)]
    assert text[0] == "Sizes of 4 photos: JPEG 4"
    assert text[1] == "shortest side 100 to 300 px, half of them up to 150; longest"
    assert any(line.startswith(" 64–127 1 ") for line in text)
    assert any(line.startswith("128–255 1 ") and line.endswith("from image_shape on") for line in text)
    assert any(line.startswith("256–511 2 ") and line.endswith("from resize on") for line in text)
    assert text[-1] == "resize=256 enlarges 2 photos"


def test_photos_that_no_resize_brings_to_image_shape_are_counted() -> None:
    limits = Sight.of({"image_shape": "3,224,224"}).limits
    text = [line.plain for line in census_lines(census(), limits, 90)]
    assert text[-1] == "✗ 2 photos smaller than image_shape 224×224, and no resize is set"


def test_of_photos_in_s3_the_page_says_that_they_cannot_be_shown() -> None:
    view = flowers()
    assert view.dataset is not None
    away = replace(view, dataset=replace(view.dataset, channels={"train": "s3://b/train"}))
    assert any("in S3, not on this machine" in line.plain for line in overview(away, 80)[0])


def test_a_mended_copy_is_not_offered_where_the_command_refuses_it() -> None:
    view = flowers(findings=(broken(1),))
    assert view.dataset is not None
    away = replace(view, dataset=replace(view.dataset, channels={"train": "s3://b/train"}))
    for one, offered in ((view, True), (replace(view, listed=True), False), (away, False)):
        assert any("--fix" in line.plain for line in overview(one, 80)[0]) is offered
