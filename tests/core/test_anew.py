"""How a job is launched again: the command fits its kind, and can be pasted into a shell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.anew import command, known, transform_facts
from core.job.status import JobKey, TransformFacts
from core.runs import Record

if TYPE_CHECKING:
    from collections.abc import Mapping

KEY = JobKey("local", "", "", "ic-birds-2")
JOB = ["local", "", "", "ic-birds-1"]


def of(spec: Mapping[str, object] | None) -> Record:
    return Record(1, KEY, 1.0, spec=spec)


def test_a_job_that_trains_is_cloned() -> None:
    assert command(of(None)) == "trainscope launch --from ic-birds-2"
    assert known({"hyperparameters": {"epochs": "3"}}) == {"hyperparameters": {"epochs": "3"}}


@pytest.mark.parametrize(
    ("place", "photos"),
    [
        (["/photos/birds", ""], "/photos/birds"),
        (["/my photos", ""], "'/my photos'"),
        (["/birds", "/lists/some.lst"], "--lst /lists/some.lst --root /birds"),
        (["/a\x1b[31mb", ""], r"'/a\x1b[31mb'"),
    ],
)
def test_a_batch_transform_is_started_again(place: list[str], photos: str) -> None:
    spec = {"kind": "transform", "job": JOB, "place": place}
    assert command(of(spec)) == f"trainscope transform ic-birds-1 {photos}"


def test_a_spec_that_lacks_something_still_tells_the_kind() -> None:
    assert command(of({"kind": "transform", "job": JOB})) == "trainscope transform JOB DIR"
    assert known({"kind": "transform", "photos": 4}) == {"transform": TransformFacts(photos=4)}
    assert transform_facts({"job": JOB, "photos": "many"}) == TransformFacts("ic-birds-1")
