"""The trainer: an honest scikit-learn network over edges and colours of the real photos.

    python -P -m core.engine.local.baseline        with TRAINSCOPE_JOB_DIR in the environment

It speaks the container's contract: configuration from ``input/config``, photos from ``input/data``, a model into
``model/``, the reason of a failure into ``output/failure``, the log on stdout, SIGTERM to stop.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import warnings
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from core.engine.local import jobdir, parameters, pipeline, training, trainlog
from core.engine.local.features import ONE_THREAD
from core.engine.local.jobdir import JobDir
from core.engine.local.parse import CustomerError

if TYPE_CHECKING:
    from types import FrameType

ALGORITHM_EXIT, CUSTOMER_EXIT, STOPPED_EXIT = 1, 2, 128 + signal.SIGTERM
NICENESS = 10


class StopWatch:
    """Looked at at each photo: whether SIGTERM came, or the runner has died."""

    def __init__(self) -> None:
        self._runner = os.getppid()
        self._asked = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._asked.set()

    def check(self) -> None:
        """Raise `training.Stopped` when it is time to go."""
        if self._asked.is_set() or os.getppid() != self._runner:
            raise training.Stopped


def run(job: JobDir, stop: StopWatch) -> None:
    """Train the job in a folder.

    Raises:
        CustomerError: the data or the hyperparameters cannot be trained on.
        training.Stopped: asked to stop.
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


def fail(job: JobDir, text: str, code: int) -> int:
    """Say why in the log and in ``output/failure``; returns the exit code."""
    trainlog.say(text, "ERROR")
    with suppress(OSError):
        job.failure.write_text(f"{text}\n", "utf-8", "replace")
    return code


def main() -> int:
    """Train what the environment names."""
    stop = StopWatch()
    os.environ.update(ONE_THREAD | os.environ)
    with suppress(OSError):
        os.nice(NICENESS)
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    warnings.simplefilter("ignore")  # of Pillow about odd metadata and scikit-learn about small batches
    job = JobDir(Path(os.environ["TRAINSCOPE_JOB_DIR"]))
    try:
        run(job, stop)
    except training.Stopped:
        trainlog.say("Told to stop; the best model so far is kept")
        return STOPPED_EXIT
    except CustomerError as problem:
        return fail(job, f"Customer Error: {problem}", CUSTOMER_EXIT)
    except BrokenPipeError:
        return ALGORITHM_EXIT  # the runner is gone, and with it everybody who could read this
    except Exception as problem:  # noqa: BLE001  # the border: a failure is a line in the log, never a traceback
        return fail(
            job, f"Algorithm Error: {type(problem).__name__}: {problem}{_place(problem)}", ALGORITHM_EXIT
        )
    return 0


def _place(problem: BaseException) -> str:
    trace = problem.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f" ({Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno})" if trace else ""


if __name__ == "__main__":
    with suppress(BrokenPipeError):
        code = main()
        sys.stdout.flush()
        os._exit(code)
    os._exit(ALGORITHM_EXIT)
