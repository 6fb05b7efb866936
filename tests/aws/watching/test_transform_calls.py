"""Half an hour of a batch transform, followed over HTTP on a clock that both sides share: few calls, and its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.job.status import Status
from tests.aws.transform import TransformLife
from tests.aws.transforming import NAME, draw, started

if TYPE_CHECKING:
    from pathlib import Path

    from tests.aws.watching.seat import Seat


def test_it_takes_few_calls_and_its_end_is_seen_soon(seat: Seat, tmp_path: Path) -> None:
    account = seat.account
    account.transforms.next_life = TransformLife(photo=90.0)
    started(account, tmp_path / "photos", draw(tmp_path / "photos", each=4))
    account.requests.clear()
    follower = seat.follower(NAME)
    answered = []
    update = follower.poll()
    while not update.ended:
        account.clock.advance(max(0.001, follower.wait_seconds()))
        update = follower.poll()
        assert update.trouble is None
        if update.state is not None and update.state.transform is not None:
            answered.append(update.state.transform.answered or 0)
    assert update.state is not None
    assert update.state.status is Status.COMPLETED
    job = account.transforms[NAME]
    assert account.clock() - job.end <= 60
    assert answered == sorted(answered)
    assert (answered[-1], len(set(answered))) == (20, 21)
    written = sum(len(events) for events in job.streams().values())
    assert seat.book.line_count(update.job_id) == written == 2
    counts = account.requests.counts()
    assert counts["ListObjectsV2"] <= 65
    assert sum(counts.values()) <= 300, counts
