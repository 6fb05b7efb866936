"""`transform` and `results` as a user runs them, on the local engine: answers as predict gives, and what is refused."""

from __future__ import annotations

import csv
import io
import shutil
import time
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.cancel import CancelToken
from core.engine.local.engine import LocalEngine
from core.job.status import JobKey
from core.photoplace import photo_place
from core.trained import model_of
from core.transforming import prepare
from docs.json_examples import ANSWERS
from tests.cli.localjob import open_book, state_folder
from tests.cli.runner import controls_in, trainscope
from tests.conftest import wait_until
from tests.photos import draw_classes

if TYPE_CHECKING:
    from pathlib import Path


JOB = "ic-discs"
DONE = "ic-discs-batch"
NAMES = ("class-0", "class-1", "class-2")
MANY = 4000
"""Photos whose answers take longer than to see that there are some."""
SMALL = ("image_shape=3,32,32", "resize=", "mini_batch_size=6", "use_pretrained_model=0", "epochs=4")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a trained job of three classes, and a batch transform of it about nine photos, one of them bad."""
    home = tmp_path_factory.mktemp("home")
    draw_classes(home / "drawn")
    (home / "trainscope.yaml").write_text("engine: local\n")
    sets = [f"--set={each}" for each in SMALL]
    done = trainscope(home, "launch", "--dataset", home / "drawn", "--name", JOB, "--wait", *sets)
    assert done.code == 0, done.stderr
    asked = home / "asked"
    for number in range(8):
        folder = f"class-{number % 3}"
        (asked / folder).mkdir(parents=True, exist_ok=True)
        shutil.copy(home / "drawn" / folder / f"{number}.jpg", asked / folder)
    (asked / "bad.jpg").write_text("none")
    done = trainscope(home, "transform", JOB, "asked", "--name", DONE, "--wait", "--notify")
    assert done.code == 0, done.stderr
    assert "answered 8 of 9 photos" in done.stdout
    assert done.stdout.splitlines()[-1] == f"see the answers with: trainscope results {DONE}"
    assert "truth        known of 8 of them" in done.stderr
    assert "price        free" in done.stderr
    assert done.stderr.count(f" completed: {DONE}") == 1
    return home


def refused(home: Path, *args: str | Path) -> str:
    """What a call is refused with, which answers nothing."""
    done = trainscope(home, *args)
    assert (done.code, done.stdout) == (2, ""), done
    assert not controls_in(done.stderr)
    return done.stderr


def test_the_answers_are_those_of_predict(home: Path) -> None:
    done = trainscope(home, "results", DONE, "--json")
    rows = done.json()
    (shown,) = ANSWERS["results"].values
    assert isinstance(shown, list)
    assert (done.code, list(rows[0])) == (1, list(shown[0]))
    assert [row["path"] for row in rows if row["label"] is None] == ["bad.jpg"]
    assert "bad.jpg" in done.stderr
    assert trainscope(home, "deploy", JOB).code == 0
    asked = trainscope(home, "predict", JOB, "asked", "--json").json()
    assert trainscope(home, "undeploy", JOB, "--yes").code == 0
    assert [{**row, "path": f"asked/{row['path']}"} for row in rows] == asked


def test_they_are_judged_beside_training(home: Path) -> None:
    rows = trainscope(home, "results", DONE, "--json").json()
    right = sum(row["label"] == row["truth"] for row in rows if row["label"] is not None)
    done = trainscope(home, "results", DONE, "--top", "3", "--ascii")
    assert done.code == 1
    assert f"accuracy {right / 8:.4f}: {right} of 8 photos right" in done.stdout
    assert "in training" in done.stdout
    assert "LABEL  CLASS" in done.stdout
    assert done.stdout.isascii()
    table = trainscope(home, "results", DONE, "--csv").stdout
    header, *lines = csv.reader(io.StringIO(table))
    assert header == ["path", "label", "name", "truth", "p0", "p1", "p2"]
    assert [line[0] for line in lines] == [row["path"] for row in rows]


def test_it_is_listed_and_looked_at_as_a_job(home: Path) -> None:
    rows = {row["name"]: row for row in trainscope(home, "jobs", "--json").json()}
    (shown,) = ANSWERS["jobs"].values
    assert isinstance(shown, list)
    assert (list(rows[DONE]), rows[DONE]["status"], rows[DONE]["best"]) == (
        list(shown[0]),
        "Completed",
        None,
    )
    (line,) = [line for line in trainscope(home, "jobs").stdout.splitlines() if line.startswith(f"{DONE} ")]
    assert line.endswith("answered 8 of 9 photos")
    status = trainscope(home, "status", DONE, "--json").json()
    assert {name: status["transform"][name] for name in ("job", "photos", "answered")} == {
        "job": JOB,
        "photos": 9,
        "answered": 8,
    }
    assert (status["epoch"], status["best"], status["cost"]) == (None, None, None)
    log = trainscope(home, "logs", DONE, "--grep", "left out").stdout
    assert "bad.jpg" in log


def test_a_list_says_what_is_asked_and_the_truth(home: Path) -> None:
    (home / "some.lst").write_text("0\t1.0\tclass-1/1.jpg\n1\t0.0\tclass-0/0.jpg\n")
    args = ("transform", JOB, "--lst", "some.lst", "--root", "drawn")
    made = trainscope(home, *args, "--json")
    assert made.code == 0, made.stderr
    (name,) = made.json().values()
    assert name.startswith(f"{JOB}-batch-")
    assert trainscope(home, "watch", name).code == 0
    rows = trainscope(home, "results", name, "--json").json()
    assert [(row["path"], row["truth"]) for row in rows] == [("class-1/1.jpg", 1), ("class-0/0.jpg", 0)]
    (home / "wrong.lst").write_text("0\t7.0\tclass-1/1.jpg\n1\t0.0\tclass-0/0.jpg\n")
    wrong = trainscope(home, "transform", JOB, "--lst", "wrong.lst", "--root", "drawn")
    assert (wrong.code, wrong.stdout) == (1, "")
    assert "label-too-large" in wrong.stderr
    assert "wrong.lst:1" in wrong.stderr or "line 1" in wrong.stderr


def test_a_dry_run_prints_the_request_and_starts_nothing(home: Path) -> None:
    before = trainscope(home, "jobs", "--json").json()
    told = trainscope(home, "transform", JOB, "asked", "--dry-run", "--json")
    assert told.code == 0
    assert f"/{JOB}-batch-" in told.json()["folder"]
    assert trainscope(home, "jobs", "--json").json() == before


def begun(home: Path, name: str) -> None:
    """A batch transform that was saved and, as if its program had been killed then, never started."""
    with closing(open_book(home)) as book:
        engine = LocalEngine(state_folder(home) / "jobs")
        draft = prepare(model_of(book.find(JOB), engine), photo_place(str(home / "asked")), engine, name=name)
        found = engine.review_transform(draft.transform, cancel=CancelToken())
        agreed = replace(draft.transform, request=found.request)
        spec = {**agreed.as_json(), "resumes": True}
        book.add_job(JobKey("local", "", "", name), spec=spec, created=time.time())


def test_one_that_was_interrupted_goes_on(home: Path) -> None:
    begun(home, "again")
    said = refused(home, "results", "again")
    assert "again has not begun" in said
    gone_on = trainscope(home, "launch", "--resume", "again", "--wait")
    assert gone_on.code == 0, gone_on.stderr
    assert "answered 8 of 9 photos" in gone_on.stdout
    assert len(trainscope(home, "results", "again", "--json").json()) == 9


def test_one_that_was_interrupted_can_be_dropped(home: Path) -> None:
    begun(home, "dropped")
    dropped = trainscope(home, "stop", "dropped", "--json")
    assert (dropped.code, dropped.json()) == (0, {"name": "dropped", "status": "Stopped"})
    assert "has no answers: it is Stopped" in refused(home, "results", "dropped")


def test_the_answers_by_then_are_kept_where_it_is_stopped(home: Path) -> None:
    many = home / "many"
    many.mkdir()
    for number in range(MANY):
        (many / f"{number:04}.jpg").hardlink_to(home / "drawn" / "class-0" / "0.jpg")
    assert trainscope(home, "transform", JOB, "many", "--name", "stopped").stdout == "stopped\n"
    runs = refused(home, "results", "stopped")
    assert "stopped still runs" in runs

    def answered() -> bool:
        return bool(trainscope(home, "status", "stopped", "--json").json()["transform"]["answered"])

    wait_until(answered, what="an answer")
    stopped = trainscope(home, "stop", "stopped")
    assert "the answers that are given by then are kept" in stopped.stderr
    assert trainscope(home, "watch", "stopped").code == 3
    found = trainscope(home, "results", "stopped", "--json")
    answers = sum(row["label"] is not None for row in found.json())
    assert found.code == 1
    assert 0 < answers < MANY
    assert "stopped is Stopped" in found.stderr
    assert f"{answers:,} of {MANY:,} photos were answered by then" in found.stderr


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (
            ("--read-only", "transform", JOB, "asked"),
            "cannot start a batch transform: trainscope is read-only",
        ),
        (("transform", JOB), "no folder of photos is named"),
        (("transform", JOB, "no\x1b[31mwhere"), "there is no folder no"),
        (("transform", JOB, "asked", "--instance-count", "2"), "is asked on this machine, where the job ran"),
        (("transform", JOB, "asked", "--lst", "some.lst"), "--lst and DIR exclude each other"),
        (("transform", JOB, "--lst", "some.lst"), "--lst and --root go together"),
        (("deploy", DONE), f"{DONE} is a batch transform: it has answers, and no model of its own"),
        (("launch", "--from", DONE), f"{DONE} is a batch transform: it was launched without hyperparameters"),
        (("metrics", DONE), f"trainscope results {DONE}"),
        (("results", JOB), f"{JOB} is no batch transform: it trains, and has metrics"),
        (("results", "ic-disks-batch"), f"did you mean {DONE}?"),
        (("results", DONE, "--csv", "--json"), "exclude each other"),
    ],
)
def test_what_does_not_fit_is_refused(home: Path, args: tuple[str, ...], said: str) -> None:
    assert said in refused(home, *args)
