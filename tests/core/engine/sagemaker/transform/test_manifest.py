"""The list of the photos: what is written is read again, and what is none is refused in words."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.engine.sagemaker.transform.manifest import Manifest, Row, counts, dumps, loads
from core.engine.transforming import PhotoPlace
from core.errors import EngineError
from core.finding import Finding

TEXT = st.text(st.characters(exclude_characters="\0"), max_size=20)
FINDINGS = st.builds(
    Finding,
    st.sampled_from(["error", "warning", "info"]),
    TEXT,
    TEXT,
    st.none() | TEXT,
    why=TEXT,
    fix=TEXT,
)
ROWS = st.builds(
    Row,
    TEXT,
    st.none() | st.lists(st.integers(0, 9), max_size=3).map(tuple),
    TEXT,
    st.lists(FINDINGS, max_size=2).map(tuple),
)
MANIFESTS = st.builds(
    Manifest,
    TEXT,
    st.lists(TEXT, max_size=3).map(tuple),
    st.booleans(),
    st.builds(PhotoPlace, TEXT, TEXT),
    st.lists(ROWS, max_size=4).map(tuple),
)
PLAIN = Manifest("ic-1", ("a", "b"), False, PhotoPlace("/photos"), (Row("x.jpg", (1,), "000001-ab.jpg"),))


@given(MANIFESTS)
def test_what_is_written_is_read_again(manifest: Manifest) -> None:
    assert loads(dumps(manifest)) == manifest


def test_a_path_that_is_no_text_survives() -> None:
    row = Row("bad-\udcff.jpg")
    assert loads(dumps(Manifest("", (), False, PhotoPlace("/"), (row,)))).rows == (row,)


def test_its_numbers_stand_with_the_object_itself() -> None:
    left_out = Row("y.jpg", None, "", (Finding("error", "k", "d", "y.jpg"),))
    whole = Manifest("ic-1", (), False, PhotoPlace("/photos"), (*PLAIN.rows, left_out))
    assert counts(whole.metadata()) == ("ic-1", 1)


@pytest.mark.parametrize(
    ("metadata", "found"),
    [({}, ("", None)), ({"job": "j", "sent": "many"}, ("j", None)), ({"sent": "²"}, ("", None))],
)
def test_metadata_that_tells_nothing(metadata: dict[str, str], found: tuple[str, int | None]) -> None:
    assert counts(metadata) == found


@pytest.mark.parametrize(
    "changes",
    [
        {"version": 2},
        {"job": None},
        {"place": ["/photos"] * 3},
        {"place": ["a\0b", ""]},
        {"classes": [1]},
        {"photos": [{}]},
        {"photos": [{"name": "x", "truth": ["a"]}]},
        {"photos": [{"name": "x", "findings": [{"level": "fatal"}]}]},
        {"photos": None},
    ],
)
def test_what_is_none_is_refused(changes: dict[str, object]) -> None:
    whole = {**json.loads(dumps(PLAIN)), **changes}
    with pytest.raises(EngineError, match="list of the photos cannot be read") as caught:
        loads(json.dumps(whole).encode())
    assert caught.value.why


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff", b"[" * 100_000, b'{"version": 1}'])
def test_what_is_no_manifest_at_all(content: bytes) -> None:
    with pytest.raises(EngineError, match="cannot be read"):
        loads(content)
