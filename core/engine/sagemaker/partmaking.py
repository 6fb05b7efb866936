"""A part of an endpoint or of a batch transform made, and what was made taken down again if the rest cannot be.

The name is the guard: SageMaker takes it once for each part. Whose part it is that has the name, its launch id tells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.cancel import CancelToken
from core.engine.base import LaunchProgress
from core.engine.sagemaker.hosting.parts import ENDPOINT, listing, read_marks
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
    from core.engine.transforming import Transform


def make(
    aws: Aws,
    part: Part,
    wanted: Mapping[str, Any],
    launch_id: str,
    on_progress: Callable[[LaunchProgress], None],
    cancel: CancelToken,
) -> None:
    """Ask for a part until there is an answer; one that is there already must carry the launch id.

    Args:
        aws: to ask.
        part: what is to be made.
        wanted: its request.
        launch_id: that marks it.
        on_progress: hears of it.
        cancel: ends it.

    Raises:
        NameTaken: somebody else's has the name.
        EngineError: it was refused, or there was no answer for long.
        Cancelled: the token was set.
    """
    step = f"creating the {part.words}"
    on_progress(LaunchProgress(step))
    ask = patient(aws, step, on_progress, cancel)
    try:
        ask("sagemaker", f"create_{part.call}", **wanted)
    except NameTaken as taken:
        step = f"looking whose {part.words} has the name"
        on_progress(LaunchProgress(step))
        name = str(wanted[part.name])
        try:
            _require_ours(patient(aws, step, on_progress, cancel), part, name, launch_id, taken)
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
            why="it does not carry the mark of this one",
            fix="choose another name with --name",
        ) from taken


def undone(
    aws: Aws,
    whose: Deployment | Transform,
    begun: Sequence[Part],
    error: EngineError | Cancelled,
    on_progress: Callable[[LaunchProgress], None],
) -> TrainscopeError:
    """Take down what was made, and say in the error what became of it.

    Args:
        aws: to ask.
        whose: name and launch id of the parts.
        begun: parts that may be there, in the order in which they are made.
        error: why.
        on_progress: hears of it.
    """
    if not begun:
        return error
    step = "taking down what was made"
    on_progress(LaunchProgress(step))
    asleep = CancelToken()  # the user's is set, perhaps, and this is still to be done
    again = _again(aws, step, on_progress, asleep, PATIENCE)
    found = take_down(
        letting_busy_through(aws.ask, again),
        whose.key.name,
        launch_id=whose.launch_id,
        parts=begun,
    )
    if found.error is not None:
        kind = EngineError if isinstance(error, Cancelled) else type(error)
        told: TrainscopeError = kind(
            f"{error.what}, and what was made could not be taken down",
            why="; ".join(
                filter(None, (error.why, f"perhaps left: {listing(found.left)}", str(found.error)))
            ),
            fix="; ".join(filter(None, (error.fix, f"see to it: trainscope undeploy {whose.key.name}"))),
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


def patient(
    aws: Aws, step: str, on_progress: Callable[[LaunchProgress], None], cancel: CancelToken
) -> Callable[..., dict[str, Any]]:
    """As `Aws.insist`, telling how it goes.

    Args:
        aws: to ask.
        step: what is done, for people.
        on_progress: hears why there is no answer.
        cancel: ends the waiting.
    """
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
