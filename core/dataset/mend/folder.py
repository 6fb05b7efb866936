"""A mended copy of a folder of photos: what training cannot read is converted, renamed or dropped, and each file told.

The folder itself is only read. What is done and what is left is in docs/data-sets.md, "Mending".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from core.cancel import CancelToken
    from core.dataset.check import OnProgress
    from core.dataset.mend.actions import Mended
    from core.finding import Finding

_EVERY = 64
_MENDED = frozenset(
    {
        "broken-image",
        "broken-link",
        "cut-short",
        "empty-file",
        "folder-twice",
        "jpeg-coding",
        "not-a-file",
        "not-an-image",
        "not-jpeg-or-png",
        "other-image-format",
        "unlistable-name",
        "unreadable-image",
        "wrong-ending",
    }
)


_LOST = frozenset({"link-outside", "unreadable-file", "unreadable-folder"})


def lost(findings: Iterable[Finding]) -> list[Finding]:
    """Those of the findings about what a mended copy is without, though there may be good photos in it."""
    return [finding for finding in findings if finding.kind in _LOST]


def mendable(findings: Iterable[Finding]) -> int:
    """How many of the findings a mended copy is without, and nothing that could train lost with them."""
    return sum(finding.count for finding in findings if finding.kind in _MENDED)


def mend(
    root: Path,
    target: Path,
    *,
    on_progress: OnProgress | None = None,
    cancel: CancelToken | None = None,
) -> Mended:
    """Make a mended copy, written beside its place and moved there when it is whole.

    Args:
        root: the folder of class folders.
        target: where the copy goes; it must not exist, or be an empty folder.
        on_progress: told how far it is, in the steps ``headers``, ``decoding`` and ``mending``; then, if it comes to
            nothing, that what was written is removed, in the step ``removing``.
        cancel: seen between two photos; then nothing is left of the copy.

    Raises:
        UsageError: something is at the target, or one folder lies in the other.
        DatasetError: the folder cannot be read, the photos not decoded, or the copy not written.
        Cancelled: the token was set.
    """
    from contextlib import closing

    from core.cancel import CancelToken
    from core.dataset.mend.actions import Mended
    from core.dataset.mend.copy import Copy
    from core.dataset.mend.files import entries
    from core.dataset.mend.photo import judge_photos
    from core.dataset.mend.place import beside, refuse_place, room
    from core.dataset.mend.pool import converted

    refuse_place(root, target)
    token = cancel or CancelToken()
    files, tops = entries(root, token)
    room(target, files)
    verdicts = judge_photos(files, on_progress, token)
    others = [
        (entry.file, verdict.why) for entry, verdict in zip(files, verdicts, strict=True) if verdict.convert
    ]

    def removing() -> None:
        if on_progress is not None:
            on_progress(0, len(files), "removing")

    with beside(target, removing) as part, closing(converted(others, token)) as images:
        copy = Copy(part, files, token)
        for top in tops:
            (part / copy.names.folder(top).path).mkdir()
        for done, (entry, verdict) in enumerate(zip(files, verdicts, strict=True)):
            token.check()
            if on_progress is not None and not done % _EVERY:
                on_progress(done, len(files), "mending")
            if verdict.convert:
                copy.take_image(entry, next(images))
            elif verdict.ending:
                copy.take_photo(entry, verdict)
            else:
                copy.drop(entry, verdict.why)
        if on_progress is not None:
            on_progress(len(files), len(files), "mending")
    return Mended(target, copy.unchanged, tuple(copy.actions))
