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
