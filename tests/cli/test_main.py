"""The frame of the command line: what it loads, where options go, how it refuses."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import click
import pytest

from cli.main import COMMANDS
from cli.main import trainscope as group
from tests.cli.runner import PROGRAM, Result, controls_in, environment, trainscope

HEAVY = ("textual", "rich", "plotext", "numpy", "sklearn", "skimage", "scipy", "PIL", "matplotlib", "boto3")


def loaded_by(home: Path, *args: str | Path) -> set[str]:
    """The top-level packages that a call of the program has imported at its end."""
    code = (
        "import json, sys; from cli.main import main; main(sys.argv[1:]); "
        "sys.stderr.write('\\n' + json.dumps(sorted({name.split('.')[0] for name in sys.modules})))"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", code, *map(str, args)],
        capture_output=True,
        env=environment(home),
        cwd=home,
        timeout=60,
        check=True,
    )
    return set(json.loads(done.stderr.decode().splitlines()[-1]))


def redirected(home: Path, *args: str, to: str) -> Result:
    """Run the program in a shell that redirects its streams as `to` says; standard input is empty."""
    done = subprocess.run(
        ["sh", "-c", f'"$@" {to}', "sh", str(PROGRAM), *args],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=environment(home),
        cwd=home,
        timeout=60,
        check=False,
        text=True,
    )
    return Result(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def log(home: Path) -> Path:
    """A training log of three epochs, synthesised in the built-in algorithm's format."""
    file = home / "train.log"
    file.write_text(
        "".join(
            f"[11/23/2026 22:19:0{epoch} INFO 140432456828736] Epoch[{epoch}] Validation-accuracy=0.{epoch}5\n"
            for epoch in range(3)
        )
    )
    return file


def test_the_version_is_the_installed_one(home: Path) -> None:
    result = trainscope(home, "--version")
    assert result.code == 0
    assert result.stdout == "trainscope 0.1.0\n"


