"""Launching, describing and listing jobs, with real processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core.cancel import CancelToken
from core.engine.base import JobFilter
from core.engine.local import lock, prepare, spawn
from core.engine.local.engine import LocalEngine
from core.errors import Cancelled, EngineError, JobNotFound
from core.job.spec import new_launch_id
from core.job.status import Stage, Status
from tests.conftest import wait_until
from tests.core.engine.local import support

if TYPE_CHECKING:
    from core.dataset.model import DataSet
    from core.engine.base import Engine


def protocol(engine: LocalEngine) -> Engine:
    """Type-checked: the local engine is an Engine."""
    return engine


def test_a_job_goes_through_all_stages_in_order(engine: LocalEngine, photos: DataSet, tmp_path: Path) -> None:
    state = support.completed(
        engine, support.job(photos, "job", command=support.script(tmp_path, "print('hello')"))
    )
    assert [step.stage for step in state.transitions] == [
        *(Stage.STARTING, Stage.DOWNLOADING, Stage.TRAINING, Stage.UPLOADING, Stage.COMPLETED)
    ]
    times = [time for step in state.transitions for time in (step.start, step.end)]
    assert None not in times
    assert times == sorted(time for time in times if time is not None)
    assert state.created == state.transitions[0].start
    assert state.training_started == state.transitions[2].start
    assert state.ended == state.transitions[-1].end
    assert state.failure_reason is None


def test_the_job_folder_keeps_the_containers_contract(
    engine: LocalEngine, photos: DataSet, jobs: Path, tmp_path: Path
) -> None:
    spec = support.job(photos, "job", command=support.script(tmp_path, ""))
    support.completed(engine, spec)
    folder = jobs / "job"
    config = folder / "input/config"
    assert json.loads((config / "hyperparameters.json").read_text()) == dict(spec.hyperparameters)
    assert set(json.loads((config / "inputdataconfig.json").read_text())) == {
        *("train", "validation", "train_lst", "validation_lst")
    }
    assert json.loads((config / "resourceconfig.json").read_text())["hosts"] == ["algo-1"]
    assert json.loads((config / "classes.json").read_text()) == list(support.CLASSES)
    for channel, rows in (("train", photos.train), ("validation", photos.validation)):
        link = folder / "input/data" / channel
        assert link.is_symlink()
        assert link.resolve() == photos.folder.resolve()
        lines = (folder / f"input/data/{channel}_lst/{channel}.lst").read_text().splitlines()
        assert lines == [f"{row.index}\t{row.labels[0]:g}\t{row.path}" for row in rows]
    assert (folder / "model").is_dir()
    assert (folder / "output").is_dir()
    assert engine.describe("job").hyperparameters == spec.hyperparameters
    assert [path.name for path in jobs.iterdir()] == ["job"]


def test_a_program_under_the_contract_finds_everything_in_its_environment(
    engine: LocalEngine, photos: DataSet, jobs: Path, tmp_path: Path
) -> None:
    names = "SM_CHANNEL_TRAIN SM_CHANNEL_VALIDATION SM_CHANNEL_TRAIN_LST SM_MODEL_DIR SM_OUTPUT_DIR SM_INPUT_CONFIG_DIR"
    program = support.script(
        tmp_path,
        f"for name in '{names}'.split(): print(os.path.isdir(os.environ[name]))\n"
        "print(os.environ['TRAINING_JOB_NAME'], os.getcwd() == os.path.realpath(job))\n"
        "open(os.environ['SM_MODEL_DIR'] + '/weights', 'w').write('1')\n",
    )
    state = support.completed(engine, support.job(photos, "my-job", command=program))
    assert support.log_texts(engine, "my-job") == [*["True"] * 6, "my-job True"]
    assert state.model == str(jobs / "my-job" / "model")


def test_the_engines_command_is_used_where_the_spec_has_none(
    photos: DataSet, jobs: Path, tmp_path: Path
) -> None:
    engine = LocalEngine(jobs, command=support.script(tmp_path, "print('from the engine')"))
    support.completed(engine, support.job(photos, "job"))
    assert support.log_texts(engine, "job") == ["from the engine"]


def test_a_command_with_files_of_the_current_folder_finds_them_from_the_jobs_folder(
    engine: LocalEngine, photos: DataSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    python, *options, program = support.script(tmp_path, "print(sys.argv[1:])")
    assert Path(program).parent == tmp_path
    spec = support.job(photos, "job", command=(python, *options, "program.py", "--fast", "data"))
    assert support.review(engine, spec).request["command"] == [
        python,
        *options,
        program,
        "--fast",
        "data",
    ]
    support.completed(engine, spec)
    assert support.log_texts(engine, "job") == ["['--fast', 'data']"]


def test_a_program_given_relative_to_the_current_folder_is_started(
    engine: LocalEngine, photos: DataSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "train.sh").write_text("#!/bin/sh\necho from the shell\n")
    (tmp_path / "train.sh").chmod(0o755)
    spec = support.job(photos, "job", command=("./train.sh",))
    assert support.review(engine, spec).findings == ()
    support.completed(engine, spec)
    assert support.log_texts(engine, "job") == ["from the shell"]


def test_a_program_of_ones_own_keeps_its_threads(
    engine: LocalEngine, photos: DataSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    program = support.script(tmp_path, "print('OMP_NUM_THREADS' in os.environ)")
    support.completed(engine, support.job(photos, "job", command=program))
    assert support.log_texts(engine, "job") == ["False"]


def test_the_runner_belongs_to_nobody_and_has_no_terminal(
    engine: LocalEngine, photos: DataSet, jobs: Path, tmp_path: Path
) -> None:
    support.launch(engine, support.job(photos, "job", command=support.script(tmp_path, "time.sleep(60)")))
    pid = support.runner_pid(jobs, "job")
    assert os.getsid(pid) != os.getsid(0)
    status = subprocess.run(
        ["ps", "-o", "ppid=,tty=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    parent, terminal = status.stdout.split()
    assert int(parent) != os.getpid()
    assert terminal == "?"


def test_a_job_outlives_the_program_that_launched_it(jobs: Path, photos: DataSet, tmp_path: Path) -> None:
    program = support.script(tmp_path, "print('still here')")
    launcher = (
        "import sys; from pathlib import Path\n"
        "from core.engine.local.engine import LocalEngine\n"
        "from tests.core.engine.local import support\n"
        "photos = support.data_set(Path(sys.argv[1]))\n"
        "support.launch(LocalEngine(Path(sys.argv[2])), support.job(photos, 'job', command=sys.argv[3:]))\n"
    )
    root = str(photos.root)
    subprocess.run([sys.executable, "-c", launcher, root, str(jobs), *program], check=True, timeout=60)
    engine = LocalEngine(jobs)
    assert support.at_its_end(engine, "job").status is Status.COMPLETED
    assert support.log_texts(engine, "job") == ["still here"]


def test_a_core_package_in_the_current_folder_is_not_imported(
    engine: LocalEngine, photos: DataSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "core").mkdir()
    (tmp_path / "core" / "__init__.py").write_text("raise SystemExit('the wrong core')")
    monkeypatch.chdir(tmp_path)
    support.completed(engine, support.job(photos, "job", command=support.script(tmp_path / "bin", "")))


def test_launching_the_same_spec_again_starts_no_second_job(
    engine: LocalEngine, photos: DataSet, jobs: Path, tmp_path: Path
) -> None:
    spec = support.job(photos, "job", command=support.script(tmp_path, "print('once'); time.sleep(60)"))
    support.launch(engine, spec)
    pid = support.runner_pid(jobs, "job")
    support.launch(engine, spec)
    assert support.runner_pid(jobs, "job") == pid
    engine.stop("job")
    support.at_its_end(engine, "job")
    support.launch(engine, spec)
    assert engine.describe("job").status is Status.STOPPED


def test_a_launch_that_died_before_the_runner_started_is_finished_by_the_next(
    engine: LocalEngine, photos: DataSet, jobs: Path, tmp_path: Path
) -> None:
    spec = support.job(photos, "job", command=support.script(tmp_path, "print('at last')"))
    claimed = prepare.claim(jobs, spec, command=spec.command, seed=0, now=0.0)
    assert claimed is not None
    os.close(claimed[1])
    assert engine.describe("job").status is Status.FAILED
    support.completed(engine, spec)
    assert support.log_texts(engine, "job") == ["at last"]


def test_a_name_that_is_another_jobs_is_refused(engine: LocalEngine, photos: DataSet, tmp_path: Path) -> None:
    spec = support.job(photos, "job", command=support.script(tmp_path, ""))
    support.completed(engine, spec)
    other = replace(spec, launch_id=new_launch_id())
    with pytest.raises(EngineError, match="already"):
        support.launch(engine, other)
    assert [finding.kind for finding in support.review(engine, other).findings] == ["name-taken"]


def test_a_cancelled_launch_leaves_nothing(engine: LocalEngine, photos: DataSet, jobs: Path) -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        engine.launch(support.job(photos, "job"), lambda _progress: None, token)
    assert not jobs.exists()


@pytest.mark.parametrize("name", ["../job", "", ".", "a/b", "-a", "x" * 64])
def test_a_name_that_is_no_name_never_becomes_a_path(engine: LocalEngine, photos: DataSet, name: str) -> None:
    with pytest.raises(EngineError):
        support.launch(engine, support.job(photos, name))
    with pytest.raises(JobNotFound):
        engine.describe(name)
    with pytest.raises(JobNotFound):
        engine.stop(name)
    assert engine.read_log(name, None).lines == ()


def test_a_jobs_folder_that_cannot_be_written_is_an_error_with_a_fix(photos: DataSet, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EngineError) as caught:
        support.launch(LocalEngine(tmp_path / "file" / "jobs"), support.job(photos, "job"))
    assert "XDG_STATE_HOME" in caught.value.fix


def test_two_jobs_at_once_do_not_meet(engine: LocalEngine, photos: DataSet, tmp_path: Path) -> None:
    for name in ("one", "two"):
        program = support.script(tmp_path / name, f"for n in range(200): print('{name}', n)")
        support.launch(engine, support.job(photos, name, command=program))
    for name in ("one", "two"):
        assert support.at_its_end(engine, name).status is Status.COMPLETED
        assert support.log_texts(engine, name) == [f"{name} {number}" for number in range(200)]


def test_jobs_are_listed_newest_first_and_filtered(photos: DataSet, jobs: Path, tmp_path: Path) -> None:
    now = [1_000.0]
    engine = LocalEngine(jobs, clock=lambda: now[0])
    for name in ("old-a", "old-b", "new"):
        now[0] += 10
        support.completed(engine, support.job(photos, name, command=support.script(tmp_path, "")))
    (jobs / "not a job").mkdir()
    (jobs / ".half-made").mkdir()

    def names(job_filter: JobFilter) -> list[str]:
        return [row.key.name for row in engine.list(job_filter)]

    assert names(JobFilter()) == ["new", "old-b", "old-a"]
    assert names(JobFilter(name_contains="old")) == ["old-b", "old-a"]
    assert names(JobFilter(limit=1)) == ["new"]
    assert names(JobFilter(status=Status.FAILED)) == []


def test_no_jobs_folder_means_no_jobs(engine: LocalEngine) -> None:
    assert list(engine.list(JobFilter())) == []


def test_a_damaged_status_is_an_error_and_not_a_crash(
    engine: LocalEngine, photos: DataSet, jobs: Path, tmp_path: Path
) -> None:
    support.completed(engine, support.job(photos, "job", command=support.script(tmp_path, "")))
    wait_until(lambda: not lock.held(jobs / "job/lock"), what="the runner's end")
    (jobs / "job/status.json").write_text('{"status": "Completed"}')
    with pytest.raises(EngineError, match="cannot be read"):
        engine.describe("job")
    assert list(engine.list(JobFilter())) == []
    (jobs / "job/status.json").unlink()


def test_polling_is_quick_at_first_and_rare_once_a_job_has_ended(
    engine: LocalEngine, photos: DataSet, tmp_path: Path
) -> None:
    state = support.completed(engine, support.job(photos, "job", command=support.script(tmp_path, "")))
    running = replace(state, status=Status.IN_PROGRESS, stage=Stage.TRAINING, training_started=0.0)
    assert engine.cadence(None, None) < engine.cadence(running, None) < engine.cadence(state, None)


def test_a_runner_that_cannot_start_leaves_no_job(
    engine: LocalEngine, photos: DataSet, jobs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    with pytest.raises(EngineError, match="did not start"):
        support.launch(engine, support.job(photos, "job"))
    assert list(jobs.iterdir()) == []
    assert spawn.START_SECONDS > 0


def test_a_folder_of_jobs_that_cannot_be_read_is_an_error_of_ours(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="cannot be listed"):
        list(LocalEngine(tmp_path / ("x" * 300)).list(JobFilter()))
