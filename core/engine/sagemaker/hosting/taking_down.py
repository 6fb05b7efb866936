"""An endpoint taken down: endpoint, configuration, model, each only if it is marked as ours; gone counts as done."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from core.cancel import CancelToken
from core.engine.sagemaker.hosting import classes
from core.engine.sagemaker.hosting.parts import ENDPOINT, MODEL, PARTS, listing, read_marks
from core.engine.sagemaker.kinds import TRANSFORM
from core.engine.sagemaker.state import status_of
from core.errors import EngineBusy, EngineError, EngineUnreachable, JobNotFound, NotFound
from core.s3address import S3Address
from core.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.engine.sagemaker.connection import Aws
    from core.engine.sagemaker.hosting.parts import Part

    Ask = Callable[..., dict[str, Any]]

PATIENCE = 60.0
"""Seconds without an answer: what is not deleted costs money, but somebody waits for the word."""


@dataclass(slots=True)
class TakenDown:
    """How far it came.

    Args:
        deleted: kinds of parts, in the order in which they were deleted, and addresses in S3.
        left: kinds of parts that are still there, or may be.
        error: the first that stood in the way.
        model: ``s3://`` address of the model, as far as a part told it.
        job: name of the job whose model it is, likewise.
    """

    deleted: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    error: EngineError | None = None
    model: str = ""
    job: str = ""


def take_down(
    ask: Ask, name: str, *, launch_id: str | None = None, parts: Sequence[Part] = PARTS
) -> TakenDown:
    """Delete the parts of that name, the last one first.

    Args:
        ask: as `Aws.ask`; one that is patient must let `EngineBusy` through.
        name: of the endpoint.
        launch_id: only what is marked with it; None: what is marked with any.
        parts: that may be there, in the order in which they are made.
    """
    found = TakenDown()
    for part in reversed(parts):
        try:
            _delete(ask, part, name, launch_id, found)
        except EngineError as error:
            found.error = found.error or error
            found.left.append(part.kind)
            if part is ENDPOINT:  # what it runs on stays while it may be there
                found.left += [other.kind for other in reversed(parts) if other is not ENDPOINT]
                break
    return found


def undeploy(aws: Aws, name: str, *, with_model_data: bool) -> tuple[str, ...]:
    """Delete an endpoint, and what training left, if that is asked for.

    Args:
        aws: to ask.
        name: of the endpoint.
        with_model_data: also delete model.tar.gz and the class names beside it.

    Returns:
        What was deleted: kinds of parts, and addresses in S3.

    Raises:
        EngineBusy: the endpoint is still being created, or changed: nothing was deleted.
        EngineError: something could not be deleted; the error says what is left.
    """
    again = partial(aws.patiently, cancel=CancelToken(), patience=PATIENCE)
    ask = letting_busy_through(aws.ask, again)
    found = take_down(ask, name)
    if found.error is not None:
        raise still_there(found.error, name, found)
    if with_model_data:
        found.deleted += _delete_data(ask, name, found)
    return tuple(found.deleted)


def still_there(error: EngineError, name: str, found: TakenDown) -> EngineError:
    """The error with what is left of an endpoint."""
    gone = f"; deleted: {listing(found.deleted)}" if found.deleted else ""
    costs = ", and money is paid for it" if ENDPOINT.kind in found.left else ""
    told = type(error)(
        f"{name} was not taken down: {error.what}",
        why="; ".join(filter(None, (error.why, f"still there: {listing(found.left)}{costs}{gone}"))),
        fix="; ".join(filter(None, (error.fix, f"then run: trainscope undeploy {name}"))),
    )
    told.code = error.code
    if isinstance(error, EngineUnreachable) and isinstance(told, EngineUnreachable):
        told.retry_after = error.retry_after
    return told


def _delete(ask: Ask, part: Part, name: str, launch_id: str | None, found: TakenDown) -> None:
    """Delete a part of ours, unless it is gone already."""
    try:
        answer = ask("sagemaker", f"describe_{part.call}", **{part.name: name})
        marks = read_marks(ask, str(answer[part.arn]))
    except NotFound:
        return
    if not marks.launch_id:
        if launch_id is None:
            raise EngineError(
                f"the {part.words} {name} is not marked as one of trainscope's",
                why="it was made by somebody else, or its tags were taken away",
                fix=f"if it is to go: aws sagemaker delete-{part.kind} --{part.kind}-name {name}",
            )
        return
    if launch_id not in (None, marks.launch_id):
        return
    if marks.transform and launch_id is None:
        _require_ended(ask, name)
    found.job = found.job or marks.job
    if part is MODEL:
        found.model = str((answer.get("PrimaryContainer") or {}).get("ModelDataUrl") or "")
    if part is ENDPOINT and answer.get("EndpointStatus") == "Deleting":
        return
    with suppress(NotFound):  # it was there a moment ago: the answer to our own deletion was lost
        try:
            ask("sagemaker", f"delete_{part.call}", **{part.name: name})
        except EngineBusy:
            now = ask("sagemaker", f"describe_{part.call}", **{part.name: name})
            if now.get("EndpointStatus") != "Deleting":
                raise
    found.deleted.append(part.kind)


def _require_ended(ask: Ask, name: str) -> None:
    """Refuse to take the model away from a batch transform that asks it."""
    try:
        job = ask("sagemaker", "describe_transform_job", TransformJobName=name)
    except NotFound:
        return
    if not status_of(job.get(TRANSFORM.status)).terminal:
        raise EngineError(
            f"the batch transform {name} still runs",
            why="it asks the model",
            fix=f"wait for its end, or stop it: trainscope stop {name}",
        )


def _delete_data(ask: Ask, name: str, found: TakenDown) -> list[str]:
    """Delete the model's file and the class names beside it."""
    model = found.model or _model_of_job(ask, found.job or name)
    names = classes.beside(model)
    if names is None:
        raise EngineError(
            "the model's data was not deleted",
            why=f"neither {name} nor its job is there to tell where it lies",
            fix="delete it by hand, where sagemaker.output points",
        )
    deleted = []
    for address in (S3Address.parse(model), names):
        try:
            ask("s3", "head_object", Bucket=address.bucket, Key=address.key)
        except NotFound:
            continue
        try:
            ask("s3", "delete_object", Bucket=address.bucket, Key=address.key)
        except EngineError as error:
            what = f"{clean(str(address), limit=300)} was not deleted: {error.what}"
            raise type(error)(what, why=error.why, fix=error.fix) from error
        deleted.append(str(address))
    return deleted


def _model_of_job(ask: Ask, job: str) -> str:
    try:
        answer = ask("sagemaker", "describe_training_job", TrainingJobName=job)
    except JobNotFound:
        return ""
    return str((answer.get("ModelArtifacts") or {}).get("S3ModelArtifacts") or "")


def letting_busy_through(ask: Ask, again: Callable[[Callable[[], dict[str, Any]]], dict[str, Any]]) -> Ask:
    """A patient `ask` that does not wait for an endpoint to become another.

    Args:
        ask: as `Aws.ask`.
        again: does a call until there is an answer, as `Aws.patiently`.
    """

    def patient(service: str, operation: str, /, **parameters: Any) -> dict[str, Any]:
        busy: list[EngineBusy] = []

        def once() -> dict[str, Any]:
            try:
                return ask(service, operation, **parameters)
            except EngineBusy as error:
                busy.append(error)
                return {}

        answer = again(once)
        if busy:
            raise busy[0]
        return answer

    return patient
