"""Nearly the same photo twice: saved anew, made smaller, a little cropped; in train and validation or under two labels.

Sketches (`core.dataset.sketch`) are compared by their gradients, so that brightness and contrast do not count, and by
their colours. To find the few pairs worth comparing among a hundred thousand photos, each gets a code of 128 bits of
which alike photos share most; photos are put in order by their codes, several times with the bits in another order,
and each is compared with those that follow it. How well that works: docs/decisions/0014-preflight.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.dataset.sketch import SHADES, SIDE, SIZE
from core.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from core.cancel import CancelToken
    from core.dataset.model import Row

ALIKE = 0.98
"""Correlation of the gradients from which two photos are one picture. Of the 400 flowers no two come above 0.73."""
_SAME_COLOURS = 5.0
"""Levels of 256 by which the colours of one picture differ at most, on the average of its parts."""
_FAINT = 1.0
"""Shades of grey: below it (root mean square of the gradient) a picture is blank, and alike to nothing."""
_BITS = 128
_DIFFERENT = 16
"""Bits by which the codes of alike photos differ at most, in all likelihood."""
ORDERS = 8
_FOLLOWING = 16
_BLOCK = 2048


def nearly_the_same(
    rows: Sequence[Row],
    sketches: bytearray,
    train: int,
    told: set[str],
    cancel: CancelToken,
    on_progress: Callable[[int], None] = lambda done: None,
) -> Iterator[Finding]:
    """A warning for each photo that looks like an earlier one of the other split or of another label.

    Args:
        rows: photos, those of train first.
        sketches: of each photo, `SIZE` bytes; zeros where there is none.
        train: how many rows are of train.
        told: paths of photos that were told to be the same as another: they are not told again.
        cancel: looked at between blocks of a few thousand.
        on_progress: told how many of `ORDERS` are done.

    Raises:
        Cancelled: the token was set.
    """
    import numpy as np

    labels: dict[tuple[float, ...], int] = {}
    sides = np.fromiter(
        (2 * labels.setdefault(row.labels, len(labels)) + (place < train) for place, row in enumerate(rows)),
        np.int32,
        len(rows),
    )
    if len(rows) < 2 or (sides == sides[0]).all():
        return
    pictures = np.frombuffer(sketches, np.uint8).reshape(len(rows), SIZE)
    bits, drawn = _codes(pictures, cancel)
    skip = np.fromiter((row.path in told for row in rows), bool, len(rows))
    places = np.flatnonzero(drawn & ~skip)
    alike: dict[int, int] = {}
    for first, second in _candidates(bits[places], sides[places], cancel, on_progress):
        new = np.fromiter((place not in alike for place in places[second].tolist()), bool, len(second))
        ones, others = places[first[new]], places[second[new]]
        for start in range(0, len(ones), _BLOCK):
            cancel.check()
            one, other = ones[start : start + _BLOCK], others[start : start + _BLOCK]
            close = _alike(pictures[one], pictures[other])
            alike |= zip(other[close].tolist(), one[close].tolist(), strict=True)
    for later in sorted(alike):
        yield _finding(rows[later], rows[alike[later]])


def _alike(ones: NDArray[np.uint8], others: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Of each pair, whether it is one picture."""
    import numpy as np

    same_lines = (_gradients(ones)[0] * _gradients(others)[0]).sum(1) >= ALIKE
    colours = (pictures[:, SHADES:].astype(np.int16) for pictures in (ones, others))
    apart = np.abs(next(colours) - next(colours)).mean(1)
    return np.asarray(same_lines & (apart <= _SAME_COLOURS))


def _gradients(pictures: NDArray[np.uint8]) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Differences of neighbours, each photo's of length 1; and which pictures are not blank."""
    import numpy as np

    shades = pictures[:, :SHADES].reshape(-1, SIDE, SIDE).astype(np.float32)
    steps = np.concatenate([np.diff(shades, axis=axis).reshape(len(shades), -1) for axis in (1, 2)], axis=1)
    steps -= steps.mean(1, keepdims=True)
    length = np.linalg.norm(steps, axis=1, keepdims=True)
    drawn = length[:, 0] >= _FAINT * np.sqrt(steps.shape[1])
    return steps / np.maximum(length, 1e-6), drawn


def _codes(pictures: NDArray[np.uint8], cancel: CancelToken) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """For each of 128 chance planes, on which side of it a picture's gradients lie; which pictures are not blank."""
    import numpy as np

    planes = np.random.RandomState(0).standard_normal((2 * SIDE * (SIDE - 1), _BITS)).astype(np.float32)
    codes = np.empty((len(pictures), _BITS // 8), np.uint8)
    drawn = np.empty(len(pictures), bool)
    for start in range(0, len(pictures), _BLOCK):
        cancel.check()
        part = slice(start, start + _BLOCK)
        steps, drawn[part] = _gradients(pictures[part])
        codes[part] = np.packbits(steps @ planes > 0, axis=1)
    return codes, drawn


def _candidates(
    codes: NDArray[np.uint8],
    sides: NDArray[np.int32],
    cancel: CancelToken,
    on_progress: Callable[[int], None],
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Pairs of photos (the earlier first) of different sides whose codes differ by little; a pair may come twice."""
    import numpy as np

    whole = codes.view(np.uint64)
    chance = np.random.RandomState(1)
    for number in range(ORDERS):
        cancel.check()
        on_progress(number)
        order = _order(codes, chance.permutation(_BITS)[: _BITS // 2])
        ordered, side = whole[order], sides[order]
        for step in range(1, min(_FOLLOWING, len(order) - 1) + 1):
            cancel.check()
            apart = np.bitwise_count(ordered[:-step] ^ ordered[step:]).sum(1, dtype=np.uint8)
            close = np.flatnonzero((apart <= _DIFFERENT) & (side[:-step] != side[step:]))
            one, other = order[close], order[close + step]
            yield np.minimum(one, other), np.maximum(one, other)
    on_progress(ORDERS)


def _order(codes: NDArray[np.uint8], chosen: NDArray[np.intp]) -> NDArray[np.intp]:
    """The places of the codes in the order of their chosen bits."""
    import numpy as np

    keys = np.zeros(len(codes), np.uint64)
    for bit in chosen.tolist():
        keys <<= np.uint64(1)
        keys |= (codes[:, bit // 8] >> np.uint8(7 - bit % 8) & np.uint8(1)).astype(np.uint64)
    return np.argsort(keys, kind="stable")


def _finding(row: Row, earlier: Row) -> Finding:
    from core.text import clean_path

    what = f"looks almost the same as {clean_path(earlier.path)}"
    if row.labels != earlier.labels:
        return Finding(
            "warning",
            "alike-two-classes",
            f"{what}, which has another label",
            row.path,
            why="If they are one picture, it is learned as both.",
            fix="Look at both; if they are one picture, remove the wrong one.",
            other=earlier.path,
        )
    return Finding(
        "warning",
        "alike-in-both",
        f"validates, and {what}, which trains",
        row.path,
        why="If they are one picture, validation accuracy looks better than it is.",
        fix="Look at both; if they are one picture, remove one of the two.",
        other=earlier.path,
    )
