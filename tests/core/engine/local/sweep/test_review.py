"""What the review of a sweep says, and what a damaged folder leads to."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.engine.local.sweep import trials
from core.engine.local.sweep.trials import Trial
from core.engine.sweeping import SweepJob
from core.errors import EngineError
from core.job.status import Status
from core.sweep.ranges import Range
from tests.core.engine.local.sweep import support

if TYPE_CHECKING:
    from pathlib import Path

    from core.dataset.model import DataSet
    from core.engine.local.engine import LocalEngine
    from core.engine.sweeping import Sweep

IGNORED = Range("num_layers", "Categorical", values=("18", "50"))


def kinds(engine: LocalEngine, sweep: Sweep) -> list[str]:
    return [finding.kind for finding in support.review(engine, sweep).findings]


def test_it_shows_what_would_be_made_and_changes_nothing(
    engine: LocalEngine, photos: DataSet, jobs: Path
) -> None:
    review = support.review(engine, support.asked(photos, ranges=(support.RATE, support.WIDE)))
    assert review.findings == ()
    assert review.price_per_hour is None
    assert review.estimate is None
    request = review.request
    assert request["folder"] == str(jobs.with_name("sweeps") / "tried")
    assert request["jobs"] == str(jobs / "tried-001-…")
    assert request["ranges"] == {"learning_rate": "0.001..0.5 log", "momentum": "0..0.999"}
    assert request["command"] == [sys.executable, "-P", "-m", "core.engine.local.baseline"]
    assert "learning_rate" not in json.dumps(request["input/config/hyperparameters.json"])
    assert dict(review.facts) == {
        "learning_rate": "0.001..0.5, spread log",
        "momentum": "0..0.999, spread linear",
    }
    assert not jobs.exists()
    assert not jobs.with_name("sweeps").exists()


def test_it_says_that_it_is_a_baseline_and_how_long_it_takes(engine: LocalEngine, photos: DataSet) -> None:
    notes = " ".join(support.review(engine, support.asked(photos, jobs=5)).notes)
    assert "not the ResNet" in notes
    assert "5 jobs, 2 at a time: about 3 times as long as one job" in notes
    assert "the same seed" in notes


def test_what_the_baseline_does_not_use_cannot_be_swept(
    engine: LocalEngine, photos: DataSet, tmp_path: Path
) -> None:
    sweep = support.asked(photos, ranges=(support.RATE, IGNORED))
    (finding,) = support.review(engine, sweep).findings
    assert (finding.level, finding.kind) == ("error", "sweep-no-effect")
    assert "num_layers" in finding.detail
    assert kinds(engine, replace(sweep, job=replace(sweep.job, command=support.quick(tmp_path)))) == []


def test_more_jobs_at_a_time_than_cores_and_what_is_of_sagemaker_alone_are_found(
    engine: LocalEngine, photos: DataSet
) -> None:
    cores = len(os.sched_getaffinity(0))
    assert kinds(engine, support.asked(photos, jobs=99, parallel=cores)) == []
    (finding,) = support.review(engine, support.asked(photos, jobs=99, parallel=cores + 1)).findings
    assert (finding.level, finding.kind) == ("warning", "sweep-parallel")
    assert finding.fix == f"set parallel to {cores}"
    (finding,) = support.review(
        engine, replace(support.asked(photos, parallel=1), early_stopping=True)
    ).findings
    assert (finding.level, finding.kind) == ("info", "sweep-early-stopping")


def test_what_stands_in_the_way_is_found(
    engine: LocalEngine, photos: DataSet, jobs: Path, tmp_path: Path
) -> None:
    (jobs.with_name("sweeps") / "tried").mkdir(parents=True)
    assert kinds(engine, support.asked(photos)) == ["name-taken"]
    assert kinds(engine, support.asked(photos, "new", ("no-such-program",))) == ["no-command"]
    gone = replace(photos, root=tmp_path / "gone")
    assert kinds(engine, support.asked(gone, "new")) == ["dataset-gone"]


def test_the_jobs_are_read_back_as_they_were_noted(tmp_path: Path) -> None:
    noted = (
        Trial(SweepJob("a", Status.COMPLETED, {"eps": "1e-08"}, 0.5, 1.0, 2.0), "one"),
        Trial(SweepJob("b", Status.FAILED, {}, failure_reason="\ud800"), "two"),
    )
    trials.write(tmp_path / "trials.json", noted)
    assert trials.read(tmp_path / "trials.json") == noted


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"trials": [{"name": "a"}]}', '{"trials": 3}', '{"trials": ["a"]}']
)
def test_a_damaged_list_of_jobs_is_told_with_its_file(
    engine: LocalEngine, photos: DataSet, jobs: Path, text: str
) -> None:
    support.never_started(support.asked(photos), jobs)
    file = jobs.with_name("sweeps") / "tried/trials.json"
    assert engine.sweep("tried").status is Status.FAILED
    file.write_text(text)
    with pytest.raises(EngineError, match="the sweep tried cannot be read") as caught:
        engine.sweep_jobs("tried")
    assert caught.value.fix == f"look at {file}"
    with pytest.raises(EngineError, match="the sweep tried cannot be read"):
        engine.sweep("tried")
    assert list(engine.sweeps()) == []
    file.write_text('{"trials": []}')


def test_a_job_that_was_noted_and_never_started_has_failed_once_the_sweep_is_over(
    engine: LocalEngine, photos: DataSet, jobs: Path
) -> None:
    support.never_started(support.asked(photos), jobs)
    job = SweepJob("tried-001-abcd", Status.IN_PROGRESS, {"learning_rate": "0.1"}, created=1.0)
    trials.write(jobs.with_name("sweeps") / "tried/trials.json", (Trial(job, "id"),))
    (found,) = engine.sweep_jobs("tried")
    assert found.status is Status.FAILED
    assert "ended before this job was started" in (found.failure_reason or "")


def test_a_disk_that_takes_no_more_is_told(engine: LocalEngine, photos: DataSet, jobs: Path) -> None:
    sweeps = jobs.with_name("sweeps")
    sweeps.write_text("a file where the folder should be")
    with pytest.raises(EngineError, match=r"the sweep folder .* cannot be made"):
        support.start(engine, support.asked(photos))
    sweeps.unlink()
