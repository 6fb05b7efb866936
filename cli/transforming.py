"""A batch transform reviewed and started: progress on stderr, Ctrl-C, and what then is said."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from cli.interrupt import cancelled_by_ctrl_c
from cli.launching import PHOTOS_STAY, launching
from cli.output import print_findings, say
from cli.progress import ProgressLine
from core.engine.base import LaunchProgress

if TYPE_CHECKING:
    from cli.context import App
    from core.engine.hosting import DeployReview, HostingEngine
    from core.engine.transforming import PhotoPlace
    from core.finding import Finding
    from core.runs import Record
    from core.trained import TrainedModel
    from core.transforming import TransformDraft


def reviewed(
    app: App, trained: TrainedModel, place: PhotoPlace, engine: HostingEngine, name: str | None
) -> tuple[TransformDraft, DeployReview]:
    """The batch transform of a model and the engine's review of it, with progress on stderr.

    Raises:
        Cancelled: by Ctrl-C.
        TrainscopeError: as `core.transforming.prepare` and `review`.
    """
    from core.transforming import prepare, review

    with cancelled_by_ctrl_c() as token, ProgressLine() as hear:
        hear(LaunchProgress("looking for the photos"))
        draft = prepare(trained, place, engine, name=name, cancel=token)
        hear(
            LaunchProgress(f"looking at what it takes to ask about {len(draft.transform.questions):,} photos")
        )
        return draft, review(draft, engine, cancel=token)


def started(app: App, draft: TransformDraft, found: DeployReview, engine: HostingEngine) -> Record:
    """Start what was reviewed; photos that are left out are told.

    Raises:
        Cancelled: by Ctrl-C; the error says whether there is a job.
        EngineUnreachable: no answer for long; the error says how to go on.
        TrainscopeError: as `core.transforming.start`.
    """
    from core.transforming import start
    from core.transformwords import left_out_words

    left_out: list[Finding] = []
    with launching(app, draft.transform.key.name, PHOTOS_STAY) as (token, hear):
        record = start(
            draft,
            engine,
            app.book,
            reviewed=found,
            on_progress=hear,
            on_left_out=left_out.extend,
            cancel=token,
        )
    print_findings(left_out, stream=sys.stderr)
    words = left_out_words(left_out, len(draft.transform.questions))
    if words:
        say(f"{words}; results says why, too")
    return record
