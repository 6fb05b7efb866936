"""`export` and `replay` as a user runs them: one job, taken out in every form, and played again."""

from __future__ import annotations

import csv
import gzip
import io
import json
import signal
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.localjob import TRAIN, start_job, state_folder
from tests.cli.runner import PROGRAM, Result, controls_in, environment, trainscope
from tests.conftest import wait_until

if TYPE_CHECKING:
    from pathlib import Path

JOB = "three-epochs"


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """A home with a job that has trained three epochs, and what `watch` wrote of it."""
    home = tmp_path_factory.mktemp("home")
    start_job(home, JOB, TRAIN.format(rest='print("token=AKIAIOSFODNN7EXAMPLE", pathlib.Path.home())'), 3)
    watched = trainscope(home, "watch", JOB, "--json")
    assert watched.code == 0, watched.stderr
    return home, watched


@pytest.fixture(scope="module")
def recording(ended: tuple[Path, Result]) -> Path:
    home, _ = ended
    file = home / "run.tsrun"
    done = trainscope(home, "export", JOB, "-o", file)
    assert (done.code, done.stdout) == (0, ""), done.stderr
    assert "trainscope replay plays it" in done.stderr
    return file


def events(result: Result, kind: str) -> list[dict[str, Any]]:
    return [event for event in result.objects() if event["type"] == kind]


def test_a_replay_writes_what_watch_wrote(ended: tuple[Path, Result], recording: Path) -> None:
    home, watched = ended
    replayed = trainscope(home, "replay", recording, "--whole", "--json")
    assert replayed.code == 0
    assert events(replayed, "metric") == events(watched, "metric")
    texts = [event["text"].replace(str(home), "~") for event in events(watched, "log")]
    assert [event["text"] for event in events(replayed, "log")] == texts
    assert [event["time"] for event in events(replayed, "log")] == [
        event["time"] for event in events(watched, "log")
    ]
    assert events(replayed, "status")[-1] == events(watched, "status")[-1]


def test_a_replay_in_time_goes_through_the_stages_and_ends(
    ended: tuple[Path, Result], recording: Path
) -> None:
    home, _ = ended
    played = trainscope(home, "replay", recording, "--speed", "10000", "--epochs")
    assert played.code == 0
    assert [line.split()[1] for line in played.stdout.splitlines() if line.startswith("epoch ")] == [
        "0",
        "1",
        "2",
    ]
    assert "best validation accuracy 0.2500 at epoch 2" in played.stdout


def test_a_replay_touches_nothing_of_the_user_s(recording: Path, tmp_path: Path) -> None:
    assert trainscope(tmp_path, "replay", recording, "--whole").code == 0
    assert not state_folder(tmp_path).exists()


def test_secrets_and_the_home_do_not_leave(ended: tuple[Path, Result], recording: Path) -> None:
    text = gzip.decompress(recording.read_bytes()).decode()
    assert "AKIAIOSFODNN7EXAMPLE" not in text
    assert str(ended[0]) not in text


def test_points_are_those_of_metrics(ended: tuple[Path, Result]) -> None:
    home, _ = ended
    for form, option in (("csv", "--csv"), ("json", "--json")):
        file = home / f"points.{form}"
        assert trainscope(home, "export", JOB, "-o", file).code == 0
        wanted = trainscope(home, "metrics", JOB, option).stdout
        assert file.read_text() == wanted
        assert trainscope(home, "export", JOB, "-o", "-", "--as", form).stdout == wanted


def test_a_picture_is_drawn_and_a_report_written(ended: tuple[Path, Result]) -> None:
    home, _ = ended
    picture, report = home / "curve.svg", home / "run.html"
    assert trainscope(home, "export", JOB, "-o", picture).code == 0
    assert "<svg" in picture.read_text()
    assert trainscope(home, "export", JOB, "-o", report).code == 0
    assert f"<h1>{JOB}</h1>" in report.read_text()
    assert not list(home.glob(".*.part*"))


