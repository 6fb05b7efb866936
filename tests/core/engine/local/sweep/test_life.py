"""A sweep from its start to its end, with real processes."""

from __future__ import annotations

import os
import signal
import threading
from functools import partial
from typing import TYPE_CHECKING

import pytest

from core.engine.base import JobFilter
from core.engine.local.jobdir import JobDir
from core.errors import EngineError, NameTaken, NotFound
from core.job.status import Status
from tests.core.engine.local import support as jobs_support
from tests.core.engine.local.sweep import support

if TYPE_CHECKING:
    from pathlib import Path

    from core.dataset.model import DataSet
    from core.engine.local.engine import LocalEngine


def runner_pid(jobs: Path, name: str = "tried") -> int:
    return jobs_support.runner_pid(jobs.with_name("sweeps"), name)


def test_it_starts_all_its_jobs_and_finds_the_best(
    engine: LocalEngine, photos: DataSet, jobs: Path, tmp_path: Path
) -> None:
    sweep = support.asked(photos, program=support.quick(tmp_path), jobs=5)
    support.start(engine, sweep)
    state = support.at_its_end(engine)
    assert state.status is Status.COMPLETED, state.failure_reason
    assert (state.jobs, state.parallel, state.strategy, state.ranges) == (5, 2, "Random", (support.RATE,))
    assert state.counts == {Status.COMPLETED: 5}
    assert state.launch_id == sweep.job.launch_id
    tried = engine.sweep_jobs("tried")
    assert [job.name[:9] for job in tried] == [f"tried-{number:03d}" for number in range(1, 6)]
    assert len({job.values["learning_rate"] for job in tried}) == 5
    for job in tried:
        assert job.objective == pytest.approx(1 - abs(float(job.values["learning_rate"]) - 0.1), abs=1e-6)
    assert state.best == max(tried, key=lambda job: job.objective or 0)
    assert [row.key.name for row in engine.sweeps()] == ["tried"]


def test_its_jobs_are_jobs_as_any(engine: LocalEngine, photos: DataSet, jobs: Path, tmp_path: Path) -> None:
    support.start(engine, support.asked(photos, program=support.quick(tmp_path), jobs=1, parallel=1))
    support.at_its_end(engine)
    (job,) = engine.sweep_jobs("tried")
    state = engine.describe(job.name)
    assert state.status is Status.COMPLETED
    assert state.sweep == "tried"
    assert state.hyperparameters == {**jobs_support.SMALL, **job.values}
    assert [row.key.name for row in engine.list(JobFilter())] == [job.name]
    assert "Validation-accuracy" in jobs_support.log_texts(engine, job.name)[0]
    folder = JobDir(jobs / job.name)
    assert (
        folder.list_file("train").read_text()
        == JobDir(jobs.with_name("sweeps") / "tried").list_file("train").read_text()
    )
    assert folder.channel("train").resolve() == photos.folder.resolve()


def test_a_job_of_no_sweep_says_so(engine: LocalEngine, photos: DataSet, tmp_path: Path) -> None:
    jobs_support.completed(
        engine, jobs_support.job(photos, "job", command=support.quick(tmp_path), learning_rate=1)
    )
    assert engine.describe("job").sweep == ""


def test_there_are_never_more_jobs_at_a_time_than_asked_for(
    engine: LocalEngine, photos: DataSet, tmp_path: Path
) -> None:
    program = jobs_support.script(
        tmp_path,
        "import fcntl\nplace = os.path.dirname(__file__)\n"
        "def count(step):\n"
        "    with open(place + '/running', 'a+') as file:\n"
        "        fcntl.flock(file, fcntl.LOCK_EX)\n"
        "        file.seek(0)\n"
        "        now = int(file.read() or 0) + step\n"
        "        file.truncate(0)\n"
        "        file.write(str(now))\n"
        "    return now\n"
        "print('at a time', count(1))\n"
        "time.sleep(0.3)\n"
        "count(-1)\n",
    )
    support.start(engine, support.asked(photos, program=program, jobs=6, parallel=2))
    support.at_its_end(engine)
    seen = [jobs_support.log_texts(engine, job.name)[0] for job in engine.sweep_jobs("tried")]
    assert set(seen) <= {"at a time 1", "at a time 2"}
    assert "at a time 2" in seen