@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_the_help_lists_every_command(home: Path, flag: str) -> None:
    result = trainscope(home, flag)
    assert result.code == 0
    listed = result.stdout.split("Commands:")[1]
    assert [line.split()[0] for line in listed.strip().splitlines() if line[2] != " "] == list(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_and_takes_the_common_options(name: str) -> None:
    context = click.Context(group, info_name="trainscope")
    command = group.get_command(context, name)
    assert command is not None
    assert command.name == name
    assert command.help
    options = {option for parameter in command.params for option in parameter.opts}
    assert {"--config", "--engine", "--dataset", "--debug"} <= options
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{name} {parameter.opts[0]} has no help"


def test_a_user_never_waits_for_what_a_call_does_not_need(home: Path, log: Path) -> None:
    assert not loaded_by(home, "--help") & {*HEAVY, "core.runs", "sqlite3", "yaml"}
    assert not loaded_by(home, "metrics", "--log-file", log) & {*HEAVY, "sqlite3"}
    assert not loaded_by(home, "jobs") & set(HEAVY)


def test_reading_headers_needs_neither_a_trainer_nor_a_screen(home: Path) -> None:
    from PIL import Image

    for name in ("a", "b"):
        (home / "photos" / name).mkdir(parents=True)
        for number in range(3):
            Image.new("RGB", (300, 300)).save(home / "photos" / name / f"{number}.png")
    assert not loaded_by(home, "dataset", "photos", "--quick") & {
        "textual",
        "sklearn",
        "skimage",
        "scipy",
        "plotext",
    }


def test_an_unknown_command_is_refused_with_the_nearest_name(home: Path) -> None:
    result = trainscope(home, "jbos")
    assert result.code == 2
    assert result.stdout == ""
    assert result.stderr.splitlines() == [
        "trainscope: no command 'jbos' (did you mean jobs?)",
        "  hint: trainscope --help says how it is used",
    ]


@pytest.mark.parametrize(
    "args",
    [("--nope",), ("jobs", "--nope"), ("lst",), ("status",), ("jobs", "--config"), ("--theme", "x", "jobs")],
)
def test_bad_usage_is_one_line_a_hint_and_code_2(home: Path, args: tuple[str, ...]) -> None:
    result = trainscope(home, *args)
    assert result.code == 2
    assert result.stdout == ""
    first, hint = result.stderr.splitlines()
    assert first.startswith("trainscope: ")
    assert "--help" in hint


@pytest.mark.parametrize("args", [("--config", "bad.yaml", "jobs"), ("jobs", "--config", "bad.yaml")])
def test_the_configuration_is_named_before_or_after_the_command(home: Path, args: tuple[str, ...]) -> None:
    (home / "bad.yaml").write_text("dataset:\n  pth: x\nwatch:\n  poll_seconds: soon\n")
    result = trainscope(home, *args)
    assert result.code == 2
    lines = result.stderr.splitlines()
    assert any("bad.yaml:2" in line and "path" in line for line in lines)
    assert any("bad.yaml:4" in line and "poll_seconds" in line for line in lines)


@pytest.mark.parametrize(
    "args", [("--theme", "light", "replay", "no.tsrun"), ("replay", "no.tsrun", "--theme", "light")]
)
def test_a_theme_is_taken_before_and_after_a_command_that_opens_the_cockpit(
    home: Path, args: tuple[str, ...]
) -> None:
    assert "cannot read no.tsrun" in trainscope(home, *args).stderr


def test_a_flag_after_the_command_is_stronger_than_one_before_it(home: Path) -> None:
    (home / "good.yaml").write_text("watch:\n  poll_seconds: 2\n")
    assert trainscope(home, "--config", "bad.yaml", "jobs", "--config", "good.yaml").code == 0


def test_an_engine_that_is_not_built_does_not_exist(home: Path) -> None:
    result = trainscope(home, "jobs", "--engine", "vertex")
    assert result.code == 2
    assert "local or sagemaker" in result.stderr


@pytest.mark.parametrize("term", ["dumb", "", "unknown"])
def test_the_cockpit_is_refused_where_it_cannot_be_shown(home: Path, term: str) -> None:
    result = trainscope(home, env={"TERM": term})
    assert result.code == 2
    assert result.stdout == ""
    assert "TERM" in result.stderr
    assert "trainscope jobs" in result.stderr


def test_without_a_terminal_the_way_to_the_commands_is_shown(home: Path) -> None:
    result = trainscope(home)
    assert result.code == 2
    assert "terminal" in result.stderr
    assert "trainscope watch JOB" in result.stderr


def test_file_names_in_errors_cannot_drive_the_terminal(home: Path) -> None:
    result = trainscope(home, "check", "\x1b]52;c;aGk=\x07\x9b31m.lst")
    assert result.code == 2
    assert controls_in(result.stderr) == set()


def test_a_reader_that_leaves_ends_the_program_quietly(home: Path) -> None:
    log = home / "long.log"
    with log.open("w") as file:
        for epoch in range(20_000):
            file.write(f"[11/23/2026 22:19:00 INFO 1] Epoch[{epoch}] Validation-accuracy=0.5\n")
    process = subprocess.Popen(
        [PROGRAM, "metrics", "--csv", "--log-file", log],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(home),
        cwd=home,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(timeout=60) == 0


@pytest.mark.parametrize("args", [("metrics", "--log-file", "train.log"), ("--help",), ("doctor", "--json")])
def test_a_full_disk_behind_standard_output_is_an_error_and_a_hint(
    home: Path, log: Path, args: tuple[str, ...]
) -> None:
    done = redirected(home, *args, to="1>/dev/full")
    assert done.code == 1
    first, hint = done.stderr.splitlines()
    assert first == "trainscope: cannot write the answer: No space left on device"
    assert hint.startswith("  hint: ")


def test_what_goes_wrong_keeps_its_exit_code_whatever_becomes_of_the_words(home: Path) -> None:
    for to in ("2>/dev/full", "2>&-", ">/dev/full", "2>/dev/full >/dev/full"):
        assert redirected(home, "status", "nobody", to=to).code == 2
    assert redirected(home, "jobs", to="2>/dev/full").code == 0, "it says on stderr that there are none"


def test_closed_streams_are_empty_or_swallow(home: Path, log: Path) -> None:
    for to in (">&-", "2>&-", ">&- 2>&- <&-"):
        assert redirected(home, "metrics", "--log-file", "train.log", to=to).code == 0
    assert redirected(home, "metrics", "--log-file", "-", "--json", to="<&-") == Result(0, "[]\n", "")


def test_an_encoding_that_lacks_a_letter_does_not_end_the_program(home: Path) -> None:
    result = trainscope(home, "check", "薔薇.lst", env={"PYTHONIOENCODING": "ascii"})
    assert result.code == 2
    assert "\\u8594" in result.stderr
