"""The review of a sweep as rows: what it costs at most comes first, then what is tried and which keys change it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.engine.base import Capabilities, Review
from core.finding import Finding
from tests.core.sweep.sweeps import world_in
from tui.sweepmessages import AgreedSweep
from tui.widgets.sweep_draw import review_rows

if TYPE_CHECKING:
    from pathlib import Path

PAID = Capabilities("sagemaker", "sagemaker eu-west-1", costs=True)
KEYS = {"jobs": "n", "parallel": "p", "strategy": "s", "early": "e", "range": "v"}
REVIEW = Review((), {}, price_per_hour=2.0, estimate=40.0, facts=(("jobs", "told above"), ("role", "r")))


def drawn(
    folder: Path, found: Review, capabilities: Capabilities = PAID, width: int = 76, checking: str = ""
) -> list[str]:
    folder.mkdir(exist_ok=True)
    with world_in(folder) as world:
        agreed = AgreedSweep(world.draft(), found)
        lines = review_rows(agreed, width, capabilities=capabilities, checking=checking, keys=KEYS)
    assert max(line.cell_length for line in lines) <= width
    return [line.plain.rstrip() for line in lines]


@pytest.mark.parametrize("width", [56, 76, 196])
def test_the_ceiling_comes_first_then_what_is_tried_and_the_keys_that_change_it(
    tmp_path: Path, width: int
) -> None:
    lines = drawn(tmp_path, REVIEW, width=width)
    assert lines[0] == "✓ Ready. Enter starts it, esc goes back."
    text = " ".join(" ".join(lines).split())
    assert "goes back. at most $40.00, if each of the 4 jobs runs as long as it may price" in text
    for words in (
        "jobs 4 at most (n changes it)",
        "parallel 2 at a time (p changes it)",
        "strategy Bayesian (s changes it)",
        "early stopping off (e changes it)",
        "try learning_rate 1e-6..0.5 (v in the form changes it)",
        "role r",
    ):
        assert words in text
    assert "told above" not in text


def test_what_it_will_probably_cost_stands_beside_the_ceiling(tmp_path: Path) -> None:
    known = replace(REVIEW, expected=1.136, expected_basis="4 jobs of 04:53 by birds-1")
    lines = drawn(tmp_path, known)
    at = next(number for number, line in enumerate(lines) if line.startswith("at most"))
    assert lines[at + 1].split(maxsplit=1)[1] == "about $1.14 (4 jobs of 04:53 by birds-1)"


def test_what_all_jobs_share_leaves_out_what_is_tried(tmp_path: Path) -> None:
    lines = drawn(tmp_path, REVIEW)
    shared = lines[lines.index("hyperparameters of every job") + 1 :]
    assert any(line.startswith("epochs") for line in shared)
    assert not any(line.startswith("learning_rate") for line in shared)


def test_errors_forbid_it_and_unchecked_photos_hold_it_up(tmp_path: Path) -> None:
    wrong = Finding("error", "sweep-jobs", "too many jobs", why="w", fix="give fewer")
    lines = drawn(tmp_path / "a", Review((wrong,), {}))
    assert lines[0].startswith("✗ This can't be started yet")
    assert "  fix: give fewer" in lines
    waiting = " ".join(drawn(tmp_path / "b", REVIEW, checking="3 of 36"))
    assert "once all photos are checked: 3 of 36" in waiting
    assert "✓ Ready" not in waiting
