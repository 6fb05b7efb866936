"""The lists of a job's channels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.engine.local import channels
from core.engine.local.channels import Sample
from core.engine.local.jobdir import JobDir
from core.engine.local.parse import CustomerError

if TYPE_CHECKING:
    from pathlib import Path


def job(root: Path, text: str | None, *photos: str) -> JobDir:
    """A job folder with a list of that text and empty files as photos."""
    made = JobDir(root)
    for photo in photos:
        file = made.channel("train") / photo
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    made.list_file("train").parent.mkdir(parents=True)
    if text is not None:
        made.list_file("train").write_text(text)
    return made


def test_photos_come_in_the_lists_order_with_their_labels(tmp_path: Path) -> None:
    made = job(tmp_path, "0\t1\tb/é 1.jpg\n1\t0.0\ta/2.jpg\n", "b/é 1.jpg", "a/2.jpg")
    root = made.channel("train")
    assert channels.read(made, "train", 2) == (Sample(root / "b/é 1.jpg", 1), Sample(root / "a/2.jpg", 0))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (None, "Invalid lst file in the train channel"),
        ("", "Invalid lst file in the train channel"),
        ("0 0 a.jpg\n", "Invalid lst file in the train channel"),
        ("0\t0\t../a.jpg\n", "Invalid lst file in the train channel"),
        ("0\t0\t/a.jpg\n", "Invalid lst file in the train channel"),
        ("0\t2\ta.jpg\n", "label 2 of a.jpg in the train channel is not one of 0..1"),
        ("0\t0.5\ta.jpg\n", "train channel"),
        ("0\t-1\ta.jpg\n", "train channel"),
        ("0\t0\tnone.jpg\n", "The photo none.jpg of the train channel does not exist"),
        ("0\t0\t1\ta.jpg\n", "Several labels for a.jpg in the train channel: that needs multi_label=1"),
    ],
)
def test_a_list_that_cannot_be_trained_on_is_refused(tmp_path: Path, text: str | None, reason: str) -> None:
    with pytest.raises(CustomerError, match=reason):
        channels.read(job(tmp_path, text, "a.jpg"), "train", 2)


def test_several_labels_are_a_0_or_1_for_every_class(tmp_path: Path) -> None:
    made = job(tmp_path, "0\t1\t0\t1\ta.jpg\n1\t0\t0.0\t0\tb.jpg\n", "a.jpg", "b.jpg")
    root = made.channel("train")
    assert channels.read(made, "train", 3, multi_label=True) == (
        Sample(root / "a.jpg", (1, 0, 1)),
        Sample(root / "b.jpg", (0, 0, 0)),
    )


@pytest.mark.parametrize(
    ("labels", "reason"),
    [
        ((1.0,), "One label for a.jpg: multi_label=1 needs a column of 0 or 1 for every class"),
        (
            (1.0, 0.0),
            r"Mismatch between number of labels in the multi-label data \(2\) and the num_classes parameter \(3\)\.",
        ),
        ((1.0, 2.0, 0.0), "A label of a.jpg is neither 0 nor 1"),
        ((1.0, float("nan"), 0.0), "A label of a.jpg is neither 0 nor 1"),
    ],
)
def test_labels_that_do_not_fit_multi_label_are_refused_in_the_containers_words(
    labels: tuple[float, ...], reason: str
) -> None:
    with pytest.raises(CustomerError, match=reason):
        channels.label_of(labels, "a.jpg", 3, multi_label=True)


def test_a_batch_larger_than_a_channel_is_refused() -> None:
    channels.check_batch(32, 32)
    with pytest.raises(CustomerError, match="bigger or equal to the mini_batch_size"):
        channels.check_batch(31, 32)
