"""Augmented manifests in the test account's bucket, as Ground Truth writes them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from core.s3address import S3Address
from tests.aws.program import Program

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from tests.aws.account import Account

CONFIG = """
engine: sagemaker
dataset: {{train_lst: {folder}/train.manifest, validation_lst: {folder}/validation.manifest, seed: 7}}
sagemaker: {{role: {role}, bucket: {bucket}, prices: {{ml.g5.xlarge: 1.41}}}}
watch: {{poll_seconds: 0.3}}
hyperparameters: {{use_pretrained_model: 0, image_shape: '3,32,32', resize: 32, num_classes: auto,
  num_training_samples: auto, mini_batch_size: 4, epochs: 4}}
"""
NAMES = ("ant", "bee", "cat")
TYPE = "groundtruth/image-classification"


def lines(photos: Iterable[tuple[str, object]], attribute: str = "species", **metadata: Any) -> bytes:
    """A manifest of address and label of each photo."""
    made = []
    for address, label in photos:
        known: dict[str, Any] = {"type": TYPE, "human-annotated": "yes", "job-name": "labeling-job/x"}
        if isinstance(label, int):
            known["class-name"] = NAMES[label]
        elif isinstance(label, list):
            known |= {"type": f"{TYPE}-multilabel", "class-map": {str(each): NAMES[each] for each in label}}
        line = {"source-ref": address, attribute: label, f"{attribute}-metadata": known | metadata}
        made.append(json.dumps(line) + "\n")
    return "".join(made).encode()


def put(account: Account, objects: Mapping[str, bytes], **options: Any) -> None:
    """Put objects into the account's bucket."""
    s3 = account.client("s3")
    for key, body in objects.items():
        s3.put_object(Bucket=account.bucket, Key=key, Body=body, **options)


def labeled(account: Account, *, train: int = 27, validation: int = 9, several: bool = False) -> S3Address:
    """A folder with photos, ``train.manifest`` and ``validation.manifest``, labels 0 to 2; returns it."""
    folder = S3Address(account.bucket, "insects")
    rows: dict[str, list[tuple[str, object]]] = {"train": [], "validation": []}
    for number in range(train + validation):
        key = f"photos/{number}.jpg"
        put(account, {f"{folder.prefix}{key}": b"photo %d" % number})
        label: object = [number % 3, (number + 1) % 3][: 1 + number % 2] if several else number % 3
        rows["train" if number < train else "validation"].append((str(folder / key), label))
    put(account, {f"{folder.prefix}{name}.manifest": lines(part) for name, part in rows.items()})
    return folder


def configured(account: Account, folder: S3Address | str) -> str:
    """The configuration file of a data set of the two manifests in a folder."""
    return CONFIG.format(folder=folder, role=account.role, bucket=account.bucket)


def install(home: Path, account: Account) -> Program:
    """The program with 36 photos of three classes in S3, named by two manifests."""
    (home / "trainscope.yaml").write_text(configured(account, labeled(account)))
    return Program(home, home, account)
