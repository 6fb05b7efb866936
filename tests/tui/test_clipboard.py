"""Copying: to the terminal, through tmux and screen, to a file where nothing else is left."""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
import sys
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

import pexpect
import pytest
from textual.app import App

from core import paths
from tests.conftest import REPOSITORY, wait_until
from tests.tui.waiting import settle
from tui import clipboard
from tui.passthrough import wrap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.pilot import Pilot

TEXT = "Epoch[3] Validation-accuracy=0.51 – Ä 花"


def terminal_output(*args: str, **environ: str) -> bytes:
    """What the small program sends to its terminal."""
    kept = {name: value for name, value in os.environ.items() if name not in ("TMUX", "STY", "NO_COLOR")}
    child: pexpect.spawn[bytes] = pexpect.spawn(
        sys.executable,
        ["-m", "tests.tui.attention_app", *args],
        env={**kept, "TERM": "xterm-256color", **environ},
        cwd=str(REPOSITORY),
        dimensions=(24, 80),
        timeout=60,
    )
    child.expect(pexpect.EOF)
    child.close()
    return child.before or b""


async def told(pilot: Pilot[None], text: str, environ: dict[str, str]) -> str:
    """What is said of copying this."""
    said: list[str] = []
    clipboard.copy(pilot.app, text, said.append, environ)
    await settle(pilot, lambda: bool(said), "what happened")
    return said[0]


def test_osc_52_carries_the_text_as_base64() -> None:
    sequence = clipboard.osc52(TEXT)
    assert sequence.startswith("\x1b]52;c;")
    assert sequence.endswith("\x07")
    assert base64.b64decode(sequence[7:-1]).decode() == TEXT


def test_tmux_gets_the_sequence_wrapped_with_escapes_doubled() -> None:
    assert wrap("\x1b]9;x\x07", {"TMUX": "/tmp/x"}) == "\x1bPtmux;\x1b\x1b]9;x\x07\x1b\\"


def test_screen_gets_it_in_pieces_it_can_hold() -> None:
    pieces = wrap("\x1b]52;c;" + "A" * 1000 + "\x07", {"STY": "1.pts"}).split("\x1b\\")[:-1]
    assert all(piece.startswith("\x1bP") and len(piece) <= 256 for piece in pieces)
    assert "".join(piece[2:] for piece in pieces) == "\x1b]52;c;" + "A" * 1000 + "\x07"


def test_a_plain_terminal_gets_it_as_it_is() -> None:
    assert wrap("\x1b]9;x\x07", {"TERM": "xterm"}) == "\x1b]9;x\x07"


def test_copying_asks_the_terminal() -> None:
    out = terminal_output("copy", TEXT)
    assert clipboard.osc52(TEXT).encode() in out
    assert f"SAID {len(TEXT)} characters copied".encode() in out


def test_a_tmux_at_the_other_end_of_ssh_is_asked_in_both_ways_and_no_tmux_here_is_loaded() -> None:
    out = terminal_output("copy", TEXT, TERM="tmux-256color")
    sequence = clipboard.osc52(TEXT)
    assert (sequence + wrap(sequence, {"TERM": "tmux"})).encode() in out
    assert b"OSC 52" in out
    assert b"tmux buffer" not in out


async def test_without_a_terminal_it_goes_to_a_file_and_says_where(home: Path) -> None:
    async with App[None]().run_test() as pilot:
        said = await told(pilot, TEXT, {})
    file = paths.state_dir() / "copied.txt"
    assert file.read_text("utf-8") == TEXT
    assert str(file) in said
    assert file.stat().st_mode & 0o777 == 0o600


async def test_too_much_for_a_terminal_goes_to_a_file_and_says_so(home: Path) -> None:
    text = "x\n" * clipboard.LARGEST
    async with App[None]().run_test() as pilot:
        said = await told(pilot, text, {})
    assert "too much" in said
    assert (paths.state_dir() / "copied.txt").read_text("utf-8") == text


async def test_a_file_that_cannot_be_written_is_a_sentence(home: Path) -> None:
    paths.state_dir().parent.mkdir(parents=True, exist_ok=True)
    paths.state_dir().write_text("in the way")
    async with App[None]().run_test() as pilot:
        assert "failed, too" in await told(pilot, TEXT, {})


async def test_keys_are_answered_while_tmux_is_not(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = tmp_path / "answer"
    slow = tmp_path / "tmux"
    slow.write_text(f"#!/bin/sh\nwhile [ ! -e {answer} ]; do sleep 0.02; done\n")
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    said: list[str] = []
    async with App[None]().run_test() as pilot:
        clipboard.copy(pilot.app, TEXT, said.append, {"TMUX": "/tmp/x,1,0"})
        await pilot.press("x")
        assert said == []
        answer.touch()
        await settle(pilot, lambda: bool(said), "the answer")
    assert "tmux buffer" in said[0]


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[list[str]]:
    """A tmux server of our own."""
    program = shutil.which("tmux")
    if program is None:
        pytest.skip("tmux is not on this machine")
    command = [program, "-S", str(tmp_path / f"{uuid.uuid4().hex[:8]}.sock"), "-f", os.devnull]
    yield command
    subprocess.run([*command, "kill-server"], check=False, capture_output=True)


def test_inside_tmux_the_text_is_in_its_buffer(tmux: list[str], tmp_path: Path) -> None:
    done = tmp_path / "done"
    script = tmp_path / "run.sh"
    script.write_text(
        f"cd {REPOSITORY}\n{sys.executable} -m tests.tui.attention_app copy '{TEXT}' > {tmp_path}/out 2>&1\n"
        f"touch {done}\ncat\n"
    )
    subprocess.run([*tmux, "new-session", "-d", "-x", "80", "-y", "24", f"sh {script}"], check=True)
    wait_until(done.exists, what="the program inside tmux")
    shown = subprocess.run([*tmux, "show-buffer"], check=True, capture_output=True)
    assert shown.stdout.decode() == TEXT
