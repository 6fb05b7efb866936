"""The commands `dataset`, `lst` and `check`: what a data set holds, its lists written, any list validated."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.context import App, common, json_option
from core.s3address import is_s3

if TYPE_CHECKING:
    from core.config import DatasetSettings


@click.command()
@click.argument("folder", metavar="[DIR]", required=False)
@click.option("--quick", is_flag=True, help="Read headers only, decode nothing.")
@json_option
@common
def dataset(app: App, folder: str | None, quick: bool) -> int:
    """Classes, counts and findings of a folder of photos (else of dataset.path).

    Photos are judged by the configuration's image_shape and resize. Exit code 1: a finding is an error.
    """
    from cli.dataview import print_dataset, progress
    from cli.output import emit_json
    from core.dataset.check import check
    from core.finding import by_severity, has_errors
    from core.source import load

    data = load(_named(app, folder), app.settings.sagemaker)
    photos = check(
        data,
        app.settings.hyperparameters,
        quick=quick,
        each=app.as_json,
        on_progress=progress(),
        cancel=None,
    )
    findings = by_severity([*data.findings, *photos])
    if app.as_json:
        emit_json(
            {
                "path": data.place,
                "images": data.images,
                "classes": [row.as_json() for row in data.classes],
                "problems": [finding.as_json() for finding in findings],
            }
        )
    else:
        print_dataset(data, findings)
    return 1 if has_errors(findings) else 0


@click.command()
@click.argument("folder", metavar="[DIR]", required=False)
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="OUT",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder to write train.lst, validation.lst and classes.json to.",
)
@click.option(
    "--validation", type=float, metavar="PART", help="Part that validates (else dataset.validation)."
)
@click.option("--seed", type=int, metavar="N", help="Seed of the split (else dataset.seed).")
@click.option("--no-check", is_flag=True, help="Do not look at the photos, and write in spite of errors.")
@json_option
@common
def lst(
    app: App, folder: str | None, output: Path, validation: float | None, seed: int | None, no_check: bool
) -> None:
    """Write train.lst, validation.lst and classes.json for a folder of photos (else of dataset.path).

    Refuses if the photos have errors, unless --no-check.
    """
    import sys

    from cli.dataview import print_classes, progress
    from cli.output import emit_json, out, print_findings
    from core.dataset.atomic import write_files
    from core.dataset.lstline import format_row
    from core.errors import DatasetError, LaunchBlocked
    from core.finding import has_errors
    from core.source import load
    from core.text import clean_path

    data = load(_named(app, folder, validation=validation, seed=seed), app.settings.sagemaker)
    findings = list(data.findings)
    if not no_check:
        from core.dataset.check import check

        findings += check(data, app.settings.hyperparameters, quick=False, on_progress=progress())
        if has_errors(findings):
            raise LaunchBlocked(
                "no lists were written: the photos have errors",
                findings,
                fix="mend what is marked as error, or write the lists all the same with --no-check",
            )
    if not data.train:
        raise DatasetError(
            f"no lists were written: there are no photos in {data.place}",
            fix="put the photos into one folder per class",
        )
    names = [row.name for row in data.classes]
    try:
        write_files(
            output,
            {
                "train.lst": map(format_row, data.train),
                "validation.lst": map(format_row, data.validation),
                "classes.json": [json.dumps(names, ensure_ascii=False, indent=1), "\n"],
            },
        )
    except OSError as error:
        raise DatasetError(
            f"cannot write to {output}",
            why=error.strerror or str(error),
            fix="name a folder that can be written to; it is made if it is not there",
        ) from error
    if findings:
        print_findings(findings, stream=sys.stderr)
    if app.as_json:
        classes = [row.as_json() for row in data.classes]
        emit_json({"train": len(data.train), "validation": len(data.validation), "classes": classes})
    else:
        print_classes(data.classes)
        out(
            f"{len(data.train):,} train and {len(data.validation):,} validate; written to {clean_path(output)}"
        )


@click.command()
@click.argument("file", metavar="FILE")
@click.option(
    "--root",
    metavar="DIR",
    help="Folder that the paths are relative to; without it the photos are not looked at.",
)
@click.option("--num-classes", type=click.IntRange(min=1), metavar="N", help="Labels must be below N.")
@json_option
@common
def check(app: App, file: str, root: str | None, num_classes: int | None) -> int:
    """Validate a .lst file, each fault with its line. Exit code 1: a finding is an error."""
    from cli.dataview import print_classes, progress
    from cli.output import count_findings, emit_json, out, print_findings, say
    from core.dataset.listcheck import check_list
    from core.finding import has_errors

    found = check_list(
        _here(file),
        root=None if root is None else _here(root),
        num_classes=num_classes,
        hyperparameters=None if root is None else app.settings.hyperparameters,
        on_progress=progress(),
    )
    if app.as_json:
        emit_json(
            {
                "rows": found.rows,
                "classes": [row.as_json() for row in found.classes],
                "problems": [finding.as_json() for finding in found.findings],
            }
        )
    else:
        print_classes(found.classes)
        out(f"{found.rows:,} rows, {len(found.classes):,} classes, {count_findings(found.findings)}")
        print_findings(found.findings)
        if root is None:
            say("the photos were not looked at: --root DIR says where they are")
    return 1 if has_errors(found.findings) else 0


def _named(app: App, folder: str | None, **given: float | None) -> DatasetSettings:
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


def _here(path: str) -> Path:
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
