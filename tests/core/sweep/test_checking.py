"""What is found about a sweep before any engine is asked, and which end of a range causes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.finding import has_errors
from tests.core.sweep.sweeps import GIVEN, World, world_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from core.engine.sweeping import Strategy, Sweep
    from core.finding import Finding


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with world_in(tmp_path) as made:
        yield made


def told(
    world: World, ranges: Mapping[str, str], given: Mapping[str, str] | None = None
) -> list[tuple[str, str]]:
    draft = world.draft(ranges, given=GIVEN if given is None else given)
    return [(finding.level, finding.detail) for finding in draft.findings]


def test_the_guide_s_range_of_the_learning_rate_is_the_usual_sweep(world: World) -> None:
    draft = world.draft()
    assert draft.findings == ()
    (swept,) = draft.sweep.ranges
    assert (swept.name, swept.text) == ("learning_rate", "1e-6..0.5")
    assert draft.sweep.fixed == {
        "num_classes": "2",
        "num_training_samples": "4",
        "mini_batch_size": "2",
        "epochs": "3",
    }


def test_the_end_that_a_job_cannot_have_is_named(world: World) -> None:
    found = told(world, {"mini_batch_size": "1..512"})
    assert (
        "error",
        "mini_batch_size is 512, but num_training_samples is 4 and the validation channel has 2",
    ) in found
    assert ("warning", "mini_batch_size 1..512 goes beyond 8..512") in found
    assert len(found) == 2


def test_a_default_that_is_swept_away_is_no_matter(world: World) -> None:
    """Two photos validate: the default mini_batch_size of 32 would not do."""
    without = {name: value for name, value in GIVEN.items() if name != "mini_batch_size"}
    assert any(level == "error" for level, _ in told(world, {}, without))
    assert not any(level == "error" for level, _ in told(world, {"mini_batch_size": "1..2"}, without))


def test_what_every_job_has_is_said_once_and_of_no_end(world: World) -> None:
    found = told(world, {"learning_rate": "", "momentum": ""}, {**GIVEN, "top_k": "1"})
    assert [row for row in found if "top_k" in row[1]] == [("warning", "top_k is 1")]


def test_what_one_choice_causes_names_it(world: World) -> None:
    found = told(
        world, {"optimizer": "sgd, adam, nag, rmsprop"}, {**GIVEN, "momentum": "0.5", "gamma": "0.9"}
    )
    assert found == [
        ("info", "gamma is given, but optimizer sgd does not use it"),
        ("info", "momentum is given, but optimizer adam does not use it"),
        ("info", "gamma is given, but optimizer adam does not use it"),
        ("info", "gamma is given, but optimizer nag does not use it"),
        ("info", "momentum is given, but optimizer rmsprop does not use it"),
    ]


@pytest.mark.parametrize(
    ("ranges", "optimizer", "expected"),
    [
        ({"momentum": ""}, "adam", [("warning", "momentum is swept, but optimizer adam does not use it")]),
        ({"momentum": ""}, "sgd", []),
        ({"beta_1": ""}, "", [("warning", "beta_1 is swept, but optimizer sgd does not use it")]),
        (
            {"momentum": "", "optimizer": "sgd, adam, rmsprop"},
            "nag",
            [("info", "momentum is swept, but optimizer adam and rmsprop does not use it")],
        ),
    ],
)
def test_a_range_that_its_optimizer_does_not_use(
    world: World, ranges: Mapping[str, str], optimizer: str, expected: list[tuple[str, str]]
) -> None:
    assert told(world, ranges, {**GIVEN, "optimizer": optimizer}) == expected


def kinds(findings: tuple[Finding, ...]) -> list[tuple[str, str]]:
    return [(finding.level, finding.kind) for finding in findings]


@pytest.mark.parametrize(
    ("strategy", "ranges", "jobs", "parallel", "expected"),
    [
        ("Bayesian", {"learning_rate": ""}, 2, 3, [("error", "sweep-parallel")]),
        ("Bayesian", {"learning_rate": ""}, 3, 3, [("warning", "sweep-parallel")]),
        ("Random", {"learning_rate": ""}, 3, 3, []),
        ("Bayesian", {"learning_rate": ""}, 1, 1, []),
        ("Grid", {"learning_rate": "", "optimizer": ""}, 8, 2, [("error", "sweep-grid")]),
        ("Grid", {"optimizer": "sgd, nag, adam"}, 2, 1, [("error", "sweep-grid")]),
        ("Grid", {"optimizer": "sgd, nag"}, 10, 4, []),
        ("Bayesian", {"optimizer": "sgd, nag"}, 2, 1, []),
        ("Bayesian", {"optimizer": "sgd, nag"}, 3, 1, [("warning", "sweep-jobs")]),
    ],
)
def test_the_number_of_jobs(
    world: World,
    strategy: Strategy,
    ranges: Mapping[str, str],
    jobs: int,
    parallel: int,
    expected: list[tuple[str, str]],
) -> None:
    draft = world.draft(ranges, jobs=jobs, parallel=parallel, strategy=strategy)
    assert kinds(draft.findings) == expected


def test_a_grid_has_as_many_jobs_as_there_are_combinations(world: World) -> None:
    def size(sweep: Sweep) -> tuple[int, int]:
        return sweep.jobs, sweep.parallel

    assert size(world.draft({"optimizer": "sgd, nag"}, jobs=10, parallel=4, strategy="Grid").sweep) == (2, 2)


@pytest.mark.parametrize("name", ["birds_1", "b" * 33, "-b", ""])
def test_a_name_that_cannot_be_one(world: World, name: str) -> None:
    draft = world.draft(name=name)
    assert kinds(draft.findings) == [("error", "sweep-name")]
    assert has_errors(draft.findings)


def test_a_name_is_made_of_the_data_set_s(world: World) -> None:
    name = world.draft(name=None).sweep.job.name
    assert name.startswith("birds-")
    assert len(name) <= 32
