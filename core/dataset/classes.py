"""Which folders become classes, and which label each gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.dataset.model import ClassCount
from core.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


def choose_classes(
    found: Mapping[str, list[str]], wanted: Sequence[str] | None, *, in_root: int = 0
) -> tuple[tuple[ClassCount, ...], list[tuple[str, int]], list[Finding]]:
    """Labels from 0 without gaps for the folders that hold photos.

    Args:
        found: class folder -> the paths of its photos, in any order.
        wanted: the class folders to use, in label order; None: all, in code-point order.
        in_root: how many photos lie beside the class folders, for the hint if there is no class.

    Returns:
        The classes in label order, (path, label) of each photo in code-point order per class, and findings.
    """
    findings = list(_lookalikes(found))
    if wanted is None:
        # Folder by folder, so that a folder comes before what lies in it, and both before "a-b" if it is "a".
        names = sorted((name for name, photos in found.items() if photos), key=lambda name: name.split("/"))
        findings += [_empty(name) for name in sorted(found) if not found[name]]
    else:
        names = _wanted(found, wanted, findings)
    classes: list[ClassCount] = []
    photos: list[tuple[str, int]] = []
    for label, name in enumerate(names):
        classes.append(ClassCount(label, name, len(found[name])))
        photos += [(path, label) for path in sorted(found[name])]
    findings += one_class(classes) if classes else [_none(in_root)]
    return tuple(classes), photos, findings


def one_image(classes: Iterable[ClassCount]) -> list[Finding]:
    """A finding for each class of which only one image exists: it trains, and nothing can validate it."""
    return [
        Finding(
            "warning",
            "one-image",
            f"class {_shown(row.name)} has one image only",
            why="It trains; validation accuracy says nothing about the class.",
            fix="Add photos of the class, or remove it.",
        )
        for row in classes
        if row.images == 1
    ]


def one_class(classes: Sequence[ClassCount]) -> list[Finding]:
    """A finding if one class has all the images: every answer is right then."""
    with_images = [row for row in classes if row.images]
    if len(with_images) != 1:
        return []
    return [
        Finding(
            "warning",
            "one-class",
            f"there is one class only, {_shown(with_images[0].name)}",
            why="With one class every answer is right, and nothing is learned.",
            fix="Add photos of something else, each class with a label of its own.",
        )
    ]


def _wanted(found: Mapping[str, list[str]], wanted: Sequence[str], findings: list[Finding]) -> list[str]:
    """The folders that the configuration names, found also in the other Unicode form of their name."""
    from core.nearest import did_you_mean

    by_form = {_form(name): name for name in found}
    names: list[str] = []
    for name in wanted:
        folder = name if name in found else by_form.get(_form(name))
        if folder is None or not found[folder]:
            state = f"has no folder{did_you_mean(name, found)}" if folder is None else "has no photos"
            findings.append(
                Finding(
                    "error",
                    "class-missing",
                    f"class {_shown(name)} of dataset.classes {state}",
                    folder,
                    why="It gets no label, so the classes after it have other labels than the list says.",
                    fix="Correct dataset.classes, or add the folder.",
                )
            )
        elif folder not in names:
            names.append(folder)
    findings += [
        Finding(
            "warning",
            "class-not-used",
            f"{len(found[name]):,} photos are not used: the class is not in dataset.classes",
            name,
            why="Only the classes of that list are trained.",
            fix="Add it to dataset.classes, or set that to null.",
        )
        for name in sorted(set(found) - set(names))
        if found[name]
    ]
    return names


def _none(in_root: int) -> Finding:
    hint = f"; {in_root:,} photos lie beside them, in no class" if in_root else ""
    return Finding(
        "error",
        "no-photos",
        f"no class folder holds a photo{hint}",
        why="There is nothing to train on.",
        fix="Put the photos into one folder per class.",
    )


def _lookalikes(names: Iterable[str]) -> Iterable[Finding]:
    by_form: dict[str, list[str]] = {}
    for name in sorted(names):
        by_form.setdefault(_form(name).casefold(), []).append(name)
    for alike in by_form.values():
        if len(alike) > 1:
            yield Finding(
                "warning",
                "alike-classes",
                "these class folders differ only in case or Unicode form: " + ", ".join(map(_shown, alike)),
                alike[0],
                why="They are separate classes here, and one folder on other systems.",
                fix="Merge or rename them.",
            )


def _empty(name: str) -> Finding:
    return Finding(
        "warning",
        "empty-class",
        "holds no photo and gets no label",
        name,
        why="A class without images cannot be learned.",
        fix="Add photos, or remove the folder.",
    )


def _form(name: str) -> str:
    if name.isascii():
        return name
    from unicodedata import normalize

    return normalize("NFC", name)


def _shown(name: str) -> str:
    from core.text import clean_path

    return clean_path(name)
