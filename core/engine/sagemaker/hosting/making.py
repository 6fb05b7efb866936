"""An endpoint made: class names, model, configuration, endpoint, each asked for again however often an answer is lost.

What was made is taken down again if the rest cannot be made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.engine.base import LaunchProgress
from core.engine.sagemaker.hosting import classes
from core.engine.sagemaker.hosting.advice import advised
from core.engine.sagemaker.hosting.parts import PARTS
from core.engine.sagemaker.hosting.request import CLASSES
from core.engine.sagemaker.partmaking import make, patient, undone
from core.errors import Cancelled, EngineError, EngineUnreachable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from core.cancel import CancelToken
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
            make(aws, part, request[part.create], deployment.launch_id, on_progress, cancel)
    except Cancelled as error:
        if cancel.later:
            raise
        raise undone(aws, deployment, begun, error, on_progress) from error
    except EngineError as error:
        raise undone(aws, deployment, begun, advised(error, request), on_progress) from error


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
    ask = patient(aws, step, on_progress, cancel)
    try:
        classes.write(ask, str(given["address"]), [str(name) for name in given["names"]])
    except EngineUnreachable:
        raise
    except EngineError as error:
        on_progress(
            LaunchProgress(step, trouble=f"{error}: other machines will show labels instead of names")
        )
