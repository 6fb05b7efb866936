"""The command `lst`: the lists of a data set, written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.context import App, common, json_option
from cli.named import named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.config import DatasetSettings
    from core.dataset.lists import Lists
    from core.dataset.model import DataSet
    from core.dataset.reading import Reading
    from core.finding import Finding


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
@click.option("--no-validation", is_flag=True, help="No validation.lst: its photos train.")
@click.option("--test", type=float, metavar="PART", help="Part that tests, in a test.lst of its own.")
@click.option("--seed", type=int, metavar="N", help="Seed of the split (else dataset.seed).")
@click.option(
    "--chunks",
    type=click.IntRange(min=1),
    default=1,
    metavar="N",
    help="Cut each list into N of equal size: train_0.lst, train_1.lst …",
)
@click.option("--no-shuffle", is_flag=True, help="Order the lists by label, then by path.")
@click.option("--flat", is_flag=True, help="Take only the photos in DIR itself, all of them with label 0.")
@click.option("--nested", is_flag=True, help="Make a class of every folder with photos, however deep.")
@click.option("--exts", metavar="E,E…", multiple=True, help="Endings of photos (else jpg,jpeg,png).")
@click.option("--no-check", is_flag=True, help="Do not look at the photos, and write in spite of errors.")
@json_option
@common
def lst(
    app: App,
    folder: str | None,
    output: Path,
    validation: float | None,
    no_validation: bool,
    test: float | None,
    seed: int | None,
    chunks: int,
    no_shuffle: bool,
    flat: bool,
    nested: bool,
    exts: tuple[str, ...],
    no_check: bool,
) -> None:
    """Write train.lst, validation.lst and classes.json for a folder of photos (else of dataset.path).

    Of an augmented manifest in S3 (dataset.train_lst) it writes train.manifest and validation.manifest instead.
    Refuses if the photos have errors, unless --no-check. Coming from im2rec: docs/im2rec.md.
    """
    import sys

    from cli.manifests import divide_manifest
    from cli.output import print_findings
    from core.dataset.lists import Wanted, judged_as, left_over, make_lists
    from core.dataset.reading import Reading
    from core.errors import DatasetError
    from core.source import load

    if no_validation and validation is not None:
        raise click.UsageError("--validation and --no-validation exclude each other.")
    reading = _reading(flat, nested, exts)
    settings = named(app, folder, validation=validation, seed=seed)
    if settings.manifest is not None:
        plain = reading == Reading() and not (no_validation or test or no_shuffle) and chunks == 1
        divide_manifest(app, settings, output, plain=plain, no_check=no_check)
        return
    if test is not None or no_validation:
        _refuse_two_lists(settings)
    data = load(settings, app.settings.sagemaker, reading=reading)
    part = None if no_validation else settings.validation
    lists = make_lists(data, Wanted(part, test, settings.seed, chunks, not no_shuffle))
    findings = [*data.findings, *lists.findings]
    if not no_check:
        findings += _checked(app, judged_as(data, lists), findings)
    if not data.images:
        print_findings(findings, stream=sys.stderr)
        raise DatasetError(
            f"no lists were written: there are no photos in {data.place}",
            fix="put the photos into one folder per class, or read a folder without classes with --flat",
        )
    findings += left_over(output, _written(output, data, lists))
    if findings:
        print_findings(findings, stream=sys.stderr)
    _answer(app, output, data, lists)


def _reading(flat: bool, nested: bool, exts: Sequence[str]) -> Reading:
    from core.dataset.reading import Reading, endings_of

    if flat and nested:
        raise click.UsageError("--flat and --nested exclude each other.")
    usual = Reading("flat" if flat else "nested" if nested else "top")
    return Reading(usual.folders, endings_of(exts)) if exts else usual


def _refuse_two_lists(settings: DatasetSettings) -> None:
    """Refuse to divide anew what two lists of the user's own have divided.

    Raises:
        UsageError: the configuration names a validation list, and no folder was given.
    """
    from core.errors import UsageError

    if settings.validation_lst is not None:
        raise UsageError(
            "dataset.validation_lst says which photos validate, so the photos cannot be divided anew",
            fix="name the folder of photos on the command line, or set dataset.validation_lst to null",
        )


def _checked(app: App, data: DataSet, findings: Sequence[Finding]) -> list[Finding]:
    """What a look at the photos finds.

    Args:
        app: its settings' hyperparameters judge the photos' sizes.
        data: the photos.
        findings: what was found before.

    Raises:
        LaunchBlocked: a finding of either kind is an error.
    """
    from cli.dataview import progress
    from core.dataset.check import check
    from core.errors import LaunchBlocked
    from core.finding import has_errors

    found = list(check(data, app.settings.hyperparameters, quick=False, on_progress=progress()))
    if has_errors([*findings, *found]):
        raise LaunchBlocked(
            "no lists were written: the photos have errors",
            [*findings, *found],
            fix="mend what is marked as error, or write the lists all the same with --no-check",
        )
    return found


def _written(output: Path, data: DataSet, lists: Lists) -> list[str]:
    """Write the lists and the names of the classes; returns the lists' file names.

    Raises:
        DatasetError: they cannot be written.
    """
    from core.dataset.atomic import write_files
    from core.dataset.lstline import format_row
    from core.diskspace import remedy
    from core.errors import DatasetError

    names = json.dumps([row.name for row in data.classes], ensure_ascii=False, indent=1)
    files = lists.files()
    try:
        write_files(
            output,
            {**{name: map(format_row, rows) for name, rows in files.items()}, "classes.json": [names, "\n"]},
        )
    except OSError as error:
        raise DatasetError(
            f"cannot write to {output}",
            why=error.strerror or str(error),
            fix=remedy(error, "name a folder that can be written to; it is made if it is not there"),
        ) from error
    return list(files)


def _answer(app: App, output: Path, data: DataSet, lists: Lists) -> None:
    """Say how many photos each part has, and with --json each chunk."""
    from cli.dataview import print_classes
    from cli.output import emit_json, out
    from core.text import clean_path

    sizes = {part: len(rows) for part, rows in lists.parts.items()}
    if app.as_json:
        answer: dict[str, object] = {"train": sizes["train"], "validation": sizes.get("validation", 0)}
        if "test" in sizes:
            answer["test"] = sizes["test"]
        answer["classes"] = [row.as_json() for row in data.classes]
        if len(lists.chunks) > 1:
            answer["chunks"] = [{part: len(rows) for part, rows in chunk.items()} for chunk in lists.chunks]
        emit_json(answer)
        return
    print_classes(data.classes, several=data.multi_label)
    verbs = {"train": "train", "validation": "validate", "test": "test"}
    told = [f"{size:,} {verbs[part]}" for part, size in sizes.items()]
    words = ", ".join(told[:-1]) + f" and {told[-1]}" if len(told) > 1 else told[0]
    cut = f", in {len(lists.chunks):,} chunks" if len(lists.chunks) > 1 else ""
    out(f"{words}{cut}; written to {clean_path(output)}")
