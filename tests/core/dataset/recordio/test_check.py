"""A .rec file checked: records, labels, photos and the .idx beside it, each finding with record and byte."""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING

import pytest

from core.cancel import CancelToken
from core.dataset.model import Row
from core.dataset.pack.packing import pack
from core.dataset.recordio.check import check_records
from core.dataset.recordio.records import frame, pack_image
from core.errors import Cancelled, DatasetError
from tests.core.dataset.samples import folder, jpeg

if TYPE_CHECKING:
    from pathlib import Path

    from core.dataset.listcheck import CheckedList
    from core.finding import Finding

SMALL = {"image_shape": "3,32,32"}


def labelled(tmp_path: Path, *labels: tuple[float, ...]) -> Path:
    """A sound .rec file with these labels, and its .idx."""
    photos = {f"{number}.jpg": jpeg(40, 40, seed=number) for number in range(len(labels))}
    rows = [Row(number, label, f"{number}.jpg") for number, label in enumerate(labels)]
    pack(rows, folder(tmp_path / "photos", photos), tmp_path / "a")
    return tmp_path / "a.rec"


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    return labelled(tmp_path, (0.0,), (1.0,), (0.0,), (1.0,))


def check(rec: Path, *, num_classes: int | None = None) -> CheckedList:
    return check_records(rec, num_classes=num_classes, hyperparameters=SMALL)


def told(rec: Path, *, num_classes: int | None = None) -> list[tuple[str, str, int | None]]:
    findings = check(rec, num_classes=num_classes).findings
    assert all(finding.path for finding in findings)
    return [(finding.level, finding.kind, finding.line) for finding in findings]


def only(rec: Path) -> Finding:
    (finding,) = check(rec).findings
    return finding


def test_a_sound_file_gives_its_classes_and_no_finding(sound: Path) -> None:
    (sound.parent / "classes.json").write_text(json.dumps(["daisy", "rose"]))
    found = check(sound, num_classes=2)
    assert (found.rows, found.findings, found.multi_label) == (4, (), False)
    assert [(row.name, row.images) for row in found.classes] == [("daisy", 2), ("rose", 2)]


def test_several_labels_count_per_class(tmp_path: Path) -> None:
    rec = labelled(tmp_path, (1.0, 0.0, 1.0), (0.0, 1.0, 1.0))
    found = check(rec, num_classes=3)
    assert found.multi_label
    assert [row.images for row in found.classes] == [1, 1, 2]
    assert ("error", "label-columns", 1) in told(rec, num_classes=4)


@pytest.mark.parametrize(
    ("labels", "kind", "record"),
    [
        ([(0.0,), (5.0,)], "label-too-large", 2),
        ([(0.0,), (-1.0,)], "bad-label", 2),
        ([(0.5,), (0.0,)], "bad-label", 1),
        ([(float("nan"),), (0.0,)], "bad-label", 1),
        ([(0.0,), (1.0,), (1.0, 0.0)], "column-count", 3),
        ([(1.0, 0.0), (2.0, 0.0)], "mixed-labels", 2),
    ],
)
def test_labels_are_judged_as_in_a_list(
    tmp_path: Path, labels: list[tuple[float, ...]], kind: str, record: int
) -> None:
    assert ("error", kind, record) in told(labelled(tmp_path, *labels), num_classes=3)


def test_an_index_that_comes_twice_is_told(tmp_path: Path) -> None:
    records = [frame(pack_image(7, (label,), jpeg(40, 40, seed=int(label)))) for label in (0.0, 1.0)]
    (tmp_path / "a.rec").write_bytes(b"".join(records))
    assert ("error", "duplicate-index", 2) in told(tmp_path / "a.rec")


@pytest.mark.parametrize(
    ("image", "kind"),
    [
        (b"", "empty-file"),
        (b"<html>", "not-jpeg-or-png"),
        (jpeg(40, 40)[:40], "unreadable-image"),
        (jpeg(40, 40, progressive=True)[:1500], "broken-image"),
        (jpeg(20, 40), "too-small"),
    ],
)
def test_a_photo_that_ends_a_job_is_told_with_its_record_and_byte(
    sound: Path, image: bytes, kind: str
) -> None:
    at = sound.stat().st_size
    with sound.open("ab") as stream:
        stream.write(frame(pack_image(4, (1.0,), image)))
    (sound.parent / "a.idx").unlink()
    finding = check(sound).findings[0]
    assert (finding.level, finding.kind, finding.line) == ("error", kind, 5)
    assert finding.path == str(sound)
    assert finding.detail.startswith(f"at byte {at:,} ")


