"""Decodes photos in a process of its own: `python -P -m core.dataset.decoder`.

Each line on stdin is a batch of photos, each answered by a line on stdout, both JSON (`core.dataset.decoders`). It ends
when stdin does: with the program that started it, however that ends.
"""

from __future__ import annotations

import json
import os
import sys
from base64 import b64encode
from typing import TYPE_CHECKING

from core.dataset.decode import look
from core.dataset.sketch import SIZE

if TYPE_CHECKING:
    from collections.abc import Sequence

READY = b"ready\n"
"""The first line: all that decoding needs is there."""
NICENESS = 10
"""Whoever types meanwhile comes first."""
_NONE = bytes(SIZE)


def answer(photos: Sequence[tuple[str, str]]) -> dict[str, object]:
    """What came of a batch.

    Args:
        photos: file and path in the data set of each.

    Returns:
        ``found``: the findings; ``sketches``: of all photos, in base 64.
    """
    found, sketches = [], []
    for file, name in photos:
        seen = look(file, name)
        sketches.append(seen.sketch or _NONE)
        if seen.finding is not None:
            found.append(seen.finding.as_json())
    return {"found": found, "sketches": b64encode(b"".join(sketches)).decode()}


def main() -> None:
    """Answer until nothing is asked any more."""
    from PIL import Image, JpegImagePlugin, PngImagePlugin  # noqa: F401 - what is not there is told before the first photo

    os.nice(NICENESS)
    silence = os.open(os.devnull, os.O_WRONLY)
    # From here on a decoder's own talk would fill a pipe that nobody reads.
    os.dup2(silence, sys.stderr.fileno())
    _say(READY)
    for line in sys.stdin.buffer:
        _say(json.dumps(answer(json.loads(line))).encode() + b"\n")


def _say(line: bytes) -> None:
    sys.stdout.buffer.write(line)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
