"""The names beside a model: where they lie, and what a file of anybody's is taken for."""

from __future__ import annotations

import json

import pytest

from core.engine.sagemaker.hosting.classes import LARGEST, beside, parse


@pytest.mark.parametrize(
    ("model", "names"),
    [
        ("s3://bucket/ic-1/output/model.tar.gz", "s3://bucket/ic-1/output/classes.json"),
        ("s3://bucket/model.tar.gz", "s3://bucket/classes.json"),
        ("/home/me/model", None),
        ("", None),
    ],
)
def test_where_they_lie(model: str, names: str | None) -> None:
    found = beside(model)
    assert (None if found is None else str(found)) == names


def test_names_in_label_order() -> None:
    assert parse('["daisy", "böse"]'.encode()) == ("daisy", "böse")


@pytest.mark.parametrize("content", [b"", b"{}", b"[1, 2]", b'["a", null]', b"\xff\xfe", b"[" * 200_000])
def test_what_holds_no_names(content: bytes) -> None:
    assert parse(content) == ()


def test_a_file_that_is_too_large_is_not_believed() -> None:
    assert parse(json.dumps(["x" * LARGEST]).encode()) == ()


def test_names_are_harmless() -> None:
    [name] = parse(json.dumps(["\x1b]0;title\x07ro\u202eses"]).encode())
    assert name == "roses"
