"""A million log lines to metric points: the whole program beside grep, which only counts.

The log is made up: eight hosts, 400 batch lines per epoch as in a long run, half of it in the SDK's colours, one
line in ten of other kinds, among them lines with escape codes that must be cleaned first.
"""

from __future__ import annotations

import os
import random
import re
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measure import Row, best_of, best_process, compile_bytecode, show, trainscope

if TYPE_CHECKING:
    from collections.abc import Iterator

LINES = 1_000_000
HOSTS = 8
BATCH_LINES = 400
EPOCH_LINE = r"Epoch\[[0-9]+\] (Train|Validation)-"
BUDGET = 15.0
_OTHERS = (
    "[17:50:42] /opt/brazil-pkg-cache/packages/AIAlgorithmsMXNet/src/src/operator/nn/./cudnn/./cudnn_algoreg-inl.h:97: "
    "Running performance tests to find the best convolution algorithm",
    "\x1b[34m| N/A   40C    P0              25W / 300W |      0MiB / 16384MiB |      0%      Default |\x1b[0m",
    "2023-09-09 17:50:09 Training - Training image download completed. Training in progress.",
    "\x1b]0;title\x07\x1b[31mwarning\x1b[0m: 10%\r20%\r30%",
    "",
)


def lines(count: int) -> Iterator[str]:
    """So many lines of a synthetic log, always the same."""
    chance = random.Random(0)
    hosts = [140237557933888 + 1_000_000_007 * number for number in range(HOSTS)]
    made = epoch = 0
    while True:
        start = time.gmtime(1_584_060_000 + 600 * epoch)
        for batch in range(BATCH_LINES + 3):
            stamp = time.strftime("%m/%d/%Y %H:%M:%S", start)
            for host in hosts:
                value = f"{chance.random():.6f}"
                if batch < BATCH_LINES:
                    speed = f"Speed: {chance.uniform(50, 60):.3f} samples/sec"
                    said = f"Batch [{20 * batch + 20}]#011{speed}#011accuracy={value}"
                elif batch == BATCH_LINES:
                    said = f"Train-accuracy={value}"
                elif batch == BATCH_LINES + 1:
                    said = f"Time cost={chance.uniform(550, 560):.3f}"
                else:
                    said = f"Validation-accuracy={value}"
                text = f"[{stamp} INFO {host}] Epoch[{epoch}] {said}"
                yield f"\x1b[34m{text}\x1b[0m" if chance.random() < 0.5 else text
                made += 1
                if chance.random() < 0.11:
                    yield chance.choice(_OTHERS)
                    made += 1
                if made >= count:
                    return
        epoch += 1


def bare_loop(file: Path) -> int:
    """What one regular expression per line costs in Python, with nothing done about its findings."""
    search = re.compile(EPOCH_LINE).search
    with file.open(encoding="utf-8") as stream:
        return sum(1 for line in stream if search(line))


def run() -> bool:
    """Measure and print; returns whether the budget is kept."""
    compile_bytecode("click")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "train.log"
        with file.open("w", encoding="utf-8") as stream:
            stream.writelines(f"{line}\n" for line in lines(LINES))
        os.environ["LC_ALL"] = "C"
        grep = best_process(5, ["grep", "-cE", EPOCH_LINE, file])
        loop = best_of(2, lambda: bare_loop(file))
        ours = best_process(5, trainscope("metrics", "--log-file", file, "--json"))
        size = file.stat().st_size / 1e6
    what = f"{LINES:,} log lines ({size:.0f} MB) to metrics"
    kept = show(Row(what, "grep -cE", grep, ours, BUDGET))
    show(Row(what, "a bare one-regex Python loop", loop, ours, float("inf")))
    return kept


if __name__ == "__main__":
    sys.exit(not run())
