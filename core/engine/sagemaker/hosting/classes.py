"""The class names of a model, as classes.json beside it in S3, so that another machine knows them, too."""

from __future__ import annotations

import json
from contextlib import closing
from typing import TYPE_CHECKING, Any

from core.dataset.class_names import CLASSES_FILE
from core.errors import NotFound
from core.s3address import S3Address
from core.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.engine.sagemaker.connection import Aws

    Ask = Callable[..., dict[str, Any]]

LARGEST = 1 << 20
"""Bytes of a file that is read; that is tens of thousands of names."""
LONGEST = 200
"""Characters of a name."""


def beside(model: str) -> S3Address | None:
    """Where the names belong; None where the model has no address in S3.

    Args:
        model: ``s3://`` address of model.tar.gz.
    """
    try:
        return S3Address.parse(model).parent / CLASSES_FILE
    except ValueError:
        return None


def read(aws: Aws, model: str) -> tuple[str, ...] | None:
    """The names that lie beside a model, cleaned; empty for a file that holds none, None where there is no file.

    Args:
        aws: to ask.
        model: ``s3://`` address of model.tar.gz.

    Raises:
        EngineError: it cannot be read.
    """
    address = beside(model)
    if address is None:
        return None
    try:
        answer = aws.ask("s3", "get_object", Bucket=address.bucket, Key=address.key)
    except NotFound:
        return None
    with aws.translated("s3:GetObject"), closing(answer["Body"]) as body:
        return parse(body.read(LARGEST + 1))


def parse(content: bytes) -> tuple[str, ...]:
    """The names in a file's content; empty where it is no list of texts."""
    if len(content) > LARGEST:
        return ()
    try:
        names = json.loads(content)
    except (ValueError, RecursionError):
        return ()
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        return ()
    return tuple(clean(name, limit=LONGEST) for name in names)


def write(ask: Ask, address: str, names: Sequence[str]) -> None:
    """Put the names beside their model.

    Args:
        ask: as `Aws.ask`.
        address: ``s3://`` address of the file.
        names: in label order.

    Raises:
        EngineError: it is refused.
    """
    place = S3Address.parse(address)
    body = json.dumps(list(names), ensure_ascii=False, indent=1) + "\n"
    ask(
        "s3",
        "put_object",
        Bucket=place.bucket,
        Key=place.key,
        Body=body.encode(),
        ContentType="application/json",
    )
