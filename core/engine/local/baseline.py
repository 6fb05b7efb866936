"""The trainer: an honest scikit-learn network over edges and colours of the real photos.

    python -P -m core.engine.local.baseline        with TRAINSCOPE_JOB_DIR in the environment

It speaks the container's contract: configuration from ``input/config``, photos from ``input/data``, a model into
``model/``, the reason of a failure into ``output/failure``, the log on stdout, SIGTERM to stop.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from core.engine.local import jobdir, parameters, pipeline, program, training, trainlog

if TYPE_CHECKING:
    from core.engine.local.jobdir import JobDir
    from core.engine.local.stopwatch import StopWatch


def run(job: JobDir, stop: StopWatch) -> None:
    """Train the job in a folder.

    Raises:
        core.engine.local.parse.CustomerError: the data or the hyperparameters cannot be trained on.
        core.engine.local.stopwatch.Stopped: asked to stop.
    """
    given = jobdir.read_json(job.hyperparameters)
    for line in trainlog.configuration_lines(given, job.hyperparameters):
        trainlog.say(line)
    wanted = parameters.read(given)
    seed = int(jobdir.read_json(job.baseline).get("seed", 0)) if job.baseline.exists() else 0
    classes = tuple(str(name) for name in json.loads(job.classes.read_bytes()))
    for line in trainlog.unused_lines(given):
        trainlog.say(line)
    if wanted.multi_label:
        trainlog.say("label-format is multi-hot")
    trainlog.say(f"multi_label: {int(wanted.multi_label)}")
    for line in trainlog.parameter_lines(wanted, seed, given.get("top_k")):
        trainlog.say(line)
    trainlog.say(f"Setting number of threads: {pipeline.workers()}")
    training.train(training.Setting(job, wanted, classes, seed, stop.check))


if __name__ == "__main__":
    program.run_and_exit(run, "Told to stop; the best model so far is kept")
