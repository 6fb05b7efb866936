"""Every photo of a data set is looked at, findings come as they are found, and a cancel is seen at once."""

from __future__ import annotations

import os
import random
import subprocess
import threading
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core.cancel import CancelToken
from core.config import DatasetSettings
from core.dataset.check import check
from core.dataset.load import load
from core.dataset.model import DataSet, Input, Row
from core.errors import Cancelled
from tests.conftest import wait_until
from tests.core.dataset.samples import encoded, folder, jpeg, picture, rotated
from tests.memory import peak_of

if TYPE_CHECKING:
    from core.finding import Finding

SMALL = {"image_shape": "3,32,32"}


def dataset(root: Path, train: list[str], validation: list[str] | None = None) -> DataSet:
    """Rows as they are, labelled by their folder."""
    names = sorted({path.split("/")[0] for path in [*train, *(validation or [])]})
    label = {name: float(number) for number, name in enumerate(names)}
    rows = [
        Row(number, (label[path.split("/")[0]],), path)
        for number, path in enumerate([*train, *(validation or [])])
    ]
    return DataSet(root, (), rows[: len(train)], rows[len(train) :])


def no_decoder_is_at_work() -> bool:
    return decoders_of(os.getpid()) == []


def decoders_of(program: int) -> list[int]:
    """The processes that a program has started to decode photos."""
    found = subprocess.run(
        ["pgrep", "-P", str(program), "-f", "core.dataset.decoder"],
        capture_output=True,
        text=True,
        check=False,
    )
    return [int(line) for line in found.stdout.split()]


def found(data: DataSet, *, quick: bool = False, each: bool = False) -> list[tuple[str, str, str | None]]:
    findings = check(data, SMALL, quick=quick, each=each)
    return [(finding.level, finding.kind, finding.path) for finding in findings]


def test_sound_photos_have_no_finding(tmp_path: Path) -> None:
    folder(tmp_path, {f"a/{number}.jpg": jpeg(seed=number) for number in range(30)})
    assert found(dataset(tmp_path, [f"a/{number}.jpg" for number in range(30)])) == []


