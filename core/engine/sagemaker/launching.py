"""A job started: its data put in place, then CreateTrainingJob, asked again however often an answer is lost.

The name is the guard: SageMaker takes it once. Whose job it is that has the name, its launch id tells.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from core.dataset.fingerprint import fingerprint
from core.engine.base import LaunchProgress
from core.engine.sagemaker import packupload
from core.engine.sagemaker.hosting.parts import read_marks
from core.engine.sagemaker.invalid import advised
from core.engine.sagemaker.kinds import SWEEP, TRAINING
from core.engine.sagemaker.objects import target_of
from core.engine.sagemaker.sweep import advice
from core.engine.sagemaker.upload import upload
from core.errors import DatasetError, EngineError, NameTaken

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from core.cancel import CancelToken
    from core.engine.sagemaker.connection import Aws
    from core.engine.sagemaker.hosting.parts import Part
    from core.errors import EngineUnreachable
    from core.job.spec import JobSpec


def launch(
    aws: Aws,
    spec: JobSpec,
    request: Mapping[str, Any],
    on_progress: Callable[[LaunchProgress], None],
    cancel: CancelToken,
) -> None:
    """Upload what is missing, packed if it is to be, then create the job. Calling it again goes on, and starts no
    second job.

    Args:
        aws: to ask.
        spec: of the job, as reviewed.
        request: as the review showed it.
        on_progress: hears how far it is.
        cancel: ends it before the job exists.

    Raises:
        DatasetError: the photos are not any more what was reviewed.
        EngineError: the job could not be started.
        Cancelled: the token was set; what was uploaded stays, for the next launch.
    """
    place(aws, spec, request, on_progress, cancel)
    create(aws, request, spec.launch_id, on_progress, cancel)


def place(
    aws: Aws,
    spec: JobSpec,
    request: Mapping[str, Any],
    on_progress: Callable[[LaunchProgress], None],
    cancel: CancelToken,
) -> None:
    """Upload what is missing of a job's data, after seeing that it is what was reviewed.

    Args:
        aws: to ask.
        spec: of the job, as reviewed.
        request: that says where the job reads and writes.
        on_progress: hears how far it is.
        cancel: ends it.

    Raises:
        DatasetError: the photos are not any more what was reviewed.
        EngineError: they could not be sent.
        Cancelled: the token was set; what was uploaded stays.
    """
    if spec.dataset.channels is None:
        found = fingerprint(
            spec.dataset,
            on_progress=lambda done, total, size: on_progress(
                LaunchProgress("reading the photos", done, total, "photos", done_bytes=size)
            ),
            cancel=cancel,
        )
        if found.id != spec.fingerprint:
            raise _changed("a photo or its label has changed since")
        send = packupload.upload if spec.dataset.input == "recordio" else upload
        target = target_of(request, found, spec.dataset.input)
        send(aws, target, spec.dataset, found, on_progress, cancel)
    elif spec.dataset.listing != spec.fingerprint:
        raise _changed("an object or a list in S3 has changed since")


def _changed(why: str) -> DatasetError:
    return DatasetError("the photos are not any more what was reviewed", why=why, fix="launch again")


def create(
    aws: Aws,
    request: Mapping[str, Any],
    launch_id: str,
    on_progress: Callable[[LaunchProgress], None],
    cancel: CancelToken,
    kind: Part = TRAINING,
) -> None:
    """Ask for the job, or the sweep, until there is an answer.

    Args:
        aws: to ask.
        request: that creates it, with the launch id among its tags.
        launch_id: tells ours from another of that name.
        on_progress: hears why there is no answer.
        cancel: ends it; what may have been created is looked for by the next call.
        kind: of what is created.

    Raises:
        NameTaken: another one has the name.
        EngineError: it was refused, or there was no answer for long.
        Cancelled: the token was set.
    """
    word = SWEEP.words if kind is SWEEP else "job"
    step = f"creating the {word}"

    def trouble(error: EngineUnreachable | None) -> None:
        text = "" if error is None else f"{error} – {error.fix}" if error.fix else str(error)
        on_progress(LaunchProgress(step, trouble=text))

    on_progress(LaunchProgress(step))
    try:
        aws.insist("sagemaker", f"create_{kind.call}", cancel=cancel, on_trouble=trouble, **request)
    except NameTaken as taken:
        on_progress(LaunchProgress(f"looking whose {word} has the name"))
        patiently = partial(aws.insist, cancel=cancel, on_trouble=trouble)
        if not carries(patiently, kind, str(request[kind.name]), launch_id):
            raise NameTaken(
                f"{request[kind.name]} is the name of another {word}",
                why="it was not started by this launch",
                fix="choose another name with --name",
            ) from taken
    except EngineError as error:
        told = advice.advised if kind is SWEEP else advised
        raise told(error, request) from error


def carries(ask: Callable[..., Mapping[str, Any]], kind: Part, name: str, launch_id: str) -> bool:
    """Whether the job of that name carries the launch id among its tags.

    Args:
        ask: as `Aws.ask`.
        kind: of the job.
        name: of the job.
        launch_id: that is looked for.

    Raises:
        JobNotFound: there is no such job.
        EngineError: there is no answer.
    """
    found = ask("sagemaker", f"describe_{kind.call}", **{kind.name: name})
    return read_marks(ask, str(found[kind.arn])).launch_id == launch_id
