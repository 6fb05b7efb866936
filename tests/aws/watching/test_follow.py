"""A job is followed to its end, whatever happens between this machine and AWS."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from cli.jobview import print_status
from core.job.metrics import VALIDATION_ACCURACY
from core.job.status import Stage, Status
from tests.aws.life import failed, quick
from tests.aws.lines import Line, made_lines

if TYPE_CHECKING:
    from tests.aws.job import Job
    from tests.aws.life import Life
    from tests.aws.watching.seat import Seat

IMAGE = "811284229777.dkr.ecr.us-east-1.amazonaws.com/image-classification:1"
CURVE = [0.4, 0.55, 0.63, 0.7, 0.71, 0.72]
DAY = 86400.0


def start(seat: Seat, life: Life, *, hosts: int = 1, image: str = IMAGE, **request: Any) -> Job:
    resources = {"InstanceType": "ml.g5.xlarge", "InstanceCount": hosts, "VolumeSizeInGB": 50}
    return seat.account.jobs.put("job", life=life, image=image, ResourceConfig=resources, **request)


def trained(epoch_seconds: float = 30.0, hosts: int = 1, **changes: Any) -> Life:
    lines = made_lines(CURVE, epoch_seconds=epoch_seconds, hosts=hosts, batches=2)
    return replace(quick(), lines=lines, **changes)


def written(job: Job) -> list[tuple[str, str]]:
    return sorted((stream, event.text) for stream, events in job.streams().items() for event in events)


def stored(seat: Seat) -> list[tuple[str, str]]:
    record = seat.book.find("job")
    return sorted(
        (line.stream, line.text.replace(" Speed", "#011Speed").replace(" accuracy=", "#011accuracy="))
        for line in seat.book.lines(record.id, limit=1_000_000)
    )


def curve(seat: Seat) -> list[float]:
    points = seat.book.points(seat.book.find("job").id)
    found = {
        point.point.epoch: point.point.value for point in points if point.point.name == VALIDATION_ACCURACY
    }
    return [found[epoch] for epoch in sorted(found)]


def test_a_run_lands_whole_in_the_book(seat: Seat) -> None:
    job = start(seat, trained(hosts=2), hosts=2)
    update = seat.follow(seat.follower("job"))
    assert (update.ended, update.trouble) == (True, None)
    assert update.state is not None
    assert update.state.status is Status.COMPLETED
    assert stored(seat) == written(job)
    assert curve(seat) == pytest.approx(CURVE)
    assert seat.book.job(update.job_id).drained


def test_each_line_comes_once_under_throttling_resets_and_errors_and_an_expired_token(seat: Seat) -> None:
    job = start(seat, trained(hosts=3), hosts=3)
    seat.account.faults.set(throttle=0.2, server_error=0.05, reset_before=0.03, reset_after=0.02, half=0.02)
    follower = seat.follower("job") if _asked_through(seat) else None
    assert follower is not None
    seat.follow(follower, 40)
    seat.account.faults.expired_until = seat.account.clock() + 60
    update = seat.follow(follower, 30)
    assert update.trouble is not None
    assert "expired" in update.trouble.what
    assert not update.ended
    seat.account.faults.clear()
    seat.account.faults.set(throttle=0.2, server_error=0.05, reset_before=0.05)
    update = seat.follow(follower)
    assert update.ended
    assert stored(seat) == written(job)
    assert curve(seat) == pytest.approx(CURVE)


def _asked_through(seat: Seat) -> bool:
    """Learn the account first, which takes a few tries."""
    from core.errors import EngineUnreachable

    for _ in range(100):
        try:
            return bool(seat.aws.account())
        except EngineUnreachable:
            seat.account.clock.advance(10)
    return False


def test_while_credentials_are_expired_it_asks_seldom_and_goes_on_soon_after(seat: Seat) -> None:
    start(seat, trained(200.0))
    follower = seat.follower("job")
    seat.follow(follower, 60)
    seat.account.faults.expired_until = seat.account.clock() + 600
    seat.follow(follower, 120)
    seat.account.requests.clear()
    seat.follow(follower, 300)
    assert 300 / 25 <= len(seat.account.requests) <= 300 / 10
    seat.follow(follower, 160)
    assert follower.last.trouble is not None
    update = seat.follow(follower, 45)
    assert (update.trouble, update.ended) == (None, False)


def test_a_log_that_may_not_be_read_does_not_keep_the_state_from_being_seen(seat: Seat) -> None:
    start(seat, trained())
    seat.account.faults.denied = {"logs:GetLogEvents"}
    follower = seat.follower("job")
    stages = set()
    update = follower.poll()
    while not update.ended:
        seat.account.clock.advance(max(0.01, follower.wait_seconds()))
        update = follower.poll()
        stages.add(update.state.stage if update.state else "")
    assert {Stage.TRAINING, Stage.COMPLETED} <= stages
    assert update.trouble is not None
    assert "logs:GetLogEvents" in update.trouble.what
    assert not seat.book.job(update.job_id).drained


def test_a_state_that_may_not_be_asked_does_not_keep_the_log_from_being_read(seat: Seat) -> None:
    start(seat, trained(100.0))
    follower = seat.follower("job")
    seat.follow(follower, 60)
    seat.account.faults.denied = {"sagemaker:DescribeTrainingJob"}
    before = seat.book.line_count(seat.book.find("job").id)
    update = seat.follow(follower, 200)
    assert update.trouble is not None
    assert "DescribeTrainingJob" in update.trouble.what
    assert update.line_count > before


def test_a_wait_that_the_service_asks_for_is_kept(seat: Seat) -> None:
    start(seat, trained())
    follower = seat.follower("job")
    seat.follow(follower, 20)
    seat.account.faults.set("DescribeTrainingJob", throttle=1.0)
    seat.follow(follower, 100)
    seat.account.requests.clear()
    update = seat.follow(follower, 200)
    assert update.trouble is not None
    assert "less often" in update.trouble.what
    assert seat.account.requests.count("DescribeTrainingJob") <= 8


def test_a_job_that_is_opened_again_after_three_days_is_read_to_its_end(seat: Seat) -> None:
    job = start(seat, trained(40.0, hosts=2), hosts=2)
    seat.follow(seat.follower("job"), 120)
    assert 0 < len(stored(seat)) < len(written(job))
    seat.account.clock.advance(3 * DAY)
    seat.again()
    update = seat.follow(seat.follower("job"))
    assert update.ended
    assert stored(seat) == written(job)
    assert curve(seat) == pytest.approx(CURVE)


def test_a_job_is_followed_on_by_another_program_at_any_moment(seat: Seat) -> None:
    job = start(seat, trained(10.0, hosts=2), hosts=2)
    ended = False
    for _ in range(60):
        seat.again()
        follower = seat.follower("job")
        ended = seat.follow(follower, 7).ended
        if ended:
            break
        seat.account.clock.advance(3)
    assert ended
    assert stored(seat) == written(job)


def test_two_programs_that_follow_one_job_store_each_line_once(seat: Seat) -> None:
    job = start(seat, trained(10.0))
    one = seat.follower("job")
    seat.again()
    two = seat.follower("job")
    for _ in range(60):
        one.poll()
        two.poll()
        seat.account.clock.advance(3)
    assert stored(seat) == written(job)


def test_a_failure_comes_with_what_to_do_about_it(seat: Seat) -> None:
    start(
        seat,
        failed("ClientError: The number of input images must be bigger or equal to the mini_batch_size."),
    )
    update = seat.follow(seat.follower("job"))
    assert update.state is not None
    assert update.state.status is Status.FAILED
    assert "mini_batch_size" in (update.state.failure_reason or "")
    assert "lower mini_batch_size" in update.state.advice


def test_metrics_of_another_algorithm_are_read_by_the_service_s_definitions(
    seat: Seat, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = tuple(
        Line(2.0 * number, f"[{number}]#011train-auc:0.9#011validation-auc:0.8{number}")
        for number in range(5)
    )
    start(
        seat,
        replace(
            quick(),
            lines=(lines,),
            metric_definitions=(
                ("validation:auc", r".*validation-auc:([-+]?[0-9.]+).*"),
                ("slow", r"(?:[a-z\[\]0-9 :.-]+)*#([0-9])"),
            ),
        ),
        image="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
    )
    update = seat.follow(seat.follower("job"))
    points = [stored.point for stored in seat.book.points(update.job_id)]
    found = {point.epoch: point.value for point in points if point.name == "validation:auc"}
    assert found == pytest.approx({number: 0.8 + number / 100 for number in range(5)})
    assert [name for name, _ in update.facts.left_out] == ["slow"]
    assert update.state is not None
    assert update.state.algorithm == "sagemaker-xgboost"
    print_status(seat.book.job(update.job_id), update.state, update.facts, points, seat.account.clock())
    assert "metric slow is not read: it takes more than 3 s" in capsys.readouterr().out
