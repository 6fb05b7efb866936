"""Augmented manifests: which attributes count, what is read, what each faulty line is told."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.cancel import CancelToken
from core.dataset.faults import Fault
from core.dataset.manifest import file as manifest
from core.dataset.manifest.line import entry_of, parse
from core.errors import Cancelled, DatasetError

if TYPE_CHECKING:
    from pathlib import Path

    from core.dataset.manifest.file import Manifest

WHERE = "s3://photos/set/train.manifest"


def line(number: int, label: object = 0, **more: Any) -> str:
    """A line as Ground Truth writes it."""
    return json.dumps({"source-ref": f"s3://photos/set/{number}.jpg", "species": label, **more})


def truth(number: int, label: int, name: str, **more: Any) -> str:
    """A line of a labeling job, with its metadata."""
    metadata = {
        "class-name": name,
        "confidence": 0.0,
        "type": "groundtruth/image-classification",
        "job-name": "labeling-job/species",
        "human-annotated": "yes",
        "creation-date": "2020-10-18T22:18:13.527256",
        **more,
    }
    return line(number, label, **{"species-metadata": metadata})


def read(folder: Path, *lines: str | bytes, end: bytes = b"\n", **options: Any) -> Manifest:
    file = folder / "copy"
    file.write_bytes(b"".join((each.encode() if isinstance(each, str) else each) + end for each in lines))
    return manifest.read(file, WHERE, **options)


def told(found: Manifest) -> list[tuple[str, str, int | None]]:
    return [(finding.level, finding.kind, finding.line) for finding in found.findings]


def test_lines_of_ground_truth_are_read_with_the_names_of_their_classes(tmp_path: Path) -> None:
    found = read(tmp_path, truth(0, 0, "dog"), truth(1, 1, "cat"), truth(2, 0, "dog"))

    assert found.photos == [f"s3://photos/set/{number}.jpg" for number in range(3)]
    assert list(found.labels) == [0, 1, 0]
    assert list(found.lines) == [1, 2, 3]
    assert (found.photo, found.label, found.several) == ("source-ref", "species", False)
    assert found.names == {0: "dog", 1: "cat"}
    assert found.findings == ()


def test_letters_may_be_escaped_in_two_halves(tmp_path: Path) -> None:
    found = read(tmp_path, r'{"source-ref": "s3://photos/\ud83d\ude00.jpg", "species": 0}')

    assert found.photos == ["s3://photos/😀.jpg"]
    assert found.findings == ()


def test_digits_in_quotes_are_a_label_as_the_documentation_writes_it(tmp_path: Path) -> None:
    assert list(read(tmp_path, line(0, "0"), line(1, "12")).labels) == [0, 12]


@pytest.mark.parametrize(
    ("faulty", "kind", "detail"),
    [
        ('{"source-ref": "s3://photos/a.jpg", "species": 0', "not-json", "at column"),
        ('{"source-ref": "s3://photos/a.jpg", "species": NaN}', "not-json", "can be read"),
        ("[" * 100_000, "not-json", "can be read"),
        ("0\t0\ta.jpg", "not-json", "extra data"),
        (r'{"source-ref": "s3://photos/\ud800.jpg", "species": 0}', "half-letter", "lone surrogate"),
        (r'{"source-ref": "s3://photos/a.jpg", "species": 0, "name": "\uDFFF"}', "half-letter", "surrogate"),
        ("[1, 2]", "not-an-object", "not [1, 2]"),
        ('"text"', "not-an-object", 'not "text"'),
        ('{"species": 0}', "no-photo", 'no "source-ref"'),
        ('{"source-ref": null, "species": 0}', "no-photo", 'no "source-ref"'),
        ('{"source-ref": "/home/a.jpg", "species": 0}', "not-in-s3", 'not "/home/a.jpg"'),
        ('{"source-ref": "https://photos/a.jpg", "species": 0}', "not-in-s3", "s3://bucket/key"),
        ('{"source-ref": "s3://photos", "species": 0}', "not-in-s3", "s3://bucket/key"),
        ('{"source-ref": "s3://photos/folder/", "species": 0}', "not-in-s3", "s3://bucket/key"),
        ('{"source-ref": "s3://PHOTOS/a.jpg", "species": 0}', "not-in-s3", "s3://bucket/key"),
        ('{"source-ref": ["s3://photos/a.jpg"], "species": 0}', "not-in-s3", "s3://bucket/key"),
        ('{"source-ref": "s3://photos/a.jpg"}', "label-missing", '"species"'),
        (line(1, None), "bad-label", "not null"),
        (line(1, True), "bad-label", "not true"),
        (line(1, -1), "bad-label", "not -1"),
        (line(1, 1.0), "bad-label", "not 1.0"),
        (line(1, 1.5), "bad-label", "not 1.5"),
        (line(1, "dog"), "bad-label", 'not "dog"'),
        (line(1, "01"), "bad-label", 'not "01"'),
        (line(1, ""), "bad-label", 'not ""'),
        (line(1, {"class": 1}), "bad-label", "not {"),
        (line(1, 10**6), "label-too-large", "1000000"),
        (line(1, [0]), "mixed-labels", "a list of labels"),
        (b'{"source-ref": "s3://photos/\xff.jpg", "species": 0}', "not-utf8", "UTF-8"),
        (b'{"a": "' + b"x" * (1 << 20) + b'"}', "line-too-long", "1,048,576 bytes"),
    ],
)
def test_faulty_line_is_left_out_and_told_with_its_number(
    tmp_path: Path, faulty: str | bytes, kind: str, detail: str
) -> None:
    found = read(tmp_path, line(0, 0), faulty, line(2, 1), line(3, 1))

    assert list(found.lines) == [1, 3, 4]
    (finding,) = found.findings
    assert (finding.level, finding.kind, finding.path, finding.line) == ("error", kind, WHERE, 2)
    assert detail in finding.detail
    assert finding.why
    assert finding.fix


def test_photo_that_could_not_be_labelled_is_told_with_the_reason(tmp_path: Path) -> None:
    metadata = {
        "retry-count": 1,
        "failure-reason": "ClientError: no such\x1b[31m file",
        "human-annotated": "true",
    }
    failed = json.dumps({"source-ref": "s3://photos/set/1.jpg", "species-metadata": metadata})

    found = read(tmp_path, truth(0, 0, "dog"), failed)

    (finding,) = found.findings
    assert (finding.kind, finding.line) == ("label-failed", 2)
    assert "ClientError" in finding.detail
    assert "\x1b" not in finding.detail


def test_blank_lines_line_ends_and_a_byte_order_mark(tmp_path: Path) -> None:
    found = read(tmp_path, b"\xef\xbb\xbf" + line(0).encode(), "", line(2, 1), end=b"\r\n")

    assert list(found.lines) == [1, 3]
    assert told(found) == [("error", "byte-order-mark", 1), ("warning", "blank-line", 2), ("info", "crlf", 1)]


def test_last_line_may_lack_its_end(tmp_path: Path) -> None:
    file = tmp_path / "copy"
    file.write_text(f"{line(0)}\n{line(1, 1)}")

    assert list(manifest.read(file, WHERE).labels) == [0, 1]


def test_photo_that_comes_again(tmp_path: Path) -> None:
    found = read(tmp_path, line(0, 0), line(1, 1), line(0, 0), line(1, 0))

    assert told(found) == [("warning", "listed-twice", 3), ("warning", "two-labels", 4)]
    assert "line 1" in found.findings[0].detail


def test_label_with_two_names_is_told_once(tmp_path: Path) -> None:
    found = read(tmp_path, truth(0, 0, "dog"), truth(1, 0, "cat"), truth(2, 0, "cat"))

    assert told(found) == [("warning", "two-names", 2)]
    assert found.names == {0: "dog"}


def test_labels_given_by_automated_labeling_are_counted(tmp_path: Path) -> None:
    machine = {"human-annotated": "no"}
    found = read(tmp_path, truth(0, 0, "dog"), truth(1, 1, "cat", **machine), truth(2, 1, "cat", **machine))

    (finding,) = found.findings
    assert (finding.level, finding.kind, finding.line) == ("info", "machine-labelled", 2)
    assert finding.detail.startswith("2 labels")


def test_lists_of_zeros_and_ones_are_one_for_each_class(tmp_path: Path) -> None:
    found = read(tmp_path, line(0, [1, 0, 1]), line(1, [0, 0, 1]))

    assert (found.several, found.class_ids) == (True, False)


@pytest.mark.parametrize(
    "labels", [([0, 2], [2]), ([0, 1], [3, 1]), ([1], [0]), ([], [0, 1]), ([0, 1], [1, 0, 4])]
)
def test_other_lists_are_classes(tmp_path: Path, labels: tuple[list[int], list[int]]) -> None:
    found = read(tmp_path, *(line(number, label) for number, label in enumerate(labels)))

    assert (found.several, found.class_ids) == (True, True)
    assert list(found.labels) == [tuple(label) for label in labels]


def test_metadata_say_that_lists_are_classes(tmp_path: Path) -> None:
    metadata = {
        "class-map": {"0": "person", "1": "bicycle", "x": "odd", "2": 3},
        "type": "groundtruth/image-classification-multilabel",
        "human-annotated": "yes",
    }
    found = read(tmp_path, *(line(number, [1, 0], **{"species-metadata": metadata}) for number in range(2)))

    assert found.class_ids
    assert found.names == {0: "person", 1: "bicycle"}


def test_list_that_names_a_class_twice(tmp_path: Path) -> None:
    found = read(tmp_path, line(0, [3, 3]), line(1, [0]))

    assert told(found) == [("error", "bad-label", 1)]
    assert list(found.lines) == [2]


@pytest.mark.parametrize("label", [[-1], [True], ["1"], [0.5], [[0]]])
def test_list_of_what_is_no_class(tmp_path: Path, label: list[object]) -> None:
    found = read(tmp_path, line(0, [3]), line(1, label), line(2, [0]))

    assert told(found) == [("error", "bad-label", 2)]


def test_label_is_the_attribute_that_ground_truth_calls_an_image_classification(tmp_path: Path) -> None:
    boxes = {"type": "groundtruth/object-detection", "class-map": {}}
    more = {"id": 7, "boxes": {"annotations": []}, "boxes-metadata": boxes, "source-ref-metadata": {}}
    lines = [json.loads(truth(number, number, "a")) | more for number in range(2)]

    assert read(tmp_path, *map(json.dumps, lines)).label == "species"


def test_several_candidates_are_listed_and_one_can_be_chosen(tmp_path: Path) -> None:
    lines = [line(number, 0, id=number, note="x") for number in range(3)]

    with pytest.raises(DatasetError, match=r'2 attributes that can be the label: "id", "species"') as caught:
        read(tmp_path, *lines)

    assert "dataset.label_attribute" in caught.value.fix
    assert list(read(tmp_path, *lines, label="id").labels) == [0, 1, 2]


def test_attribute_that_is_not_there_is_told_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="did you mean species"):
        read(tmp_path, line(0), label="specis")


def test_labels_of_another_kind_are_named(tmp_path: Path) -> None:
    boxes = json.dumps(
        {
            "source-ref": "s3://photos/a.jpg",
            "hazmat": {"annotations": [], "image_size": [{"width": 444, "depth": 3, "height": 288}]},
            "hazmat-metadata": {"type": "groundtruth/object-detection"},
        }
    )

    with pytest.raises(DatasetError, match="no attribute that can be the label") as caught:
        read(tmp_path, boxes)
    assert "groundtruth/object-detection" in caught.value.why


def test_another_reference_than_source_ref_is_taken_if_it_is_the_only_one(tmp_path: Path) -> None:
    found = read(tmp_path, '{"image-ref": "s3://photos/a.jpg", "class": 1}')
    assert (found.photo, found.photos) == ("image-ref", ["s3://photos/a.jpg"])

    with pytest.raises(DatasetError, match='"a-ref", "b-ref"'):
        read(tmp_path, '{"a-ref": "s3://photos/a.jpg", "b-ref": "s3://photos/b.jpg", "class": 1}')


@pytest.mark.parametrize("name", ["x" * 257, "two\nlines"])
def test_attribute_name_that_no_job_can_be_given(tmp_path: Path, name: str) -> None:
    with pytest.raises(DatasetError, match="no job can be given"):
        read(tmp_path, json.dumps({"source-ref": "s3://photos/a.jpg", name: 1}))


@pytest.mark.parametrize("name", ["größe 1", "a.b/c:d", "日本", "'quoted' \"twice\"", "\x1b[31m"])
def test_attribute_name_may_be_any_text(tmp_path: Path, name: str) -> None:
    assert read(tmp_path, json.dumps({"source-ref": "s3://photos/a.jpg", name: 1})).label == name


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "no augmented manifest"),
        (b"0\t0\ta.jpg\n", "no augmented manifest"),
        (gzip.compress(b"{}", mtime=0), "is compressed"),
        (b"\x89PNG\0\0", "binary data"),
        (b'[{"prefix": "s3://photos/"}, "a.jpg"]\n', "not an augmented one"),
    ],
)
def test_file_that_is_none(tmp_path: Path, content: bytes, why: str) -> None:
    file = tmp_path / "copy"
    file.write_bytes(content)

    with pytest.raises(DatasetError, match=why):
        manifest.read(file, WHERE)


def test_manifest_of_which_no_line_can_be_used(tmp_path: Path) -> None:
    found = read(tmp_path, line(0, -1), label="species")

    assert ("error", "empty-list", None) in told(found)
    assert found.photos == []


def test_thousands_of_faults_of_a_kind_are_counted(tmp_path: Path) -> None:
    found = read(tmp_path, line(0), *(line(number, -1) for number in range(1500)), label="species")

    bad = [finding for finding in found.findings if finding.kind == "bad-label"]
    assert len(bad) == 1001
    assert bad[-1].detail.startswith("500 more")


def test_progress_is_told_and_cancel_is_seen(tmp_path: Path) -> None:
    lines = [line(number) for number in range(2500)]
    seen: list[int] = []
    read(tmp_path, *lines, on_progress=seen.append)
    assert seen == [1000, 2000]

    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        read(tmp_path, *lines, cancel=token)


@given(
    st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | st.text(), st.lists, max_leaves=5)
)
def test_any_label_is_read_or_told(label: Any) -> None:
    text = json.dumps({"source-ref": "s3://photos/a.jpg", "class": label})
    found = parse(text)
    if isinstance(found, dict):
        entry = entry_of(found, "source-ref", "class")
        if isinstance(entry, Fault):
            assert entry.kind in {"bad-label", "label-too-large"}
        else:
            numbers = entry.label if isinstance(entry.label, tuple) else (entry.label,)
            assert all(type(number) is int and number >= 0 for number in numbers)


@given(st.text())
def test_any_text_is_an_object_or_a_fault(text: str) -> None:
    found = parse(text)
    assert isinstance(found, dict) or found.level == "error"
