"""The demo's data set: scikit-learn's handwritten digits as PNG files in class folders, made once, in the cache.

1,797 scans of 8 × 8 pixels (UCI optical recognition of handwritten digits), written as pictures of 32 × 32, which is
what the hyperparameters below train on.
"""

from __future__ import annotations

import secrets
import shutil
from contextlib import suppress
from typing import TYPE_CHECKING

from core.errors import FolderError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from core.cancel import CancelToken

FOLDER = "demo-1"
"""The number grows whenever other files are written, so that an older program's folder is left alone."""
SIDE = 32
_SCAN_LEVELS = 16
_CHECK_EVERY = 50


def hyperparameters() -> Mapping[str, str]:
    """What the demo trains with; the rest are defaults."""
    return {
        "use_pretrained_model": "0",
        "num_classes": "auto",
        "num_training_samples": "auto",
        "image_shape": f"3,{SIDE},{SIDE}",
        "epochs": "15",
        "mini_batch_size": "32",
        "learning_rate": "0.05",
    }


def folder(cache: Path) -> Path:
    """Where the demo's photos lie, or will."""
    return cache / FOLDER / "digits"


def digits(cache: Path, cancel: CancelToken | None = None) -> Path:
    """The folder of class folders ``0`` … ``9``, made if it is not there yet.

    It is written beside its place and renamed when it is whole. Two programs that do so at once both succeed: the
    slower one finds the other's folder and throws its own away.

    Raises:
        FolderError: it cannot be written.
        Cancelled: the token was set; nothing stays behind.
    """
    place = folder(cache)
    if place.is_dir():
        return place
    draft = place.with_name(f".digits.{secrets.token_hex(4)}")
    try:
        draft.mkdir(parents=True)
        _write(draft, cancel)
        with suppress(OSError):  # another demo was faster
            draft.rename(place)
        if not place.is_dir():
            raise OSError(f"{place} is not a folder")
    except OSError as problem:
        raise FolderError(
            f"the demo's photos cannot be written to {place}",
            why=problem.strerror or str(problem),
            fix="free some disk space, or point XDG_CACHE_HOME to a folder that can be written to",
        ) from problem
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return place


def _write(root: Path, cancel: CancelToken | None) -> None:
    import numpy as np
    from PIL import Image
    from sklearn.datasets import load_digits

    data = load_digits()
    for name in data.target_names:
        (root / str(name)).mkdir()
    for number, (scan, label) in enumerate(zip(data.images, data.target, strict=True)):
        if cancel is not None and number % _CHECK_EVERY == 0:
            cancel.check()
        picture = Image.fromarray((scan * (255 / _SCAN_LEVELS)).astype(np.uint8))
        picture = picture.resize((SIDE, SIDE), Image.Resampling.BICUBIC)
        picture.save(root / str(label) / f"digit-{number:04}.png")
