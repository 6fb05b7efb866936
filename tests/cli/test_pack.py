"""The command pack, as a user runs it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from typing import TYPE_CHECKING

import pytest

from core.dataset.recordio.records import ImageRecord, read_index, read_records, unpack_image
from tests.cli.runner import PROGRAM, controls_in, environment, trainscope
from tests.conftest import wait_until
from tests.core.dataset.samples import folder, jpeg

if TYPE_CHECKING:
    from pathlib import Path

CLASSES = ["daisy", "rose"]


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Ten sound photos of each of two classes, large enough for the default image_shape."""
    names = [f"{name}/{number}.jpg" for name in CLASSES for number in range(10)]
    return folder(tmp_path / "photos", {name: jpeg(240, 230, seed=seed) for seed, name in enumerate(names)})


def records(rec: Path) -> list[ImageRecord]:
    with rec.open("rb") as stream:
        return [unpack_image(payload) for _, payload in read_records(stream)]


def test_a_folder_gives_both_channels_and_answers_in_the_designs_json(
    home: Path, photos: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    result = trainscope(home, "pack", photos, "-o", out, "--validation", "0.3", "--json")
    assert (result.code, result.stderr) == (0, "")
    size = sum((out / f"{name}.rec").stat().st_size for name in ("train", "validation"))
    assert result.json() == {"records": 20, "bytes": size, "problems": []}
    assert sorted(file.name for file in out.iterdir()) == [
        "classes.json",
        "train.idx",
        "train.lst",
        "train.rec",
        "validation.idx",
        "validation.lst",
        "validation.rec",
    ]
    assert json.loads((out / "classes.json").read_text()) == CLASSES
    for name, count in (("train", 14), ("validation", 6)):
        lines = [line.split("\t") for line in (out / f"{name}.lst").read_text().splitlines()]
        packed = records(out / f"{name}.rec")
        assert len(packed) == count
        assert [(str(photo.index), f"{photo.labels[0]:.0f}") for photo in packed] == [
            (index, label) for index, label, _ in lines
        ]
        assert [photo.image for photo in packed] == [(photos / path).read_bytes() for *_, path in lines]
        assert [key for key, _ in read_index(out / f"{name}.idx")] == [photo.index for photo in packed]


def test_the_lists_are_those_of_lst(home: Path, photos: Path, tmp_path: Path) -> None:
    trainscope(home, "pack", photos, "-o", tmp_path / "a", "--seed", "3", "--no-check")
    trainscope(home, "lst", photos, "-o", tmp_path / "b", "--seed", "3", "--no-check")
    for name in ("train.lst", "validation.lst", "classes.json"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_for_people_it_says_what_was_packed(home: Path, photos: Path, tmp_path: Path) -> None:
    result = trainscope(home, "pack", photos, "-o", tmp_path / "out")
    assert "daisy" in result.stdout
    assert "16 into train.rec and 4 into validation.rec, " in result.stdout
    assert result.stdout.splitlines()[-1].endswith(f" kB in all; written to {tmp_path / 'out'}")


def test_the_configuration_says_what_the_command_line_does_not(
    home: Path, photos: Path, tmp_path: Path
) -> None:
    (home / "trainscope.yaml").write_text(f"dataset: {{path: {photos}, validation: 0.5}}\n")
    result = trainscope(home, "pack", "-o", tmp_path / "out", "--json")
    assert result.code == 0
    assert len(records(tmp_path / "out" / "validation.rec")) == 10


def test_a_list_gives_one_pair_of_its_name(home: Path, photos: Path, tmp_path: Path) -> None:
    (tmp_path / "my.train.lst").write_text("7\t1\t0\t1\trose/1.jpg\n2\t0\t1\t1\tdaisy/3.jpg\n")
    out = tmp_path / "out"
    result = trainscope(home, "pack", tmp_path / "my.train.lst", "--root", photos, "-o", out)
    assert result.code == 0
    assert sorted(file.name for file in out.iterdir()) == ["my.train.idx", "my.train.rec"]
    assert [(photo.index, photo.labels) for photo in records(out / "my.train.rec")] == [
        (7, (1.0, 0.0, 1.0)),
        (2, (0.0, 1.0, 1.0)),
    ]


def test_the_paths_of_a_list_start_where_the_configuration_says(
    home: Path, photos: Path, tmp_path: Path
) -> None:
    (tmp_path / "a.lst").write_text("0\t0\tdaisy/1.jpg\n")
    without = trainscope(home, "pack", tmp_path / "a.lst", "-o", tmp_path / "out")
    assert (without.code, without.stdout) == (2, "")
    assert "--root DIR, or dataset.path" in without.stderr
    with_path = trainscope(home, "pack", tmp_path / "a.lst", "-o", tmp_path / "out", "--dataset", photos)
    assert with_path.code == 0
    in_s3 = trainscope(
        home, "pack", tmp_path / "a.lst", "-o", tmp_path / "out", "--dataset", "s3://bucket/photos"
    )
    assert in_s3.code == 2
    assert "s3://bucket/photos" in in_s3.stderr


def test_photos_with_errors_are_refused_unless_told(home: Path, photos: Path, tmp_path: Path) -> None:
    (photos / "rose" / "bad.jpg").write_bytes(b"")
    refused = trainscope(home, "pack", photos, "-o", tmp_path / "out")
    assert (refused.code, refused.stdout) == (1, "")
    assert "nothing was packed: the photos have errors" in refused.stderr
    assert "rose/bad.jpg" in refused.stderr
    assert not (tmp_path / "out").exists()
    assert trainscope(home, "pack", photos, "-o", tmp_path / "out", "--no-check").code == 0


def test_lists_with_errors_are_refused_with_their_lines(home: Path, photos: Path, tmp_path: Path) -> None:
    (tmp_path / "a.lst").write_text("0\t0\tdaisy/1.jpg\n1 1 rose/1.jpg\n2\t1\trose/none.jpg\n")
    arguments = ("pack", tmp_path / "a.lst", "--root", photos, "-o", tmp_path / "out")
    refused = trainscope(home, *arguments)
    assert refused.code == 1
    assert "a.lst:2" in refused.stderr
    assert "a.lst:3" in refused.stderr
    unchecked = trainscope(home, *arguments, "--no-check")
    assert (unchecked.code, unchecked.stdout) == (2, "")
    assert "rose/none.jpg (line 3 of" in unchecked.stderr
    assert list((tmp_path / "out").iterdir()) == []


def test_photos_that_packing_makes_large_enough_are_no_errors(
    home: Path, photos: Path, tmp_path: Path
) -> None:
    (photos / "rose" / "small.jpg").write_bytes(jpeg(60, 60))
    (home / "trainscope.yaml").write_text("hyperparameters: {resize: null}\n")
    assert trainscope(home, "pack", photos, "-o", tmp_path / "out").code == 1
    assert trainscope(home, "pack", photos, "-o", tmp_path / "out", "--resize", "230").code == 0


def test_options_change_the_photos(home: Path, photos: Path, tmp_path: Path) -> None:
    from io import BytesIO

    from PIL import Image

    options = ("--resize", "224", "--center-crop", "--encoding", "png", "--quality", "1", "--color", "0")
    assert trainscope(home, "pack", photos, "-o", tmp_path / "out", *options).code == 0
    image = Image.open(BytesIO(records(tmp_path / "out" / "train.rec")[0].image))
    assert (image.format, image.mode, image.size) == ("PNG", "L", (224, 224))


@pytest.mark.parametrize(
    "arguments",
    [
        ("--quality", "0"),
        ("--quality", "10", "--encoding", "png"),
        ("--encoding", "gif"),
        ("--color", "2"),
        ("--resize", "0"),
        ("--root", "."),
        ("--validation", "2"),
    ],
)
def test_impossible_options_are_bad_usage(
    home: Path, photos: Path, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    result = trainscope(home, "pack", photos, "-o", tmp_path / "out", *arguments)
    assert (result.code, result.stdout) == (2, "")
    assert not (tmp_path / "out").exists()


def test_a_list_is_not_split(home: Path, photos: Path, tmp_path: Path) -> None:
    (tmp_path / "a.lst").write_text("0\t0\tdaisy/1.jpg\n")
    result = trainscope(home, "pack", tmp_path / "a.lst", "-o", tmp_path, "--root", photos, "--seed", "1")
    assert result.code == 2
    assert "a list is packed whole" in result.stderr


def test_what_is_packed_already_is_not_taken_for_a_list(home: Path, photos: Path, tmp_path: Path) -> None:
    trainscope(home, "pack", photos, "-o", tmp_path / "out")
    result = trainscope(home, "pack", tmp_path / "out" / "train.rec", "-o", tmp_path / "again")
    assert result.code == 2
    assert "packed already" in result.stderr


def test_a_list_that_is_not_there_is_missed_before_its_root(home: Path, tmp_path: Path) -> None:
    result = trainscope(home, "pack", tmp_path / "no.lst", "-o", tmp_path / "out")
    assert result.code == 2
    assert "no.lst" in result.stderr


@pytest.mark.parametrize("name", ["nowhere", "none.lst"])
def test_what_is_not_there_is_one_line_and_a_hint(home: Path, tmp_path: Path, name: str) -> None:
    result = trainscope(home, "pack", name, "-o", tmp_path / "out", "--dataset", tmp_path)
    assert (result.code, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 2


@pytest.mark.parametrize(
    "section", ["path: s3://bucket/photos", "train_lst: s3://bucket/a.manifest, path: null"]
)
def test_photos_in_s3_are_not_packed_and_nobody_is_asked(home: Path, tmp_path: Path, section: str) -> None:
    (home / "trainscope.yaml").write_text(f"dataset: {{{section}}}\n")
    result = trainscope(home, "pack", "-o", tmp_path / "out", env={"AWS_ENDPOINT_URL": "http://127.0.0.1:9"})
    assert (result.code, result.stdout) == (2, "")
    assert "are not on this machine" in result.stderr
    assert "aws s3 sync" in result.stderr


def test_a_channel_without_photos_is_not_packed(home: Path, tmp_path: Path) -> None:
    alone = folder(tmp_path / "photos", {f"{name}/1.jpg": jpeg(240, 230) for name in "ab"})
    result = trainscope(home, "pack", alone, "-o", tmp_path / "out", "--no-check")
    assert result.code == 2
    assert "validate" in result.stderr
    assert not (tmp_path / "out").exists()


def test_hostile_names_reach_no_terminal(home: Path, photos: Path, tmp_path: Path) -> None:
    (photos / "rose" / "\x1b]52;c;aGk=\x07.jpg").write_bytes(jpeg(240, 230))
    (photos / "rose" / "\x1b[2J.jpg").symlink_to("nowhere")
    result = trainscope(home, "pack", photos, "-o", tmp_path / "out\x1b[31m", "--no-check")
    assert not controls_in(result.stdout + result.stderr)


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM), (signal.SIGHUP, -1)]
)
def test_a_signal_leaves_nothing(home: Path, tmp_path: Path, number: signal.Signals, code: int) -> None:
    """The list never ends: its photo is long to read, and there are many lines."""
    big = folder(tmp_path / "photos", {"a.jpg": os.urandom(2_000_000)})
    with (big / "a.jpg").open("ab") as stream:
        stream.truncate(200_000_000)
    (tmp_path / "a.lst").write_text("".join(f"{line}\t0\ta.jpg\n" for line in range(300)))
    out = tmp_path / "out"
    out.mkdir()
    (out / "a.rec").write_bytes(b"the pack of yesterday")
    arguments = (tmp_path / "a.lst", "--root", big, "-o", out, "--no-check")
    child = subprocess.Popen(
        [PROGRAM, "pack", *arguments],
        env=environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    wait_until(lambda: len(list(out.iterdir())) == 3, what="the files to be begun")
    child.send_signal(number)
    said, talk = child.communicate(timeout=60)
    assert (child.returncode, said) == (code, b"")
    assert [file.name for file in out.iterdir()] == ["a.rec"], talk
    assert (out / "a.rec").read_bytes() == b"the pack of yesterday"


def test_the_flower_photos_packed_as_im2rec_packs_them(home: Path, shared: Path, tmp_path: Path) -> None:
    flowers = shared / "data" / "flowers"
    lst = shared / "data" / "recordio" / "flowers-im2rec-noshuffle.lst"
    result = trainscope(home, "pack", lst, "--root", flowers, "-o", tmp_path / "out", "--json")
    assert result.code == 0
    assert result.json()["records"] == 400
    packed = records(tmp_path / "out" / "flowers-im2rec-noshuffle.rec")
    lines = [line.split("\t") for line in lst.read_text().splitlines()]
    assert [photo.image for photo in packed] == [(flowers / path).read_bytes() for *_, path in lines]
