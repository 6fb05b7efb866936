"""Parts of a large file: their size, which of them S3 has already, and the file read in spans."""

from __future__ import annotations

import hashlib
import os
from base64 import b64encode
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.cancel import CancelToken
from core.engine.sagemaker.multipart import MOST_PARTS, PART, Part, checksum, part_size
from core.engine.sagemaker.span import Span
from core.errors import Cancelled, DatasetError
from core.heldfile import HeldFile

if TYPE_CHECKING:
    from pathlib import Path

CONTENT = bytes(range(256)) * 40
TERA = 1 << 40


@pytest.fixture
def file(tmp_path: Path) -> HeldFile:
    (tmp_path / "train.rec").write_bytes(CONTENT)
    return HeldFile(tmp_path / "train.rec")


@given(st.integers(1, 5 * TERA))
def test_there_are_never_more_parts_than_s3_takes(size: int) -> None:
    part = part_size(size)
    assert part >= PART
    assert part % (1 << 20) == 0
    assert -(-size // part) <= MOST_PARTS


def test_parts_have_the_usual_size_as_long_as_that_will_do() -> None:
    assert part_size(PART * MOST_PARTS) == PART
    assert part_size(PART * MOST_PARTS + 1) == PART + (1 << 20)


@given(st.lists(st.one_of(st.none(), st.integers(0, 5000)), max_size=8), st.integers(0, 9000))
def test_a_span_is_a_stream_of_its_own(
    tmp_path_factory: pytest.TempPathFactory, reads: list[int | None], start: int
) -> None:
    path = tmp_path_factory.mktemp("span") / "file"
    path.write_bytes(CONTENT)
    size = min(1000, len(CONTENT) - start)
    span = Span(HeldFile(path), start, size, CancelToken())
    whole = CONTENT[start : start + size]
    at = 0
    for count in reads:
        wanted = whole[at:] if count is None else whole[at : at + count]
        assert span.read(count) == wanted
        at += len(wanted)
        assert span.tell() == at
    assert span.seek(0, os.SEEK_END) == size
    assert (span.seek(0), span.read()) == (0, whole)
    assert span.digest("sha256") == hashlib.sha256(whole).digest()
    assert span.tell() == 0


def test_a_file_that_has_become_shorter_is_no_end(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(CONTENT)
    span = Span(HeldFile(path), 0, len(CONTENT), CancelToken())
    os.truncate(path, 100)
    with pytest.raises(DatasetError, match="shorter"):
        span.read()


def test_a_span_is_cancelled_between_two_reads(file: HeldFile) -> None:
    stop = CancelToken()
    span = Span(file, 0, 1000, stop)
    assert span.read(10) == CONTENT[:10]
    stop.cancel()
    with pytest.raises(Cancelled):
        span.read(10)


def test_a_held_file_stays_readable_when_its_name_is_gone(file: HeldFile, tmp_path: Path) -> None:
    (tmp_path / "train.rec").unlink()
    assert file.read(100, 50) == CONTENT[100:150]
    assert file.read(len(CONTENT) - 5, 50) == CONTENT[-5:]
    assert (file.name, file.size) == ("train.rec", len(CONTENT))


@pytest.mark.parametrize(
    ("part", "holds"),
    [
        (Part(1, 1000, '"whatever"', "ours"), True),
        (Part(1, 1000, '"whatever"', "of another"), False),
        (Part(1, 999, '"whatever"', "ours"), False),
        (Part(1, 1000, f'"{hashlib.md5(CONTENT[:1000]).hexdigest()}"'), True),
        (Part(1, 1000, '"a KMS tag"'), False),
        (Part(1, 999, f'"{hashlib.md5(CONTENT[:1000]).hexdigest()}"'), False),
    ],
)
def test_a_part_is_known_by_its_checksum_else_by_size_and_tag(
    file: HeldFile, part: Part, holds: bool
) -> None:
    assert part.holds(Span(file, 0, 1000, CancelToken()), "ours") is holds


def test_the_checksum_is_what_s3_compares(file: HeldFile) -> None:
    digest = hashlib.sha256(CONTENT[:1000]).digest()
    assert checksum(Span(file, 0, 1000, CancelToken())) == b64encode(digest).decode()