def test_a_file_that_exists_is_replaced_only_with_force(ended: tuple[Path, Result]) -> None:
    home, _ = ended
    file = home / "kept.json"
    file.write_text("mine")
    refused = trainscope(home, "export", JOB, "-o", file)
    assert refused.code == 2
    assert "--force" in refused.stderr
    assert file.read_text() == "mine"
    assert trainscope(home, "export", JOB, "-o", file, "--force").code == 0
    assert len(json.loads(file.read_text())) == 3


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["-o", "x.csv"], "name a job or a log file"),
        ([JOB, "--log-file", "x", "-o", "x.csv"], "name a job or a log file"),
        ([JOB, "-o", "x.gif"], "cannot tell what x.gif shall be"),
        ([JOB, "-o", "-"], "--as csv"),
        ([JOB, "-o", "-", "--as", "png"], "not for standard output"),
        ([JOB, "other", "-o", "x.csv"], "several runs cannot be one .csv file"),
        (["nobody", "-o", "x.csv"], "no job 'nobody'"),
        ([JOB, "-o", "x.csv", "--metric", "train:accuracy"], "--metric is for pictures"),
        ([JOB, "-o", "x.svg", "--metric", "validation:acuracy"], "did you mean validation:accuracy?"),
        ([JOB, "-o", "missing/x.json"], "cannot write missing/x.json"),
        (["--log-file", "missing.log", "-o", "x.json"], "cannot read missing.log"),
    ],
)
def test_what_cannot_be_exported_is_refused_in_words(
    ended: tuple[Path, Result], args: list[str], words: str
) -> None:
    refused = trainscope(ended[0], "export", *args)
    assert refused.code == 2
    assert words in refused.stderr
    assert "hint: " in refused.stderr
    assert refused.stdout == ""


@pytest.mark.parametrize("speed", ["nan", "-1", "inf", "1e9"])
def test_an_impossible_speed_is_refused(recording: Path, tmp_path: Path, speed: str) -> None:
    refused = trainscope(tmp_path, "replay", recording, f"--speed={speed}")
    assert refused.code == 2
    assert "the speed cannot be" in refused.stderr


def test_what_is_no_recording_is_refused(home: Path) -> None:
    (home / "x.tsrun").write_text("hello")
    for name, words in (("x.tsrun", "is not a recording"), ("none.tsrun", "cannot read")):
        refused = trainscope(home, "replay", home / name)
        assert refused.code == 2
        assert words in refused.stderr


def test_a_cut_recording_is_played_as_far_as_it_goes(recording: Path, tmp_path: Path) -> None:
    file = tmp_path / "cut.tsrun"
    rows = gzip.decompress(recording.read_bytes()).splitlines(keepends=True)
    file.write_bytes(gzip.compress(b"".join(rows[:5])))
    played = trainscope(tmp_path, "replay", file, "--whole", "--plain")
    assert "damaged or cut off" in played.stderr
    assert "the recording ends here; the job still ran" in played.stderr
    assert not controls_in(played.stdout)


def test_a_log_file_is_a_run_too(home: Path) -> None:
    lines = [
        f"[11/23/2026 22:19:0{epoch} INFO 1] Epoch[{epoch}] Validation-accuracy=0.{epoch}50000"
        for epoch in range(3)
    ]
    log = "\n".join(["\x1b[34mepochs: 3\x1b[0m", *lines]) + "\n"
    (home / "train.log").write_text(log)
    assert trainscope(home, "export", "--log-file", "train.log", "-o", "run.tsrun").code == 0
    played = trainscope(home, "replay", "run.tsrun", "--whole", "--json")
    assert played.code == 0
    assert [event["value"] for event in events(played, "metric")] == [0.05, 0.15, 0.25]
    assert events(played, "status")[-1]["status"] == "Completed"
    piped = trainscope(home, "export", "--log-file", "-", "-o", "-", "--as", "csv", stdin=log)
    assert [row["value"] for row in csv.DictReader(io.StringIO(piped.stdout))] == ["0.05", "0.15", "0.25"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_replay_that_is_ended_from_outside_leaves_nothing_behind(
    recording: Path, tmp_path: Path, number: signal.Signals
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    with subprocess.Popen(
        [PROGRAM, "replay", recording, "--speed", "0.001", "--plain"],
        env=environment(tmp_path, TMPDIR=str(temporary)),
        stdout=subprocess.PIPE,
    ) as playing:
        wait_until(lambda: any(temporary.rglob("runs.sqlite-wal")), what="the replay to begin")
        playing.send_signal(number)
        assert playing.wait(30) == 128 + number
    assert list(temporary.iterdir()) == []


def test_any_metric_can_be_drawn(home: Path) -> None:
    rows = [
        f"Epoch[{epoch}] Time cost=4.{epoch}00\nEpoch[{epoch}] Train-mape=0.{epoch}00000"
        for epoch in range(3)
    ]
    (home / "train.log").write_text("\n".join(rows) + "\n")
    for name in ("train:epoch_seconds", "train:mape"):
        picture = home / f"{name.replace(':', '-')}.svg"
        done = trainscope(home, "export", "--log-file", "train.log", "-o", picture, "--metric", name)
        assert done.code == 0, done.stderr
        assert "<svg" in picture.read_text()
    nothing = trainscope(home, "export", "--log-file", "train.log", "-o", "curve.svg")
    assert nothing.code == 2
    assert "no epoch with an accuracy yet" in nothing.stderr
