"""Progress tells where a job is, how fast it goes and when it will be done, or that it does not know."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.job.epochs import LONGEST_EPOCH
from core.job.logfacts import HostFacts
from core.job.metrics import MetricPoint, parse_line
from core.job.progress import LogFacts, Progress, progress, series, steps_per_epoch
from core.job.status import JobState, Status
from tests.core.job.replays import Judged, Replay, Written, followed, judge, looks, replay, synthetic

if TYPE_CHECKING:
    from pathlib import Path


def test_nothing_known_is_nothing_said() -> None:
    assert progress(None, None, [], 5.0) == Progress()


def test_in_the_first_epoch_the_batch_lines_tell() -> None:
    seen = replay(synthetic(5, done=1)[:5]).look()
    assert (seen.epoch, seen.epochs) == (0, 5)
    assert seen.throughput == pytest.approx(1000 / 14, abs=0.001)
    assert seen.eta_seconds == pytest.approx(5 * 14 - 7, abs=0.01)
    assert seen.fraction == pytest.approx(0.5 / 5)
    assert seen.eta_basis == "speed, without validation"


def test_after_the_first_epoch_the_others_are_thought_to_be_faster() -> None:
    seen = replay(synthetic(10, done=1)).look()
    assert seen.eta_seconds == pytest.approx(9 * (14 - 4 + 1))
    assert seen.eta_basis == "one epoch of 11.0 s"
    assert replay(synthetic(10, done=1, first=2.0)).look().eta_seconds == pytest.approx(9 * (0.7 * 2 + 1))


def test_after_some_epochs_the_slow_first_one_no_longer_counts() -> None:
    seen = replay(synthetic(10, done=4)).look()
    assert seen.eta_seconds == pytest.approx(6 * 11)
    assert seen.eta_basis == "3 epochs of 11.0 s"
    assert (seen.epoch, seen.fraction) == (4, 0.4)
    assert seen.best is not None
    assert seen.best.epoch == 3


def test_one_slow_epoch_does_not_spoil_the_estimate() -> None:
    lines = [
        line for line in synthetic(20, done=9) if not ("Epoch[5]" in line.text and "Time cost" in line.text)
    ]
    lines.append(Written("local", lines[-1].time, "Epoch[5] Time cost=300.000"))
    seen = replay(lines).look()
    assert seen.eta_seconds == pytest.approx(11 * 10, rel=0.15)
    assert seen.eta_margin is not None
    assert seen.eta_margin < 0.08


def test_time_that_passes_in_an_epoch_is_taken_off_but_never_more_than_the_epoch() -> None:
    job = replay(synthetic(10, done=4))
    assert job.look(later=5).eta_seconds == pytest.approx(6 * 11 - 5)
    assert job.look(later=500).eta_seconds == pytest.approx(5 * 11)


def test_early_stopping_is_said_with_the_estimate_and_ends_it() -> None:
    job = replay([*synthetic(10, done=4), Written("local", 48.0, "Using early stopping for training")])
    assert job.look().eta_basis.endswith("may stop early")
    stopped = job.read([Written("local", 48.5, "Early stopping criteria met.")]).look()
    assert (stopped.early_stopped, stopped.eta_seconds, stopped.fraction, stopped.epoch) == (
        True,
        0.0,
        1.0,
        3,
    )


def test_at_the_end_nothing_is_left() -> None:
    seen = replay(synthetic(3, done=3)).look()
    assert (seen.epoch, seen.eta_seconds, seen.fraction) == (2, 0.0, 1.0)


@pytest.mark.parametrize(
    ("status", "fraction"), [(Status.COMPLETED, 1.0), (Status.FAILED, 0.4), (Status.STOPPED, 0.4)]
)
def test_a_job_that_ended_has_no_time_left_and_stops_its_clock(status: Status, fraction: float) -> None:
    state = JobState(status, status.value, training_started=2.0, ended=50.0)
    seen = replay(synthetic(10, done=4)).look(state, later=10_000)
    assert (seen.eta_seconds, seen.fraction, seen.epoch, seen.elapsed) == (0.0, fraction, 3, 48.0)


def test_the_engine_tells_what_the_log_does_not() -> None:
    lines = [line for line in synthetic(10, done=4) if "Epoch" in line.text]
    state = JobState(
        Status.IN_PROGRESS, "Training", hyperparameters={"epochs": "10", "num_training_samples": "x"}
    )
    assert replay(lines).look().eta_seconds is None
    assert replay(lines).look(state).eta_seconds == pytest.approx(6 * 11)


def test_speeds_of_hosts_add_up_and_a_silent_one_counts_as_average() -> None:
    lines = [Written(host, 5.0, "Epoch[0] Batch [20]\tSpeed: 50.0 samples/sec\taccuracy=0") for host in "ab"]
    assert replay(lines).look().throughput == 100.0
    state = JobState(Status.IN_PROGRESS, "Training", instance_count=4)
    assert replay(lines).look(state).throughput == 200.0


def test_without_batch_lines_the_epochs_tell_the_speed() -> None:
    lines = [line for line in synthetic(10, done=2) if "Batch" not in line.text]
    assert replay(lines).look().throughput == pytest.approx(100.0)


def test_without_time_lines_the_validation_lines_tell_the_pace() -> None:
    lines = [line for line in synthetic(10, done=4) if "Time cost" not in line.text]
    assert replay(lines).look().eta_seconds == pytest.approx(6 * 11)


def test_numbers_that_are_none_do_no_harm() -> None:
    lines = [
        *synthetic(10, done=4),
        Written("local", 48.0, "Epoch[4] Batch [49]\tSpeed: inf samples/sec\taccuracy=nan"),
    ]
    lines += [
        Written("local", 49.0, f"Epoch[4] {label}=nan") for label in ("Time cost", "Validation-accuracy")
    ]
    seen = replay(lines).look()
    assert seen.eta_seconds is not None
    assert math.isfinite(seen.eta_seconds)
    assert seen.best is not None
    assert seen.best.epoch == 3


@pytest.mark.parametrize("cost", ["-5.000", "1e300", "99999999999.000"])
def test_a_time_that_cannot_be_does_not_spoil_the_estimate(cost: str) -> None:
    lines = synthetic(10, done=4)
    odd = [Written("local", lines[-1].time, f"Epoch[3] Time cost={cost}")]
    assert replay(lines + odd).look().eta_seconds == pytest.approx(6 * 11, rel=0.15)


def test_epochs_that_end_in_the_wrong_order_give_no_pace() -> None:
    lines = [Written("local", 50.0 - epoch, f"Epoch[{epoch}] Validation-accuracy=0.5") for epoch in range(3)]
    assert replay([Written("local", 0.0, "epochs: 9"), *lines]).look().eta_seconds is None


NUMBERS = st.one_of(st.floats(), st.floats(-10, 1e4), st.sampled_from([0.0, -5.0, 5e-324, 1.7e308]))
TIMES = st.one_of(st.none(), st.floats(0, 4e9))
STREAMS = st.sampled_from(["a", "b"])
ODD_POINTS = st.lists(
    st.builds(
        MetricPoint,
        st.sampled_from(["validation:accuracy", "train:epoch_seconds", "train:accuracy"]),
        st.integers(0, 10**9) | st.integers(0, 5),
        NUMBERS,
        STREAMS,
        TIMES,
    ),
    max_size=12,
)
COUNTS = st.none() | st.integers(0, 10**12) | st.integers(0, 20)
ODD_FACTS = st.builds(
    LogFacts,
    epochs=COUNTS,
    samples=COUNTS,
    batch_size=COUNTS,
    began=TIMES,
    hosts=st.lists(
        st.builds(
            HostFacts,
            STREAMS,
            st.integers(0, 10**9),
            st.none() | st.integers(0, 10**9),
            st.none() | NUMBERS,
            TIMES,
        ),
        max_size=3,
    ).map(tuple),
)


@given(ODD_FACTS, ODD_POINTS, st.floats(0, 4e9), st.text("0123456789", max_size=400))
def test_whatever_the_log_says_no_time_or_share_is_absurd(
    facts: LogFacts, points: list[MetricPoint], now: float, epochs: str
) -> None:
    state = JobState(Status.IN_PROGRESS, "Training", hyperparameters={"epochs": epochs})
    for known in (None, state):
        seen = progress(known, facts, points, now)
        assert seen.fraction is None or 0 <= seen.fraction <= 1
        assert seen.elapsed is None or 0 <= seen.elapsed <= 4e9
        assert seen.throughput is None or 0 < seen.throughput < math.inf
        if seen.eta_seconds is not None:
            assert 0 <= seen.eta_seconds <= LONGEST_EPOCH * (seen.epochs or 0)
            assert seen.eta_low is not None
            assert seen.eta_high is not None
            assert 0 <= seen.eta_low <= seen.eta_seconds <= seen.eta_high


def test_a_series_is_of_the_longest_stream_in_epoch_order() -> None:
    points = [
        MetricPoint("a", 1, 0.1, "x"),
        MetricPoint("a", 2, 0.4, "y"),
        MetricPoint("a", 0, 0.2, "y"),
        MetricPoint("b", 5, 1, "y"),
    ]
    assert series(points, "a") == [(0, 0.2), (2, 0.4)]
    assert series(points, "c") == []


@pytest.fixture(scope="module")
def judged(shared: Path) -> dict[str, list[Judged]]:
    """Every real log whose epochs go on after the second: the estimate at the end of each epoch, and the truth."""
    logs = {path.stem: judge(path) for path in sorted((shared / "data" / "logs").glob("[0-9]*.log"))}
    return {name: looks for name, looks in logs.items() if len(looks) > 1}


def test_after_two_epochs_nine_of_ten_estimates_are_within_a_tenth(judged: dict[str, list[Judged]]) -> None:
    errors = {name: looks[1].error for name, looks in judged.items()}
    print({name[:2]: f"{error:+.1%}" for name, error in errors.items()})
    assert len(errors) == 17
    good = [name for name, error in errors.items() if abs(error) <= 0.10]
    assert len(good) >= 0.9 * len(errors), errors


def test_the_margin_holds_the_truth_as_often_as_it_says(judged: dict[str, list[Judged]]) -> None:
    looks = [look for log in judged.values() for look in log]
    assert len(looks) == 357
    assert 0.88 <= sum(look.held for look in looks) / len(looks) <= 0.95
    second = [log[1] for log in judged.values()]
    assert sum(look.held for look in second) >= 0.9 * len(second)
    assert sum(look.high - look.low for look in second) / len(second) < 0.4 * (
        sum(look.truth for look in second) / len(second)
    )


def test_a_real_early_stop_lies_in_the_margin_from_the_first_epoch_on(shared: Path) -> None:
    path = shared / "data" / "logs" / "05_cifar_lst_early_stopping_2023-09.log"
    done = [look for look in looks(path) if look.progress.epoch is not None]
    end = done[-1].time
    for look in done[:-1]:
        assert look.progress.eta_basis.endswith("may stop early")
        assert look.progress.eta_low is not None
        assert look.progress.eta_high is not None
        assert look.progress.eta_low <= end - look.time <= look.progress.eta_high


def test_a_real_job_that_stopped_early_says_so(shared: Path) -> None:
    job = replay(followed(shared / "data" / "logs" / "05_cifar_lst_early_stopping_2023-09.log"))
    seen = job.look()
    assert (seen.epochs, seen.epoch, seen.early_stopped, seen.eta_seconds) == (35, 20, True, 0.0)
    assert job.facts.samples == 1000
    assert seen.best is not None
    assert (seen.best.epoch, seen.best.value) == (20, job.facts.best_stored)


def test_eight_real_hosts_add_up(shared: Path) -> None:
    path = shared / "data" / "logs" / "28_distributed_8_hosts_dist_sync_pipe_2020-03.log"
    job = replay(followed(path))
    speeds: dict[str, float] = {}
    for line in followed(path):
        for event in parse_line(line.text):
            if event.label == "Speed: ":
                speeds[line.stream] = float(event.value)
    assert len(speeds) == 8
    assert job.look().throughput == pytest.approx(sum(speeds.values()))


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        (
            "06_FAILED_customer_error_unknown_hyperparameter_2023-09",
            "Additional hyperparameters are not allowed ('num_epochs'",
        ),
        (
            "24_excerpt_FAILED_multilabel_label_count_mismatch_2019-03",
            "Customer Error: Mismatch between number of labels",
        ),
        (
            "25_excerpt_FAILED_augmented_manifest_pipe_algorithm_error_2019-01",
            "Algorithm Error: Internal Server Error",
        ),
    ],
)
def test_the_reason_of_a_real_failure_is_found(shared: Path, name: str, reason: str) -> None:
    facts = replay(followed(shared / "data" / "logs" / f"{name}.log")).facts
    assert reason in facts.failure[0]


def test_a_host_that_began_anew_after_an_interruption_is_the_same_host() -> None:
    first, second = "ic-birds/algo-1-1764000000", "ic-birds/algo-1-1764003600"
    began = Replay(LogFacts(), {}).read(
        Written(stream, time, text)
        for stream, time, text in [
            (first, 10, "Epoch[0] Batch [20]#011Speed: 170.000 samples/sec#011accuracy=0.500000"),
            (first, 20, "Epoch[0] Validation-accuracy=0.500000"),
            (first, 30, "Epoch[1] Validation-accuracy=0.600000"),
            (second, 90, "Epoch[2] Batch [20]#011Speed: 180.000 samples/sec#011accuracy=0.500000"),
            (second, 99, "Epoch[2] Validation-accuracy=0.700000"),
        ]
    )
    assert began.look().throughput == 180.0
    assert series(list(began.points.values()), "validation:accuracy") == [(0, 0.5), (1, 0.6), (2, 0.7)]


def test_steps_of_an_epoch_are_the_batches_of_one_host() -> None:
    assert steps_per_epoch(LogFacts(samples=80, batch_size=8), None) == 10
    hosts = tuple(HostFacts(f"algo-{number}", 0) for number in (1, 2))
    assert steps_per_epoch(LogFacts(samples=81, batch_size=8, hosts=hosts), None) == 5
    assert steps_per_epoch(LogFacts(samples=3, batch_size=8), None) == 1
    assert steps_per_epoch(LogFacts(samples=80), None) is None
