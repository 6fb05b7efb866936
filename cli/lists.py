"""The command `lst`: the lists of a data set, written."""

from __future__ import annotations

import json
from pathlib import Path

import click

from cli.context import App, common, json_option
from cli.named import named


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

    data = load(named(app, folder, validation=validation, seed=seed), app.settings.sagemaker)
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
