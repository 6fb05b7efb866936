"""How far a launch is and what it costs, in words; what is unknown is not made up."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.engine.base import Capabilities, LaunchProgress, Review
from core.engine.hosting import DeployReview
from core.launchwords import cost_lines, hosting_cost_lines, progress_words


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


def test_what_a_job_costs_in_words() -> None:
    free, dear = Capabilities("local", "this machine"), Capabilities("sagemaker", "sagemaker", costs=True)
    unknown = Review((), {})
    known = Review((), {}, price_per_hour=1.408, estimate=33.8, estimate_basis="all that it may run")
    assert cost_lines(unknown, free) == [("price", "free")]
    assert cost_lines(unknown, dear) == [("price", "unknown"), ("at most", "unknown")]
    assert cost_lines(known, dear) == [
        ("price", "$1.41 per hour"),
        ("at most", "$33.80 (all that it may run)"),
    ]
    assert ("at most", "$33.80, if it rains (all that it may run)") in cost_lines(
        known, dear, most_if="if it rains"
    )
    assert ("at most", "unknown") in cost_lines(unknown, dear, most_if="if it rains")
    like_before = replace(known, expected=0.114, expected_basis="04:53 by ic-birds-1")
    assert ("expected", "about $0.11 (04:53 by ic-birds-1)") in cost_lines(like_before, dear)


def test_what_an_endpoint_costs_in_words() -> None:
    free, dear = Capabilities("local", "this machine"), Capabilities("sagemaker", "sagemaker", costs=True)
    unknown = DeployReview((), {})
    known = DeployReview((), {}, price_per_hour=0.115, price_basis="ml.m5.large, by the Price List API")
    used = DeployReview((), {}, price_basis="paid by use")
    assert hosting_cost_lines(unknown, free) == [("price", "free")]
    assert hosting_cost_lines(unknown, dear) == [("price", "unknown")]
    assert hosting_cost_lines(used, dear) == [("price", "paid by use")]
    assert hosting_cost_lines(known, dear) == [
        ("price", "$0.12 per hour, $2.76 per day (ml.m5.large, by the Price List API)")
    ]
    assert hosting_cost_lines(replace(known, price_basis=""), dear) == [
        ("price", "$0.12 per hour, $2.76 per day, until it is taken down")
    ]
