"""How far a launch is and what it costs, in words; what is unknown is not made up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.engine.base import Capabilities, LaunchProgress, Review
from core.launchwords import cost_lines, price_words, progress_words
from tests.core.fileengine import FileEngine

if TYPE_CHECKING:
    from pathlib import Path


class Dear(FileEngine):
    """Files that cost money."""

    @property
    def capabilities(self) -> Capabilities:
        return replace(super().capabilities, costs=True)


@pytest.mark.parametrize(
    ("progress", "words"),
    [
        (LaunchProgress("creating the job"), "creating the job"),
        (LaunchProgress("hashing", 1200, 3670, "photos"), "hashing: 1,200 of 3,670 photos"),
        (LaunchProgress("listing", 7, None, "objects"), "listing: 7 objects"),
        (
            LaunchProgress("uploading", 120, 400, "photos", 3_100_000, 12_000_000, 2_400_000.0, 4.2),
            "uploading: 120 of 400 photos, 3.1 MB of 12.0 MB, 2.4 MB/s, about 00:04 left",
        ),
        (LaunchProgress("uploading", done_bytes=10, trouble="no answer"), "uploading: 10 B"),
        (LaunchProgress("up\x1b[2Jloading"), "uploading"),
    ],
)
def test_progress_in_words(progress: LaunchProgress, words: str) -> None:
    assert progress_words(progress) == words


def test_what_is_free_has_no_price_and_an_unknown_price_is_not_free(tmp_path: Path) -> None:
    free, dear = FileEngine(tmp_path), Dear(tmp_path)
    unknown = Review((), {})
    known = Review((), {}, 2_000_000, 1.408, estimate=0.7, estimate_basis="10 epochs as in ic-birds-1")
    assert cost_lines(unknown, free) == []
    assert price_words(unknown, free) == "free"
    assert cost_lines(unknown, dear) == [("price", "price unknown"), ("estimate", "unknown")]
    assert cost_lines(known, dear) == [
        ("upload", "2.0 MB"),
        ("price", "$1.41 per hour"),
        ("estimate", "at most $0.70 for the whole job (10 epochs as in ic-birds-1)"),
    ]
