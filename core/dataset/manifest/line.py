"""One line of an augmented manifest: a JSON object with a photo's address and its label, or why it is none.

Sources: reference/sagemaker-image-classification.md §2; the pages "Train with Augmented Manifest Image Format",
"Augmented manifest files for training jobs" and "Output data" (of Ground Truth) of the SageMaker guide.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple, NoReturn

from core.dataset.faults import Fault, Said
from core.dataset.lstline import MOST_CLASSES

METADATA = "-metadata"
REFERENCE = "-ref"
SAID = {
    "byte-order-mark": Said(
        "The line is no JSON for SageMaker's reader.", "Save it as UTF-8 without a byte-order mark."
    ),
    "not-utf8": Said("A manifest is UTF-8 text.", "Save it as UTF-8."),
    "half-letter": Said("No file, key or class can have such a name.", "Write the letter itself, in UTF-8."),
    "line-too-long": Said("A line stands for one photo.", "Write one JSON object per line."),
    "not-json": Said("The job would end at this line.", "Write one JSON object per line, on one line each."),
    "not-an-object": Said("The job would end at this line.", 'Write it as {"source-ref": "s3://…", …}.'),
    "no-photo": Said("The job would end at this line: it gets no photo.", "Add the photo's address."),
    "not-in-s3": Said(
        "SageMaker reads photos of a manifest from S3 only.", "Write s3://bucket/key of the photo."
    ),
    "label-missing": Said(
        "The job would end at this line: it gets no label.", "Label the photo, or take the line out."
    ),
    "label-failed": Said(
        "Ground Truth could not label it, so there is nothing to learn.", "Label it, or take the line out."
    ),
    "bad-label": Said("The algorithm takes whole numbers from 0, one for each class.", "Correct the label."),
    "label-too-large": Said("A class has the number of its place among all classes.", "Correct the label."),
    "mixed-labels": Said("All photos have one label, or all have a list.", "Write all lines alike."),
    "blank-line": Said("Readers of JSON Lines skip it, or stop.", "Remove the line."),
    "two-names": Said(
        "Lines of several labeling jobs may number their classes differently.",
        "Make sure that a label means the same in all lines.",
    ),
    "machine-labelled": Said(
        "Automated labeling learned them from the labels that people gave; it errs in its own way."
    ),
}
"""What faults mean in a manifest."""

_PHOTO = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/(?:.*[^/])", re.DOTALL)
_DIGITS = re.compile(r"0|[1-9][0-9]{0,17}")
_HALF = re.compile(r"\\u[dD][89a-fA-F]")

Label = int | tuple[int, ...]
"""One class; or several, as they stand in the line."""
_NOTHING: Mapping[Any, Any] = {}


class Entry(NamedTuple):
    """What a line says of a photo: its address, its label, and what the metadata add.

    Args:
        photo: ``s3://`` address.
        label: one, or several.
        names: class to its name, as far as the metadata tell.
        listed: whether the metadata say that several labels are a list of classes, as Ground Truth writes them.
        by_machine: whether automated labeling gave the label.
    """

    photo: str
    label: Label
    names: Mapping[int, str]
    listed: bool = False
    by_machine: bool = False


def parse(line: str) -> dict[str, Any] | Fault:
    """The object of a line."""
    try:
        found = _DECODER.decode(line)
    except json.JSONDecodeError as error:
        return Fault("error", "not-json", f"is no JSON: {error.msg.lower()}, at column {error.colno}")
    except (ValueError, RecursionError):
        return Fault("error", "not-json", "is no JSON that can be read")
    if not isinstance(found, dict):
        return Fault("error", "not-an-object", f"must be a JSON object, not {shown(found)}")
    if _HALF.search(line) and not _is_text(found):
        return Fault("error", "half-letter", "has an escape that is half a letter (a lone surrogate)")
    return found


def entry_of(line: Mapping[str, Any], photo: str, label: str) -> Entry | Fault:
    """What a line says, else why it cannot be used.

    Args:
        line: as parsed.
        photo: the attribute of the photo's address.
        label: the attribute of the label.
    """
    address = line.get(photo)
    if address is None:
        return Fault("error", "no-photo", f"has no {shown(photo)}")
    if not isinstance(address, str) or not _PHOTO.fullmatch(address):
        return Fault("error", "not-in-s3", f"{shown(photo)} must be s3://bucket/key, not {shown(address)}")
    metadata = line.get(label + METADATA)
    known = metadata if isinstance(metadata, dict) else _NOTHING
    if known.get("failure-reason"):
        return Fault("error", "label-failed", f"labeling it failed: {shown(known['failure-reason'])}")
    if label not in line:
        return Fault("error", "label-missing", f"has no label {shown(label)}")
    value = label_of(line[label])
    if isinstance(value, Fault):
        return value
    by_machine = known.get("human-annotated") == "no"
    if isinstance(value, int):
        name = known.get("class-name")
        names = {value: name} if isinstance(name, str) and name else _NOTHING
        return Entry(address, value, names, False, by_machine)
    classes = known.get("class-map")
    listed = isinstance(classes, dict) or str(known.get("type", "")).endswith("classification-multilabel")
    names = _class_map(classes) if isinstance(classes, dict) else _NOTHING
    return Entry(address, value, names, listed, by_machine)


def label_of(value: object) -> Label | Fault:
    """A label as the algorithm takes it: a whole number from 0 (digits in quotes are one, too), or a list of them."""
    if isinstance(value, list):
        return _labels(value)
    if isinstance(value, str) and _DIGITS.fullmatch(value):
        value = int(value)
    return _number(value, "the label")


def _labels(values: list[object]) -> Label | Fault:
    found: list[int] = []
    for each in values:
        label = _number(each, "each label of a list")
        if isinstance(label, Fault):
            return label
        found.append(label)
    return tuple(found)


def _number(value: object, what: str) -> int | Fault:
    if type(value) is not int or value < 0:
        return Fault("error", "bad-label", f"{what} must be a whole number from 0, not {shown(value)}")
    if value >= MOST_CLASSES:
        return Fault("error", "label-too-large", f"label {shown(value)} is no class number")
    return value


def shown(value: object) -> str:
    """A value as it stands in the file, harmless and short."""
    from core.text import clean

    try:
        text = json.dumps(value, ensure_ascii=False)
    except (ValueError, RecursionError):
        text = "something large"
    text = clean(text, limit=1000)
    return f"{text[:79]}…" if len(text) > 80 else text


def _is_text(found: dict[str, Any]) -> bool:
    """Whether all of it can be written as UTF-8."""
    try:
        json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return False
    return True


def _class_map(classes: Mapping[str, Any]) -> dict[int, str]:
    return {
        int(key): name
        for key, name in classes.items()
        if _DIGITS.fullmatch(key) and int(key) < MOST_CLASSES and isinstance(name, str) and name
    }


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")


_DECODER = json.JSONDecoder(parse_constant=_refuse)
