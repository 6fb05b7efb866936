"""The command `pack`: photos packed into RecordIO files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.context import App, common, json_option

if TYPE_CHECKING:
    from collections.abc import Callable

    from cli.packing import ToPack
    from core.cancel import CancelToken
    from core.dataset.pack.packing import PackOptions


@click.command()
@click.argument("source", metavar="[DIR|FILE.lst]", required=False)
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="OUT",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder to write the .rec and .idx files to.",
)
@click.option(
    "--root", metavar="DIR", help="Folder that the paths of FILE.lst are relative to (else dataset.path)."
)
@click.option(
    "--validation", type=float, metavar="PART", help="Part that validates (else dataset.validation)."
)
@click.option("--seed", type=int, metavar="N", help="Seed of the split (else dataset.seed).")
@click.option(
    "--no-check", is_flag=True, help="Do not look at the photos first, and pack in spite of errors."
)
@click.option("--resize", type=click.IntRange(min=1), metavar="N", help="Make the shorter edge N pixels.")
@click.option("--center-crop", is_flag=True, help="Cut the square out of the middle, before --resize.")
@click.option("--quality", type=int, metavar="Q", help="1-100 of a JPEG (95), 1-9 of a PNG (3).")
@click.option("--encoding", type=click.Choice(["jpg", "png"]), help="Encode anew as (jpg).")
@click.option(
    "--color", type=click.Choice(["1", "0", "-1"]), help="1 colour (1), 0 grey, -1 as the photo has it."
)
@json_option
@common
def pack(
    app: App,
    source: str | None,
    output: Path,
    root: str | None,
    validation: float | None,
    seed: int | None,
    no_check: bool,
    resize: int | None,
    center_crop: bool,
    quality: int | None,
    encoding: str | None,
    color: str | None,
) -> None:
    """Pack a folder of photos (else dataset.path) or a list into RecordIO.

    DIR gives train.rec and validation.rec, each with its .idx and .lst, and classes.json; FILE.lst gives one .rec
    and .idx of its name. Files of photos go in unchanged, unless --resize, --center-crop, --quality, --encoding or
    --color says otherwise. Refuses if the photos have errors, unless --no-check.
    """
    from cli.interrupt import cancelled_by_ctrl_c, ended_in_order
    from cli.packing import from_folder, from_list
    from core.dataset.pack.packing import PackOptions

    options = PackOptions(
        resize or 0,
        center_crop,
        quality,
        None if encoding is None else f".{encoding}",
        None if color is None else int(color),
    )
    listed = source if source is not None and (source.endswith(".lst") or Path(source).is_file()) else None
    if listed is not None and (validation is not None or seed is not None):
        raise click.UsageError("--validation and --seed are for a folder: a list is packed whole.")
    if listed is None and root is not None:
        raise click.UsageError("--root is for a list: a folder of photos is its own root.")
    if listed is not None and listed.endswith(".rec"):
        raise click.UsageError("A .rec file is packed already: trainscope check looks at it.")
    with cancelled_by_ctrl_c() as token, ended_in_order(token):
        if listed is not None:
            what = from_list(app, listed, root, output, options, token, no_check=no_check)
        else:
            what = from_folder(
                app, source, output, options, token, no_check=no_check, validation=validation, seed=seed
            )
        _pack(app, what, options, token)


def _pack(app: App, what: ToPack, options: PackOptions, cancel: CancelToken) -> None:
    """Pack, and say what was packed and what was found."""
    import sys

    from cli.dataview import print_classes
    from cli.output import emit_json, out, print_findings
    from core.dataset.pack.packing import pack_sets
    from core.finding import by_severity
    from core.sizes import size
    from core.text import clean_path

    packed = pack_sets(what.sets, what.root, options, texts=what.texts, on_progress=_told(), cancel=cancel)
    problems = by_severity([*what.findings, *packed.findings])
    if problems:
        print_findings(problems, stream=sys.stderr)
    if app.as_json:
        shown = [finding.as_json() for finding in problems]
        emit_json({"records": packed.records, "bytes": packed.bytes, "problems": shown})
        return
    print_classes(what.classes, several=what.several)
    counts = " and ".join(f"{len(one.rows):,} into {clean_path(one.target.name)}.rec" for one in what.sets)
    folder = clean_path(what.sets[0].target.parent)
    out(f"{counts}, {size(packed.bytes)} in all; written to {folder}")


def _told() -> Callable[[int, int], None] | None:
    from cli.dataview import progress

    counter = progress()
    return None if counter is None else lambda done, total: counter(done, total, "packing")
