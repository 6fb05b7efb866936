"""Damaged RecordIO: each fault is told with the byte where it is, and takes no more memory than the file has."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.dataset.recordio.index import write_index
from core.dataset.recordio.records import (
    RecordIOError,
    frame,
    pack_image,
    read_at,
    read_index,
    read_records,
    unpack_image,
)
from core.errors import DatasetError
from tests.memory import peak_of

if TYPE_CHECKING:
    from pathlib import Path

GOOD = frame(b"abcd")
"""Twelve bytes."""


def part(flag: int, data: bytes, *, length: int | None = None) -> bytes:
    word = flag << 29 | (len(data) if length is None else length)
    return bytes.fromhex("0a23d7ce") + word.to_bytes(4, "little") + data + bytes(-len(data) % 4)


@pytest.mark.parametrize(
    ("data", "offset", "why"),
    [
        (GOOD + b"\x0a\x23", 12, "2 bytes are left, and a part's header has 8"),
        (GOOD + b"\x0a\x23\xd7\xce\x01", 12, "5 bytes are left"),
        (b"abcdefgh", 0, "a part begins with 0a 23 d7 ce, and here is 61 62 63 64"),
        (GOOD + b"\0" + GOOD, 12, "here is 00 0a 23 d7"),
        (GOOD + part(0, b"abcd")[:-1], 12, "its length is 4, and only 3 bytes are left"),
        (GOOD + part(0, b"abc")[:-1], 12, "its length is 3, and only 3 bytes are left"),
        (GOOD + part(0, b"abcd", length=9), 12, "its length is 9, and only 4 bytes are left"),
        (GOOD + part(2, b"abcd"), 12, "a part with flag 2 cannot stand at the beginning of a record"),
        (GOOD + part(3, b"abcd"), 12, "a part with flag 3 cannot stand at the beginning of a record"),
        (part(1, b"abcd") + GOOD, 12, "a part with flag 0 cannot stand inside a record"),
        (part(1, b"abcd") + part(1, b""), 12, "a part with flag 1 cannot stand inside a record"),
        (GOOD + part(7, b""), 12, "a part with flag 7"),
        (part(1, b"abcd"), 12, "the last part of a record is missing"),
        (part(1, b"abcd") + part(2, b"abcd"), 24, "the last part of a record is missing"),
        (part(1, b"") + part(3, b"", length=(1 << 29) - 4), 8, "its record has more than 536,870,911 bytes"),
    ],
)
def test_a_fault_is_told_with_its_byte(data: bytes, offset: int, why: str) -> None:
    with pytest.raises(RecordIOError) as caught:
        list(read_records(BytesIO(data)))
    assert caught.value.offset == offset
    assert f"byte {offset:,}" in caught.value.what
    assert why in caught.value.why
    assert caught.value.fix


def test_a_fault_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "a\x1b[2J.rec").write_bytes(b"rubbish, and more of it")
    with (tmp_path / "a\x1b[2J.rec").open("rb") as stream, pytest.raises(RecordIOError) as caught:
        list(read_records(stream))
    assert "a\\x1b[2J.rec is damaged at byte 0" in str(caught.value)


def test_records_before_a_fault_are_read() -> None:
    records = read_records(BytesIO(GOOD + GOOD + b"xx"))
    assert [next(records), next(records)] == [(0, b"abcd"), (12, b"abcd")]
    with pytest.raises(RecordIOError):
        next(records)


def read_as_far_as_possible(data: bytes) -> tuple[list[tuple[int, bytes]], int]:
    """The records, and the byte where reading ended: that of a fault, or the end."""
    read = []
    try:
        for record in read_records(BytesIO(data)):
            read.append(record)
    except RecordIOError as error:
        return read, error.offset
    return read, len(data)


@given(st.binary(max_size=60).map(lambda data: GOOD + data))
def test_no_data_raises_anything_but_the_projects_error(data: bytes) -> None:
    read, end = read_as_far_as_possible(data)
    assert read[0] == (0, b"abcd")
    sizes = [8 * (1 + payload.count(bytes.fromhex("0a23d7ce"))) for _, payload in read]
    assert sum(sizes) <= end <= len(data)


@given(st.integers(0, 2 * len(GOOD) - 1), st.integers(1, 255))
@example(4, 4 ^ 16)
def test_a_byte_that_changed_in_a_header_is_seen(place: int, change: int) -> None:
    data = bytearray(GOOD * 2)
    data[place] ^= change
    read, end = read_as_far_as_possible(bytes(data))
    if place % 12 < 8:
        assert [payload for _, payload in read] != [b"abcd", b"abcd"]
    else:
        assert (len(read), end) == (2, 24)


@pytest.mark.parametrize(
    ("offset", "why"),
    [
        (-4, "multiple of 4"),
        (2, "multiple of 4"),
        (4, "here is 04 00 00 00"),
        (12, "ends before"),
        (400, "ends before"),
        (1 << 70, "ends before"),
    ],
)
def test_an_offset_where_no_record_begins_is_told(offset: int, why: str) -> None:
    with pytest.raises(RecordIOError, match="damaged") as caught:
        read_at(BytesIO(GOOD), offset)
    assert caught.value.offset == offset
    assert why in caught.value.why


def test_a_length_that_the_file_does_not_have_takes_no_memory(tmp_path: Path) -> None:
    (tmp_path / "a.rec").write_bytes(part(0, bytes(92), length=500_000_000))
    setup = "from pathlib import Path; from core.dataset.recordio.records import read_records, RecordIOError"
    call = """
