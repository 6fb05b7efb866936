"""The one way to a data set, wherever it lies: a folder or lists on this machine, or channels in S3."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.dataset.balance import balance
from core.dataset.reading import Reading
from core.errors import UsageError
from core.s3address import S3Address

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from core.cancel import CancelToken
    from core.config import DatasetSettings, SagemakerSettings
    from core.dataset.model import DataSet

_USUAL = Reading()


def load(
    dataset: DatasetSettings,
    sagemaker: SagemakerSettings,
    *,
    sizes: bool = False,
    reading: Reading = _USUAL,
    on_progress: Callable[[int], None] | None = None,
    cancel: CancelToken | None = None,
) -> DataSet:
    """Read and split the data set; no photo is opened, nor downloaded.

    Args:
        dataset: where it is, how it is split, which classes.
        sagemaker: profile and region, where it lies in S3.
        sizes: whether to add up the photos' sizes on this machine (one stat per photo).
        reading: how a folder on this machine is read.
        on_progress: called with the number of photos or lines so far.
        cancel: stops the reading.

    Raises:
        UsageError: no data set is named, its parts lie in different places, or it is no folder on this machine
            and a reading is asked for.
        DatasetError: it cannot be read.
        EngineError: S3 does not say.
        Cancelled: the token was set.
    """
    remote = dataset.manifest or dataset.path
    if isinstance(remote, S3Address):
        if reading != _USUAL:
            raise UsageError(
                f"{remote} is in S3, and only a folder here can be read flat, nested or by endings",
                fix="copy it here, for instance with: aws s3 sync",
            )
        from core.engine.sagemaker import s3data, s3manifest
        from core.engine.sagemaker.connection import Aws

        read = s3data.read if dataset.manifest is None else s3manifest.read
        found = read(dataset, remote, Aws(sagemaker), on_progress=on_progress, cancel=cancel)
        return replace(found, findings=(*found.findings, *balance(found)))
    from core.dataset.load import load as load_here

    found = load_here(dataset, sizes=sizes, reading=reading, on_progress=on_progress, cancel=cancel)
    return replace(found, findings=(*found.findings, *balance(found)))


def divide(
    dataset: DatasetSettings,
    sagemaker: SagemakerSettings,
    output: Path,
    *,
    in_spite: bool = False,
    on_progress: Callable[[int], None] | None = None,
    cancel: CancelToken | None = None,
) -> DataSet:
    """Split the one augmented manifest of a data set into two on this machine; returns what they hold.

    Args:
        dataset: names the manifest, the part that validates and the seed.
        sagemaker: profile and region.
        output: the folder to write ``train.manifest`` and ``validation.manifest`` to.
        in_spite: leave faulty lines out, instead of refusing to split.
        on_progress: called with the number of lines so far.
        cancel: stops it.

    Raises:
        UsageError: no manifest is named, or there are two already.
        LaunchBlocked: lines are faulty.
        DatasetError: the manifest cannot be read, or nothing can be written.
        EngineError: S3 does not say.
        Cancelled: the token was set.
    """
    if dataset.manifest is None or dataset.validation_lst is not None:
        raise UsageError(
            "there is no manifest that is to be split",
            why="dataset.validation_lst names the photos that validate" if dataset.validation_lst else "",
            fix="name one manifest as dataset.train_lst, and none as dataset.validation_lst",
        )
    from core.engine.sagemaker import s3divide
    from core.engine.sagemaker.connection import Aws

    return s3divide.divide(
        dataset,
        dataset.manifest,
        Aws(sagemaker),
        output,
        in_spite=in_spite,
        on_progress=on_progress,
        cancel=cancel,
    )
