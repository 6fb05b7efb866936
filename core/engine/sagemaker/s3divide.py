"""One augmented manifest split into two on this machine, since nothing in S3 is changed here."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from core.dataset.atomic import write_files
from core.dataset.manifest import file as manifests
from core.dataset.manifest.dataset import join
from core.diskspace import remedy
from core.engine.sagemaker.s3manifest import fetch
from core.engine.sagemaker.s3read import Bucket
from core.errors import DatasetError, LaunchBlocked
from core.finding import has_errors
from core.scratch import scratch_folder

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.cancel import CancelToken
    from core.config import DatasetSettings
    from core.dataset.model import DataSet
    from core.engine.sagemaker.connection import Aws
    from core.s3address import S3Address


def divide(
    settings: DatasetSettings,
    first: S3Address,
    aws: Aws,
    output: Path,
    *,
    in_spite: bool = False,
    on_progress: Callable[[int], None] | None = None,
    cancel: CancelToken | None = None,
) -> DataSet:
    """Split a manifest that is alone into ``train.manifest`` and ``validation.manifest``, lines as they stand.

    Args:
        settings: part, seed and attribute of the labels.
        first: the manifest.
        aws: asks.
        output: the folder to write to.
        in_spite: leave faulty lines out, instead of refusing to split.
        on_progress: called with the number of lines so far.
        cancel: stops it.

    Raises:
        LaunchBlocked: lines are faulty; nothing was written.
        DatasetError: the manifest is not there or is none, or the files cannot be written.
        EngineError: S3 does not say.
        Cancelled: the token was set.
    """
    with scratch_folder() as scratch:
        copy = scratch / "manifest"
        bucket = Bucket(first, aws, on_progress, cancel, key="dataset.train_lst")
        fetch(bucket, first, "train", copy)
        found = manifests.read(
            copy, str(first), label=settings.label_attribute, on_progress=on_progress, cancel=cancel
        )
        data = join(first.parent, found, None, settings)
        if not in_spite and has_errors(data.findings):
            raise LaunchBlocked(
                "the manifest was not split: some lines are faulty",
                data.findings,
                fix="mend what is marked as error, or leave those lines out with --no-check",
            )
        numbers = {
            part: {found.lines[row.index] for row in rows}
            for part, rows in (("train", data.train), ("validation", data.validation))
        }
        try:
            write_files(
                output,
                {f"{part}.manifest": manifests.copied_lines(copy, each) for part, each in numbers.items()},
            )
        except OSError as error:
            raise DatasetError(
                f"cannot write to {output}",
                why=error.strerror or str(error),
                fix=remedy(error, "name a folder that can be written to; it is made if it is not there"),
            ) from error
    return data
