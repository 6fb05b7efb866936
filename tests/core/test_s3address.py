"""Addresses in S3 as values."""

from __future__ import annotations

import os

import pytest

from core.s3address import S3Address, is_s3


@pytest.mark.parametrize(
    ("text", "bucket", "key", "shown"),
    [
        ("s3://photos", "photos", "", "s3://photos"),
        ("s3://photos/", "photos", "", "s3://photos"),
        ("S3://photos/a/b/", "photos", "a/b", "s3://photos/a/b"),
        ("s3://my.photos-1/a b/ü.lst", "my.photos-1", "a b/ü.lst", "s3://my.photos-1/a b/ü.lst"),
    ],
)
def test_parts_of_an_address(text: str, bucket: str, key: str, shown: str) -> None:
    address = S3Address.parse(text)

    assert (address.bucket, address.key, str(address), os.fspath(address)) == (bucket, key, shown, shown)
    assert S3Address.parse(str(address)) == address


@pytest.mark.parametrize(
    "text", ["s3:/photos", "photos", "s3://", "s3://A/b", "s3://ab", "s3://a_b/c", "s3://abc/\x1b"]
)
def test_what_is_no_address_is_refused_with_the_reason(text: str) -> None:
    with pytest.raises(ValueError, match=r"s3://|bucket|printed"):
        S3Address.parse(text)


def test_names_and_joins() -> None:
    root = S3Address.parse("s3://photos/flowers")

    assert root.name == "flowers"
    assert S3Address("photos").name == "photos"
    assert root / "train" == S3Address("photos", "flowers/train")
    assert S3Address("photos") / "train" == S3Address("photos", "train")
    assert (root / "train").folder == "s3://photos/flowers/train/"
    assert S3Address("photos").folder == "s3://photos/"
    assert (root / "a.lst").parent == root
    assert root.parent == S3Address("photos")
    assert is_s3("S3://x")
    assert not is_s3("/s3://x")


@pytest.mark.parametrize(
    ("first", "second", "folder"),
    [
        ("s3://aaa/flowers/t.manifest", "s3://aaa/flowers/v.manifest", "s3://aaa/flowers"),
        ("s3://aaa/flowers/train/m.jsonl", "s3://aaa/flowers/validation/m.jsonl", "s3://aaa/flowers"),
        ("s3://aaa/flower/t.manifest", "s3://aaa/flowers/v.manifest", "s3://aaa"),
        ("s3://aaa/flowers/t.manifest", "s3://bbb/flowers/v.manifest", "s3://aaa/flowers"),
        ("s3://aaa/t.manifest", "s3://aaa/v.manifest", "s3://aaa"),
    ],
)
def test_folder_that_two_addresses_share(first: str, second: str, folder: str) -> None:
    assert str(S3Address.parse(first).shared(S3Address.parse(second))) == folder


def test_manifest_is_known_by_its_ending() -> None:
    assert [
        text
        for text in (
            "s3://aaa/x.manifest",
            "s3://aaa/x.JSONL",
            "s3://aaa/x.json",
            "s3://aaa/x.lst",
            "s3://photos.json",
            "s3://aaa/b",
        )
        if S3Address.parse(text).is_manifest
    ] == ["s3://aaa/x.manifest", "s3://aaa/x.JSONL", "s3://aaa/x.json"]


def test_folder_of_a_labeling_jobs_output_is_the_job() -> None:
    assert S3Address("a", "species/manifests/output").without_output == S3Address("a", "species")
    assert S3Address("a", "species/output").without_output == S3Address("a", "species/output")
