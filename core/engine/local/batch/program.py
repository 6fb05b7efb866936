"""The program of a batch transform, in the trainer's place: asks the model about each photo and writes the answers.

    python -P -m core.engine.local.batch.program        with TRAINSCOPE_JOB_DIR in the environment

It asks what an endpoint's server would answer with, and sends photos through the same looking-at as `predict` does, so
the answers are the same. A photo that cannot be asked about is an answer with the reason.
"""

from __future__ import annotations

import os
import time
from contextlib import closing
from functools import partial
from itertools import takewhile
from typing import TYPE_CHECKING

from core.dataset.judge import MOST_PIXELS
from core.decoderoom import Room
from core.engine.local import pipeline, program, trainlog
from core.engine.local.batch import answerfile, asking
from core.engine.local.batch.manifest import open_manifest
from core.engine.local.batch.tally import Tally
from core.engine.local.parse import CustomerError
from core.engine.local.serving import answerer
from core.predict.photos import Located

if TYPE_CHECKING:
    from core.engine.local.batch.manifest import Manifest
    from core.engine.local.jobdir import JobDir
    from core.engine.local.serving.answerer import Answerer
    from core.engine.local.stopwatch import StopWatch

IN_VAIN = 16
"""Photos that the model may fail on before one is answered, as with an endpoint."""


def run(job: JobDir, stop: StopWatch) -> None:
    """Ask about the photos of a job folder.

    Raises:
        CustomerError: the model, the photos or the disk do not let it go on.
        core.engine.local.stopwatch.Stopped: asked to stop; what was asked by then is answered.
    """
    try:
        model = answerer.load(job.asked_model, Room(MOST_PIXELS))
    except (OSError, ValueError) as problem:
        raise CustomerError(f"The model cannot be loaded: {problem}.") from problem
    with job.photos.open("rb") as file:
        manifest = open_manifest(file)
        for root in manifest.roots:
            _require(root)
        trainlog.say(
            f"Asking a baseline with {len(model.model.classes):,} classes about {manifest.photos:,} photos"
        )
        with closing(answerfile.Writer(job.answers)) as answers:
            _ask(model, manifest, answers, stop)


def _ask(model: Answerer, manifest: Manifest, answers: answerfile.Writer, stop: StopWatch) -> None:
    tally = Tally(manifest.photos, time.monotonic)
    failed = 0
    questions = takewhile(lambda _question: not stop.over, manifest.questions)
    for question, given in asking.in_order(questions, partial(asking.ask, model), pipeline.workers()):
        if not given.probabilities and isinstance(question.source, Located):
            _require(question.source.locator.root)  # it may have gone away, and all its photos with it
        answers.write(given)
        for level, text in tally.count(question.name, given):
            trainlog.say(text, level)
        failed += any(finding.kind == asking.FAILED for finding in given.findings)
        if failed >= IN_VAIN and not tally.answered:
            reason = given.findings[-1]
            raise CustomerError(f"The model has failed on each of {failed} photos. {reason.why} {reason.fix}")
    answers.sync()
    trainlog.say(tally.line())
    if tally.seen < manifest.photos:
        stop.check()


def _require(root: str) -> None:
    if not os.path.isdir(root):  # noqa: PTH112 - Path.is_dir raises where a folder above it may not be looked into
        raise CustomerError(f"The folder of the photos, {root}, is gone.")


if __name__ == "__main__":
    program.run_and_exit(run, "Told to stop; the answers so far are kept")
