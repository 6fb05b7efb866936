"""The commands `dataset` and `check`: what a data set holds, any list validated."""

from __future__ import annotations

import click

from cli.context import App, common, json_option
from cli.named import here, named


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

    data = load(named(app, folder), app.settings.sagemaker)
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
        here(file),
        root=None if root is None else here(root),
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
        print_classes(found.classes, several=found.multi_label)
        out(f"{found.rows:,} rows, {len(found.classes):,} classes, {count_findings(found.findings)}")
        print_findings(found.findings)
        if root is None:
            say("the photos were not looked at: --root DIR says where they are")
    return 1 if has_errors(found.findings) else 0