def test_what_is_wrong_with_several_photos_is_told_of_each(tmp_path: Path) -> None:
    images = [jpeg(40, 40, seed=number) if number % 50 else b"" for number in range(150)]
    records = [frame(pack_image(number, (number % 2,), image)) for number, image in enumerate(images)]
    (tmp_path / "a.rec").write_bytes(b"".join(records))
    wrong = [line for _, kind, line in told(tmp_path / "a.rec") if kind == "empty-file"]
    assert wrong == [1, 51, 101]


def test_damage_is_told_and_what_comes_before_it_is_judged(sound: Path) -> None:
    size = sound.stat().st_size
    with sound.open("r+b") as stream:
        stream.truncate(size - 8)
    found = check(sound)
    assert found.rows == 3
    damage = found.findings[0]
    assert (damage.level, damage.kind, damage.line) == ("error", "damaged-record", 4)
    assert "is damaged at byte" in damage.detail
    assert "bytes are left" in damage.detail
    assert "index-differs" not in {finding.kind for finding in found.findings}, "an index would not mend it"


def test_a_record_that_is_no_image_is_told_and_the_rest_is_judged(sound: Path) -> None:
    sound.write_bytes(frame(b"short") + frame(struct.pack("<I", 9) + bytes(20)) + sound.read_bytes())
    (sound.parent / "a.idx").unlink()
    found = check(sound)
    assert [(finding.kind, finding.line) for finding in found.findings[:2]] == [
        ("no-image-record", 1),
        ("no-image-record", 2),
    ]
    assert found.rows == 4


def test_a_file_without_records_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.rec").write_bytes(b"")
    (tmp_path / "a.idx").write_bytes(b"")
    assert told(tmp_path / "a.rec") == [("error", "no-records", None)]


def test_what_is_no_recordio_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "a.rec").write_bytes(b"0\t0\tdaisy/1.jpg\n")
    assert told(tmp_path / "a.rec") == [("error", "damaged-record", 1)]


def test_a_missing_index_is_a_warning(sound: Path) -> None:
    sound.with_suffix(".idx").unlink()
    finding = only(sound)
    assert (finding.level, finding.kind) == ("warning", "no-index")
    assert finding.fix == f"Write it anew: trainscope check {sound} --idx"


@pytest.mark.parametrize(
    ("change", "level", "kind", "detail"),
    [
        (lambda lines: [*lines[:2], "2 x", lines[3]], "error", "bad-index-file", "cannot read line 3"),
        (lambda lines: [lines[0], "1\t8", *lines[2:]], "error", "index-differs", "points to byte 8"),
        (lambda lines: [*lines, "9\t99999999"], "error", "index-differs", "points to byte 99,999,999"),
        (lambda lines: [lines[0], *lines[2:]], "error", "index-differs", "leaves out 1 of 4 records"),
        (lambda lines: [*lines, lines[0]], "error", "index-differs", "points to some records twice"),
        (lambda _lines: [], "error", "index-differs", "the first is number 1"),
        (
            lambda lines: [f"1{line}" for line in lines],
            "info",
            "index-keys",
            "has key 10 for the photo with index 0",
        ),
        (lambda lines: lines[::-1], None, "", ""),
    ],
)
def test_an_index_that_does_not_fit_is_told(
    sound: Path, change: object, level: str | None, kind: str, detail: str
) -> None:
    idx = sound.with_suffix(".idx")
    assert callable(change)
    idx.write_text("".join(f"{line}\n" for line in change(idx.read_text().splitlines())))
    if level is None:
        assert check(sound).findings == ()
        return
    finding = only(sound)
    assert (finding.level, finding.kind, finding.path) == (level, kind, str(idx))
    assert detail in finding.detail
    assert finding.fix


def test_what_cannot_be_read_is_the_projects_error(tmp_path: Path) -> None:
    for file in (tmp_path / "none.rec", tmp_path):
        with pytest.raises(DatasetError, match="cannot read"):
            check(file)


def test_a_cancel_is_seen(sound: Path) -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        check_records(sound, cancel=token)


def test_progress_goes_up_to_the_end_of_each_step(sound: Path) -> None:
    steps: dict[str, list[tuple[int, int]]] = {}
    check_records(
        sound, on_progress=lambda done, total, step: steps.setdefault(step, []).append((done, total))
    )
    assert list(steps) == ["headers", "decoding"]
    assert steps["headers"][-1] == (sound.stat().st_size, sound.stat().st_size)
    assert steps["decoding"][-1] == (4, 4)
