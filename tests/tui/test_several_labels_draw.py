"""What the data-set pane says of photos with several labels."""

from __future__ import annotations

from dataclasses import replace

from tests.tui.test_dataset_draw import flowers, lines


def test_a_line_says_what_the_bars_count_where_there_is_room() -> None:
    view = flowers()
    assert view.dataset is not None
    several = replace(view, dataset=replace(view.dataset, multi_label=True))
    assert lines(several)[1:3] == ["photos with the label:", lines(view)[1]]
    assert lines(several, height=8) == lines(view, height=8)
    assert lines(several, height=9) != lines(view, height=9)