def test_a_job_that_fails_counts_and_the_sweep_goes_on(
    engine: LocalEngine, photos: DataSet, tmp_path: Path
) -> None:
    program = jobs_support.script(tmp_path, support.QUICK + "sys.exit(3 if job[-8:-5] == '002' else 0)\n")
    support.start(engine, support.asked(photos, program=program, jobs=3))
    state = support.at_its_end(engine)
    assert state.status is Status.COMPLETED
    assert state.counts == {Status.COMPLETED: 2, Status.FAILED: 1}
    failed = engine.sweep_jobs("tried")[1]
    assert failed.status is Status.FAILED
    assert "exit code: 3" in (failed.failure_reason or "")
    assert state.best is not None
    assert state.best.name != failed.name


def test_one_whose_jobs_all_fail_has_failed_and_says_why(
    engine: LocalEngine, photos: DataSet, tmp_path: Path
) -> None:
    support.start(engine, support.asked(photos, program=jobs_support.script(tmp_path, "sys.exit(7)"), jobs=2))
    state = support.at_its_end(engine)
    assert state.status is Status.FAILED
    assert state.best is None
    assert "no job was completed, and 2 of 2 failed" in (state.failure_reason or "")
    assert "exit code: 7" in (state.failure_reason or "")


def test_it_ends_early_where_every_combination_was_tried(
    engine: LocalEngine, photos: DataSet, tmp_path: Path
) -> None:
    program = jobs_support.script(tmp_path, "print('Epoch[0] Validation-accuracy=0.500000')")
    sweep = support.asked(photos, program=program, ranges=(support.OPTIMIZERS,), jobs=9, strategy="Grid")
    support.start(engine, sweep)
    assert support.at_its_end(engine).counts == {Status.COMPLETED: 3}
    assert [job.values["optimizer"] for job in engine.sweep_jobs("tried")] == ["sgd", "adam", "nag"]


def test_a_stop_ends_its_jobs_and_starts_no_more(
    engine: LocalEngine, photos: DataSet, tmp_path: Path
) -> None:
    support.start(engine, support.asked(photos, program=jobs_support.script(tmp_path, support.HANG)))
    support.wait_for_jobs(engine, 2)
    assert engine.sweep("tried").counts == {Status.IN_PROGRESS: 2}
    assert engine.stop_sweep("tried") is Status.STOPPING
    state = support.at_its_end(engine)
    assert state.status is Status.STOPPED
    assert state.counts == {Status.STOPPED: 2}
    assert [job.objective for job in engine.sweep_jobs("tried")] == [0.25, 0.25]
    assert engine.stop_sweep("tried") is Status.STOPPED


def test_the_jobs_of_a_killed_runner_go_on_and_can_be_stopped_with_it(
    engine: LocalEngine, photos: DataSet, jobs: Path, tmp_path: Path
) -> None:
    sweep = support.asked(photos, program=jobs_support.script(tmp_path, support.HANG))
    support.start(engine, sweep)
    support.wait_for_jobs(engine, 2)
    os.kill(runner_pid(jobs), signal.SIGKILL)
    state = support.at_its_end(engine)
    assert state.status is Status.FAILED
    assert "the process that ran the sweep ended without a word" in (state.failure_reason or "")
    assert "jobs that this one had started go on" in (state.failure_reason or "")
    assert state.counts == {Status.IN_PROGRESS: 2}
    support.start(engine, sweep)
    assert engine.sweep("tried").status is Status.FAILED
    assert len(engine.sweep_jobs("tried")) == 2
    assert engine.stop_sweep("tried") is Status.FAILED
    for job in engine.sweep_jobs("tried"):
        assert jobs_support.at_its_end(engine, job.name).status is Status.STOPPED


