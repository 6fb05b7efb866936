"""A log file gives exactly the points that stand in it, told apart by stream, duplicates resolved."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.job.logfile import read_file, read_log

if TYPE_CHECKING:
    from core.job.metrics import MetricPoint

HOSTS = ("140237557933888", "140452307498816")


def line(message: str, host: str = HOSTS[0], *, colour: bool = False) -> str:
    text = f"[03/13/2020 00:44:07 INFO {host}] {message}"
    return f"\x1b[34m{text}\x1b[0m\n" if colour else text + "\n"


def points(text: str) -> list[MetricPoint]:
    """Read both ways, which must agree; the empty line says that lines have ends here."""
    from_bytes = read_file(io.BytesIO(text.encode("utf-8", "surrogatepass")))
    assert from_bytes == list(read_log(["\n", *text.splitlines(keepends=True)]))
    return from_bytes


def values(text: str) -> dict[tuple[str | None, str, int], float]:
    return {(point.stream, point.name, point.epoch): point.value for point in points(text)}


def test_a_synthetic_log_of_one_host_gives_its_curve_without_a_stream() -> None:
    log = "".join(
        line(
            f"Epoch[{epoch}] Batch [20]#011Speed: {100 + epoch}.500 samples/sec#011accuracy=0.100000",
            colour=True,
        )
        + line(
            f"Epoch[{epoch}] Batch [40]#011Speed: {200 + epoch}.500 samples/sec#011accuracy=0.200000",
            colour=True,
        )
        + line(f"Epoch[{epoch}] Train-accuracy=0.{epoch}00000", colour=True)
        + line(f"Epoch[{epoch}] Time cost=5.{epoch}00", colour=True)
        + line(f"Epoch[{epoch}] Validation-accuracy=0.{epoch}50000")
        for epoch in range(5)
    )
    assert values(log) == {
        (None, name, epoch): value
        for epoch in range(5)
        for name, value in (
            ("train:throughput", 200.5 + epoch),
            ("train:accuracy", epoch / 10),
            ("train:epoch_seconds", pytest.approx(5 + epoch / 10)),
            ("validation:accuracy", pytest.approx(epoch / 10 + 0.05)),
        )
    }


def test_hosts_that_share_a_file_are_told_apart_by_their_number() -> None:
    log = line("Epoch[0] Train-accuracy=0.1") + line("Epoch[0] Train-accuracy=0.2", HOSTS[1])
    assert values(log) == {(HOSTS[0], "train:accuracy", 0): 0.1, (HOSTS[1], "train:accuracy", 0): 0.2}


def test_nodes_that_share_a_file_are_told_apart_too() -> None:
    log = "".join(
        f"2026-11-23 22:21:38,538 Node[{node}] Epoch[0] Train-accuracy=0.{node}\n" for node in range(3)
    )
    assert {stream for stream, _, _ in values(log)} == {"Node[0]", "Node[1]", "Node[2]"}


def test_a_line_without_a_number_is_of_the_only_stream() -> None:
    log = line("Epoch[0] Train-accuracy=0.1") + "2020-03-13 00:44:07 Epoch[1] Train-accuracy=0.2\n"
    assert values(log) == {(None, "train:accuracy", 0): 0.1, (None, "train:accuracy", 1): 0.2}


def test_a_line_without_a_number_is_a_copy_where_several_hosts_speak() -> None:
    log = (
        line("Epoch[0] Train-accuracy=0.1")
        + "Epoch[0] Train-accuracy=0.9\n"
        + line("Epoch[0] Train-accuracy=0.2", HOSTS[1])
    )
    assert values(log) == {(HOSTS[0], "train:accuracy", 0): 0.1, (HOSTS[1], "train:accuracy", 0): 0.2}


def test_a_number_that_never_speaks_of_metrics_makes_no_stream() -> None:
    log = line("Setting number of threads: 7", HOSTS[1]) + line("Epoch[0] Train-accuracy=0.1")
    assert values(log) == {(None, "train:accuracy", 0): 0.1}


@pytest.mark.parametrize("bare_last", [True, False])
def test_the_last_word_counts_whatever_its_form(bare_last: bool) -> None:
    bare, own = "Epoch[0] Train-accuracy=0.3\n", line("Epoch[0] Train-accuracy=0.4")
    assert list(values(own + bare if bare_last else bare + own).values()) == [0.3 if bare_last else 0.4]


def test_a_capture_cut_in_mid_line_keeps_what_is_certain() -> None:
    whole = line("Epoch[0] Validation-accuracy=0.100000") + line("Epoch[1] Validation-accuracy=0.200000")
    for length in range(len(whole) + 1):
        found = values(whole[:length])
        assert set(found.values()) <= {0.1, 0.2}
    assert len(values(whole[:-1])) == 2
    assert len(values(whole[:-2])) == 1


def test_line_ends_of_windows_change_nothing() -> None:
    log = line("Epoch[0] Train-accuracy=0.1") + line("Epoch[0] Validation-accuracy=0.2", colour=True)
    assert values(log.replace("\n", "\r\n")) == values(log)


def test_lines_longer_than_a_chunk_are_read() -> None:
    log = "x" * 700_000 + line("Epoch[0] Validation-accuracy=0.2") + line("Epoch[1] Validation-accuracy=0.3")
    assert list(values(log).values()) == [0.2, 0.3]


def test_an_empty_log_has_no_points() -> None:
    assert points("") == []


PARTS = st.sampled_from(
    [
        line("Epoch[0] Train-accuracy=0.500000"),
        line("Epoch[0] Train-accuracy=0.600000", colour=True),
        line("Epoch[0] Train-accuracy=nan"),
        line("Epoch[00] Train-accuracy=0.700000"),
        line("Epoch[1] Time cost=5.250", HOSTS[1]),
        line("Epoch[1] Time cost=6.250 samples/sec"),
        line("Epoch[0] Batch [20]#011Speed: 100.5 samples/sec#011accuracy=0.1#011top_k_accuracy_2=0.2"),
        line("Epoch[0] Batch [40]\tSpeed: 101.5 samples/sec\taccuracy=nan", colour=True),
        line("Epoch[0] Batch [60]#011Speed: 102.5"),
        line("Epoch[0] Speed: 103.5 samples/sec"),
        line("Epoch[0] Batch [60]#011Train-accuracy=0.9"),
        "2019-01-30 09:08:53 Epoch[0] Train-accuracy=0.8\n",
        "Epoch[0] Validation-accuracy=0.25\n",
        *(
            "\x1b]0;",
            "\r",
            "\n",
            "\x1b[",
            "\x00",
            "日本\n",
            "#011",
            "\x1b[34m",
            "Epoch[2] ",
            "Train-accuracy=0.1",
            " ",
        ),
        *("[03/13/2020 00:44:07 INFO 5] ", "\ud800", "\x1b[0m", "… cut\n"),
    ]
)


@given(st.lists(PARTS, max_size=14).map("".join))
@example("\x1b]0;" + line("Epoch[0] Train-accuracy=0.500000"))
@example(line("Epoch[0] Train-accuracy=0.500000")[:-1] + "\rover\n")
def test_the_fast_way_over_bytes_finds_what_the_plain_way_finds(text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    lines = [part.decode("utf-8", "replace") + "\n" for part in data.split(b"\n")]
    lines[-1] = lines[-1][:-1]
    assert str(read_file(io.BytesIO(data))) == str(list(read_log(["\n", *lines])))


@given(st.binary(max_size=400))
def test_bytes_of_any_kind_never_raise(data: bytes) -> None:
    assert isinstance(read_file(io.BytesIO(data)), list)
