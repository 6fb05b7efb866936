"""A photo decodes to its last pixel, or the finding says what training will make of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.dataset.decode import decode
from core.finding import Finding
from tests.core.dataset.samples import encoded, jpeg, picture

if TYPE_CHECKING:
    from pathlib import Path

BASELINE = jpeg(200, 160)
PROGRESSIVE = jpeg(200, 160, progressive=True)
PNG = encoded(picture(80, 60), "PNG")


def found(folder: Path, content: bytes) -> tuple[str, str] | None:
    file = folder / "photo"
    file.write_bytes(content)
    finding = decode(file, "photo")
    return None if finding is None else (finding.level, finding.kind)


@pytest.mark.parametrize("content", [BASELINE, PROGRESSIVE, PNG, encoded(picture(mode="CMYK")), jpeg(1, 1)])
def test_a_sound_photo_has_no_finding(tmp_path: Path, content: bytes) -> None:
    assert found(tmp_path, content) is None


def test_a_baseline_jpeg_cut_short_trains_with_a_grey_rest(tmp_path: Path) -> None:
    assert found(tmp_path, BASELINE[: len(BASELINE) // 2]) == ("warning", "cut-short")


def test_a_progressive_jpeg_cut_short_ends_the_job(tmp_path: Path) -> None:
    assert found(tmp_path, PROGRESSIVE[: len(PROGRESSIVE) // 2]) == ("error", "broken-image")


def test_a_png_cut_short_or_corrupt_ends_the_job(tmp_path: Path) -> None:
    middle = len(PNG) // 2
    assert found(tmp_path, PNG[:middle]) == ("error", "broken-image")
    assert found(tmp_path, PNG[:middle] + bytes(50) + PNG[middle + 50 :]) == ("error", "broken-image")


def test_a_png_whose_checksum_is_wrong_ends_the_job(tmp_path: Path) -> None:
    checksum = PNG.index(b"IEND") - 8
    damaged = bytearray(PNG)
    damaged[checksum] ^= 1
    assert found(tmp_path, bytes(damaged)) == ("error", "broken-image")


def test_a_jpeg_that_holds_rgb_itself_is_sound(tmp_path: Path) -> None:
    photo = encoded(picture(80, 60), "JPEG", keep_rgb=True)
    assert found(tmp_path, photo) is None
    assert found(tmp_path, photo[: len(photo) // 2]) == ("warning", "cut-short")


def test_a_jpeg_without_picture_data_ends_the_job(tmp_path: Path) -> None:
    scan = BASELINE.index(b"\xff\xda")
    assert found(tmp_path, BASELINE[:scan]) == ("error", "broken-image")


def test_damaged_exif_is_not_talked_about_on_stderr(tmp_path: Path, recwarn: pytest.WarningsRecorder) -> None:
    exif = b"Exif\0\0II*\0\x08\0\0\0\x05\0\x12\x01"
    content = jpeg(exif=exif)
    assert found(tmp_path, content) is None
    assert not recwarn.list


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    content=st.sampled_from([jpeg(24, 24), jpeg(24, 24, progressive=True), encoded(picture(24, 24), "PNG")]),
    keep=st.integers(0, 2000),
    changes=st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), max_size=8),
)
def test_no_damaged_photo_raises(
    tmp_path: Path, content: bytes, keep: int, changes: list[tuple[int, int]]
) -> None:
    damaged = bytearray(content)
    for at, value in changes:
        damaged[at % len(damaged)] = value
    file = tmp_path / "photo.jpg"
    file.write_bytes(damaged[:keep])
    finding = decode(file, "photo.jpg")
    assert finding is None or isinstance(finding, Finding)


def test_the_messy_photos_that_open_but_do_not_decode_are_errors(shared: Path) -> None:
    broken = {}
    for file in sorted((shared / "data" / "messy").iterdir()):
        finding = decode(file, file.name)
        if finding is not None and finding.kind in ("broken-image", "cut-short"):
            broken[file.name] = finding.level
    assert broken == {
        "truncated.jpg": "error",
        "truncated-end-chunk.png": "error",
        "broken-data-stream.png": "error",
    }
