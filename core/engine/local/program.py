"""The frame of a job's program: how it starts, what its end is in words and as an exit code.

The baseline and the program of a batch transform run in it. It speaks the container's contract: the job's folder is in
the environment, the log goes to stdout, the reason of a failure into ``output/failure``, SIGTERM means stop.
"""

from __future__ import annotations

import os
import signal
import sys
import warnings
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from core.engine.local import trainlog
from core.engine.local.features import ONE_THREAD
from core.engine.local.jobdir import JobDir
from core.engine.local.parse import CustomerError
from core.engine.local.stopwatch import Stopped, StopWatch

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import NoReturn

ALGORITHM_EXIT, CUSTOMER_EXIT, STOPPED_EXIT = 1, 2, 128 + signal.SIGTERM
NICENESS = 10


def run_and_exit(run: Callable[[JobDir, StopWatch], None], stopped: str) -> NoReturn:
    """Do the work of the job that the environment names, then end this process.

    Args:
        run: the work; raises `CustomerError` for what the user can mend, and `Stopped`.
        stopped: what the log says after a stop.
    """
    code = ALGORITHM_EXIT
    with suppress(BrokenPipeError):
        code = _run(run, stopped)
        sys.stdout.flush()
    os._exit(code)


def _run(run: Callable[[JobDir, StopWatch], None], stopped: str) -> int:
    stop = StopWatch()
    os.environ.update(ONE_THREAD | os.environ)
    with suppress(OSError):
        os.nice(NICENESS)
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    warnings.simplefilter("ignore")  # of Pillow about odd metadata and scikit-learn about small batches
    job = JobDir(Path(os.environ["TRAINSCOPE_JOB_DIR"]))
    try:
        run(job, stop)
    except Stopped:
        trainlog.say(stopped)
        return STOPPED_EXIT
    except CustomerError as problem:
        return _fail(job, f"Customer Error: {problem}", CUSTOMER_EXIT)
    except BrokenPipeError:
        return ALGORITHM_EXIT  # the runner is gone, and with it everybody who could read this
    except Exception as problem:  # noqa: BLE001  # the border: a failure is a line in the log, never a traceback
        return _fail(
            job, f"Algorithm Error: {type(problem).__name__}: {problem}{_place(problem)}", ALGORITHM_EXIT
        )
    return 0


def _fail(job: JobDir, text: str, code: int) -> int:
    """Say why in the log and in ``output/failure``; returns the exit code."""
    trainlog.say(text, "ERROR")
    with suppress(OSError):
        job.failure.write_text(f"{text}\n", "utf-8", "replace")
    return code


def _place(problem: BaseException) -> str:
    trace = problem.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f" ({Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno})" if trace else ""
