"""`predict` as a user runs it, on an endpoint of the local engine: photos, folders, lists, what goes wrong."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import signal
import subprocess
from contextlib import closing
from typing import TYPE_CHECKING

import pexpect
import pytest
from PIL import Image

from core.engine.hosting import EndpointStatus
from core.engine.local.engine import LocalEngine
from docs.json_examples import ANSWERS
from tests.cli.localjob import open_book, state_folder
from tests.cli.runner import PROGRAM, controls_in, environment, trainscope
from tests.conftest import wait_until
from tests.photos import draw_classes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.cli.runner import Result

JOB = "ic-discs"
NAMES = ("class-0", "class-1", "class-2")
SMALL = ("image_shape=3,32,32", "resize=", "mini_batch_size=6", "use_pretrained_model=0", "epochs=8")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home with a trained job of three classes, and its endpoint."""
    home = tmp_path_factory.mktemp("home")
    draw_classes(home / "drawn")
    (home / "trainscope.yaml").write_text("engine: local\n")
    sets = [f"--set={each}" for each in SMALL]
    done = trainscope(home, "launch", "--dataset", home / "drawn", "--name", JOB, "--wait", *sets)
    assert done.code == 0, done.stderr
    done = trainscope(home, "deploy", JOB)
    assert done.code == 0, done.stderr
    yield home
    trainscope(home, "undeploy", "--yes", JOB)


def predict(home: Path, *args: str | Path, **options: str) -> Result:
    return trainscope(home, "predict", JOB, *args, **options)  # type: ignore[arg-type]


def test_json_has_every_photo_in_its_order(home: Path) -> None:
    done = predict(home, "drawn/class-1/3.jpg", "drawn/class-0/1.jpg", "--json")
    assert (done.code, done.stderr) == (0, "")
    first, second = done.json()
    (shown,) = ANSWERS["predict"].values
    assert isinstance(shown, list)
    assert list(first) == list(second) == list(shown[0])
    assert (first["path"], second["path"]) == ("drawn/class-1/3.jpg", "drawn/class-0/1.jpg")
    assert first["name"] == NAMES[first["label"]]
    assert len(first["probabilities"]) == 3
    assert sum(first["probabilities"]) == pytest.approx(1, abs=1e-4)
    assert first["truth"] is None


def test_a_labelled_folder_is_judged_beside_training(home: Path) -> None:
    rows = predict(home, "drawn", "--json").json()
    assert len(rows) == 36
    assert all(f"class-{row['truth']}" in row["path"] for row in rows)
    right = sum(row["label"] == row["truth"] for row in rows)
    done = predict(home, "drawn/")
    assert done.code == 0
    assert f"accuracy {right / 36:.4f}: {right} of 36 photos right" in done.stdout
    assert done.stdout.count("✓ right") == right
    assert f"accuracy here {right / 36:.4f}, in training " in done.stdout
    assert "rows: what photos are; columns: what they are taken for" in done.stdout
    assert controls_in(done.stdout) == set()


def test_a_list_tells_the_truth_and_mistakes_are_named(home: Path) -> None:
    rows = predict(home, "drawn", "--json").json()
    wrong = next(row for row in rows if row["label"] != 2)
    lines = [f"{place}\t{row['label']}.000000\t{row['path'][6:]}\n" for place, row in enumerate(rows)]
    place = rows.index(wrong)
    lines[place] = f"{place}\t2.000000\t{wrong['path'][6:]}\n"
    (home / "some.lst").write_text("".join(lines))
    done = predict(home, "--lst", "some.lst", "--root", "drawn")
    assert done.code == 0
    assert "accuracy 0.9722: 35 of 36 photos right" in done.stdout
    assert f"✗ is {NAMES[2]}" in done.stdout
    (pair,) = [line.split() for line in done.stdout.splitlines() if line.split()[:2] == ["1", NAMES[2]]]
    assert pair == ["1", NAMES[2], wrong["name"], wrong["path"][6:]]


