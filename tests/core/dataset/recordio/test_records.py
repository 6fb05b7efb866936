"""RecordIO as MXNet has it: golden files, the reference's worked examples, and any payload there and back."""

from __future__ import annotations

import struct
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.dataset.recordio.index import index_of, write_index
from core.dataset.recordio.records import (
    ImageRecord,
    frame,
    pack_image,
    read_at,
    read_index,
    read_records,
    unpack_image,
)
from core.errors import DatasetError

if TYPE_CHECKING:
    from pathlib import Path

MAGIC = bytes.fromhex("0a23d7ce")


def as_mxnet_writes(payload: bytes) -> bytes:
    """dmlc-core's `RecordIOWriter::WriteRecord`, word by word."""
    whole = len(payload) // 4 * 4
    written, start = b"", 0
    for at in range(0, whole, 4):
        if payload[at : at + 4] == MAGIC:
            flag = 1 if start == 0 and not written else 2
            written += MAGIC + struct.pack("<I", flag << 29 | at - start) + payload[start:at]
            start = at + 4
    last = payload[start:]
    written += MAGIC + struct.pack("<I", (3 if written else 0) << 29 | len(last)) + last
    return written + bytes(-len(last) % 4)


EXAMPLES = [
    (b"AAAA" + MAGIC + b"BBBBBB", "0a23d7ce 04000020 41414141 0a23d7ce 06000060 42424242 42420000"),
    (MAGIC + MAGIC + b"C", "0a23d7ce 00000020 0a23d7ce 00000040 0a23d7ce 01000060 43000000"),
    (b"AAAA" + MAGIC, "0a23d7ce 04000020 41414141 0a23d7ce 00000060"),
    (b"AA" + MAGIC + b"BB", "0a23d7ce 08000000 41410a23 d7ce4242"),
    (b"", "0a23d7ce 00000000"),
]


@pytest.mark.parametrize(("payload", "words"), EXAMPLES)
def test_a_record_is_cut_at_the_magic_number_where_mxnet_cuts_it(payload: bytes, words: str) -> None:
    assert frame(payload) == bytes.fromhex(words)
    assert list(read_records(BytesIO(frame(payload)))) == [(0, payload)]


def test_one_label_stands_in_the_header() -> None:
    record = frame(pack_image(5, (2.0,), bytes.fromhex("ffd8ffd978")))
    assert record == bytes.fromhex(
        "0a23d7ce 1d000000 00000000 00000040 0500000000000000 0000000000000000 ffd8ffd978 000000"
    )


def test_several_labels_stand_behind_the_header() -> None:
    record = frame(pack_image(7, (1.0, 0.0, 1.0), bytes.fromhex("ffd8ffd9")))
    assert record == bytes.fromhex(
        "0a23d7ce 28000000 03000000 00000000 07000000 00000000 00000000 00000000"
        "0000803f 00000000 0000803f ffd8ffd9"
    )


def test_a_label_that_was_written_as_a_list_of_one_is_read() -> None:
    payload = struct.pack("<IfQQf", 1, 0.0, 5, 0, 3.0) + b"zz"
    assert unpack_image(payload) == ImageRecord(5, (3.0,), b"zz")


@pytest.mark.parametrize(
    ("name", "records"),
    [
        ("one", [(5, (2.0,), bytes.fromhex("ffd8ffd978"))]),
        ("multi", [(7, (1.0, 0.0, 1.0), bytes.fromhex("ffd8ffd9"))]),
        ("two", [(3, (0.0,), b"abc"), (9, (4.0,), b"abcdefgh")]),
    ],
)
def test_photos_are_packed_as_the_golden_files_have_them(
    shared: Path, name: str, records: list[tuple[int, tuple[float, ...], bytes]]
) -> None:
    folder = shared / "data" / "recordio"
    parts = [frame(pack_image(*record)) for record in records]
    assert b"".join(parts) == (folder / f"{name}.rec").read_bytes()
    with (folder / f"{name}.rec").open("rb") as stream:
        read = [(offset, unpack_image(payload)) for offset, payload in read_records(stream)]
        assert [photo for _, photo in read] == records
        assert read_index(folder / f"{name}.idx") == [(photo.index, offset) for offset, photo in read]


