"""Photos are decoded by processes that end when they are not wanted, and that a photo may bring down."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from core.cancel import CancelToken
from core.dataset import decoder_process
from core.dataset.decoders import decode_all
from core.dataset.sketch import SIZE
from core.errors import Cancelled, DatasetError
from tests.conftest import REPOSITORY, wait_until
from tests.core.dataset.samples import folder, jpeg
from tests.core.dataset.test_check import decoders_of

if TYPE_CHECKING:
    from core.finding import Finding


def decoded(
    root: Path, names: list[str], cancel: CancelToken | None = None
) -> tuple[list[Finding], bytearray]:
    sketches = bytearray(SIZE * len(names))
    found = decode_all(names, lambda name: f"{root}/{name}", sketches, cancel=cancel or CancelToken())
    return list(found), sketches


def test_findings_come_in_order_and_sketches_in_their_places(tmp_path: Path) -> None:
    content = {f"{number}.jpg": jpeg(100, 80, seed=number) for number in range(150)}
    broken = [f"{number}.jpg" for number in range(5, 150, 7)]
    content |= dict.fromkeys(broken, b"GIF89a")
    folder(tmp_path, content)
    found, sketches = decoded(tmp_path, list(content))
    assert [finding.path for finding in found] == broken
    blank = [
        name for place, name in enumerate(content) if not any(sketches[place * SIZE : (place + 1) * SIZE])
    ]
    assert blank == broken


def test_nothing_to_decode_starts_no_process(tmp_path: Path) -> None:
    assert decoded(tmp_path, []) == ([], bytearray())


def test_names_of_any_kind_reach_the_decoder(tmp_path: Path) -> None:
    names = [os.fsdecode(b"caf\xe9.jpg"), "blank space.jpg", 'a"b\\c.jpg', "été-花.jpg"]
    for name in names:
        (tmp_path / name).write_bytes(jpeg())
    assert decoded(tmp_path, [*names, "none.jpg"])[0][0].path == "none.jpg"


def test_a_photo_that_brings_its_decoder_down_is_an_error_and_the_others_are_decoded(tmp_path: Path) -> None:
    names = [f"{number}.jpg" for number in range(10)]
    folder(tmp_path, dict.fromkeys(names, jpeg()))
    Image.new("L", (9000, 9000)).save(tmp_path / "4.jpg", "PNG")
    over = threading.Event()

    def kill_who_reads_it() -> None:
        while not over.wait(0.002):
            for process in decoders_of(os.getpid()):
                if any(link.endswith("/4.jpg") for link in open_files(process)):
                    os.kill(process, signal.SIGKILL)

    killer = threading.Thread(target=kill_who_reads_it)
    killer.start()
    try:
        found, sketches = decoded(tmp_path, names)
    finally:
        over.set()
        killer.join()
    assert [(finding.level, finding.kind, finding.path) for finding in found] == [
        ("error", "broken-image", "4.jpg")
    ]
    assert "ends the program that decodes it" in found[0].detail
    assert all(any(sketches[place * SIZE : (place + 1) * SIZE]) for place in range(10) if place != 4)


def open_files(process: int) -> list[str]:
    """What a process has open; nothing once it has ended."""
    with suppress(OSError):
        return [str(link.readlink()) for link in Path(f"/proc/{process}/fd").iterdir()]
    return []


def test_a_cancel_in_the_midst_of_a_photo_leaves_no_process(tmp_path: Path) -> None:
    Image.new("L", (12_000, 12_000)).save(tmp_path / "large.png")
    for number in range(1, 70):
        (tmp_path / f"{number}.png").hardlink_to(tmp_path / "large.png")
    token, ended = CancelToken(), threading.Event()

    def work() -> None:
        with suppress(Cancelled):
            decoded(tmp_path, [f"{number}.png" for number in range(1, 70)], token)
        ended.set()

    thread = threading.Thread(target=work)
    thread.start()
    wait_until(
        lambda: any(link.endswith(".png") for one in decoders_of(os.getpid()) for link in open_files(one)),
        what="a decoder in the midst of a photo",
    )
    started = time.monotonic()
    token.cancel()
    thread.join(30)
    assert ended.is_set()
    assert time.monotonic() - started < 5  # a twentieth of a second where the machine has nothing else to do
    assert decoders_of(os.getpid()) == []


def test_decoders_end_with_the_program_however_it_ends(tmp_path: Path) -> None:
    Image.new("L", (12_000, 12_000)).save(tmp_path / "1.png")
    for number in range(2, 200):
        (tmp_path / f"{number}.png").hardlink_to(tmp_path / "1.png")
    script = f"""
from core.cancel import CancelToken
from core.dataset.decoders import decode_all
from core.dataset.sketch import SIZE
names = [f"{{number}}.png" for number in range(1, 200)]
list(decode_all(names, lambda name: {str(tmp_path)!r} + "/" + name, bytearray(SIZE * 199), cancel=CancelToken()))
"""
    program = subprocess.Popen([sys.executable, "-c", script], cwd=REPOSITORY)
    wait_until(lambda: bool(decoders_of(program.pid)), what="a decoder")
    decoders = decoders_of(program.pid)
    program.kill()
    program.wait()
    wait_until(
        lambda: not any(Path(f"/proc/{one}/cmdline").exists() and is_decoder(one) for one in decoders),
        seconds=120,
        what="the end of the decoders",
    )


def is_decoder(process: int) -> bool:
    with suppress(OSError):
        return b"core.dataset.decoder" in Path(f"/proc/{process}/cmdline").read_bytes()
    return False


@pytest.mark.parametrize(
    "command", [("/nonexistent",), (sys.executable, "-c", "raise SystemExit('no Pillow here')")]
)
def test_decoders_that_cannot_start_are_one_error_with_a_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setattr(decoder_process, "COMMAND", command)
    folder(tmp_path, {"1.jpg": jpeg()})
    with pytest.raises(DatasetError, match="no process for it can be started") as caught:
        decoded(tmp_path, ["1.jpg"])
    assert "--quick" in caught.value.fix
    assert caught.value.why


def test_no_file_left_to_open_is_told_in_the_same_way() -> None:
    script = """
import resource
from core.cancel import CancelToken
from core.dataset.decoders import decode_all
from core.errors import DatasetError
for most in range(3, 12):
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    try:
        list(decode_all(["1.jpg"], lambda name: name, bytearray(1000), cancel=CancelToken()))
    except DatasetError as error:
        print(error)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    said = "photos cannot be decoded: no process for it can be started: Too many open files"
    assert done.stdout.splitlines()[:5] == [said] * 5


def test_a_decoder_has_neither_screen_nor_network_libraries() -> None:
    script = "import sys; import core.dataset.decoder; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-P", "-c", script], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert loaded.isdisjoint({"textual", "rich", "boto3", "botocore", "numpy", "yaml", "click", "sqlite3"})