def test_headers_come_before_decoding_and_decoding_is_left_out_when_quick(tmp_path: Path) -> None:
    photo = jpeg(progressive=True)
    folder(tmp_path, {"a/1.jpg": photo[: len(photo) // 2], "a/2.jpg": b"", "a/3.jpg": jpeg(seed=3)})
    data = dataset(tmp_path, ["a/1.jpg", "a/2.jpg", "a/3.jpg"])
    assert found(data) == [("error", "empty-file", "a/2.jpg"), ("error", "broken-image", "a/1.jpg")]
    assert found(data, quick=True) == [("error", "empty-file", "a/2.jpg")]


def test_decoded_findings_come_in_the_order_of_the_list(tmp_path: Path) -> None:
    content = {f"a/{number:03}.jpg": jpeg(200, 200, seed=number) for number in range(100)}
    broken = [f"a/{number:03}.jpg" for number in range(0, 100, 3)]
    for path in broken:
        content[path] = content[path][:4000]
    folder(tmp_path, content)
    assert [path for _, _, path in found(dataset(tmp_path, list(content)))] == broken


def test_infos_are_told_together_unless_each_is_asked_for(tmp_path: Path) -> None:
    content = {f"a/{number}.jpg": rotated(6) + bytes([number]) for number in range(20)}
    folder(tmp_path, content)
    data = dataset(tmp_path, list(content))
    (together,) = check(data, SMALL, quick=True)
    assert (together.level, together.kind, together.path) == ("info", "exif-rotation", "a/0.jpg")
    assert "20 photos" in together.detail
    assert [path for _, _, path in found(data, quick=True, each=True)] == list(content)


def test_the_same_photo_in_train_and_validation_is_a_warning(tmp_path: Path) -> None:
    photo = jpeg(200, 200)
    same_start = photo[:-2] + b"\0\0"
    folder(tmp_path, {"a/1.jpg": photo, "a/2.jpg": photo, "a/3.jpg": photo, "a/4.jpg": same_start})
    assert found(dataset(tmp_path, ["a/1.jpg", "a/2.jpg"], ["a/3.jpg", "a/4.jpg"]), quick=True) == [
        ("warning", "same-photo-in-both", "a/3.jpg")
    ]


def test_the_same_photo_in_one_split_is_none(tmp_path: Path) -> None:
    folder(tmp_path, {"a/1.jpg": jpeg(), "a/2.jpg": jpeg()})
    assert found(dataset(tmp_path, ["a/1.jpg", "a/2.jpg"])) == []


def test_the_same_photo_under_two_labels_is_a_warning(tmp_path: Path) -> None:
    folder(tmp_path, {"a/1.jpg": jpeg(), "b/1.jpg": jpeg()})
    assert found(dataset(tmp_path, ["a/1.jpg", "b/1.jpg"])) == [
        ("warning", "same-photo-two-classes", "b/1.jpg")
    ]


def test_paths_and_links_out_of_the_root_are_refused_without_opening(tmp_path: Path) -> None:
    folder(tmp_path, {"data/a/1.jpg": jpeg(), "outside/1.jpg": jpeg()})
    (tmp_path / "data/link").symlink_to("../outside")
    (tmp_path / "data/a/2.jpg").symlink_to("../../outside/1.jpg")
    (tmp_path / "data/a/3.jpg").symlink_to("1.jpg")
    hostile = ["link/1.jpg", "a/2.jpg", "../outside/1.jpg", "/etc/hostname", "a/.."]
    kinds = dict.fromkeys(hostile, "link-outside") | {"a/..": "not-a-file"}
    assert found(dataset(tmp_path / "data", [*hostile, "a/3.jpg"])) == [
        ("error", kinds[path], path) for path in hostile
    ]


def test_a_missing_photo_is_an_error_with_a_hint_where_only_the_form_differs(tmp_path: Path) -> None:
    folder(tmp_path, {unicodedata.normalize("NFD", "a/é.jpg"): jpeg(), "a/b.JPG": jpeg(seed=2)})
    data = dataset(tmp_path, ["a/é.jpg", "a/b.jpg", "a/c.jpg"])
    details = [finding.detail for finding in check(data, SMALL, quick=True)]
    assert "Unicode" in details[0]
    assert "upper case" in details[1]
    assert details[2] == "does not exist"


def test_a_photo_that_may_not_be_read_is_an_error(tmp_path: Path) -> None:
    folder(tmp_path, {"a/1.jpg": jpeg()})
    (tmp_path / "a/1.jpg").chmod(0)
    if os.access(tmp_path / "a/1.jpg", os.R_OK):
        pytest.skip("this user may read everything")
    assert found(dataset(tmp_path, ["a/1.jpg"])) == [("error", "unreadable-file", "a/1.jpg")]


def test_a_bomb_is_told_by_its_header_and_not_decoded(tmp_path: Path) -> None:
    bomb = bytearray(encoded(picture(), "PNG"))
    bomb[16:24] = (50_000).to_bytes(4, "big") * 2
    folder(tmp_path, {"a/1.png": bytes(bomb)})
    assert found(dataset(tmp_path, ["a/1.png"])) == [("error", "huge-image", "a/1.png")]


def test_progress_tells_both_steps_to_their_end(tmp_path: Path) -> None:
    content = {f"a/{number}.jpg": jpeg(seed=number) for number in range(20)}
    folder(tmp_path, content)
    seen: list[tuple[int, int, str]] = []
    list(
        check(
            dataset(tmp_path, list(content)),
            SMALL,
            quick=False,
            on_progress=lambda done, total, step: seen.append((done, total, step)),
        )
    )
    assert seen == sorted(seen, key=lambda item: (item[2] == "decoding", item[0]))
    assert (20, 20, "headers") in seen
    assert seen[-1] == (20, 20, "decoding")


@pytest.mark.parametrize("moment", random.Random(7).sample(range(30), 8))
def test_a_cancel_at_any_moment_is_the_last_that_is_heard(tmp_path: Path, moment: int) -> None:
    paths = [f"a/{number}.jpg" for number in range(600)]
    folder(tmp_path, {path: jpeg(32, 32, seed=number) for number, path in enumerate(paths)})
    token, heard = CancelToken(), list[str]()

    def cancel_then(done: int, total: int, step: str) -> None:
        heard.append(step)
        if len(heard) > moment:
            token.cancel()

    data = dataset(tmp_path, paths[:400], paths[400:])
    with pytest.raises(Cancelled):
        list(check(data, SMALL, quick=False, on_progress=cancel_then, cancel=token))
    assert len(heard) == moment + 1
    wait_until(no_decoder_is_at_work, what="the end of all decoding")


def test_a_cancel_from_another_thread_is_seen_while_photos_are_decoded(tmp_path: Path) -> None:
    paths = [f"a/{number}.jpg" for number in range(150)]
    folder(tmp_path, {"a/0.jpg": jpeg(1200, 1200, progressive=True)})
    for path in paths[1:]:
        (tmp_path / path).hardlink_to(tmp_path / "a/0.jpg")
    token, done, ended = CancelToken(), list[int](), threading.Event()

    def work() -> None:
        try:
            list(check(dataset(tmp_path, paths), SMALL, quick=False, on_progress=heard, cancel=token))
        except Cancelled:
            ended.set()

    def heard(count: int, total: int, step: str) -> None:
        if step == "decoding":
            done.append(count)

    thread = threading.Thread(target=work)
    thread.start()
    wait_until(lambda: bool(done), what="the first decoded photos")
    token.cancel()
    thread.join(30)
    assert ended.is_set()
    assert done[-1] < len(paths)
    wait_until(no_decoder_is_at_work, what="the end of all decoding")


def test_a_reader_that_goes_away_leaves_no_thread_at_work(tmp_path: Path) -> None:
    content = {f"a/{number}.jpg": jpeg(400, 400, seed=number)[:5000] for number in range(60)}
    folder(tmp_path, content)
    findings = check(dataset(tmp_path, list(content)), SMALL, quick=False)
    assert isinstance(next(findings).path, str)
    findings.close()  # type: ignore[attr-defined]
    wait_until(no_decoder_is_at_work, what="the end of all decoding")


def test_a_check_takes_a_few_hundred_bytes_a_photo(tmp_path: Path) -> None:
    paths = [f"a/{number}.jpg" for number in range(3000)]
    folder(tmp_path, {path: jpeg(32, 32) + str(number).encode() for number, path in enumerate(paths)})
    setup = f"""
from pathlib import Path
from core.dataset.check import check
from tests.core.dataset.test_check import SMALL, dataset
root = Path(sys.argv[1])
paths = {paths!r}
data = dataset(root, paths)
list(check(dataset(root, paths[:1]), SMALL, quick=False))
"""
    peak = peak_of(setup, "assert list(check(data, SMALL, quick=False)) == []", tmp_path)
    assert peak / len(paths) < 600


def test_nothing_in_the_folder_of_photos_is_changed(tmp_path: Path) -> None:
    folder(tmp_path, {"a/1.jpg": jpeg(), "a/2.jpg": b"", "b/1.jpg": jpeg(seed=1)[:900], "b/n.txt": b"x"})
    before = {file: (file.lstat().st_mtime_ns, file.lstat().st_size) for file in tmp_path.rglob("*")}
    data = load(DatasetSettings(path=tmp_path))
    list(check(data, SMALL, quick=False))
    assert {file: (file.lstat().st_mtime_ns, file.lstat().st_size) for file in tmp_path.rglob("*")} == before


def test_a_photo_that_is_gone_before_it_is_decoded_is_an_error(tmp_path: Path) -> None:
    folder(tmp_path, {"a/1.jpg": jpeg(), "a/2.jpg": jpeg(seed=1)})
    remove = lambda done, total, step: (tmp_path / "a/2.jpg").unlink(missing_ok=True) if done else None  # noqa: E731
    findings = list(check(dataset(tmp_path, ["a/1.jpg", "a/2.jpg"]), SMALL, quick=False, on_progress=remove))
    assert [(finding.kind, finding.path) for finding in findings] == [("missing-file", "a/2.jpg")]


MESSY = {
    "header-only.jpg": ("error", "unreadable-image"),
    "zero-byte.jpg": ("error", "empty-file"),
    "truncated.jpg": ("error", "broken-image"),
    "truncated-end-chunk.png": ("error", "broken-image"),
    "broken-data-stream.png": ("error", "broken-image"),
    "webp-named-as.jpg": ("error", "not-jpeg-or-png"),
    "gif-named-as.jpg": ("error", "not-jpeg-or-png"),
    "animated-gif-named-as.jpg": ("error", "not-jpeg-or-png"),
    "png-named-as.jpg": ("info", "wrong-ending"),
    "jpeg-named-as.png": ("info", "wrong-ending"),
    "exif-orientation-3.jpg": ("info", "exif-rotation"),
    "exif-orientation-6.jpg": ("info", "exif-rotation"),
    "exif-orientation-8.jpg": ("info", "exif-rotation"),
    "exif-orientation-rectangle.jpg": ("info", "exif-rotation"),
    "rgba-alpha.png": ("info", "transparency"),
    "sixteen-bit-gray-trns.png": ("info", "sixteen-bit"),
    "cmyk.jpg": ("info", "cmyk"),
    "one-pixel.jpg": ("warning", "tiny-image"),
}
FINE = {
    "grayscale.jpg",
    "progressive.jpg",
    "gray-alpha-trns.png",
    "palette.png",
    "truncated-app14.jpg",
    "broken-exif.jpg",
    "UPPERCASE.JPG",
    "space in name.jpg",
    "fleur-été-花.jpg",
}


def _messy(shared: Path, hyperparameters: dict[str, str], way: Input = "image") -> dict[str, list[Finding]]:
    data = replace(load(DatasetSettings(path=shared / "data", classes=("messy",))), input=way)
    by_name: dict[str, list[Finding]] = {
        row.path.removeprefix("messy/"): [] for row in [*data.train, *data.validation]
    }
    for finding in check(data, hyperparameters, quick=False, each=True):
        by_name[(finding.path or "").removeprefix("messy/")].append(finding)
    return by_name


@pytest.mark.parametrize("way", ["image", "recordio"])
def test_the_messy_photos_get_what_training_does_with_them(shared: Path, way: Input) -> None:
    by_name = _messy(shared, {"resize": "224"}, way)
    assert set(by_name) == {*MESSY, *FINE}
    for name, findings in by_name.items():
        told = {(finding.level, finding.kind) for finding in findings}
        told -= {("warning", "same-photo-in-both"), ("warning", "alike-in-both")}
        told -= {("warning", "tiny-image")} if name == "exif-orientation-rectangle.jpg" else set()
        assert told == ({MESSY[name]} if name in MESSY else set()), name


def test_without_resize_the_messy_photos_are_too_small(shared: Path) -> None:
    by_name = _messy(shared, {})
    assert all("too-small" in {finding.kind for finding in by_name[name]} for name in FINE)


def test_all_flower_photos_can_be_trained_on(shared: Path) -> None:
    data = load(DatasetSettings(path=shared / "data" / "flowers"))
    assert list(check(data, {"resize": "224"}, quick=False)) == []
