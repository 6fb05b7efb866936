"""What `--fix` does and says: a mended copy of a folder or list, and what a check finds in it."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cli.dataview import progress
from cli.named import here, named
from cli.output import count_findings, number_of, out, print_findings, table
from core.errors import UsageError
from core.finding import by_severity, has_errors
from core.text import clean_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cli.context import App
    from core.cancel import CancelToken
    from core.dataset.mend.actions import Mended
    from core.dataset.mend.lines import MendedList
    from core.finding import Finding

_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Fixed:
    """A mended copy that was checked.

    Args:
        made: what was done.
        count: how many photos, or rows, a check finds in it.
        findings: what remains.
        lost: of what is not in the copy, though there may be good photos in it.
    """

    made: Mended | MendedList
    count: int
    findings: Sequence[Finding]
    lost: Sequence[Finding] = ()

    @property
    def failed(self) -> bool:
        """Whether errors remain, or something is lost."""
        return has_errors([*self.findings, *self.lost])

    def as_json(self) -> dict[str, object]:
        """The object that stands under ``fixed``."""
        from core.dataset.mend.actions import Mended

        return {
            "path": str(self.made.path),
            "images" if isinstance(self.made, Mended) else "rows": self.count,
            "actions": [action.as_json() for action in self.made.actions],
            "problems": [finding.as_json() for finding in [*self.findings, *self.lost]],
        }


def place_for(app: App, folder: str | None, target: str) -> tuple[Path, Path]:
    """The folder that is mended and where its copy goes, refused before anything long is begun.

    Raises:
        UsageError: it cannot be mended there, or not at all.
    """
    from core.dataset.mend.place import refuse_place
    from core.s3address import S3Address, is_s3

    settings = named(app, folder)
    if settings.train_lst is not None or settings.validation_lst is not None:
        raise UsageError(
            "the data set has lists of its own, which would not fit a mended copy of its photos",
            fix="name the folder, which is mended without them: trainscope dataset DIR --fix OUT",
        )
    if settings.path is None:
        raise UsageError("there is no data set", fix="name a folder: trainscope dataset DIR --fix OUT")
    if isinstance(settings.path, S3Address) or is_s3(target):
        raise UsageError(
            "photos in S3 are not mended", fix="mend them on this machine: aws s3 sync copies them here"
        )
    place = Path(target).expanduser().absolute()
    refuse_place(settings.path, place)
    return settings.path, place


def fix_folder(app: App, root: Path, place: Path, findings: Sequence[Finding]) -> Fixed:
    """Make a mended copy and check it: headers and equal bytes, since every photo was decoded for the copy.

    Args:
        app: its settings judge the copy.
        root: the folder.
        place: where the copy goes.
        findings: of the folder.

    Raises:
        TrainscopeError: it cannot be made, or was cancelled.
    """
    from core.dataset.mend.folder import lost, mend
    from core.preflight import preflight
    from core.source import load

    with _ended_well() as token:
        made = mend(root, place, on_progress=progress(), cancel=token)
        copy = load(named(app, str(place)), app.settings.sagemaker, cancel=token)
        found = preflight(
            app.settings, copy, quick=True, each=app.as_json, on_progress=progress(), cancel=token
        )
        return Fixed(made, copy.images, by_severity(found), lost(findings))


def list_place(target: str) -> Path:
    """Where the copy of a list goes, refused before anything long is begun.

    Raises:
        UsageError: something is there, or it is in S3.
    """
    from core.dataset.mend.list import refuse_list_place

    place = here(target)
    refuse_list_place(place)
    return place


def fix_list(app: App, file: Path, place: Path, root: Path | None, num_classes: int | None) -> Fixed:
    """Write a mended list and check it; with a root its photos too."""
    from core.dataset.listcheck import check_list
    from core.dataset.mend.list import mend_list

    with _ended_well() as token:
        made = mend_list(file, place, root=root, cancel=token)
        found = check_list(
            made.path,
            root=root,
            num_classes=num_classes,
            hyperparameters=None if root is None else app.settings.hyperparameters,
            on_progress=progress(),
            cancel=token,
        )
        return Fixed(made, found.rows, found.findings)


def print_fixed(fixed: Fixed) -> None:
    """For people: what was done, counted and one by one, then what remains."""
    from core.dataset.mend.actions import Mended

    out()
    if isinstance(fixed.made, Mended):
        _print_files(fixed.made, fixed.count)
    else:
        _print_lines(fixed.made)
    how = ", its photos not compared anew" if isinstance(fixed.made, Mended) else ""
    out(f"a check of the copy{how}: {count_findings(fixed.findings)}")
    print_findings(fixed.findings)
    if fixed.lost:
        out("not in the copy, though there may be good photos in it:")
        print_findings(fixed.lost)


def _print_files(made: Mended, images: int) -> None:
    counts = [f"{made.unchanged:,} as they were"]
    counts += [f"{count:,} {did}" for did, count in made.counts().items()]
    out(
        f"mended copy in {clean_path(made.path)}: {number_of(images, 'photo')}; of the files {', '.join(counts)}"
    )
    rows: list[Sequence[str]] = []
    for did, count in made.counts().items():
        some = [action for action in made.actions if action.action == did][:_SHOWN]
        rows += [(did, clean_path(one.path), clean_path(one.to or "-"), one.why) for one in some]
        if count > len(some):
            rows.append((did, f"… and {count - len(some):,} more", "", "--json names all"))
    if rows:
        table(rows, ("ACTION", "FILE", "IN THE COPY", "WHY"))


def _print_lines(made: MendedList) -> None:
    out(f"mended list in {clean_path(made.path)}: {number_of(made.rows, 'row')}")
    shown = made.actions[: 3 * _SHOWN]
    rows: list[Sequence[str]] = [
        (action.action, f"{action.lines:,}", f"{action.line:,}", action.why) for action in shown
    ]
    if len(made.actions) > len(shown):
        rows.append(("", f"{len(made.actions) - len(shown):,}", "", "more such lines; --json names all"))
    if rows:
        table(rows, ("ACTION", "LINES", "FROM", "THE LINE"), right=(1, 2))


@contextmanager
def _ended_well() -> Iterator[CancelToken]:
    """A token that Ctrl-C and the system's signals cancel, so that no half of a copy stays."""
    from cli.interrupt import cancelled_by_ctrl_c, ended_in_order

    with cancelled_by_ctrl_c() as token, ended_in_order(token):
        yield token
