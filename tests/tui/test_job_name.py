"""Names of jobs where there is little room."""

from __future__ import annotations

import pytest

from tui.widgets.job_name import job_name

NAME = "ic-flowers-1123-2219-kq7d-batch-1123-2301-7gwp"


@pytest.mark.parametrize("width", range(1, len(NAME) + 2))
def test_a_name_never_takes_more_room_than_there_is(width: int) -> None:
    assert job_name(NAME, width).cell_length == min(width, len(NAME))


def test_the_end_of_a_name_stays_as_it_tells_it_from_its_likes() -> None:
    assert job_name(NAME, 60).plain == NAME
    assert job_name(NAME, 30).plain == "ic-flowers-1123-221…-2301-7gwp"
    assert job_name(NAME, 16).plain == "ic-flowers…-7gwp"
    assert job_name(NAME, 8).plain == "ic-flow…"
    assert job_name("花" * 30, 20).cell_length <= 20
