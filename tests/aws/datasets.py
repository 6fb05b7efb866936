"""Data sets for the tests of what is sent to S3: files of random content under class folders."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from core.config import DatasetSettings, SagemakerSettings
from core.dataset.load import load
from core.engine.sagemaker.connection import Aws
from core.engine.sagemaker.governor import Governor

if TYPE_CHECKING:
    from pathlib import Path

    from core.dataset.model import DataSet
    from tests.aws.account import Account


def random_photos(root: Path, *, classes: int = 2, images: int = 10, size: int = 700) -> DataSet:
    """A data set of files that nobody decodes."""
    content = random.Random(5)
    for label in range(classes):
        folder = root / f"class {label}"
        folder.mkdir(parents=True)
        for number in range(images):
            (folder / f"ü{number}.jpg").write_bytes(content.randbytes(size + number))
    return load(DatasetSettings(path=root))


def connect(account: Account) -> Aws:
    """A connection with a governor of its own, whose random is the longest wait."""
    return Aws(SagemakerSettings(region=account.region), governor=Governor(), random=lambda: 0.0)
