"""Cut, damaged and hostile files: what can be read is shown, the rest is told, and nothing does harm."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import UsageError
from core.recording import read as reading
from core.recording.format import Header, Said, event_from, header_value, moment_value, said_value
from core.recording.moments import moments
from tests.core.recording.recordings import ENDED, EPOCHS, KEY, T0, bytes_of, lines, pack, played, run_of

if TYPE_CHECKING:
    from pathlib import Path

HEAD = header_value(Header(KEY, T0, "trainscope", T0))
STATE = moment_value(moments(ENDED, T0, T0)[-1])
END = {"end": {"states": 1, "lines": 0, "points": 0}}


def test_what_comes_before_a_cut_is_played_and_the_cut_is_told(tmp_path: Path) -> None:
    log = [Said(T0 + number / 100, "algo-1", f"line {number * 7919}") for number in range(5000)]
    whole = bytes_of(run_of(said=log))
    file = tmp_path / "cut.tsrun"
    file.write_bytes(whole[: len(whole) // 2])
    update, got, _, damage = played(file)
    assert 0 < len(got) < len(log)
    assert got == log[: len(got)]
    assert damage.startswith(f"The file is damaged or cut off after {len(got):,} log lines")
    assert update.state is not None


@pytest.mark.parametrize("place", [0.3, 0.6, 0.9])
def test_a_flipped_bit_is_told(tmp_path: Path, place: float) -> None:
    data = bytearray(bytes_of(run_of(said=[Said(T0, "a", f"line {n * 7919}") for n in range(2000)])))
    data[int(len(data) * place)] ^= 0x10
    file = tmp_path / "flipped.tsrun"
    file.write_bytes(bytes(data))
    _, _, _, damage = played(file)
    assert "damaged" in damage


@given(st.binary(max_size=300))
@settings(max_examples=60, deadline=None)
def test_any_bytes_are_refused_in_words_or_played(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    file = tmp_path_factory.mktemp("bytes") / "any.tsrun"
    file.write_bytes(data)
    with pytest.raises(UsageError, match="is not a recording"):
        played(file)


@pytest.mark.parametrize(
    "values",
    [
        [],
        [b"no JSON"],
        [b"[" * 100_000],
        [{"tsrun": True, "job": KEY._asdict()}],
        [{"tsrun": 1, "job": {"name": ""}}],
        [{"tsrun": 1, "job": {"name": ["x"]}}],
        [{"tsrun": 1, "job": {"name": "x" * 300}}],
        [{"job": KEY._asdict()}],
    ],
)
def test_what_has_no_header_is_no_recording(tmp_path: Path, values: list[object]) -> None:
    with pytest.raises(UsageError, match="is not a recording"):
        played(pack(tmp_path, values))


def test_a_newer_format_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="newer trainscope") as caught:
        played(pack(tmp_path, [{**HEAD, "tsrun": 2}, STATE, END]))
    assert caught.value.fix == "update trainscope"


def test_a_file_without_a_state_holds_nothing_to_show(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no state"):
        played(pack(tmp_path, [HEAD, *map(said_value, lines()), END]))


def test_a_name_that_is_a_terminal_s_command_is_only_text(tmp_path: Path) -> None:
    job = {**KEY._asdict(), "name": "\x1b]0;title\x07evil\u202e", "region": "\x9b2J"}
    file = pack(tmp_path, [{**HEAD, "job": job}, STATE, END])
    from core.recording import opened
    from tests.core.recording.recordings import at_once

    with opened(file, 0) as replay:
        at_once(replay)
        assert replay.record.key.name == "evil"
        assert all(part.isprintable() for part in replay.record.key)


def test_texts_are_cleaned_again_and_secrets_masked(tmp_path: Path) -> None:
    state: dict[str, Any] = json.loads(json.dumps(STATE))
    state["state"]["failure_reason"] = "\x1b[31mbad\x1b[0m"
    line = {
        "t": T0,
        "stream": "algo\x1b[2J-1",
        "line": "\x1b]52;c;aGk=\x07aws_secret_access_key=abcdefghijklmnop",
    }
    update, log, _, _ = played(pack(tmp_path, [HEAD, line, state, END]))
    assert update.state is not None
    assert update.state.failure_reason == "bad"
    assert log == [Said(T0, "algo-1", "aws_secret_access_key=<masked>")]


WRONG: list[tuple[str, object]] = [
    ("status", "Exploded"),
    ("stage", None),
    ("stage", 3),
    ("created", "yesterday"),
    ("created", -1),
    ("created", 1e30),
    ("created", True),
    ("ended", [1]),
    ("instance_count", 0),
    ("instance_count", 10**9),
    ("instance_count", 1.5),
    ("spot", "yes"),
    ("hyperparameters", ["epochs"]),
    ("hyperparameters", {"epochs": 3}),
    ("hyperparameters", {f"h{n}": "1" for n in range(2000)}),
    ("channels", None),
    ("transitions", [{"stage": "Training"}]),
    ("transitions", [{"stage": "Training", "start": None}]),
    ("transitions", [{"stage": "Training", "start": 1.0, "message": 5}]),
    ("metrics", [["loss", 5]]),
    ("metrics", [["loss"]]),
    ("transform", ["job", "/out", "many", 1]),
    ("transform", ["job", "/out", -1, 1]),
    ("price_per_hour", {}),
    ("model", 5),
]


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_state_with_a_value_of_another_kind_is_none(tmp_path: Path, name: str, value: object) -> None:
    state: dict[str, Any] = json.loads(json.dumps(STATE))
    assert event_from(json.dumps(state).encode()) is not None
    state["state"][name] = value
    assert event_from(json.dumps(state).encode()) is None


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"null",
        b'"t"',
        b'{"t": 1}',
        b'{"t": NaN, "stream": "a", "line": "b"}',
        b'{"t": 1e999, "stream": "a", "line": "b"}',
        b'{"t": -5, "stream": "a", "line": "b"}',
        b'{"t": "1", "stream": "a", "line": "b"}',
        b'{"t": 1, "stream": null, "line": "b"}',
        b'{"t": 1' + b"0" * 5000 + b', "stream": "a", "line": "b"}',
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
def test_a_line_that_is_no_event_is_left_out_and_told(tmp_path: Path, line: bytes) -> None:
    _, log, _, damage = played(pack(tmp_path, [HEAD, STATE, line, said_value(lines()[0]), END]))
    assert log == lines()[:1]
    assert damage == "1 event in it could not be read and is left out."


def test_an_event_without_an_end_is_never_held_whole(tmp_path: Path) -> None:
    huge = b'{"t": 1, "stream": "a", "line": "' + b"x" * (3 * reading.LONGEST_EVENT) + b'"}'
    _, log, _, damage = played(pack(tmp_path, [HEAD, STATE, huge, said_value(lines()[0]), END]))
    assert log == lines()[:1]
    assert damage == "1 event in it could not be read and is left out."


def test_a_file_that_unfolds_beyond_measure_is_read_to_the_measure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST_BYTES", 10_000)
    log = [said_value(Said(T0, "a", f"line {number}")) for number in range(5000)]
    _, got, _, damage = played(pack(tmp_path, [HEAD, STATE, *log, END]))
    assert 0 < len(got) < 300
    assert "cut off" in damage


def test_a_file_full_of_nonsense_is_not_read_to_its_end(tmp_path: Path) -> None:
    rows = [HEAD, STATE, *[b"{}"] * 5000, said_value(lines()[0]), END]
    _, got, _, damage = played(pack(tmp_path, rows))
    assert got == []
    assert "1,001 events in it could not be read" in damage


def test_what_a_later_version_of_this_format_adds_does_no_harm(tmp_path: Path) -> None:
    state: dict[str, Any] = json.loads(json.dumps(STATE))
    state["state"]["mood"] = "good"
    update, _, _, damage = played(pack(tmp_path, [{**HEAD, "more": 1}, {**state, "more": 2}, END]))
    assert update.ended
    assert not damage


def test_lines_out_of_order_come_in_the_order_of_the_file(tmp_path: Path) -> None:
    log = [Said(T0 + 5, "b", "second"), Said(T0 + 1, "a", "first"), Said(T0 + 9, "b", "third")]
    _, got, _, _ = played(pack(tmp_path, [HEAD, STATE, *map(said_value, log), END]))
    assert got == log


def test_the_epochs_of_a_run_survive_any_cut(tmp_path: Path) -> None:
    raw = gzip.decompress(bytes_of(run_of())).splitlines(keepends=True)
    for kept in range(2, len(raw) - 1):
        file = tmp_path / "cut.tsrun"
        file.write_bytes(gzip.compress(b"".join(raw[:kept])))
        _, log, points, damage = played(file)
        assert len(points) == len(log) <= EPOCHS
        assert "cut off" in damage
