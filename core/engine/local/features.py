"""What the network sees of a photo: edges (HOG) and colours, as numbers. Whole batches at a time, numpy alone.

- edges: histograms of oriented gradients (Dalal and Triggs 2005): 9 directions, 8 × 8 cells, blocks of 2 × 2, L2-Hys;
- palette: one histogram of hue, saturation and value for the whole photo, square-rooted;
- layout: mean and deviation of lightness and two opponent colours in each of the 8 × 8 cells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

CELLS = 8
DIRECTIONS = 9
HUES, SATURATIONS, VALUES = 12, 4, 4
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""For numpy, set before its import: on matrices this small a second thread gains nothing, and on a busy machine the two
wait for each other (docs/decisions/0004-baseline.md)."""
_CLIP = 0.2
_TINY = 1e-5
MOST_SIDE = 96
LEAST_SIDE = 32


def side_for(height: int, width: int) -> int:
    """The pixels per side of the arrays the features are made of, for an image_shape: a multiple of `CELLS`."""
    return max(LEAST_SIDE, min(MOST_SIDE, min(height, width) // CELLS * CELLS))


def block_sizes() -> tuple[int, ...]:
    """How many numbers each of the kinds of features has, in their order."""
    return (
        (CELLS - 1) ** 2 * 4 * DIRECTIONS,
        HUES * SATURATIONS * VALUES,
        CELLS * CELLS * 3,
        CELLS * CELLS * 3,
    )


def features(photos: NDArray[np.uint8]) -> Floats:
    """The features of a batch ``(n, side, side, 3)``, RGB 0..255: ``(n, sum(block_sizes()))``."""
    import numpy as np

    colours: Floats = photos.astype(np.float32) / np.float32(255)
    # The square root brings out edges in the shadows (Dalal and Triggs's gamma normalisation).
    luminance: Floats = np.sqrt(colours @ np.array([0.299, 0.587, 0.114], dtype=np.float32))
    means, deviations = layout(colours)
    kinds = [edges(luminance), palette(photos), means, deviations]
    return np.concatenate(kinds, axis=1, dtype=np.float32)


def edges(gray: Floats) -> Floats:
    """HOG of gray pictures ``(n, side, side)``, 0..1: ``(n, 7 * 7 * 4 * 9)``."""
    import numpy as np

    count, side, _ = gray.shape
    cell = side // CELLS
    down, across = np.zeros_like(gray), np.zeros_like(gray)
    np.subtract(gray[:, 2:], gray[:, :-2], out=down[:, 1:-1])
    np.subtract(gray[:, :, 2:], gray[:, :, :-2], out=across[:, :, 1:-1])
    strength = np.sqrt(down * down + across * across)
    angle = np.arctan2(down, across) * np.float32(DIRECTIONS / np.pi)  # -9..9, a half turn is 9 bins
    direction = np.floor(angle).astype(np.int32) % DIRECTIONS
    votes = _sums(direction, strength, _cell_numbers(side), CELLS * CELLS, DIRECTIONS)
    cells = votes.reshape(count, CELLS, CELLS, DIRECTIONS) / (cell * cell)
    blocks = np.concatenate(
        [cells[:, :-1, :-1], cells[:, :-1, 1:], cells[:, 1:, :-1], cells[:, 1:, 1:]], axis=-1
    )
    blocks = np.minimum(_unit(blocks), _CLIP)
    values: Floats = _unit(blocks).reshape(count, -1).astype(np.float32)
    return values


def palette(photos: NDArray[np.uint8]) -> Floats:
    """Square-rooted shares of hue, saturation and value: ``(n, 12 * 4 * 4)``."""
    import numpy as np

    count, side = photos.shape[:2]
    red, green, blue = (photos[..., band].astype(np.int32) for band in range(3))
    value = photos.max(axis=-1).astype(np.int32)
    spread = value - photos.min(axis=-1)
    divisor = np.maximum(spread, 1).astype(np.float32)
    sixth = np.where(
        value == red,
        (green - blue) / divisor,
        np.where(value == green, (blue - red) / divisor + 2, (red - green) / divisor + 4),
    )
    hue = np.floor(sixth * np.float32(HUES / 6)).astype(np.int32) % HUES
    saturation = np.minimum(spread * SATURATIONS // np.maximum(value, 1), SATURATIONS - 1)
    code = (hue * SATURATIONS + saturation) * VALUES + value * VALUES // 256
    one_cell = np.zeros(side * side, dtype=np.int64)
    shares = _sums(code, np.ones_like(divisor), one_cell, 1, HUES * SATURATIONS * VALUES)
    values: Floats = np.sqrt(shares.reshape(count, -1) / (side * side)).astype(np.float32)
    return values


def layout(colours: Floats) -> tuple[Floats, Floats]:
    """Mean and deviation of lightness and opponent colours per cell: twice ``(n, 8 * 8 * 3)``; RGB 0..1."""
    import numpy as np

    count, side = colours.shape[:2]
    cell = side // CELLS
    mix = np.array([[1 / 3, 1, 0.5], [1 / 3, -1, 0.5], [1 / 3, 0, -1]], dtype=np.float32)
    cells = (colours @ mix).reshape(count, CELLS, cell, CELLS, cell, 3)
    return cells.mean(axis=(2, 4)).reshape(count, -1), cells.std(axis=(2, 4)).reshape(count, -1)


def _cell_numbers(side: int) -> NDArray[np.int64]:
    import numpy as np

    along = np.arange(side) // (side // CELLS)
    return (along[:, None] * CELLS + along[None, :]).ravel()


def _sums(
    bins: NDArray[np.int32], weights: Floats, cell_of: NDArray[np.int64], cells: int, kinds: int
) -> NDArray[np.float64]:
    """Weighted histograms per picture and cell, flat."""
    import numpy as np

    count = len(bins)
    flat = (np.arange(count)[:, None] * cells + cell_of[None, :]) * kinds + bins.reshape(count, -1)
    sums = np.bincount(flat.ravel(), weights=weights.ravel(), minlength=count * cells * kinds)
    return sums.astype(np.float64, copy=False)


def _unit(blocks: NDArray[np.float64]) -> NDArray[np.float64]:
    import numpy as np

    units: NDArray[np.float64] = blocks / np.sqrt((blocks * blocks).sum(axis=-1, keepdims=True) + _TINY**2)
    return units
