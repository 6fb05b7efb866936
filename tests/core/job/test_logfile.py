"""A log file gives exactly the points that stand in it, told apart by stream, duplicates resolved."""

from __future__ import annotations

import io
import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.job.logfile import read_file, read_log

if TYPE_CHECKING:
    from pathlib import Path

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


REAL_LOGS = {
    # name: points of validation:accuracy, train:accuracy, train:top_k_accuracy_2, train:epoch_seconds, train:throughput
    "01_caltech256_rec_scratch_resnet18_topk2_2021-06": (5, 5, 5, 5, 5),
    "02_caltech256_rec_scratch_resnet18_1epoch_2021-06": (1, 1, 1, 1, 1),
    "03_caltech256_transfer_resnet18_2020-11": (2, 2, 0, 2, 2),
    "04_mscoco_multilabel_weighted_loss_2020-06": (5, 5, 0, 5, 0),
    "05_cifar_lst_early_stopping_2023-09": (21, 21, 0, 21, 21),
    "06_FAILED_customer_error_unknown_hyperparameter_2023-09": (0, 0, 0, 0, 0),
    "07_catsdogs_transfer_resnet18_topk2_2023-02": (5, 5, 5, 5, 0),
    "08_catsdogs_incremental_model_channel_2023-02": (5, 5, 5, 5, 0),
    "10_transfer_resnet152_checkpoint_frequency12_2018-09": (12, 12, 0, 12, 12),
    "11_transfer_resnet152_tiny_dataset_2018-10": (30, 30, 0, 30, 0),
    "12_double_logging_two_formats_2019-01": (30, 30, 0, 30, 0),
    "13_wrong_num_classes_and_num_training_samples_2021-11": (30, 30, 0, 30, 0),
    "14_cifar_lst_defaults_2021-12": (30, 30, 0, 30, 30),
    "15_cifar_lst_defaults_2022-07": (30, 30, 0, 30, 30),
    "16_cifar_lst_defaults_cut_off_2022-03": (27, 27, 0, 27, 28),
    "18_cifar_100classes_defaults_2023-09": (30, 30, 0, 30, 30),
    "20_cifar_50epochs_pending_capacity_2024-09": (50, 50, 0, 50, 50),
    "21_duplicated_stream_no_ansi_2025-08": (30, 30, 0, 30, 30),
    "23_cifar_lst_defaults_2026-01": (30, 30, 0, 30, 30),
    "24_excerpt_FAILED_multilabel_label_count_mismatch_2019-03": (0, 0, 0, 0, 0),
    "25_excerpt_FAILED_augmented_manifest_pipe_algorithm_error_2019-01": (0, 0, 0, 0, 0),
    "28_distributed_8_hosts_dist_sync_pipe_2020-03": (32, 32, 0, 32, 36),
    "mxnet-module-fit": (4, 4, 4, 4, 4),
    "mxnet-module-fit-node0": (4, 4, 4, 4, 4),
}
NAMES = (
    "validation:accuracy",
    "train:accuracy",
    "train:top_k_accuracy_2",
    "train:epoch_seconds",
    "train:throughput",
)
LABELS = {
    "Train-accuracy=": "train:accuracy",
    "Validation-accuracy=": "validation:accuracy",
    "Time cost=": "train:epoch_seconds",
}


def real(shared: Path, name: str) -> list[MetricPoint]:
    with (shared / "data" / "logs" / f"{name}.log").open("rb") as stream:
        return read_file(stream)


def grep(path: Path) -> dict[tuple[str, str, int], float]:
    """The same by the dumbest means: cut each line at `Epoch[`, look at what stands left and right of it."""
    found = {}
    for raw in path.read_text("utf-8").split("\n"):
        before, mark, after = raw.replace("\x1b[0m", "").partition("Epoch[")
        epoch, _, rest = after.partition("] ")
        for label, name in LABELS.items():
            if mark and rest.startswith(label):
                sender = before.rstrip("] ").rsplit("INFO ", 1)[1] if "INFO " in before else ""
                found[sender, name, int(epoch)] = float(rest.removeprefix(label))
    return found


@pytest.mark.parametrize("name", REAL_LOGS)
def test_a_real_log_has_as_many_points_as_were_counted_by_hand(shared: Path, name: str) -> None:
    counts = Counter(point.name for point in real(shared, name))
    assert tuple(counts[metric] for metric in NAMES) == REAL_LOGS[name]


@pytest.mark.parametrize("name", REAL_LOGS)
def test_a_real_log_gives_the_values_that_stand_in_it(shared: Path, name: str) -> None:
    found = grep(shared / "data" / "logs" / f"{name}.log")
    senders = {sender for sender, _, _ in found} - {""}
    if len(senders) < 2:
        found = {("", metric, epoch): value for (_, metric, epoch), value in found.items()}
    ours = {
        (p.stream or "", p.name, p.epoch): p.value for p in real(shared, name) if p.name in LABELS.values()
    }
    assert ours == found


def test_no_real_log_is_left_out(shared: Path) -> None:
    assert {path.stem for path in (shared / "data" / "logs").glob("*.log")} == set(REAL_LOGS)


def test_eight_hosts_are_eight_streams_with_one_validation_curve(shared: Path) -> None:
    found = real(shared, "28_distributed_8_hosts_dist_sync_pipe_2020-03")
    text = (shared / "data" / "logs" / "28_distributed_8_hosts_dist_sync_pipe_2020-03.log").read_text("utf-8")
    assert {point.stream for point in found} == set(re.findall(r"INFO (\d+)\] Epoch", text))
    assert len({point.stream for point in found}) == 8
    curves = {
        tuple(p.value for p in found if p.stream == stream and p.name == "validation:accuracy")
        for stream in {point.stream for point in found}
    }
    assert len(curves) == 1


def test_an_exact_curve_of_a_real_log(shared: Path) -> None:
    found = real(shared, "01_caltech256_rec_scratch_resnet18_topk2_2021-06")
    assert [p.value for p in found if p.name == "validation:accuracy"][-1] == 0.182248
    early = real(shared, "05_cifar_lst_early_stopping_2023-09")
    curve = [p.value for p in early if p.name == "validation:accuracy"]
    assert curve[:6] == [0.666667, 0.802083, 0.770833, 0.866071, 0.833333, 0.744792]


def test_points_of_real_logs_have_the_time_of_their_line(shared: Path) -> None:
    early = real(shared, "05_cifar_lst_early_stopping_2023-09")
    first = next(p for p in early if p.name == "validation:accuracy")
    assert first.as_json()["time"] == "2023-09-09T17:50:50.000Z"
    assert all(p.time is None for p in real(shared, "mxnet-module-fit"))
