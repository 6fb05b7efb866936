from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.dataset import digests
from core.dataset.digests import SIZE, Digests, cache_file, pack_state
from core.dataset.fingerprint import fingerprint
from core.dataset.lstline import format_row, format_rows
from core.dataset.model import DataSet, Row
from core.paths import cache_dir
from tests.core.dataset.samples import folder

pytestmark = pytest.mark.usefixtures("home")


def late() -> int:
    return 4_000_000_000_000_000_000


def one_photo(root: Path) -> DataSet:
    return DataSet(folder(root, {"a/1.jpg": b"first"}), (), [Row(0, (0.0,), "a/1.jpg")], [])


def kept(root: Path) -> Path:
    return cache_file(os.path.realpath(root))


def digest(dataset: DataSet, **options: object) -> bytes:
    return fingerprint(dataset, **options).channels[0].digests  # type: ignore[arg-type]


def believed(root: Path) -> bytes:
    """Put a wrong digest for the one photo into the cache: it comes back if the cache is believed."""
    file = (root / "a/1.jpg").stat()
    state = pack_state(file.st_size, file.st_mtime_ns, file.st_ctime_ns, file.st_ino)
    digests.save(kept(root), Digests(["a/1.jpg"], state, b"W" * SIZE))
    return b"W" * SIZE


def test_a_file_that_is_what_it_was_is_not_read(tmp_path: Path) -> None:
    dataset = one_photo(tmp_path / "set")
    wrong = believed(tmp_path / "set")
    assert digest(dataset) == wrong


def test_changed_content_of_equal_size_and_time_is_read(tmp_path: Path) -> None:
    dataset = one_photo(tmp_path / "set")
    wrong = believed(tmp_path / "set")
    file = tmp_path / "set/a/1.jpg"
    before = file.stat()
    file.write_bytes(b"again")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert digest(dataset) != wrong


def test_a_file_put_in_anothers_place_is_read(tmp_path: Path) -> None:
    dataset = one_photo(tmp_path / "set")
    wrong = believed(tmp_path / "set")
    file = tmp_path / "set/a/1.jpg"
    other = tmp_path / "other"
    other.write_bytes(b"other")
    os.utime(other, ns=(file.stat().st_atime_ns, file.stat().st_mtime_ns))
    other.replace(file)
    assert digest(dataset) != wrong


def test_a_file_that_has_only_just_changed_is_not_remembered(tmp_path: Path) -> None:
    dataset = one_photo(tmp_path / "set")
    digest(dataset)
    assert not kept(tmp_path / "set").exists()
    digest(dataset, clock=late)
    assert digests.load(kept(tmp_path / "set")).paths == ["a/1.jpg"]


@pytest.mark.parametrize("place", [0, 10, 40, 60, -1])
def test_a_damaged_cache_is_thrown_away(tmp_path: Path, place: int) -> None:
    dataset = one_photo(tmp_path / "set")
    right = digest(dataset)
    believed(tmp_path / "set")
    data = bytearray(kept(tmp_path / "set").read_bytes())
    data[place] ^= 1
    kept(tmp_path / "set").write_bytes(data)
    assert digest(dataset) == right


@given(data=st.binary(max_size=200), cut=st.integers(0, 200))
@settings(max_examples=200, deadline=None)
def test_whatever_is_in_the_cache_it_is_read_without_an_exception(data: bytes, cut: int) -> None:
    file = cache_dir() / "some"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    assert digests.load(file) == Digests()
    digests.save(file, Digests(["a", "b"], bytes(2 * SIZE), bytes(2 * SIZE)))
    whole = file.read_bytes()
    file.write_bytes(whole[: cut % len(whole)])
    assert digests.load(file) == Digests()


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    dataset = one_photo(tmp_path / "set")
    cache_dir().parent.mkdir(parents=True, exist_ok=True)
    cache_dir().write_text("a file in the way")
    assert digest(dataset, clock=late) == digest(dataset, clock=late)


def test_photos_of_another_list_of_the_same_root_stay_known(tmp_path: Path) -> None:
    root = folder(tmp_path / "set", {f"a/{number}.jpg": b"x" * number for number in range(6)})
    rows = [Row(number, (0.0,), f"a/{number}.jpg") for number in range(6)]
    fingerprint(DataSet(root, (), rows[:3], []), clock=late)
    fingerprint(DataSet(root, (), rows[3:], []), clock=late)
    assert sorted(digests.load(kept(root)).paths) == [row.path for row in rows]


def test_photos_that_are_gone_do_not_pile_up(tmp_path: Path) -> None:
    root = tmp_path / "set"
    for turn in range(5):
        folder(root, {f"a/{turn}-{number}.jpg": b"x" for number in range(10)})
        rows = [Row(number, (0.0,), f"a/{turn}-{number}.jpg") for number in range(10)]
        fingerprint(DataSet(root, (), rows, []), clock=late)
    assert len(digests.load(kept(root)).paths) <= 20


NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)


@given(
    rows=st.lists(
        st.builds(Row, st.integers(0, 99), st.sampled_from([(0.0,), (3.0,), (0.0, 1.0), (0.5,)]), NAMES)
    )
)
def test_rows_written_together_are_the_rows_written_one_by_one(rows: list[Row]) -> None:
    try:
        each = "".join(map(format_row, rows))
    except ValueError:
        with pytest.raises(ValueError, match="name"):
            format_rows(rows)
    else:
        assert format_rows(rows) == each


def test_random_names_survive_the_cache(tmp_path: Path) -> None:
    names = [f"a/{chr(random.Random(3).randrange(0x4E00, 0x9FFF))}{number}\udcff.jpg" for number in range(5)]
    digests.save(tmp_path / "cache", Digests(names, bytes(5 * SIZE), bytes(5 * SIZE)))
    assert digests.load(tmp_path / "cache").paths == names
