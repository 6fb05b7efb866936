"""What the command `check` does with a .rec file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.dataview import print_classes, progress
from cli.interrupt import cancelled_by_ctrl_c, ended_in_order
from cli.named import here
from cli.output import count_findings, emit_json, number_of, out, print_findings, say
from core.dataset.recordio.check import check_records
from core.dataset.recordio.index import write_index
from core.diskspace import remedy
from core.errors import DatasetError, UsageError
from core.finding import has_errors
from core.text import clean_path

if TYPE_CHECKING:
    from cli.context import App


def check_rec(
    app: App, file: str, num_classes: int | None, *, new_index: bool, root: str | None, fix: str | None
) -> int:
    """Validate a .rec file, and say what was found; returns the exit code.

    Args:
        app: its settings' hyperparameters judge the photos' sizes.
        file: the .rec file.
        num_classes: labels must be below it.
        new_index: write the .idx anew first.
        root: an option for lists, as is `fix`.

    Raises:
        DatasetError: the file cannot be read, or the .idx not be written.
        UsageError: an option for lists is given.
    """
    if root is not None or fix is not None:
        raise UsageError(
            f"{'--fix' if root is None else '--root'} is for a list",
            fix="mend the photos of a .rec file where they lie, and pack them anew",
        )
    place = here(file)
    with cancelled_by_ctrl_c() as token, ended_in_order(token):
        if new_index:
            idx = place.with_suffix(".idx")
            try:
                count = write_index(place, idx)
            except OSError as error:
                raise DatasetError(
                    f"cannot write {clean_path(idx)}",
                    why=error.strerror or str(error),
                    fix=remedy(error, "copy the .rec file to a folder that can be written to"),
                ) from error
            say(f"wrote {clean_path(idx)} with {count:,} lines")
        found = check_records(
            place,
            num_classes=num_classes,
            hyperparameters=app.settings.hyperparameters,
            on_progress=progress(),
            cancel=token,
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
        counts = number_of(found.rows, "record"), number_of(len(found.classes), "class")
        out(", ".join((*counts, count_findings(found.findings))))
        print_findings(found.findings)
    return 1 if has_errors(found.findings) else 0
