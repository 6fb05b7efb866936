"""A batch transform started: photos, their list, the model, the job, each once however often an answer is lost.

If the job cannot be created, the model is deleted again. What was sent to S3 stays, and the error says where: the same
launch goes on with it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from core.cancel import CancelToken
from core.engine.base import LaunchProgress
from core.engine.sagemaker import stopping
from core.engine.sagemaker.hosting.parts import MODEL
from core.engine.sagemaker.hosting.taking_down import PATIENCE
from core.engine.sagemaker.kinds import TRANSFORM
from core.engine.sagemaker.launching import carries
from core.engine.sagemaker.objects import Target
from core.engine.sagemaker.partmaking import make, undone
from core.engine.sagemaker.putting import Putting
from core.engine.sagemaker.transform import manifest, sending
from core.engine.sagemaker.transform.advice import advised
from core.engine.sagemaker.transform.place import place_of
from core.errors import Cancelled, EngineError, NameTaken, NotFound
from core.text import clean_path

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from core.engine.sagemaker.connection import Aws
    from core.engine.sagemaker.hosting.parts import Part
    from core.engine.sagemaker.transform.manifest import Row
    from core.engine.sagemaker.transform.sending import Ground
    from core.engine.transforming import Transform
    from core.errors import EngineUnreachable, TrainscopeError
    from core.finding import Finding


def transform(
    aws: Aws,
    wanted: Transform,
    request: Mapping[str, Any],
    on_progress: Callable[[LaunchProgress], None],
    cancel: CancelToken,
) -> tuple[Finding, ...]:
    """Start it. Calling it again goes on, and starts no second job.

    Args:
        aws: to ask.
        wanted: name, launch id and photos.
        request: as the review showed it.
        on_progress: hears how far it is, and why there is no answer.
        cancel: ends it before the job exists.

    Returns:
        What was found at the photos: why some were left out.

    Raises:
        NameTaken: somebody else's model or job has the name.
        EngineError: it could not be started.
        Cancelled: the token was set.
    """
    job = request[TRANSFORM.create]
    place = place_of(job)
    if place is None:
        raise EngineError(
            "the request names no place for the photos",
            why="no bucket was named when it was reviewed",
            fix="set sagemaker.bucket, and start another batch transform",
        )
    key = str(job["TransformOutput"].get("KmsKeyId", ""))
    ground = sending.Ground(Target(place.folder.bucket, kms_key=key), place)
    rows = sending.send(aws, ground, wanted.questions, on_progress, cancel)
    _list(aws, ground, wanted, rows, on_progress, cancel)
    begun: list[Part] = []
    try:
        for part in (MODEL, TRANSFORM):
            begun.append(part)
            make(aws, part, request[part.create], wanted.launch_id, on_progress, cancel)
    except Cancelled as error:
        if cancel.later:
            raise
        raise _ended(aws, wanted, begun, error, on_progress, ground) from error
    except EngineError as error:
        raise _ended(aws, wanted, begun, advised(error, request), on_progress, ground) from error
    return tuple(finding for row in rows for finding in row.findings)


def _list(
    aws: Aws,
    ground: Ground,
    wanted: Transform,
    rows: tuple[Row, ...],
    on_progress: Callable[[LaunchProgress], None],
    cancel: CancelToken,
) -> None:
    """Put the list of the photos beside them."""
    step = "listing the photos beside them"
    on_progress(LaunchProgress(step))

    def trouble(error: EngineUnreachable | None) -> None:
        text = "" if error is None else f"{error} – {error.fix}" if error.fix else str(error)
        on_progress(LaunchProgress(step, trouble=text))

    trained = wanted.trained
    whole = manifest.Manifest(trained.job.name, trained.classes, trained.multi_label, wanted.place, rows)
    Putting(aws, ground.target, cancel, trouble).put(
        ground.place.manifest.key,
        manifest.dumps(whole),
        ContentType="application/json",
        Metadata=whole.metadata(),
    )


def _ended(
    aws: Aws,
    wanted: Transform,
    begun: Sequence[Part],
    error: EngineError | Cancelled,
    on_progress: Callable[[LaunchProgress], None],
    ground: Ground,
) -> TrainscopeError:
    """Leave nothing that costs money, and say in the error what became of it."""
    name = wanted.key.name
    runs = TRANSFORM in begun and not isinstance(error, NameTaken) and _runs(aws, wanted)
    told: TrainscopeError = error
    if runs is None:
        left = f"whether it was started cannot be seen, and its model stays: see trainscope status {name}"
    elif runs:
        left = _stopped(aws, name)
    else:
        left = ""
        told = undone(aws, wanted, [part for part in begun if part is MODEL], error, on_progress)
    stays = f"the photos that were sent stay at {clean_path(ground.place.photos.folder)}"
    told.why = "; ".join(filter(None, (told.why, left, stays)))
    return told


def _runs(aws: Aws, wanted: Transform) -> bool | None:
    """Whether the job was created although no answer said so; None where that cannot be seen."""
    ask = partial(aws.insist, cancel=CancelToken(), patience=PATIENCE)
    try:
        return carries(ask, TRANSFORM, wanted.key.name, wanted.launch_id)
    except NotFound:
        return False
    except EngineError:
        return None


def _stopped(aws: Aws, name: str) -> str:
    """Stop a job that nobody wants any more; what became of it."""
    try:
        status = stopping.stop(aws, name, TRANSFORM)
    except EngineError as error:
        return f"it was started all the same, and costs money: stop it (trainscope stop {name}): {error.what}"
    return f"it was started all the same, and is {status.value} now"
