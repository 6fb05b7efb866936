"""How a job is launched anew, under another name: the command that does it, and what is known before there is a job."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.engine.transforming import PhotoPlace, is_transform
from core.job.status import JobKey, TransformFacts
from core.text import clean, clean_path

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.runs import Record


def command(record: Record) -> str:
    """The command that launches such a job again: ``trainscope launch --from …``, or ``trainscope transform …``."""
    spec = record.spec or {}
    if not is_transform(spec):
        return f"trainscope launch --from {clean(record.key.name)}"
    try:
        job, place = JobKey(*spec["job"]), PhotoPlace(*spec["place"])
    except (KeyError, TypeError):
        return "trainscope transform JOB DIR"
    photos = ["--lst", place.list_file, "--root", place.folder] if place.list_file else [place.folder]
    return " ".join(["trainscope", "transform", clean(job.name), *map(_word, photos)])


def known(spec: Mapping[str, Any] | None) -> dict[str, Any]:
    """What the spec tells of a job that its engine never had: the fields of `JobState` beside those of its end."""
    if not is_transform(spec):
        return {"hyperparameters": dict((spec or {}).get("hyperparameters", {}))}
    return {"transform": transform_facts(spec)}


def transform_facts(spec: Mapping[str, Any] | None) -> TransformFacts:
    """What the saved spec of a batch transform tells of it; what it lacks is not known."""
    saved = spec or {}
    job, photos = saved.get("job"), saved.get("photos")
    name = job[-1] if isinstance(job, list | tuple) and job else ""
    return TransformFacts(clean(str(name)), photos=photos if isinstance(photos, int) else None)


def _word(path: str) -> str:
    from shlex import quote

    return quote(clean_path(path))
