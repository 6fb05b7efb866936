"""Which attribute of an augmented manifest names the photo, and which holds the label."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from core.dataset.faults import Fault
from core.dataset.manifest.line import METADATA, REFERENCE, label_of, shown
from core.errors import DatasetError
from core.nearest import did_you_mean
from core.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PHOTO = "source-ref"
"""The name that Ground Truth writes and the algorithm's documentation asks for."""
LONGEST_NAME = 256
"""Letters that CreateTrainingJob allows in an attribute's name (its model: AttributeName)."""
_OF_IMAGES = ("groundtruth/image-classification", "groundtruth/image-classification-multilabel")
_WRITE = 'write each line as {"source-ref": "s3://…", "class": 0}'
_FIX = "name the attribute that holds the labels: dataset.label_attribute"


class Attributes(NamedTuple):
    """The names of the attribute of the photo and of the one of the label."""

    photo: str
    label: str


def find(lines: Iterable[Mapping[str, Any]], where: str, label: str | None = None) -> Attributes:
    """The attributes that a manifest's first lines show.

    The label is the one attribute that Ground Truth's metadata call an image classification, else the one that can
    be a label by its value.

    Args:
        lines: as parsed.
        where: the manifest's address, for errors.
        label: the attribute that the configuration names.

    Raises:
        DatasetError: there is none, or there are several.
    """
    some = list(lines)
    if not some:
        raise DatasetError(
            f"{where} is no augmented manifest", why="none of its first lines is a JSON object", fix=_WRITE
        )
    photo = _photo(some, where)
    candidates = _candidates(some)
    others = sorted(name for name in candidates if name != photo)
    if label is not None:
        if label not in candidates:
            raise DatasetError(
                f"{where} has no attribute {shown(label)}{did_you_mean(label, map(clean, others))}",
                why=f"it has {_listed(others)}" if others else "",
                fix="mend dataset.label_attribute",
            )
        return Attributes(photo, _allowed(label, where))
    called = [name for name in others if candidates[name] in _OF_IMAGES]
    plain = [name for name in others if not candidates[name] and _can_be_label(name, some)]
    found = called or plain
    if len(found) > 1:
        raise DatasetError(
            f"{where} has {len(found)} attributes that can be the label: {_listed(found)}",
            why="each line may hold the labels of several labeling jobs",
            fix=_FIX,
        )
    if not found:
        types = sorted({kind for kind in candidates.values() if kind and kind not in _OF_IMAGES})
        raise DatasetError(
            f"{where} has no attribute that can be the label of a photo",
            why=(
                f"its labels are of another kind: {_listed(types)}"
                if types
                else "a label is a whole number from 0, or a list of them"
            ),
            fix=_FIX if others else _WRITE,
        )
    return Attributes(photo, _allowed(found[0], where))


def _photo(lines: Iterable[Mapping[str, Any]], where: str) -> str:
    names = {
        name
        for line in lines
        for name, value in line.items()
        if name.endswith(REFERENCE) and isinstance(value, str)
    }
    if PHOTO in names or not names:
        return PHOTO
    if len(names) > 1:
        raise DatasetError(
            f"{where} does not say which attribute is the photo: {_listed(sorted(names))}",
            why=f"the photo's address stands in {PHOTO}",
            fix=f"rename it to {PHOTO}",
        )
    return _allowed(names.pop(), where)


def _candidates(lines: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Attributes that may be a label, each with the type that its metadata tell, empty where there are none."""
    found: dict[str, str] = {}
    for line in lines:
        for name, value in line.items():
            if name.endswith(METADATA):
                kind = value.get("type") if isinstance(value, dict) else None
                name = name.removesuffix(METADATA)
                if isinstance(kind, str) and name:
                    found[name] = kind
            if name and not name.endswith(REFERENCE) and name != "source":
                found.setdefault(name, "")
    return found


def _can_be_label(name: str, lines: Iterable[Mapping[str, Any]]) -> bool:
    """Whether the attribute is a label in at least half of the lines that have it."""
    values = [label_of(line[name]) for line in lines if name in line]
    return 2 * sum(not isinstance(value, Fault) for value in values) >= max(1, len(values))


def _allowed(name: str, where: str) -> str:
    if len(name) > LONGEST_NAME or "\n" in name or "\r" in name:
        raise DatasetError(
            f"{where} has an attribute that no job can be given: {shown(name)}",
            why=f"a name has at most {LONGEST_NAME} letters, and no line end",
            fix="rename it in the manifest",
        )
    return name


def _listed(names: Iterable[str]) -> str:
    listed = [shown(name) for name in names]
    return ", ".join(listed[:8]) + (f" and {len(listed) - 8} more" if len(listed) > 8 else "")
