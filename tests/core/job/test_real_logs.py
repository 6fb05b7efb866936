"""The real training logs give exactly the points that stand in them, as a second, simpler reader finds them too."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from core.job.logfile import read_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from core.job.metrics import MetricPoint

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
Key = tuple[str | None, str, int]
Value = tuple[float, float | None]

COLOUR = re.compile(r"\x1b\[\d*m")
HEAD = re.compile(
    r"\[(?P<us>\d\d/\d\d/\d{4} \d\d:\d\d:\d\d) INFO (?P<host>\d+)\] $"
    r"|(?P<iso>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(?:,(?P<ms>\d{3}))? (?:(?P<node>Node\[\d+\]) )?$"
)
BATCH = re.compile(r"Epoch\[(\d+)\] Batch \[(?:\d+-)?\d+\](?:#011|\t)Speed: ([\d.]+) samples/sec")
TIME = re.compile(r"Epoch\[(\d+)\] Time cost=([\d.]+)")
ACCURACY = re.compile(r"Epoch\[(\d+)\] (Train|Validation)-(\w+)=([\d.]+)")


def statements(line: str) -> Iterator[tuple[int, str, int, float]]:
    """(place in the line, metric, epoch, value) by the patterns of reference/sagemaker-image-classification.md §3."""
    for found in BATCH.finditer(line):
        yield found.start(), "train:throughput", int(found[1]), float(found[2])
    for found in TIME.finditer(line):
        yield found.start(), "train:epoch_seconds", int(found[1]), float(found[2])
    for found in ACCURACY.finditer(line):
        yield found.start(), f"{found[2].lower()}:{found[3]}", int(found[1]), float(found[4])


def moment(head: re.Match[str] | None) -> float | None:
    """Epoch seconds of what stands in front of a statement."""
    if head is None:
        return None
    if head["us"]:
        return datetime.strptime(head["us"], "%m/%d/%Y %H:%M:%S").replace(tzinfo=UTC).timestamp()
    whole = datetime.fromisoformat(head["iso"]).replace(tzinfo=UTC).timestamp()
    return whole + int(head["ms"] or 0) / 1000


def oracle(path: Path) -> dict[Key, Value]:
    """Value and time of every (stream, metric, epoch): the last word counts, streams by the design's rule."""
    said: list[tuple[str | None, str, int, Value]] = []
    for raw in path.read_text("utf-8").split("\n"):
        line = COLOUR.sub("", raw)
        for start, name, epoch, value in sorted(statements(line)):
            head = HEAD.search(line[:start])
            sender = (head["host"] or head["node"]) if head else None
            said.append((sender, name, epoch, (value, moment(head))))
    several = len({sender for sender, *_ in said} - {None}) > 1
    return {
        (sender if several else None, name, epoch): value
        for sender, name, epoch, value in said
        if sender is not None or not several
    }


def real(shared: Path, name: str) -> list[MetricPoint]:
    with (shared / "data" / "logs" / f"{name}.log").open("rb") as stream:
        return read_file(stream)


@pytest.mark.parametrize("name", REAL_LOGS)
def test_a_real_log_has_as_many_points_as_were_counted_by_hand(shared: Path, name: str) -> None:
    counts = Counter(point.name for point in real(shared, name))
    assert tuple(counts[metric] for metric in NAMES) == REAL_LOGS[name]


@pytest.mark.parametrize("name", REAL_LOGS)
def test_a_real_log_gives_every_value_and_time_that_stands_in_it_and_no_other(
    shared: Path, name: str
) -> None:
    found = real(shared, name)
    ours = {(point.stream, point.name, point.epoch): (point.value, point.time) for point in found}
    assert len(ours) == len(found), "a point is one (stream, name, epoch)"
    assert ours == oracle(shared / "data" / "logs" / f"{name}.log")


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
