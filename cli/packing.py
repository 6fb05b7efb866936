"""What the command `pack` packs: a data set of two channels, or one list; read, and checked unless told not to."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from cli.dataview import progress
from cli.named import here, named
from core.dataset.pack.packing import PackSet
from core.errors import DatasetError, LaunchBlocked, UsageError
from core.finding import has_errors
from core.s3address import S3Address

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cli.context import App
    from core.cancel import CancelToken
    from core.dataset.model import ClassCount
    from core.dataset.pack.packing import PackOptions
    from core.finding import Finding

_FIX = "mend what is marked as error, or pack the photos all the same with --no-check"


@dataclass(frozen=True, slots=True)
class ToPack:
    """What is packed.

    Args:
        sets: the lists.
        root: what their paths are relative to.
        findings: what was noticed about lists and photos.
        classes: of a folder.
        texts: files that are written beside the packed ones.
        several: whether a photo may have several labels.
    """

    sets: Sequence[PackSet]
    root: Path
    findings: Sequence[Finding]
    classes: Sequence[ClassCount] = ()
    texts: Mapping[Path, Iterable[str]] = field(default_factory=dict)
    several: bool = False


def from_folder(
    app: App,
    folder: str | None,
    output: Path,
    options: PackOptions,
    cancel: CancelToken,
    *,
    no_check: bool,
    validation: float | None,
    seed: int | None,
) -> ToPack:
    """Both channels of a data set, their lists and the names of the classes.

    Args:
        app: its settings say what is not said here.
        folder: of photos, or None for the configuration's data set.
        output: the folder that is written to.
        options: what is done with photos.
        cancel: stops it.
        no_check: do not look at the photos, and go on in spite of errors.
        validation: the part that validates, if not the configuration's.
        seed: of the split, likewise.

    Raises:
        LaunchBlocked: the photos have errors.
        DatasetError: it cannot be read, or a channel has no photos.
        Cancelled: the token was set.
    """
    from core.dataset.lstline import format_row
    from core.source import load

    settings = named(app, folder, validation=validation, seed=seed)
    if isinstance(settings.place, S3Address):
        raise DatasetError(
            f"the photos of {settings.place} are not on this machine",
            fix="copy them here, for instance with: aws s3 sync",
        )
    data = load(settings, app.settings.sagemaker, cancel=cancel)
    root = data.folder
    findings = list(data.findings)
    if not no_check:
        from core.dataset.check import check

        packed = replace(data, input="recordio")
        findings += check(
            packed, _judged_by(app, options), quick=False, on_progress=progress(), cancel=cancel
        )
        _refuse_errors(findings)
    channels = {"train": data.train, "validation": data.validation}
    for rows, does in zip(channels.values(), ("train", "validate"), strict=True):
        if not rows:
            raise DatasetError(
                f"nothing was packed: no photos of {data.place} {does}",
                fix="put the photos into one folder per class, at least two into each",
            )
    names = json.dumps([row.name for row in data.classes], ensure_ascii=False, indent=1)
    texts: dict[Path, Iterable[str]] = {
        output / f"{name}.lst": map(format_row, rows) for name, rows in channels.items()
    }
    texts[output / "classes.json"] = [names, "\n"]
    sets = [PackSet(output / name, rows) for name, rows in channels.items()]
    return ToPack(sets, root, findings, data.classes, texts, data.multi_label)


def from_list(
    app: App,
    source: str,
    root: str | None,
    output: Path,
    options: PackOptions,
    cancel: CancelToken,
    *,
    no_check: bool,
) -> ToPack:
    """One list.

    Args:
        app: its settings say what is not said here.
        source: the list.
        root: what its paths are relative to, or None for ``dataset.path``.
        output: the folder that is written to.
        options: what is done with photos.
        cancel: stops it.
        no_check: do not look at the photos, and go on in spite of errors.

    Raises:
        LaunchBlocked: list or photos have errors.
        DatasetError: list or root cannot be read, or no line of the list can be used.
        UsageError: nothing says where its paths start.
        Cancelled: the token was set.
    """
    from core.dataset import lst
    from core.dataset.listcheck import check_list
    from core.dataset.root import read_root

    file = here(source)
    found = lst.read(file, cancel=cancel)
    start = _root_of_lists(app, root)
    read_root(start)
    findings: Sequence[Finding] = found.findings
    if not no_check:
        findings = check_list(
            file,
            root=start,
            hyperparameters=_judged_by(app, options),
            on_progress=progress(),
            cancel=cancel,
        ).findings
        _refuse_errors(findings)
    if not found.rows:
        raise DatasetError(
            f"nothing was packed: {file} has no line that can be used",
            fix=f"see what is wrong with it: trainscope check {file.name}",
        )
    name = output / file.name.removesuffix(".lst")
    return ToPack([PackSet(name, found.rows, file, found.lines)], start, findings)


def _root_of_lists(app: App, root: str | None) -> Path:
    """Where the paths of a list start.

    Raises:
        UsageError: nothing says so, or it is in S3.
    """
    from core.dataset.root import on_this_machine

    if root is not None:
        return here(root)
    place = app.settings.dataset.path
    if place is None:
        raise UsageError(
            "nothing says where the paths of the list start",
            fix="name the folder of the photos: --root DIR, or dataset.path in the configuration",
        )
    return on_this_machine(place)


def _judged_by(app: App, options: PackOptions) -> dict[str, str]:
    """The hyperparameters that photos are judged by; if training does not resize them, packing may."""
    given = dict(app.settings.hyperparameters)
    if options.resize and not given.get("resize", "").strip():
        given["resize"] = str(options.resize)
    return given


def _refuse_errors(findings: Sequence[Finding]) -> None:
    if has_errors(findings):
        raise LaunchBlocked("nothing was packed: the photos have errors", findings, fix=_FIX)