def test_every_golden_file_is_written_again_as_it_was_read(shared: Path) -> None:
    files = sorted((shared / "data" / "recordio").glob("*.rec"))
    assert len(files) == 8
    for file in files:
        with file.open("rb") as stream:
            again = b"".join(frame(payload) for _, payload in read_records(stream))
        assert again == file.read_bytes(), file.name


pieces = st.lists(st.one_of(st.just(MAGIC), st.binary(max_size=9), st.just(b"\x0a"), st.just(b"\xce")))
payloads = st.one_of(st.binary(max_size=80), pieces.map(b"".join))


@given(payloads)
@example(MAGIC * 7)
def test_any_payload_is_written_as_mxnet_writes_it(payload: bytes) -> None:
    assert frame(payload) == as_mxnet_writes(payload)


@given(st.lists(payloads))
def test_any_records_come_back_one_by_one(records: list[bytes]) -> None:
    written = b"".join(map(frame, records))
    read = list(read_records(BytesIO(written)))
    assert [payload for _, payload in read] == records
    assert all(offset % 4 == 0 for offset, _ in read)
    for offset, payload in read:
        assert read_at(BytesIO(written), offset) == payload


@given(st.binary(max_size=24), st.binary(max_size=24))
def test_a_magic_number_at_any_offset_comes_back(before: bytes, after: bytes) -> None:
    payload = before + MAGIC + after
    written = frame(payload)
    assert list(read_records(BytesIO(written))) == [(0, payload)]
    found = [at for at in range(0, len(written), 4) if written[at : at + 4] == MAGIC]
    headers = 1 + sum(payload[at : at + 4] == MAGIC for at in range(0, len(payload), 4))
    assert len(found) == headers, "a reader that looks for records must find parts only"


@given(
    st.integers(0, 2**64 - 1),
    st.lists(st.floats(width=32, allow_nan=False), min_size=1, max_size=20).map(tuple),
    payloads,
)
def test_any_index_and_labels_come_back(index: int, labels: tuple[float, ...], image: bytes) -> None:
    assert unpack_image(pack_image(index, labels, image)) == ImageRecord(index, labels, image)


@pytest.mark.parametrize("index", [-1, 2**64])
def test_an_index_that_no_record_holds_is_refused(index: int) -> None:
    with pytest.raises(DatasetError, match=str(index)):
        pack_image(index, (0.0,), b"")


def test_labels_that_no_record_holds_are_refused() -> None:
    with pytest.raises(DatasetError, match="label 1e\\+300"):
        pack_image(1, (1e300,), b"")
    with pytest.raises(DatasetError, match="2 labels"):
        pack_image(1, (0.0, 1e300), b"")
    with pytest.raises(DatasetError, match="no label"):
        pack_image(1, (), b"")


def test_an_index_is_made_anew_from_the_records(shared: Path, tmp_path: Path) -> None:
    folder = shared / "data" / "recordio"
    assert write_index(folder / "two.rec", tmp_path / "two.idx") == 2
    assert (tmp_path / "two.idx").read_bytes() == (folder / "two.idx").read_bytes() == b"3\t0\n9\t36\n"


def test_an_index_is_made_of_a_stream_that_cannot_seek() -> None:
    class Pipe(BytesIO):
        """Gives a byte at a time, as a slow pipe may."""

        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(min(1, size or 0))

    written = frame(pack_image(4, (0.0,), MAGIC * 3)) + frame(pack_image(2, (1.0, 1.0), b""))
    assert list(index_of(Pipe(written))) == [(4, 0), (2, 56)]
