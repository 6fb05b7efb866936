"""What was parsed of a log, as rows: nothing of a pattern is cut where it has no room beside its name."""

from __future__ import annotations

import pytest

from core.logview.parsed import Parsed, Pattern
from tui.widgets.parsed_draw import parsed_rows

FORM = "Epoch[N] Batch [M] Speed: X samples/sec"
PARSED = Parsed(
    0,
    (Pattern("train:throughput", FORM), Pattern("validation:accuracy", "Epoch[N] Validation-accuracy=X")),
    (),
)


@pytest.mark.parametrize("width", [52, 56, 76, 116])
def test_a_pattern_is_whole_at_every_width(width: int) -> None:
    rows = [row.plain for row in parsed_rows(PARSED, 0, width)[0]]
    assert all(len(row) <= width for row in rows)
    told = "".join(row.strip() for row in rows)
    assert "".join(FORM.split()) in "".join(told.split())
    assert any("train:throughput" in row and FORM in row for row in rows) == (width >= 76)