def test_csv_has_a_column_for_each_probability(home: Path) -> None:
    (home / "bad.jpg").write_text("none")
    done = predict(home, "bad.jpg", "drawn/class-2/0.jpg", "--csv")
    header, bad, good = csv.reader(io.StringIO(done.stdout))
    assert header == ["path", "label", "name", "truth", "p0", "p1", "p2"]
    assert bad == ["bad.jpg", "", "", ""]
    assert (good[0], good[2], len(good)) == ("drawn/class-2/0.jpg", NAMES[int(good[1])], 7)
    nothing = predict(home, "bad.jpg", "--csv")
    assert nothing.stdout.splitlines() == ["path,label,name,truth,p0,p1,p2", "bad.jpg,,,"]


def test_one_photo_is_shown_with_its_likeliest_classes(home: Path) -> None:
    (row,) = predict(home, "drawn/class-0/0.jpg", "--json").json()
    done = predict(home, "drawn/class-0/0.jpg", "--top", "2")
    path, first, second = done.stdout.splitlines()
    assert path == "drawn/class-0/0.jpg"
    assert first.split()[:2] == [row["name"], f"{max(row['probabilities']):.4f}"]
    assert len(second.split()) in (2, 3)
    assert "█" in first
    plain = predict(home, "drawn/class-0/0.jpg", "--ascii").stdout
    assert plain.isascii()
    assert "#" in plain


def test_the_photo_itself_may_be_piped_in(home: Path) -> None:
    photo = (home / "drawn" / "class-1" / "0.jpg").read_bytes()
    done = subprocess.run(
        [PROGRAM, "predict", JOB, "-", "--json"],
        input=photo,
        capture_output=True,
        env=environment(home),
        cwd=home,
        timeout=60,
        check=True,
    )
    (row,) = json.loads(done.stdout)
    (named,) = predict(home, "drawn/class-1/0.jpg", "--json").json()
    assert row == {**named, "path": "-"}


@pytest.mark.parametrize("end", ["\n", "\0"])
def test_paths_may_be_piped_in(home: Path, end: str) -> None:
    names = ["drawn/class-1/0.jpg", "drawn/class-2/0.jpg"]
    done = predict(home, "--files-from", "-", "--json", stdin="".join(name + end for name in names))
    assert [row["path"] for row in done.json()] == names


def test_bad_photos_stand_in_the_answer_and_are_told(home: Path, shared: Path) -> None:
    messy = home / "messy"
    if not messy.exists():
        shutil.copytree(shared / "data" / "messy", messy)
        (messy / "large.jpg").write_bytes((messy / "UPPERCASE.JPG").read_bytes() + b"\0" * 7_000_000)
    done = predict(home, "messy", "messy/nowhere.jpg", "--json")
    assert done.code == 1
    unanswered = {row["path"] for row in done.json() if row["label"] is None}
    assert unanswered == {
        f"messy/{name}"
        for name in (
            "animated-gif-named-as.jpg",
            "broken-data-stream.png",
            "exif-orientation-rectangle.jpg",
            "gif-named-as.jpg",
            "header-only.jpg",
            "large.jpg",
            "one-pixel.jpg",
            "truncated-end-chunk.png",
            "truncated.jpg",
            "webp-named-as.jpg",
            "zero-byte.jpg",
            "nowhere.jpg",
        )
    }
    assert all(path in done.stderr for path in unanswered)
    assert "the model takes at most 6,291,456 bytes" in done.stderr
    people = predict(home, "messy")
    assert people.code == 1
    assert "not answered: has 0 bytes" in people.stdout


def test_hostile_names_reach_no_terminal(home: Path) -> None:
    folder = home / "hostile"
    folder.mkdir(exist_ok=True)
    photo = (home / "drawn" / "class-1" / "0.jpg").read_bytes()
    (folder / "\x1b]0;title\x07\u202e.jpg").write_bytes(photo)
    (folder / "\x1b[2J.png").write_text("none")
    for form in ((), ("--csv",), ("--json",)):
        done = predict(home, *sorted(map(str, folder.iterdir())), *form)
        assert controls_in(done.stdout + done.stderr) == set()
        assert done.code == 1


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ((), "no photos are named"),
        (("a.jpg", "--csv", "--json"), "--csv and --json exclude each other"),
        (("--lst", "some.lst"), "--lst and --root go together"),
        (("a.jpg", "--root", "drawn"), "--lst and --root go together"),
        (("a.jpg", "--lst", "some.lst", "--root", "drawn"), "--lst and photos exclude each other"),
        (("-", "--files-from", "-"), "standard input can be read once"),
        (("--files-from", "nowhere.txt"), "cannot read nowhere.txt"),
        (("--lst", "nowhere.lst", "--root", "drawn"), "cannot read the list"),
        (("drawn", "--as-trained"), "--as-trained is for endpoints of SageMaker"),
    ],
)
def test_bad_usage_is_told_with_what_to_do(home: Path, args: tuple[str, ...], words: str) -> None:
    done = predict(home, *args)
    assert (done.code, done.stdout) == (2, "")
    assert words in done.stderr
    assert "hint: " in done.stderr