def test_a_runner_told_to_end_while_nobody_asked_for_a_stop_has_failed_and_leaves_its_jobs(
    engine: LocalEngine, photos: DataSet, jobs: Path, tmp_path: Path
) -> None:
    support.start(engine, support.asked(photos, program=jobs_support.script(tmp_path, support.HANG)))
    support.wait_for_jobs(engine, 2)
    os.kill(runner_pid(jobs), signal.SIGTERM)
    state = support.at_its_end(engine)
    assert state.status is Status.FAILED
    assert "the process that ran the sweep to end, and nobody had asked" in (state.failure_reason or "")
    assert state.counts == {Status.IN_PROGRESS: 2}


def test_it_is_started_once_however_often_it_is_asked_for(
    engine: LocalEngine, photos: DataSet, jobs: Path, tmp_path: Path
) -> None:
    sweep = support.asked(photos, program=support.quick(tmp_path), jobs=2)
    threads = [threading.Thread(target=partial(support.start, engine, sweep)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    support.at_its_end(engine)
    support.start(engine, sweep)
    assert len(engine.sweep_jobs("tried")) == len(list(jobs.iterdir())) == 2
    assert engine.has_started_sweep("tried", sweep.job.launch_id)
    assert not engine.has_started_sweep("other", sweep.job.launch_id)
    with pytest.raises(NameTaken, match="there is another sweep named tried"):
        engine.has_started_sweep("tried", "another")


def test_one_whose_launcher_died_before_the_runner_was_started_is_started_by_the_next_call(
    engine: LocalEngine, photos: DataSet, jobs: Path, tmp_path: Path
) -> None:
    sweep = support.asked(photos, program=support.quick(tmp_path), jobs=1, parallel=1)
    support.never_started(sweep, jobs)
    assert "start another sweep" in (engine.sweep("tried").failure_reason or "")
    support.start(engine, sweep)
    assert support.at_its_end(engine).status is Status.COMPLETED


def test_one_whose_runner_does_not_start_leaves_nothing(
    engine: LocalEngine, photos: DataSet, jobs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sweep = support.asked(photos, program=support.quick(tmp_path), jobs=1, parallel=1)
    with monkeypatch.context() as patched:
        patched.setattr("sys.executable", str(tmp_path / "nothing"))
        with pytest.raises(EngineError, match="did not start"):
            support.start(engine, sweep)
    assert list(jobs.with_name("sweeps").iterdir()) == []
    support.start(engine, sweep)
    assert support.at_its_end(engine).status is Status.COMPLETED


def test_the_name_of_another_sweep_is_refused(engine: LocalEngine, photos: DataSet, tmp_path: Path) -> None:
    support.start(engine, support.asked(photos, program=support.quick(tmp_path), jobs=1, parallel=1))
    with pytest.raises(EngineError, match="there is a sweep named tried already"):
        support.start(engine, support.asked(photos, program=support.quick(tmp_path)))
    with pytest.raises(EngineError, match="cannot be a"):
        support.start(engine, support.asked(photos, "../up"))
    with pytest.raises(NotFound, match="no sweep named other"):
        engine.sweep("other")
    with pytest.raises(NotFound, match="no sweep named"):
        engine.sweep_jobs("../up")
    with pytest.raises(NotFound, match="no sweep named other"):
        engine.stop_sweep("other")


def test_the_real_baseline_is_swept(engine: LocalEngine, photos: DataSet) -> None:
    sweep = support.asked(photos, ranges=(support.RATE, support.OPTIMIZERS), jobs=4, strategy="Bayesian")
    support.start(engine, sweep)
    state = support.at_its_end(engine, seconds=180)
    assert state.counts == {Status.COMPLETED: 4}, [job.failure_reason for job in engine.sweep_jobs("tried")]
    assert state.best is not None
    assert engine.describe(state.best.name).model is not None
