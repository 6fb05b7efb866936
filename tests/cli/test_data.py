"""The commands dataset and check, as a user runs them."""

from __future__ import annotations

import os
import signal
import subprocess
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from tests.cli.runner import PROGRAM, controls_in, environment, trainscope
from tests.conftest import wait_until
from tests.core.dataset.samples import encoded, folder, jpeg
from tests.core.dataset.test_check import decoders_of
from tests.core.dataset.test_decoders import is_decoder

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def small_batches(home: Path) -> None:
    """A configuration that fits twenty photos."""
    file = home / ".config" / "trainscope" / "config.yaml"
    file.parent.mkdir(parents=True)
    file.write_text("hyperparameters: {mini_batch_size: 4, resize: 224}\n")


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Ten sound photos of each of two classes, large enough for the default image_shape."""
    names = [f"{name}/{number}.jpg" for name in ("daisy", "rose") for number in range(10)]
    return folder(tmp_path / "photos", {name: jpeg(240, 230, seed=seed) for seed, name in enumerate(names)})


CLASSES = [{"label": 0, "name": "daisy", "images": 10}, {"label": 1, "name": "rose", "images": 10}]


def test_dataset_answers_in_the_designs_json(home: Path, photos: Path) -> None:
    result = trainscope(home, "dataset", photos, "--json")
    assert result.code == 0
    assert result.json() == {"path": str(photos), "images": 20, "classes": CLASSES, "problems": []}


def test_dataset_prints_classes_with_bars(home: Path, photos: Path) -> None:
    (photos / "rose" / "9.jpg").unlink()
    result = trainscope(home, "dataset", photos)
    assert result.code == 0
    daisy, rose = [line for line in result.stdout.splitlines() if "█" in line]
    assert daisy.split()[:3] == ["0", "daisy", "10"]
    assert daisy.count("█") > rose.count("█")
    assert "19 photos" in result.stdout


def test_dataset_draws_bars_in_ascii_where_the_terminal_has_no_more(home: Path, photos: Path) -> None:
    result = trainscope(home, "dataset", photos, "--quick", env={"PYTHONIOENCODING": "ascii"})
    assert "####" in result.stdout


def test_dataset_without_a_folder_uses_the_configuration(home: Path, photos: Path) -> None:
    (home / "trainscope.yaml").write_text(f"dataset: {{path: {photos}}}\n")
    assert trainscope(home, "dataset", "--json", "--quick").json()["images"] == 20
    assert (
        trainscope(home, "dataset", "--json", "--quick", "--dataset", photos / "rose").json()["images"] == 0
    )


def test_a_folder_named_on_the_command_line_wins_over_lists_of_the_configuration(
    home: Path, photos: Path
) -> None:
    (home / "trainscope.yaml").write_text(
        "dataset: {path: elsewhere, train_lst: a.lst, validation_lst: b.lst}\n"
    )
    assert trainscope(home, "dataset", photos, "--json", "--quick").json()["images"] == 20


def test_dataset_exits_with_1_if_a_photo_is_an_error_and_names_it(home: Path, photos: Path) -> None:
    (photos / "rose" / "bad.jpg").write_bytes(b"")
    result = trainscope(home, "dataset", photos, "--json")
    assert result.code == 1
    (problem,) = result.json()["problems"]
    assert list(problem) == ["level", "kind", "path", "line", "detail", "why", "fix"]
    assert (problem["level"], problem["kind"], problem["path"]) == ("error", "empty-file", "rose/bad.jpg")


def test_quick_does_not_decode(home: Path, photos: Path) -> None:
    photo = jpeg(240, 230, progressive=True)
    (photos / "rose" / "cut.jpg").write_bytes(photo[: len(photo) // 2])
    assert trainscope(home, "dataset", photos, "--quick").code == 0
    assert trainscope(home, "dataset", photos).code == 1


def test_an_interrupt_while_photos_are_decoded_ends_with_130_and_leaves_no_process(
    home: Path, tmp_path: Path
) -> None:
    folder(tmp_path / "large", {"a/0.png": encoded(Image.new("L", (9000, 9000)), "PNG"), "b/0.jpg": jpeg()})
    for number in range(1, 100):
        (tmp_path / "large" / "a" / f"{number}.png").hardlink_to(tmp_path / "large" / "a" / "0.png")
    program = subprocess.Popen(
        [PROGRAM, "dataset", tmp_path / "large"],
        env=environment(home),
        cwd=home,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    wait_until(lambda: bool(decoders_of(program.pid)), what="a decoder")
    decoders = decoders_of(program.pid)
    os.killpg(program.pid, signal.SIGINT)
    out, talk = program.communicate(timeout=60)
    assert (program.returncode, out) == (130, "")
    assert "Traceback" not in talk
    wait_until(lambda: not any(map(is_decoder, decoders)), what="the end of the decoders")


def test_photos_are_judged_by_the_configurations_hyperparameters(home: Path, photos: Path) -> None:
    (photos / "rose" / "small.jpg").write_bytes(jpeg(60, 60))
    (home / "trainscope.yaml").write_text("hyperparameters: {mini_batch_size: 4, resize: null}\n")
    sharp = trainscope(home, "dataset", photos, "--quick", "--json")
    (home / "trainscope.yaml").write_text("hyperparameters: {mini_batch_size: 4, resize: 224}\n")
    eased = trainscope(home, "dataset", photos, "--quick", "--json")
    assert (sharp.code, [problem["kind"] for problem in sharp.json()["problems"]]) == (1, ["too-small"])
    assert (eased.code, eased.json()["problems"]) == (0, [])


def test_one_pass_tells_everything_that_can_be_known_before_a_launch(home: Path, photos: Path) -> None:
    (home / "trainscope.yaml").write_text(
        "engine: sagemaker\n"
        "sagemaker: {instance_type: ml.c5.xlarge, instance_count: 1}\n"
        "hyperparameters: {num_classes: 1, num_training_samples: 9, mini_batch_size: 17,"
        " use_pretrained_model: 1, num_layers: 20, resize: 200, kv_store: dist_sync, momentum: 0.5, optimizer: adam}\n"
    )
    (photos / "rose" / "wrong.png").write_bytes(jpeg(240, 230, seed=99))
    (photos / "rose" / "bad.jpg").write_bytes(b"")
    (photos / "note.txt").write_text("x")
    result = trainscope(home, "dataset", photos, "--json")
    problems = result.json()["problems"]
    assert result.code == 1
    assert [problem["level"] for problem in problems] == sorted(
        (problem["level"] for problem in problems), key=("error", "warning", "info").index
    )
    assert {problem["kind"] for problem in problems} == {
        *("num-classes", "num-training-samples"),
        *("batch-too-large", "pretrained-layers", "resize-too-small", "kv-store", "optimizer"),
        *("instance-type", "too-small", "empty-file", "wrong-ending", "not-a-photo"),
    }


def test_a_missing_folder_is_one_line_and_a_hint(home: Path) -> None:
    result = trainscope(home, "dataset", "nowhere")
    assert (result.code, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 2
    assert "Traceback" not in result.stderr


def test_hostile_names_reach_no_terminal(home: Path, photos: Path) -> None:
    for name in ("\x1b]52;c;aGk=\x07.jpg", "\x1b[2J.jpg", "tab\tname.jpg", "[red]\u202e.jpg"):
        (photos / "rose" / name).write_bytes(b"")
    evil = photos / "evil\x1b[31m"
    evil.mkdir()
    (evil / "1.jpg").write_bytes(jpeg(240, 230))
    result = trainscope(home, "dataset", photos)
    assert result.code == 1
    assert not controls_in(result.stdout + result.stderr)


def test_check_tells_faults_by_line(home: Path, tmp_path: Path) -> None:
    (tmp_path / "a.lst").write_text("0\t0\ta/1.jpg\n\n2\t5\t../2.jpg\n1\t1\tb/1.jpg\n")
    result = trainscope(home, "check", tmp_path / "a.lst", "--num-classes", "3", "--json")
    assert result.code == 1
    told = [(problem["kind"], problem["line"]) for problem in result.json()["problems"]]
    assert told == [("path-leaves-root", 3), ("blank-line", 2)]


def test_check_looks_at_photos_under_a_root(home: Path, photos: Path, tmp_path: Path) -> None:
    (tmp_path / "a.lst").write_text("0\t0\tdaisy/1.jpg\n1\t1\trose/none.jpg\n")
    alone = trainscope(home, "check", tmp_path / "a.lst", "--json")
    assert (alone.code, alone.json()["problems"]) == (0, [])
    rooted = trainscope(home, "check", tmp_path / "a.lst", "--root", photos, "--json")
    assert rooted.code == 1
    (problem,) = rooted.json()["problems"]
    assert (problem["kind"], problem["line"], problem["path"]) == ("missing-file", 2, str(tmp_path / "a.lst"))


def test_check_of_what_is_no_list_is_one_line_and_a_hint(home: Path, tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.lst"):
        result = trainscope(home, "check", path)
        assert result.code == 2
        assert "Traceback" not in result.stderr


def test_labels_that_no_photo_has_are_one_line_of_the_table(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "one.lst"
    file.write_text("0\t980\ta.jpg\n")
    result = trainscope(home, "check", file)
    lines = result.stdout.splitlines()
    assert lines[1].split() == ["0-979", "980", "labels", "0"]
    assert lines[2].split()[:3] == ["980", "980", "1"]
    assert lines[3] == "1 row, 981 classes, 2 warnings"


def test_a_long_name_of_a_class_leaves_room_for_the_others(home: Path, photos: Path) -> None:
    (photos / "rose").rename(photos / ("r" * 250))
    result = trainscope(home, "dataset", photos, "--quick")
    assert max(len(line) for line in result.stdout.splitlines() if "█" in line) < 110
