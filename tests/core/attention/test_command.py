"""The user's command gets the facts, is never shown a terminal, is killed if it takes too long, and fails once."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from core.attention.command import Commands
from tests.conftest import wait_until


def test_it_gets_the_facts_beside_the_environment_and_no_shell(tmp_path: Path) -> None:
    out = tmp_path / "out"
    program = (
        "import json, os, sys; open(sys.argv[1], 'w').write(json.dumps([sys.argv[2], dict(os.environ)]))"
    )
    sentences: list[str] = []
    commands = Commands(sentences.append, {**os.environ, "MINE": "1"})
    commands.run([sys.executable, "-c", program, str(out), "$(id) `id`"], {"TRAINSCOPE_JOB": "a; rm -rf ~"})
    commands.finish()
    argument, environ = json.loads(out.read_text())
    assert argument == "$(id) `id`"
    assert (environ["TRAINSCOPE_JOB"], environ["MINE"]) == ("a; rm -rf ~", "1")
    assert not sentences


def test_the_same_failure_is_told_once() -> None:
    sentences: list[str] = []
    commands = Commands(sentences.append)
    for _ in range(2):
        commands.run([sys.executable, "-c", "raise SystemExit(3)"], {})
        commands.finish()
    commands.run(["no-such-program-here"], {})
    commands.finish()
    assert len(sentences) == 2
    assert sentences[0].endswith("ended with exit code 3")
    assert sentences[1].startswith("notify.command: no-such-program-here could not be started")


def test_one_that_takes_too_long_is_killed_with_what_it_has_started(tmp_path: Path) -> None:
    out = tmp_path / "pid"
    program = 'sleep 600 & echo $! > "$1"; wait'
    sentences: list[str] = []
    commands = Commands(sentences.append, patience=1.0)
    commands.run(["sh", "-c", program, "sh", str(out)], {})
    commands.finish()
    assert [sentence.split(" was ")[1] for sentence in sentences] == ["killed: it took longer than 1 s"]
    pid = int(out.read_text())
    wait_until(lambda: not _runs(pid), what="the command's child to be gone")


def _runs(pid: int) -> bool:
    """Whether the process is alive; one that nobody has waited for is not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except FileNotFoundError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"
