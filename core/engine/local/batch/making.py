"""Makes the job folder of a batch transform: the model, the photos, and what was asked for."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from core.engine.base import LaunchProgress
from core.engine.local import claiming
from core.engine.local.batch import manifest
from core.engine.local.claiming import Asked
from core.engine.local.serving.making import model_folder
from core.engine.local.serving.place import MODEL_FILES
from core.engine.local.work import ASKING
from core.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from core.cancel import CancelToken
    from core.engine.local.jobdir import JobDir
    from core.engine.transforming import Transform
    from core.trained import TrainedModel


def claim(
    jobs: Path,
    transform: Transform,
    now: float,
    on_progress: Callable[[LaunchProgress], None],
    cancel: CancelToken,
) -> tuple[JobDir, int] | None:
    """Make the folder, or find it if an earlier call made it.

    Args:
        jobs: the folder of all jobs.
        transform: what is asked for.
        now: epoch seconds.
        on_progress: hears how many photos are written down.
        cancel: ends it.

    Returns:
        The folder and its lock, which is ours now: the job is still to be started. None: it was started already.

    Raises:
        EngineError: another job has the name, the model is gone, or the disk refuses.
        Cancelled: the token was set before the folder was there.
    """
    total = len(transform.questions)

    def on_step(done: int) -> None:
        cancel.check()
        on_progress(LaunchProgress("writing down the photos", done, total, "photos"))

    def fill(draft: JobDir) -> None:
        draft.asked_model.mkdir(parents=True, mode=0o700)
        _copy_model(transform.trained, draft.asked_model)
        draft.answers.touch(mode=0o600)
        manifest.write(draft.photos, transform.questions, on_step)

    asked = Asked(transform.key.name, transform.launch_id, transform.as_json())
    return claiming.claim(jobs, asked, fill, now, ASKING)


def _copy_model(trained: TrainedModel, target: Path) -> None:
    source = model_folder(trained.model)
    for file in MODEL_FILES:
        if not (source / file).is_file():
            raise EngineError(
                f"{trained.job.name} has no model any more", why=f"{source / file} is gone", fix="train again"
            )
        shutil.copyfile(source / file, target / file)
