"""An endpoint made: class names, model, configuration, endpoint, each asked for again however often an answer is lost.

The name is the guard: SageMaker takes it once for each part. Whose part it is that has the name, its launch id tells.
What was made is taken down again if the rest cannot be made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.cancel import CancelToken
from core.engine.base import LaunchProgress
from core.engine.sagemaker.hosting import classes
from core.engine.sagemaker.hosting.advice import advised
from core.engine.sagemaker.hosting.parts import ENDPOINT, PARTS, listing, read_marks
from core.engine.sagemaker.hosting.request import CLASSES
from core.engine.sagemaker.hosting.taking_down import PATIENCE, letting_busy_through, take_down
from core.errors import (
    Cancelled,
    EngineBusy,
    EngineError,
    EngineUnreachable,
    NameTaken,
    NotFound,
    TrainscopeError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from core.engine.hosting import Deployment
    from core.engine.sagemaker.connection import Aws
    from core.engine.sagemaker.hosting.parts import Part


def deploy(
    aws: Aws,
    deployment: Deployment,
    request: Mapping[str, Any],
    on_progress: Callable[[LaunchProgress], None],
    cancel: CancelToken,
) -> None:
    """Make all of it. Calling it again goes on, and makes nothing twice.

    Args:
        aws: to ask.
        deployment: its name and launch id.
        request: as the review showed it.
        on_progress: hears how far it is, and why there is no answer.
        cancel: ends it.

    Raises:
        NameTaken: somebody else's model, configuration or endpoint has the name.
        EngineError: a part could not be made; what was made by then is taken down, or the error says what is left.
        Cancelled: the token was set; likewise, unless it is to be gone on with later.
    """
    begun: list[Part] = []
    try:
        _keep_classes(aws, request, on_progress, cancel)
        for part in PARTS:
            begun.append(part)
            _make(aws, part, request, deployment.launch_id, on_progress, cancel)
    except Cancelled as error:
        if cancel.later:
            raise
        raise _undone(aws, deployment, begun, error, on_progress) from error
    except EngineError as error:
        raise _undone(aws, deployment, begun, advised(error, request), on_progress) from error


def _keep_classes(
    aws: Aws,
    request: Mapping[str, Any],
    on_progress: Callable[[LaunchProgress], None],
    cancel: CancelToken,
) -> None:
    """Put the class names beside the model; where that is not allowed the endpoint answers without."""
    given = request.get(CLASSES)
    if not given:
        return
    step = "keeping the class names beside the model"
    on_progress(LaunchProgress(step))
    ask = _patient(aws, step, on_progress, cancel)
    try:
        classes.write(ask, str(given["address"]), [str(name) for name in given["names"]])
    except EngineUnreachable:
        raise
    except EngineError as error:
        on_progress(
            LaunchProgress(step, trouble=f"{error}: other machines will show labels instead of names")
        )


def _make(
    aws: Aws,
    part: Part,
    request: Mapping[str, Any],
    launch_id: str,
    on_progress: Callable[[LaunchProgress], None],
    cancel: CancelToken,
) -> None:
    """Ask for a part until there is an answer; one that is there already must be this deployment's."""
    step = f"creating the {part.words}"
    on_progress(LaunchProgress(step))
    ask = _patient(aws, step, on_progress, cancel)
    wanted = dict(request[part.create])
    try:
        ask("sagemaker", f"create_{part.call}", **wanted)
    except NameTaken as taken:
        step = f"looking whose {part.words} has the name"
        on_progress(LaunchProgress(step))
        name = str(wanted[part.name])
        try:
            _require_ours(_patient(aws, step, on_progress, cancel), part, name, launch_id, taken)
        except NotFound:  # it was just being deleted
            ask("sagemaker", f"create_{part.call}", **wanted)


def _require_ours(
    ask: Callable[..., dict[str, Any]], part: Part, name: str, launch_id: str, taken: NameTaken
) -> None:
    found = ask("sagemaker", f"describe_{part.call}", **{part.name: name})
    if part is ENDPOINT and found.get("EndpointStatus") == "Deleting":
        raise EngineBusy(
            f"the endpoint {name} is still being deleted",
            why=taken.why,
            fix="deploy it again in a minute, or under another name with --name",
        )
    if read_marks(ask, str(found[part.arn])).launch_id != launch_id:
        raise NameTaken(
            f"{name} is the name of another {part.words}",
            why="it was not made by this deployment",
            fix="choose another name with --name",
        ) from taken


def _undone(
    aws: Aws,
    deployment: Deployment,
    begun: Sequence[Part],
    error: EngineError | Cancelled,
    on_progress: Callable[[LaunchProgress], None],
) -> TrainscopeError:
    """Take down what was made, and say in the error what became of it."""
    if not begun:
        return error
    step = "taking down what was made"
    on_progress(LaunchProgress(step))
    asleep = CancelToken()  # the user's is set, perhaps, and this is still to be done
    again = _again(aws, step, on_progress, asleep, PATIENCE)
    found = take_down(
        letting_busy_through(aws.ask, again),
        deployment.key.name,
        launch_id=deployment.launch_id,
        parts=begun,
    )
    if found.error is not None:
        kind = EngineError if isinstance(error, Cancelled) else type(error)
        told: TrainscopeError = kind(
            f"{error.what}, and what was made could not be taken down",
            why="; ".join(
                filter(None, (error.why, f"perhaps left: {listing(found.left)}", str(found.error)))
            ),
            fix="; ".join(filter(None, (error.fix, f"see to it: trainscope undeploy {deployment.key.name}"))),
        )
    elif found.deleted:
        told = type(error)(
            error.what,
            why="; ".join(filter(None, (error.why, f"deleted again: {listing(found.deleted)}"))),
            fix=error.fix,
        )
    else:
        return error
    if isinstance(told, EngineError) and isinstance(error, EngineError):
        told.code = error.code
    return told


def _patient(
    aws: Aws, step: str, on_progress: Callable[[LaunchProgress], None], cancel: CancelToken
) -> Callable[..., dict[str, Any]]:
    return letting_busy_through(aws.ask, _again(aws, step, on_progress, cancel))


def _again(
    aws: Aws,
    step: str,
    on_progress: Callable[[LaunchProgress], None],
    cancel: CancelToken,
    patience: float | None = None,
) -> Callable[[Callable[[], dict[str, Any]]], dict[str, Any]]:
    """As `Aws.patiently`, telling how it goes."""

    def trouble(error: EngineUnreachable | None) -> None:
        text = "" if error is None else f"{error} – {error.fix}" if error.fix else str(error)
        on_progress(LaunchProgress(step, trouble=text))

    def again(once: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        if patience is None:
            return aws.patiently(once, cancel, on_trouble=trouble)
        return aws.patiently(once, cancel, on_trouble=trouble, patience=patience)

    return again
