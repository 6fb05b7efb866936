"""The commands `dataset` and `check`: what a data set holds, any list validated."""

from __future__ import annotations

import click

from cli.context import App, common, json_option
from cli.named import here, named


@click.command()
@click.argument("folder", metavar="[DIR]", required=False)
@click.option("--quick", is_flag=True, help="Read headers only, decode nothing.")
@click.option("--fix", metavar="OUT", help="Make a mended copy in the folder OUT, and say what was done.")
@json_option
@common
def dataset(app: App, folder: str | None, quick: bool, fix: str | None) -> int:
    """Classes, counts and findings of a folder of photos (else of dataset.path).

    Everything that can be known before a launch, by the configuration's hyperparameters and machines. Exit code 1: a
    finding is an error; with --fix, one that is left in the copy, or about what could not be copied.
    """
    from cli.dataview import print_dataset, progress
    from cli.mending import fix_folder, place_for, print_fixed
    from cli.output import emit_json
    from core.finding import by_severity, has_errors
    from core.preflight import preflight
    from core.source import load

    places = None if fix is None else place_for(app, folder, fix)
    data = load(named(app, folder), app.settings.sagemaker)
    findings = by_severity(
        preflight(app.settings, data, quick=quick, each=app.as_json, on_progress=progress())
    )
    if not app.as_json:
        print_dataset(data, findings)
    fixed = None if places is None else fix_folder(app, *places, findings)
    if app.as_json:
        answer: dict[str, object] = {
            "path": data.place,
            "images": data.images,
            "classes": [row.as_json() for row in data.classes],
            "problems": [finding.as_json() for finding in findings],
        }
        emit_json(answer if fixed is None else {**answer, "fixed": fixed.as_json()})
    elif fixed is not None:
        print_fixed(fixed)
    return 1 if (has_errors(findings) if fixed is None else fixed.failed) else 0


@click.command()
@click.argument("file", metavar="FILE")
@click.option(
    "--root",
    metavar="DIR",
    help="Folder that the paths are relative to; without it the photos are not looked at.",
)
@click.option("--num-classes", type=click.IntRange(min=1), metavar="N", help="Labels must be below N.")
@click.option("--fix", metavar="OUT.lst", help="Write a mended list to OUT.lst, and say what was done.")
@click.option("--idx", is_flag=True, help="Write the .idx of a .rec file anew.")
@json_option
@common
def check(app: App, file: str, root: str | None, num_classes: int | None, fix: str | None, idx: bool) -> int:
    """Validate a .lst file, each fault with its line, or a .rec file, each with its record.

    Exit code 1: a finding is an error; with --fix, one that is left in the mended list.
    """
    if file.endswith(".rec"):
        from cli.reccheck import check_rec

        return check_rec(app, file, num_classes, new_index=idx, root=root, fix=fix)
    if idx:
        raise click.UsageError("--idx is for a .rec file.")
    from cli.dataview import print_classes, progress
    from cli.mending import fix_list, list_place, print_fixed
    from cli.output import count_findings, emit_json, number_of, out, print_findings, say
    from core.dataset.listcheck import check_list
    from core.finding import has_errors

    place = None if fix is None else list_place(fix)
    where = None if root is None else here(root)
    found = check_list(
        here(file),
        root=where,
        num_classes=num_classes,
        hyperparameters=None if root is None else app.settings.hyperparameters,
        on_progress=progress(),
    )
    if not app.as_json:
        print_classes(found.classes, several=found.multi_label)
        counts = number_of(found.rows, "row"), number_of(len(found.classes), "class")
        out(", ".join((*counts, count_findings(found.findings))))
        print_findings(found.findings)
        if root is None:
            say("the photos were not looked at: --root DIR says where they are")
    fixed = None if place is None else fix_list(app, here(file), place, where, num_classes)
    if app.as_json:
        answer: dict[str, object] = {
            "rows": found.rows,
            "classes": [row.as_json() for row in found.classes],
            "problems": [finding.as_json() for finding in found.findings],
        }
        emit_json(answer if fixed is None else {**answer, "fixed": fixed.as_json()})
    elif fixed is not None:
        print_fixed(fixed)
    return 1 if (has_errors(found.findings) if fixed is None else fixed.failed) else 0