with open(sys.argv[1] + "/a.rec", "rb") as stream:
    try:
        list(read_records(stream))
    except RecordIOError as error:
        assert "only 92 bytes are left" in error.why
    else:
        raise AssertionError
"""
    assert peak_of(setup, call, tmp_path) < 4_000_000


@pytest.mark.parametrize(
    ("payload", "why"),
    [
        (b"", "it has 0 bytes, and the header of an image has 24"),
        (bytes(23), "it has 23 bytes"),
        (b"\2\0\0\0" + bytes(24), "it announces 2 labels, for which its 28 bytes are too few"),
        (b"\xff\xff\xff\xff" + bytes(40), "it announces 4,294,967,295 labels"),
    ],
)
def test_a_record_that_is_no_image_is_told_with_its_offset(payload: bytes, why: str) -> None:
    with pytest.raises(RecordIOError, match="the record at byte 1,200 is no image") as caught:
        unpack_image(payload, offset=1200)
    assert (caught.value.offset, why in caught.value.why) == (1200, True)


@pytest.mark.parametrize(
    ("line", "offset"),
    [
        (b"", 4),
        (b"x\t12", 4),
        (b"1 12", 4),
        (b"1\t-12", 4),
        (b"1\t0x10", 4),
        (b"\xff\xfe\t1", 4),
        ("٣\t12".encode(), 4),
        (b"1" * 100, 4),
        (b"1\t" + b"9" * 100, 4),
    ],
)
def test_a_line_of_an_index_that_is_no_number_is_told(tmp_path: Path, line: bytes, offset: int) -> None:
    (tmp_path / "a.idx").write_bytes(b"0\t0\n" + line + b"\n")
    with pytest.raises(RecordIOError, match=r"line [23] of .*a\.idx") as caught:
        read_index(tmp_path / "a.idx")
    assert caught.value.offset >= offset
    assert caught.value.fix


def test_an_index_of_windows_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.idx").write_bytes(b"7\t0\r\n3\t36")
    assert read_index(tmp_path / "a.idx") == [(7, 0), (3, 36)]


def test_what_the_system_cannot_read_is_the_projects_error(tmp_path: Path) -> None:
    for file in (tmp_path, tmp_path / "none"):
        with pytest.raises(DatasetError, match="cannot read"):
            read_index(file)
        with pytest.raises(DatasetError, match="cannot read"):
            write_index(file, tmp_path / "a.idx")


def test_no_index_is_made_of_a_damaged_file(tmp_path: Path) -> None:
    (tmp_path / "a.rec").write_bytes(frame(pack_image(0, (0.0,), b"x")) + b"xx")
    with pytest.raises(RecordIOError):
        write_index(tmp_path / "a.rec", tmp_path / "a.idx")
    assert [file.name for file in tmp_path.iterdir()] == ["a.rec"]
