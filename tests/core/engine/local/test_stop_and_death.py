"""Stops, crashes and kills, with real processes."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from core.engine.local import claiming, prepare
from core.engine.local.engine import LocalEngine
from core.job.status import Stage, Status
from tests.conftest import wait_until
from tests.core.engine.local import support

if TYPE_CHECKING:
    from pathlib import Path

    from core.dataset.model import DataSet


def gone(pid: int) -> bool:
    """Whether a process has ended (a zombie that nobody has reaped yet counts)."""
    try:
        os.kill(pid, 0)
        with open(f"/proc/{pid}/stat") as file:  # noqa: PTH123
            return file.read().rpartition(")")[2].split()[0] == "Z"
    except (ProcessLookupError, FileNotFoundError):
        return True


def trainer_pid(engine: LocalEngine, name: str) -> int:
    support.wait_for_line(engine, name, "pid ")
    return int(next(text for text in support.log_texts(engine, name) if text.startswith("pid ")).split()[1])


HANG = "os.write(1, b'pid %d\\n' % os.getpid())\nwhile True: time.sleep(0.05)\n"


def test_a_stop_before_the_runner_has_started_is_honoured(
    engine: LocalEngine, photos: DataSet, jobs: Path, tmp_path: Path
) -> None:
    spec = support.job(photos, "job", command=support.script(tmp_path, "print('never')"))
    claimed = prepare.claim(jobs, spec, command=spec.command, seed=0, now=0.0)
    assert claimed is not None
    assert engine.describe("job").stage == Stage.STARTING
    assert engine.stop("job") is Status.STOPPING
    claiming.start(*claimed)
    state = support.at_its_end(engine, "job")
    assert state.status is Status.STOPPED
    assert [step.stage for step in state.transitions] == [Stage.STARTING, Stage.STOPPING, Stage.STOPPED]
    assert state.training_started is None
    assert support.log_texts(engine, "job") == []


def test_a_stop_right_after_the_launch_is_honoured(
    engine: LocalEngine, photos: DataSet, tmp_path: Path
) -> None:
    support.launch(engine, support.job(photos, "job", command=support.script(tmp_path, HANG)))
    engine.stop("job")
    assert support.at_its_end(engine, "job").status is Status.STOPPED


def test_a_trainer_gets_sigterm_and_may_finish_its_work(
    engine: LocalEngine, photos: DataSet, jobs: Path, tmp_path: Path
) -> None:
    program = support.script(
        tmp_path,
        "def leave(*_):\n    open(job + '/model/kept', 'w').write('x')\n    print('kept')\n    sys.exit(0)\n"
        "signal.signal(signal.SIGTERM, leave)\n" + HANG,
    )
    support.launch(engine, support.job(photos, "job", command=program))
    support.wait_for_line(engine, "job", "pid")
    assert engine.stop("job") is Status.STOPPING
    state = support.at_its_end(engine, "job")
    assert state.status is Status.STOPPED
    assert [step.stage for step in state.transitions][-2:] == [Stage.STOPPING, Stage.STOPPED]
    assert support.log_texts(engine, "job")[-1] == "kept"
    assert (jobs / "job/model/kept").exists()
    assert engine.stop("job") is Status.STOPPED


def test_a_trainer_that_ignores_sigterm_is_killed_with_its_children(
    engine: LocalEngine, photos: DataSet, tmp_path: Path
) -> None:
    program = support.script(
        tmp_path,
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\nos.fork()\n" + HANG,
    )
    support.launch(engine, support.job(photos, "job", command=program))
    wait_until(lambda: len(support.log_texts(engine, "job")) == 2, what="both processes")
    pids = {int(text.split()[1]) for text in support.log_texts(engine, "job")}
    assert len(pids) == 2
    engine.stop("job")
    assert support.at_its_end(engine, "job").status is Status.STOPPED
    assert all(map(gone, pids))


def test_a_killed_runner_is_a_failed_job_and_takes_its_trainer_along(
    engine: LocalEngine, photos: DataSet, jobs: Path, tmp_path: Path
) -> None:
    program = support.script(tmp_path, "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + HANG)
    support.launch(engine, support.job(photos, "job", command=program))
    trainer = trainer_pid(engine, "job")
    os.kill(support.runner_pid(jobs, "job"), signal.SIGKILL)
    state = support.at_its_end(engine, "job")
    assert state.status is Status.FAILED
    assert state.stage == Stage.FAILED
    assert "ended without a word" in (state.failure_reason or "")
    assert "launch the job again" in (state.failure_reason or "")
    assert state.ended == pytest.approx((jobs / "job/lock").stat().st_mtime)
    assert all(step.end is not None for step in state.transitions)
    wait_until(lambda: gone(trainer), what="the trainer's end")
    assert engine.stop("job") is Status.FAILED
    assert engine.describe("job") == state


def test_a_runner_told_to_end_while_nobody_asked_for_a_stop_is_a_failed_job(
    engine: LocalEngine, photos: DataSet, jobs: Path, tmp_path: Path
) -> None:
    """A shutdown: everybody gets SIGTERM."""
    program = support.script(
        tmp_path, "signal.signal(signal.SIGTERM, lambda *_: (print('kept'), sys.exit(0)))\n" + HANG
    )
    support.launch(engine, support.job(photos, "job", command=program))
    support.wait_for_line(engine, "job", "pid")
    os.kill(support.runner_pid(jobs, "job"), signal.SIGTERM)
    state = support.at_its_end(engine, "job")
    assert state.status is Status.FAILED
    assert "nobody had asked for a stop" in (state.failure_reason or "")
    assert support.log_texts(engine, "job")[-1] == "kept"


def test_a_closed_terminal_does_not_end_a_job(
    engine: LocalEngine, photos: DataSet, jobs: Path, tmp_path: Path
) -> None:
    program = support.script(
        tmp_path, "print('ready')\nwhile not os.path.exists(job + '/go'): time.sleep(0.02)\nprint('done')"
    )
    support.launch(engine, support.job(photos, "job", command=program))
    support.wait_for_line(engine, "job", "ready")
    os.kill(support.runner_pid(jobs, "job"), signal.SIGHUP)
    (jobs / "job/go").touch()
    assert support.at_its_end(engine, "job").status is Status.COMPLETED
    assert support.log_texts(engine, "job")[-1] == "done"


def test_a_killed_trainer_is_a_failed_job_that_names_the_signal(
    engine: LocalEngine, photos: DataSet, tmp_path: Path
) -> None:
    support.launch(engine, support.job(photos, "job", command=support.script(tmp_path, HANG)))
    os.kill(trainer_pid(engine, "job"), signal.SIGKILL)
    state = support.at_its_end(engine, "job")
    assert state.status is Status.FAILED
    assert "SIGKILL" in (state.failure_reason or "")
    assert "memory" in (state.failure_reason or "")


def test_a_crash_is_told_with_the_last_lines(engine: LocalEngine, photos: DataSet, tmp_path: Path) -> None:
    program = support.script(
        tmp_path, "print('reading', file=sys.stderr)\nprint('no such layer')\nsys.exit(3)"
    )
    support.launch(engine, support.job(photos, "job", command=program))
    state = support.at_its_end(engine, "job")
    assert (
        state.failure_reason
        == "AlgorithmError: the trainer gave up, exit code: 3; last lines: reading | no such layer"
    )
    assert support.log_texts(engine, "job") == ["reading", "no such layer"]


def test_the_failure_file_is_the_reason(engine: LocalEngine, photos: DataSet, tmp_path: Path) -> None:
    program = support.script(
        tmp_path, "open(job + '/output/failure', 'w').write('Customer Error: too few photos.')\nsys.exit(2)"
    )
    support.launch(engine, support.job(photos, "job", command=program))
    assert support.at_its_end(engine, "job").failure_reason == "ClientError: too few photos., exit code: 2"


def test_a_program_that_is_not_there_is_a_failed_job(engine: LocalEngine, photos: DataSet) -> None:
    spec = support.job(photos, "job", command=["/no/such/program"])
    assert [finding.kind for finding in support.review(engine, spec).findings] == ["no-command"]
    support.launch(engine, spec)
    state = support.at_its_end(engine, "job")
    assert state.status is Status.FAILED
    assert "/no/such/program cannot be started" in (state.failure_reason or "")


def test_photos_that_go_away_before_the_start_fail_the_job(
    engine: LocalEngine, tmp_path: Path, jobs: Path
) -> None:
    dataset = support.data_set(tmp_path / "photos", train=2, validation=2)
    (tmp_path / "photos").rename(tmp_path / "elsewhere")
    spec = support.job(dataset, "job")
    assert [finding.kind for finding in support.review(engine, spec).findings] == ["dataset-gone"]
    support.launch(engine, spec)
    assert "is gone" in (support.at_its_end(engine, "job").failure_reason or "")


def test_a_trainer_that_leaves_a_process_behind_still_ends(
    engine: LocalEngine, photos: DataSet, tmp_path: Path
) -> None:
    program = support.script(tmp_path, "if os.fork() == 0:\n    " + HANG.replace("\n", "\n    ") + "\n")
    support.launch(engine, support.job(photos, "job", command=program))
    left = trainer_pid(engine, "job")
    assert support.at_its_end(engine, "job").status is Status.COMPLETED
    wait_until(lambda: gone(left), what="the end of what was left behind")


def test_a_trainer_that_closes_its_output_can_still_be_stopped(
    engine: LocalEngine, photos: DataSet, tmp_path: Path
) -> None:
    program = support.script(
        tmp_path, "print('pid', os.getpid())\nos.close(1)\nos.close(2)\ntime.sleep(60)\n"
    )
    support.launch(engine, support.job(photos, "job", command=program))
    pid = trainer_pid(engine, "job")
    engine.stop("job")
    assert support.at_its_end(engine, "job").status is Status.STOPPED
    assert gone(pid)


def test_any_bytes_a_trainer_prints_reach_the_log(
    engine: LocalEngine, photos: DataSet, tmp_path: Path
) -> None:
    program = support.script(
        tmp_path,
        "w = lambda data: os.write(1, data)\n"
        "w(b'10 %\\r20 %\\r30 %\\n' + b'nul \\0 here\\n' + b'bad \\xff utf-8\\n' + b'\\x1b]0;title\\x07\\n')\n"
        "w(b'x' * 100_000 + b'\\n')\nw(b'dos\\r\\n')\nw(b'\\n')\nw(b'no line feed')",
    )
    support.completed(engine, support.job(photos, "job", command=program))
    assert support.log_texts(engine, "job") == [
        *("10 %\r20 %\r30 %", "nul \0 here", "bad � utf-8", "\x1b]0;title\x07"),
        *("x" * 100_000, "dos", "", "no line feed"),
    ]


def test_a_flood_of_lines_arrives_whole_and_in_pages(
    engine: LocalEngine, photos: DataSet, tmp_path: Path
) -> None:
    program = support.script(tmp_path, "sys.stdout.write(''.join(f'line {n}\\n' for n in range(60_000)))")
    support.completed(engine, support.job(photos, "job", command=program))
    first = engine.read_log("job", None)
    assert first.more
    assert len(first.lines) <= 5_000
    assert support.log_texts(engine, "job") == [f"line {number}" for number in range(60_000)]
