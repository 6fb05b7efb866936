"""Lines that try to drive the terminal of whoever watches, and a training program that prints them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

LINES: tuple[bytes, ...] = (
    b"\x1b]52;c;SE9TVElMRQ==\x07",
    b"\x1b]52;c;SE9TVElMRQ==\x1b\\",
    b"\xc2\x9d52;c;SE9TVElMRQ==\xc2\x9c",
    b"\x1b]0;HOSTILE\x07",
    b"\x1b]2;HOSTILE\x1b\\",
    b"\x1b]8;;http://hostile.invalid\x1b\\link\x1b]8;;\x1b\\",
    b"\x1b[31;5;7mred\x1b[0m",
    b"\x1b[2J\x1b[3J\x1b[H",
    b"\x1b[6n\x1b[c\x1b[5n",
    b"\x1b[?1049l\x1b[?1003l",
    b"\x1bc\x1b7\x1b8\x1bM",
    b"\xc2\x9b31m\xc2\x85\xc2\x90",
    b"\x9b31m\xff\xfe",
    b"\x1bP+q544e\x1b\\\x1b_Gf=100;AAAA\x1b\\\x1b^pm\x1b\\\x1bXsos\x1b\\",
    b"\x1b[38;5",
    b"\x1b",
    b"[/x]",
    b"[b",
    b"[red]x[/red] [INFO] ok File [/opt/ml/code/train.py]",
    b"A" * 100_000,
    b"\x1b]52;c;" + b"B" * 100_000,
    b"a\x00b\x07\x08\x08\x0b\x0c\x0e\x0f",
    b" 10%\r 50%\r100%",
    "\u202eright to left\u2066\u200b\u2028\u2029".encode(),
)

LAST = "every line was printed"

NEVER: tuple[bytes, ...] = (
    b"\x1b]52",
    b"HOSTILE\x07",
    b"HOSTILE\x1b",
    b"\x1b]8;;http",
    b"\x1b[31;5;7m",
    b"\x1b[3J",
    b"\x1b[6n",
    b"\x1b[5n",
    b"\x1bc",
    b"\x1bM",
    b"\x1bP+q",
    b"\x1b_G",
    b"\x1b^",
    b"\x1bX",
    b"\xc2\x9b",
    b"\xc2\x9d",
    b"\xc2\x90",
    b"\xc2\x85",
    b"\x9b31m\xff",
    b"\x00",
    "\u202e".encode(),
    "\u2066".encode(),
    "\u2028".encode(),
)
"""What must not be among the bytes that any screen of ours sends: none of it is ever written by the program itself."""


def install(home: Path) -> None:
    """Write the training program, and a configuration that runs it in the trainer's place on ``photos``."""
    epoch = "[11/23/2026 22:19:0{0} INFO 140432456828736] Epoch[{0}] Validation-accuracy=0.{0}5"
    body = b"".join(b"line-%02d " % number + line + b" end\n" for number, line in enumerate(LINES))
    body += "".join(epoch.format(number) + "\n" for number in range(3)).encode() + LAST.encode() + b"\n"
    (home / "hostile.bin").write_bytes(body)
    (home / "hostile.py").write_text(
        "import pathlib, sys\n"
        "sys.stdout.buffer.write(pathlib.Path(sys.argv[1]).read_bytes())\n"
        "sys.stdout.buffer.flush()\n"
    )
    (home / "trainscope.yaml").write_text(
        f"dataset: {{path: photos}}\nhyperparameters: {{mini_batch_size: 8}}\n"
        f"local: {{command: ['{sys.executable}', '{home / 'hostile.py'}', '{home / 'hostile.bin'}']}}\n"
    )
