"""Every photo of a data set looked at: headers, duplicates, decoded, compared; findings as they come.

What the data set said while it was read (`DataSet.findings`) is not repeated here.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Protocol

from core.cancel import CancelToken
from core.dataset.decoders import decode_all
from core.dataset.duplicates import duplicates
from core.dataset.judge import NOT_DECODED, Limits, judge
from core.dataset.locate import Locator
from core.dataset.nearly import ORDERS, nearly_the_same
from core.dataset.sketch import SIZE
from core.dataset.telling import Telling
from core.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from core.dataset.images import ImageFacts
    from core.dataset.model import DataSet, Row

_EVERY = 256


class OnProgress(Protocol):
    """Told how many photos of how many are done in a step: ``headers``, ``decoding`` or ``comparing``."""

    def __call__(self, done: int, total: int, step: str, /) -> None:
        """Called about every few hundred photos, and at the end of a step."""


def check(
    dataset: DataSet,
    hyperparameters: Mapping[str, str],
    *,
    quick: bool,
    each: bool = False,
    on_progress: OnProgress | None = None,
    on_facts: Callable[[Row, ImageFacts], None] | None = None,
    cancel: CancelToken | None = None,
) -> Iterator[Finding]:
    """Findings about the photos, in the order of the lists within each step.

    Errors and warnings name one photo each; from the thousandth of a kind on they are counted. Infos, which thousands
    of photos may share, are one finding per kind with a count, at the end of the headers.

    Args:
        dataset: read and split.
        hyperparameters: as text; image_shape and resize say how large photos must be.
        quick: headers and equal bytes only, nothing is decoded.
        each: whether all findings name one photo each, however many there are.
        on_progress: told how far it is.
        on_facts: given each photo whose header is sound, in the order of the lists.
        cancel: seen between two photos.

    Raises:
        Cancelled: the token was set.
    """
    token = cancel or CancelToken()
    if dataset.channels is not None:
        return  # nothing in S3 is opened: what a listing tells is told when it is read
    rows = [*dataset.train, *dataset.validation]
    locator = Locator(dataset.folder)
    limits = Limits.of(hyperparameters)
    keys = array("Q")
    sound: list[Row] = []
    whole: list[Row] = []
    train = whole_train = 0
    telling = Telling(each)
    for place, row in enumerate(rows):
        token.check()
        if on_progress is not None and not place % _EVERY:
            on_progress(place, len(rows), "headers")
        facts = locator.look(row.path)
        if isinstance(facts, Finding):
            yield from telling.now([facts])
            continue
        if on_facts is not None:
            on_facts(row, facts)
        found = judge(facts, row.path, limits)
        yield from telling.now(found)
        sound.append(row)
        keys.append((facts.bytes << 32 | facts.head) & 0xFFFF_FFFF_FFFF_FFFF)
        train += place < len(dataset.train)
        if not any(finding.kind in NOT_DECODED for finding in found):
            whole.append(row)
            whole_train += place < len(dataset.train)
    if on_progress is not None:
        on_progress(len(rows), len(rows), "headers")
    yield from telling.rest()
    told: set[str] = set()
    for finding in telling.now(duplicates(sound, keys, train, locator.file, token)):
        told.add(finding.path or "")
        yield finding
    if not quick:
        yield from telling.now(_decoded(whole, whole_train, told, locator, on_progress, token))
        yield from telling.rest()


def _decoded(
    rows: Sequence[Row],
    train: int,
    told: set[str],
    locator: Locator,
    on_progress: OnProgress | None,
    cancel: CancelToken,
) -> Iterator[Finding]:
    """What does not decode, then what looks the same, for which a sketch of each photo is kept."""
    sketches = bytearray(SIZE * len(rows))

    def tell(done: int, total: int, step: str) -> None:
        if on_progress is not None:
            on_progress(done, total, step)

    yield from decode_all(
        [row.path for row in rows],
        locator.file,
        sketches,
        cancel=cancel,
        on_progress=lambda done: tell(done, len(rows), "decoding"),
    )
    yield from nearly_the_same(
        rows,
        sketches,
        train,
        told,
        cancel,
        on_progress=lambda done: tell(len(rows) * done // ORDERS, len(rows), "comparing"),
    )
