"""From points to the lines that made them, and back, through a real run book."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.cancel import CancelToken
from core.errors import Cancelled
from core.job.metrics import MetricPoint, points_of
from core.pointlines import line_of, points_at
from tests.tui.panes import T0, book_with_job, store

if TYPE_CHECKING:
    from pathlib import Path

LINES = (
    "Epoch[0] Train-accuracy=0.500000",
    "Epoch[0] Validation-accuracy=0.250000",
    "Epoch[1] Validation-accuracy=nan",
    "Epoch[10] Validation-accuracy=0.250000",
    "Epoch[1] Time cost=12.000",
    "#quality_metric: loss=0.125",
)


def test_the_line_of_a_point_is_found_and_its_point_again(tmp_path: Path) -> None:
    book, record = book_with_job(tmp_path)
    store(book, record, LINES)
    lines = book.lines(record.id)
    points = [point for line in lines for point in points_of(line)]
    assert len(points) == 5
    for number, point in enumerate(points):
        found = line_of(book, record.id, point, CancelToken())
        assert found is not None
        assert found.text == LINES[number]
        (back,) = points_at(found, points)
        assert (back.name, back.epoch) == (point.name, point.epoch)


def test_a_metric_of_another_algorithm_is_known_by_its_time_and_value(tmp_path: Path) -> None:
    book, record = book_with_job(tmp_path)
    store(book, record, LINES)
    loss = MetricPoint("validation:loss", 0, 0.125, "local", T0 + 5)
    found = line_of(book, record.id, loss, CancelToken())
    assert found is not None
    assert found.text == LINES[5]
    assert points_at(found, [loss]) == [loss]


def test_what_no_line_says_has_none(tmp_path: Path) -> None:
    book, record = book_with_job(tmp_path)
    store(book, record, LINES)
    point = MetricPoint("validation:accuracy", 0, 0.25, "local", T0)
    for other in (replace(point, value=0.3), replace(point, epoch=7), replace(point, stream="algo-2")):
        assert line_of(book, record.id, other, CancelToken()) is None
    assert line_of(book, record.id, replace(point, value=math.nan), CancelToken()) is None
    assert points_at(book.lines(record.id)[0], [point]) == []


def test_looking_ends_when_it_is_told_to(tmp_path: Path) -> None:
    book, record = book_with_job(tmp_path)
    store(book, record, LINES)
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        line_of(book, record.id, MetricPoint("validation:accuracy", 0, 0.25), cancel)
