"""Manifests put together: classes and their names, labels as columns, what contradicts between the two."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.config import DatasetSettings
from core.dataset.manifest.dataset import join
from core.dataset.manifest.file import Manifest
from core.dataset.model import Streamed
from core.s3address import S3Address

if TYPE_CHECKING:
    from core.dataset.manifest.line import Label
    from core.dataset.model import DataSet

ROOT = S3Address("photos", "set")


def made(
    labels: Sequence[Label],
    name: str = "train",
    *,
    names: dict[int, str] | None = None,
    class_ids: bool = False,
    photos: Sequence[str] = (),
    label: str = "species",
) -> Manifest:
    """A manifest of photos that are its own."""
    return Manifest(
        f"{ROOT}/{name}.manifest",
        "source-ref",
        label,
        photos or [f"{ROOT}/{name}/{number}.jpg" for number in range(len(labels))],
        labels,
        range(1, len(labels) + 1),
        bool(labels) and isinstance(labels[0], tuple),
        class_ids,
        names or {},
        (),
    )


def joined(first: Manifest, second: Manifest | None, **settings: object) -> DataSet:
    return join(ROOT, first, second, DatasetSettings(**settings))  # type: ignore[arg-type]


def told(data: DataSet) -> list[tuple[str, str]]:
    return [(finding.level, finding.kind) for finding in data.findings]


def test_two_manifests_are_a_data_set() -> None:
    data = joined(
        made([0, 1, 1], names={0: "cat", 1: "dog"}), made([1, 0], "validation", names={1: "dog"}), seed=7
    )

    assert [(row.index, row.labels, row.path) for row in data.train] == [
        (number, (float(label),), f"{ROOT}/train/{number}.jpg") for number, label in enumerate([0, 1, 1])
    ]
    assert [row.index for row in data.validation] == [3, 4]
    assert [(row.label, row.name, row.images) for row in data.classes] == [(0, "cat", 2), (1, "dog", 3)]
    assert data.streamed == {
        "train": Streamed("source-ref", "species", seed=7),
        "validation": Streamed("source-ref", "species"),
    }
    assert data.root == ROOT
    assert not data.multi_label
    assert told(data) == []


def test_each_manifest_may_have_an_attribute_of_its_own() -> None:
    data = joined(made([0, 1]), made([0, 1], "validation", label="checked"))

    assert data.streamed is not None
    assert [each.label for each in data.streamed.values()] == ["species", "checked"]


def test_classes_are_counted_over_both_and_gaps_are_told() -> None:
    data = joined(made([0, 4]), made([2], "validation"))

    assert [row.images for row in data.classes] == [1, 0, 1, 0, 1]
    gap, untrained = data.findings
    assert (gap.kind, gap.path) == ("label-gap", f"{ROOT}/train.manifest")
    assert "no photo has label 1, 3" in gap.detail
    assert (untrained.kind, untrained.path) == ("never-trained", f"{ROOT}/validation.manifest")
    assert untrained.detail.startswith("class 2 validates")


def test_names_come_from_the_configuration_first() -> None:
    data = joined(made([0, 1], names={0: "a", 1: "b"}), made([1], "validation"), classes=("x", "y"))
    assert [row.name for row in data.classes] == ["x", "y"]

    short = joined(made([0, 1], names={0: "a", 1: "b"}), made([1], "validation"), classes=("x",))
    assert [row.name for row in short.classes] == ["a", "b"]
    assert ("warning", "class-names") in told(short)


def test_names_that_contradict_between_the_manifests() -> None:
    data = joined(made([0, 1], names={0: "cat", 1: "dog"}), made([0, 1], "validation", names={0: "dog"}))

    (finding,) = data.findings
    assert (finding.level, finding.kind) == ("warning", "two-names")
    assert finding.detail == "calls label 0 dog, the train manifest cat"


def test_two_labels_of_one_name() -> None:
    data = joined(made([0, 1], names={0: "cat", 1: "cat"}), made([0, 1], "validation"))

    (finding,) = data.findings
    assert finding.detail == "labels 0, 1 have the same name, cat"


def test_photo_in_both_manifests_is_told_with_its_line() -> None:
    shared = [f"{ROOT}/a.jpg", f"{ROOT}/b.jpg"]
    data = joined(
        made([0, 1], photos=shared), made([0, 1], "validation", photos=[f"{ROOT}/c.jpg", shared[1]])
    )

    (finding,) = data.findings
    assert (finding.kind, finding.path, finding.line) == ("in-both-lists", f"{ROOT}/validation.manifest", 2)


def test_one_class_teaches_nothing() -> None:
    assert told(joined(made([0, 0]), made([0], "validation"))) == [("warning", "one-class")]


def test_lists_of_classes_become_columns_over_both_manifests() -> None:
    data = joined(
        made([(0, 2), ()], class_ids=True, names={0: "sun", 3: "rain"}),
        made([(1,), (2, 0)], "validation", class_ids=True),
    )

    assert data.multi_label
    assert [row.labels for row in data.train] == [(1.0, 0.0, 1.0, 0.0), (0.0,) * 4]
    assert [row.labels for row in data.validation] == [(0.0, 1.0, 0.0, 0.0), (1.0, 0.0, 1.0, 0.0)]
    assert [(row.name, row.images) for row in data.classes] == [("sun", 2), ("1", 1), ("2", 2), ("rain", 0)]
    assert ("warning", "label-on-none") in told(data)
    assert ("warning", "never-trained") in told(data)
    assert data.streamed is not None
    assert all(each.class_ids for each in data.streamed.values())


def test_zeros_and_ones_are_columns_as_they_stand() -> None:
    data = joined(made([(1, 0, 1), (0, 1, 0)]), made([(0, 1, 1)], "validation"))

    assert [row.labels for row in data.train] == [(1.0, 0.0, 1.0), (0.0, 1.0, 0.0)]
    assert [row.images for row in data.classes] == [1, 2, 2]
    assert data.streamed is not None
    assert not any(each.class_ids for each in data.streamed.values())


def test_manifests_of_different_labels_are_an_error() -> None:
    data = joined(made([0, 1]), made([(0,), (1,)], "validation", class_ids=True))
    (finding,) = [each for each in data.findings if each.level == "error"]
    assert finding.kind == "other-labels"
    assert finding.detail == "has lists of classes, the train manifest one label per photo"
    assert data.validation == []

    widths = joined(made([(1, 0, 1), (0, 1, 0)]), made([(1, 0)], "validation"))
    assert ("error", "other-labels") in told(widths)
    assert widths.validation == []


def test_zeros_and_ones_go_with_lists_of_classes_if_they_are_as_many() -> None:
    few = joined(made([(1, 0, 1), (0, 1, 0)]), made([(2,), (0,)], "validation", class_ids=True))
    assert [row.labels for row in few.validation] == [(0.0, 0.0, 1.0), (1.0, 0.0, 0.0)]
    assert not any(finding.level == "error" for finding in few.findings)

    more = joined(made([(1, 0, 1), (0, 1, 0)]), made([(3,), (0,)], "validation", class_ids=True))
    assert ("error", "other-labels") in told(more)


def test_manifest_that_is_alone_is_split_as_any_list() -> None:
    data = joined(made([number % 2 for number in range(20)]), None, validation=0.25, seed=3)

    assert (len(data.train), len(data.validation)) == (15, 5)
    assert {row.labels for row in data.validation} == {(0.0,), (1.0,)}
    assert not {row.path for row in data.train} & {row.path for row in data.validation}


def test_manifest_of_several_labels_that_is_alone_keeps_each_label_in_both_parts() -> None:
    data = joined(made([(number % 3,) for number in range(30)], class_ids=True), None, validation=0.2)

    for part in (data.train, data.validation):
        assert {row.labels.index(1.0) for row in part} == {0, 1, 2}


def test_nothing_that_can_be_used() -> None:
    data = joined(made([]), made([], "validation"))

    assert (data.classes, list(data.train), list(data.validation)) == ((), [], [])
