"""What the cockpit's benchmarks share: a home with a small data set, a job that logs at a given pace, a terminal.

The terminal only keeps what it gets and when; what it would show is worked out afterwards, so that the measuring
does not take the processor from what is measured.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pexpect
import pyte

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

ROWS, COLUMNS = 40, 120
OPEN_COCKPIT = (sys.executable, "-c", "import sys; from cli.main import main; sys.exit(main())")

LOGGER = """
import itertools, os, sys, time
pace, first, go, total, length = float(sys.argv[1]), int(sys.argv[2]), sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
start = time.monotonic()
for number in itertools.count():
    if number == first:
        sys.stdout.flush()
        while go and not os.path.exists(go):
            time.sleep(0.05)
        start = time.monotonic() - number / pace if pace else 0
    if number >= total:
        sys.stdout.flush()
        time.sleep(3600)
    stamp = "[11/23/2026 22:%02d:%02d INFO 140432456828736]" % (number // 60 % 60, number % 60)
    epoch, place = divmod(number, length)
    if place < length - 3:
        speed = f"Speed: {171 + place % 50 / 7:.3f} samples/sec"
        print(f"{stamp} Epoch[{epoch}] Batch [{place * 20}]\\t{speed}\\taccuracy=0.{500000 + place:06}")
    else:
        said = ("Train-accuracy=0.6", "Time cost=12.345", "Validation-accuracy=0.5")[place - length]
        print(f"{stamp} Epoch[{epoch}] {said}{epoch % 90:02}000")
    if pace:
        sys.stdout.flush()
        time.sleep(max(0.0, start + (number + 1) / pace - time.monotonic()))
"""
"""A trainer that only logs.

Its arguments: lines a second (0: as fast as it can), how many before it waits for a file, that file, how many in
all, and how many an epoch has.
"""


def environment(home: Path) -> dict[str, str]:
    """A fresh home in a terminal with all colours; byte code may be written."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "TZ")}
    return {
        **kept,
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "PYTHONPATH": str(Path(__file__).resolve().parent.parent),
    }


@contextmanager
def home_with_data() -> Iterator[Path]:
    """A home with a configuration and a small data set."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        draw_photos(home / "photos")
        configure(home, home / "photos")
        yield home


def draw_photos(root: Path) -> None:
    """Five classes of twenty photos, no two alike."""
    from PIL import Image

    for label in range(5):
        (root / f"class_{label}").mkdir(parents=True)
        for number in range(20):
            image = (
                Image.radial_gradient("L").rotate(7 * number).resize((64 + label, 64 + number)).convert("RGB")
            )
            image.save(root / f"class_{label}" / f"photo_{number:02}.jpg")


def configure(home: Path, photos: Path) -> None:
    """Write the configuration."""
    file = home / ".config" / "trainscope" / "config.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(
        f"engine: local\ndataset: {{path: {json.dumps(str(photos))}}}\nhyperparameters: {{mini_batch_size: 8}}\n"
    )


@contextmanager
def logging_job(
    home: Path, pace: float, *, first: int = -1, go: str = "", total: int = 100_000_000, epoch_lines: int = 40
) -> Iterator[str]:
    """A running local job whose trainer is `LOGGER`; stopped on leaving. Gives its name."""
    script = home / "logger.py"
    script.write_text(LOGGER)
    command = shlex.join(
        [sys.executable, str(script), str(pace), str(first), go, str(total), str(epoch_lines)]
    )
    env = {**environment(home), "TRAINSCOPE_LOCAL__COMMAND": command}
    launched = subprocess.run(
        [*OPEN_COCKPIT, "launch", "--yes", "--json", "--set", "epochs=2500"],
        env=env, capture_output=True, text=True, check=False, cwd=home,
    )  # fmt: skip
    if launched.returncode:
        raise RuntimeError(f"the job could not be launched: {launched.stderr}")
    name = str(json.loads(launched.stdout)["name"])
    try:
        yield name
    finally:
        subprocess.run([*OPEN_COCKPIT, "stop", name], env=env, capture_output=True, check=False, cwd=home)


class Recorder:
    """Runs a program in a pseudo-terminal and keeps every piece of its output with the time it came."""

    def __init__(self, argv: Sequence[str], env: Mapping[str, str], cwd: Path) -> None:
        self.started = time.perf_counter()
        self.pieces: list[tuple[float, bytes]] = []
        self._child: pexpect.spawn[bytes] = pexpect.spawn(
            argv[0], list(argv[1:]), env=dict(env), cwd=str(cwd), dimensions=(ROWS, COLUMNS), timeout=None
        )
        self._child.delaybeforesend = None

    def __enter__(self) -> Recorder:
        return self

    def __exit__(self, *_: object) -> None:
        self._child.close(force=True)

    @property
    def pid(self) -> int:
        """The program's process."""
        return int(self._child.pid or 0)

    @property
    def bytes(self) -> int:
        """How much it has sent."""
        return sum(len(data) for _, data in self.pieces)

    def press(self, keys: str) -> None:
        """Type."""
        self._child.send(keys)

    def pump(self, seconds: float) -> bool:
        """Take what comes within `seconds`; False if nothing came."""
        try:
            data = self._child.read_nonblocking(1 << 16, timeout=seconds)
        except pexpect.TIMEOUT:
            return False
        self.pieces.append((time.perf_counter() - self.started, data))
        return True

    def record(self, seconds: float) -> int:
        """Keep recording for so long; returns how many bytes came."""
        before, end = self.bytes, time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            self.pump(left)
        return self.bytes - before

    def settle(self, quiet: float, *, limit: float = 60.0) -> None:
        """Record until nothing has come for `quiet` seconds."""
        end = time.perf_counter() + limit
        while self.pump(quiet) and time.perf_counter() < end:
            continue

    def wait_for(self, text: str, *, limit: float = 60.0) -> None:
        """Record until the screen shows the text."""
        end = time.perf_counter() + limit
        while not any(text in screen for _, screen in self.screens(last_only=True)):
            self.pump(0.2)
            if time.perf_counter() > end:
                raise RuntimeError(f"waited {limit:.0f} s in vain for {text!r}")

    def screens(self, *, last_only: bool = False) -> Iterator[tuple[float, str]]:
        """What the terminal shows after each piece, with its time in seconds from the start."""
        screen = pyte.Screen(COLUMNS, ROWS)
        stream = pyte.ByteStream(screen)
        at = 0.0
        for at, data in self.pieces:
            stream.feed(data)
            if not last_only:
                yield at, "\n".join(screen.display)
        if last_only:
            yield at, "\n".join(screen.display)

    def first(self, condition: Callable[[str], bool]) -> float:
        """Seconds from the start until the screen first met the condition."""
        return next((at for at, text in self.screens() if condition(text)), float("inf"))
