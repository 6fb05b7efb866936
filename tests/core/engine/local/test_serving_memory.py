"""What photos cost a server in memory, with a real one."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from core.engine.local.crop import Crop
from tests.core.engine.local import serving_support as support

if TYPE_CHECKING:
    from core.engine.local.engine import LocalEngine

SIDE = 6_000
PIXELS = 4 * SIDE * SIDE
"""Bytes that Pillow takes for the photo."""
ELSE = 80_000_000
"""Bytes for Python, numpy, Pillow and the answer."""


def memory(pid: int, what: str) -> int:
    """Bytes: ``VmHWM`` is the most it ever had, ``VmRSS`` what it has."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(what))


def test_a_large_photo_is_held_once_and_given_back(engine: LocalEngine, tmp_path: Path, jobs: Path) -> None:
    source = support.save(tmp_path / "model", support.random_model())
    support.in_service(engine, support.deployment(engine, "roses", source))
    buffer = io.BytesIO()
    Image.new("RGB", (SIDE, SIDE), (200, 30, 30)).save(buffer, "PNG", compress_level=1)
    assert len(engine.invoke("roses", buffer.getvalue(), "image/png")) == 3
    pid = support.server_pid(jobs, "roses")
    assert PIXELS < memory(pid, "VmHWM") < PIXELS + ELSE
    assert memory(pid, "VmRSS") < ELSE


def test_a_large_jpeg_is_decoded_at_a_part_of_its_size(
    engine: LocalEngine, tmp_path: Path, jobs: Path
) -> None:
    source = support.save(tmp_path / "model", support.random_model(crop=Crop(224, 224, 256)))
    support.in_service(engine, support.deployment(engine, "roses", source))
    buffer = io.BytesIO()
    Image.new("RGB", (SIDE, SIDE), (200, 30, 30)).save(buffer, "JPEG")
    assert len(engine.invoke("roses", buffer.getvalue(), "image/jpeg")) == 3
    assert memory(support.server_pid(jobs, "roses"), "VmHWM") < ELSE
