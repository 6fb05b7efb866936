"""An address in S3 as a value: it is shown, joined and named like a path, and it is none on this machine."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass

_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_SCHEME = "s3://"
_GROUND_TRUTH = "/manifests/output"
MANIFEST_ENDINGS = (".manifest", ".jsonl", ".json")


def is_s3(text: str) -> bool:
    """Whether a text is meant as an address in S3."""
    return text.lower().startswith(_SCHEME)


@dataclass(frozen=True, slots=True)
class S3Address(os.PathLike[str]):
    """``s3://bucket/key``.

    Args:
        bucket: its name.
        key: of an object, or what the keys below a folder begin with, without ``/`` at either end; empty for all.
    """

    bucket: str
    key: str = ""

    @classmethod
    def parse(cls, text: str) -> S3Address:
        """The address that a text names; a ``/`` at its end does not count.

        Raises:
            ValueError: it is none; the message says why, for the end of a sentence.
        """
        if not is_s3(text):
            raise ValueError("does not begin with s3://")
        bucket, _, key = text[len(_SCHEME) :].partition("/")
        if not _BUCKET.fullmatch(bucket):
            raise ValueError("names no bucket as S3 allows: 3 to 63 small letters, digits, dots and hyphens")
        if not key.isprintable():
            raise ValueError("holds a character that cannot be printed")
        return cls(bucket, key.strip("/"))

    @property
    def name(self) -> str:
        """The last part of the key; the bucket's name where there is none."""
        return self.key.rpartition("/")[2] or self.bucket

    @property
    def parent(self) -> S3Address:
        """The folder that it lies in; the whole bucket for what lies at its top."""
        return S3Address(self.bucket, self.key.rpartition("/")[0])

    @property
    def is_manifest(self) -> bool:
        """Whether it names an augmented manifest, going by its ending: lines of JSON, a photo and its label in each."""
        return self.name.lower().endswith(MANIFEST_ENDINGS) and bool(self.key)

    @property
    def prefix(self) -> str:
        """What the keys of all that lies in this folder begin with."""
        return f"{self.key}/" if self.key else ""

    @property
    def folder(self) -> str:
        """The address with a ``/`` at its end, as a channel is given: without it ``train`` is ``train_lst``, too."""
        return f"{_SCHEME}{self.bucket}/{self.prefix}"

    def shared(self, other: S3Address) -> S3Address:
        """The innermost folder that this and the other lie in; this one's folder if their buckets differ."""
        if other.bucket != self.bucket:
            return self.parent
        parts: list[str] = []
        for mine, theirs in zip(self.key.split("/")[:-1], other.key.split("/")[:-1], strict=False):
            if mine != theirs:
                break
            parts.append(mine)
        return S3Address(self.bucket, "/".join(parts))

    @property
    def without_output(self) -> S3Address:
        """The folder of a labeling job, where this is the one that Ground Truth puts its manifest into."""
        key = self.key.removesuffix(_GROUND_TRUTH)
        return S3Address(self.bucket, key)

    def __truediv__(self, name: str) -> S3Address:
        return S3Address(self.bucket, f"{self.prefix}{name}")

    def __str__(self) -> str:
        return f"{_SCHEME}{self.bucket}/{self.key}" if self.key else f"{_SCHEME}{self.bucket}"

    def __fspath__(self) -> str:
        """For what shows paths; nothing of this name can be opened."""
        return str(self)
