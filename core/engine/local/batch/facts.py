"""What is known of a batch transform besides its state, cheaply enough to be asked for every second."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from core.engine.local import jobdir
from core.engine.local.batch import answerfile
from core.job.status import TransformFacts

if TYPE_CHECKING:
    from core.engine.local.jobdir import JobDir


def facts_of(job: JobDir) -> TransformFacts | None:
    """The facts of a batch transform, as far as they can be read; None: the job trains."""
    if not job.photos.exists():
        return None
    name, photos, answered = "", None, None
    with suppress(OSError, ValueError, KeyError, TypeError, IndexError):
        spec = jobdir.read_json(job.launch)["spec"]
        name, photos = str(spec["job"][-1]), int(spec["photos"])
    with suppress(OSError, ValueError):
        answered = answerfile.answered(job.answers)
    return TransformFacts(name, str(job.answers), photos, answered)
