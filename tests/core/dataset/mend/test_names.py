"""Names in a mended copy: such as a list can hold, each once, and no more changed than must be."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dataset.lstline import path_fault
from core.dataset.mend.names import Names, mended, with_ending


def never(_path: str) -> bool:
    return False


@pytest.mark.parametrize(
    ("name", "ending", "new"),
    [
        ("a.jpg", ".jpg", "a.jpg"),
        ("a.JPEG", ".jpg", "a.JPEG"),
        ("a.png", ".jpg", "a.jpg"),
        ("a.jpg", ".png", "a.png"),
        ("a.webp", ".jpg", "a.jpg"),
        ("a.tar.gif", ".png", "a.tar.png"),
        ("a", ".png", "a.png"),
        (".png", ".jpg", ".png.jpg"),
    ],
)
def test_an_ending_tells_the_format(name: str, ending: str, new: str) -> None:
    assert with_ending(name, ending) == new


@pytest.mark.parametrize(
    ("name", "new"),
    [
        ("a\tb.jpg", "a_b.jpg"),
        ("a\nb.jpg", "a_b.jpg"),
        ("a.jpg ", "a.jpg"),
        ("caf\udce9.jpg", "caf_xe9.jpg"),
        ("a\\b.jpg", "a_b.jpg"),
        ("\udcff" * 255, None),
    ],
)
def test_a_name_that_no_list_can_hold_is_written_otherwise(name: str, new: str | None) -> None:
    found, why = mended(name, first=False, last=True)
    assert why
    assert new is None or found == new
    assert len(found.encode()) < 250


def test_a_blank_matters_only_where_a_path_begins_or_ends() -> None:
    assert mended(" a.jpg", first=False, last=True) == (" a.jpg", "")
    assert mended("b ", first=True, last=False) == ("b ", "")
    assert mended(" b", first=True, last=False)[0] == "b"


def test_a_mended_name_is_never_hidden() -> None:
    assert mended(" .b", first=True, last=False)[0] == "_.b"


def test_a_renamed_photo_avoids_the_names_beside_it() -> None:
    names = Names(["d/a.png", "d/a.jpg", "d/A-2.jpg", "d/b.jpg"], never)
    assert names.file("d/a.png", ".jpg", "is JPEG by content").path == "d/a-3.jpg"
    assert names.file("d/a.jpg", ".jpg", "").path == "d/a.jpg"


def test_two_that_want_one_name_get_two() -> None:
    names = Names(["d/a.gif", "d/a.bmp"], never)
    first, second = names.file("d/a.bmp", ".png", "is BMP"), names.file("d/a.gif", ".png", "is GIF")
    assert [first.path, second.path] == ["d/a.png", "d/a-2.png"]
    assert second.why == "is GIF; another file has that name"


def test_names_that_differ_in_case_stay_unless_the_disk_takes_them_for_one() -> None:
    paths = ["d/a.jpg", "d/A.jpg"]
    assert [Names(paths, never).file(path, ".jpg", "").path for path in paths] == paths
    seen: set[str] = set()

    def there(path: str) -> bool:
        return path.lower() in seen

    names = Names(paths, there)
    placed = []
    for path in paths:
        placed.append(names.file(path, ".jpg", "").path)
        seen.add(placed[-1].lower())
    assert placed == ["d/a.jpg", "d/A-2.jpg"]


def test_a_folder_that_is_renamed_stays_apart_from_another_of_that_name() -> None:
    names = Names([" daisy/a.jpg", "daisy/a.jpg"], never)
    moved, stays = names.file(" daisy/a.jpg", ".jpg", ""), names.file("daisy/a.jpg", ".jpg", "")
    assert (moved.path, stays.path) == ("daisy-2/a.jpg", "daisy/a.jpg")
    assert moved.why.startswith("lies in a folder that has white space")


any_name = (
    st.binary(min_size=1, max_size=40)
    .map(os.fsdecode)
    .filter(lambda name: "/" not in name and "\0" not in name and not name.startswith("."))
)


@given(st.lists(st.tuples(any_name, any_name), unique=True, max_size=12))
def test_every_file_gets_a_path_of_its_own_that_lists_take(pairs: list[tuple[str, str]]) -> None:
    paths = [f"{folder}/{name}" for folder, name in pairs]
    names = Names(paths, never)
    placed = [names.file(path, ".jpg", "") for path in paths]
    assert len({place.path for place in placed}) == len(paths)
    for path, place in zip(paths, placed, strict=True):
        fault = path_fault(place.path)
        assert fault is None, (path, place.path)
        assert bool(place.why) == (place.path != path) or not path.lower().endswith((".jpg", ".jpeg"))
