"""What a command's arguments name: a data set, a list, a folder on this machine."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from core.s3address import is_s3

if TYPE_CHECKING:
    from cli.context import App
    from core.config import DatasetSettings


def named(app: App, folder: str | None, **given: float | None) -> DatasetSettings:
    """The data set that the arguments name, else the configuration's; a folder named here goes without lists.

    Args:
        app: its settings are the configuration's.
        folder: named on the command line, or None.
        given: keys of the section that have options, None where the option is not given.
    """
    values: dict[str, object] = {f"dataset.{key}": value for key, value in given.items() if value is not None}
    if folder is None:
        return app.override(values).settings.dataset
    values["dataset.path"] = folder if is_s3(folder) else str(Path(folder).expanduser().absolute())
    return replace(app.override(values).settings.dataset, train_lst=None, validation_lst=None)


def here(path: str) -> Path:
    """A path on this machine.

    Raises:
        UsageError: it is in S3.
    """
    from core.errors import UsageError

    if is_s3(path):
        raise UsageError(
            f"{path} is in S3, and a list is checked on this machine",
            fix="copy it here with aws s3 cp; a whole data set in S3 is checked by: trainscope dataset s3://…",
        )
    return Path(path)