def test_a_wrong_name_is_answered_with_the_nearest(home: Path) -> None:
    done = trainscope(home, "predict", "ic-disks", "drawn/class-0/0.jpg")
    assert done.code == 2
    assert f"did you mean {JOB}?" in done.stderr


def test_an_endpoint_whose_process_has_died_is_told_by_its_status(home: Path) -> None:
    made = trainscope(home, "deploy", JOB, "--name", "short-lived")
    assert made.code == 0, made.stderr
    status = state_folder(home) / "endpoints" / "short-lived" / "status.json"
    os.kill(json.loads(status.read_text())["pid"], signal.SIGKILL)
    engine = LocalEngine(state_folder(home) / "jobs")
    wait_until(lambda: engine.endpoint("short-lived").status is EndpointStatus.OUT_OF_SERVICE)
    done = trainscope(home, "predict", "short-lived", "drawn/class-0/0.jpg")
    assert (done.code, done.stdout) == (1, "")
    assert "does not answer: it is OutOfService" in done.stderr
    assert "trainscope undeploy short-lived" in done.stderr
    engine.undeploy("short-lived")
    gone = trainscope(home, "predict", "short-lived", "drawn/class-0/0.jpg")
    assert gone.code == 2
    assert "there is no endpoint short-lived any more" in gone.stderr


def test_ctrl_c_gives_what_was_answered_so_far(home: Path) -> None:
    names = [f"drawn/class-{number % 3}/{number % 12}.jpg" for number in range(3000)]
    (home / "names.txt").write_text("\n".join(names))
    with subprocess.Popen(
        [PROGRAM, "predict", JOB, "--files-from", "names.txt"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(home),
        cwd=home,
        text=True,
    ) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        first = program.stdout.readline()
        program.send_signal(signal.SIGINT)
        rest, talk = program.stdout.read(), program.stderr.read()
        program.wait(60)
    assert program.returncode == 130
    told = [first, *rest.splitlines()]
    assert 1 <= len(told) < len(names)
    assert [line.split()[0] for line in told] == names[: len(told)]
    assert f"{len(told):,} of 3,000 photos were answered by then" in talk


@pytest.mark.parametrize("plain", [False, True])
def test_a_terminal_with_colours_shows_the_photo_beside_its_classes(home: Path, plain: bool) -> None:
    output = pexpect.run(
        f"{PROGRAM} predict {JOB} drawn/class-0/0.jpg",
        env=environment(home, **({"NO_COLOR": "1"} if plain else {})),
        cwd=str(home),
        timeout=60,
        encoding="utf-8",
    )
    assert isinstance(output, str)
    assert ("▀" in output) is not plain
    assert ("\x1b[" in output) is not plain
    assert all(name in output for name in NAMES)


def test_the_job_is_known_by_the_run_book(home: Path) -> None:
    with closing(open_book(home)) as book:
        record = book.find(JOB)
        assert record.best is not None
        done = predict(home, "drawn")
        assert f"in training {record.best.value:.4f} (the best epoch's validation on 7 photos)" in done.stdout


def test_an_upside_down_photo_is_answered_as_if_it_were_upright(home: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 3
    upright = Image.open(home / "drawn" / "class-0" / "7.jpg")
    upright.save(home / "upright.png")
    upright.rotate(180).save(home / "turned.jpg", exif=exif, quality=100, subsampling=0)
    turned, straight = predict(home, "turned.jpg", "upright.png", "--json").json()
    assert turned["probabilities"] == pytest.approx(straight["probabilities"], abs=0.05)
