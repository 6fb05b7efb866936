"""What each command answers with ``--json``, by example; a test compares the keys with those of real answers."""

from __future__ import annotations

import json
import textwrap
from dataclasses import dataclass

_WIDTH = 110
_NO_BREAK = "\u00a0"
_NAME = "ic-flowers-1124-0915-kq7d"
_BATCH = "ic-flowers-batch-1124-1002-m4xt"
_WHEN = "2026-11-24T09:15:09.000Z"

_CLASSES = [{"label": 0, "name": "daisy", "images": 80}]
_PROBLEMS = [
    {
        "level": "error",
        "kind": "empty-file",
        "path": "daisy/7.jpg",
        "line": None,
        "detail": "…",
        "why": "…",
        "fix": "…",
    }
]
_ABOUT_PROBLEMS = "A problem's level is error, warning or info; path and line are null where there is none."
_FIXED_FOLDER = (
    "With `--fix` there is also `fixed`: path and images of the copy, actions (action, path, to, why) and the problems "
    "that are left in it."
)
_FIXED_LIST = (
    "With `--fix` there is also `fixed`: path and rows of the mended list, actions (action, line, lines, why) and the "
    "problems that are left in it."
)
_POINT = {"name": "validation:accuracy", "epoch": 0, "value": 0.54, "stream": None, "time": _WHEN}
_LINE = {"time": _WHEN, "stream": "algo-1", "text": "…"}
_ANSWERED = [
    {
        "path": "roses/537207677_f96a0507bb.jpg",
        "label": 2,
        "name": "roses",
        "probabilities": [0.03, 0.01, 0.77, 0.04, 0.15],
        "truth": 2,
    }
]
_STATUS = {
    "name": _NAME,
    "engine": "local",
    "account": None,
    "region": None,
    "status": "InProgress",
    "stage": "Training",
    "transitions": [{"stage": "Training", "start": _WHEN, "end": None, "message": "…"}],
    "epoch": 3,
    "epochs": 15,
    "eta_seconds": 12.5,
    "best": {"epoch": 2, "value": 0.41},
    "instances": {"type": None, "count": 1},
    "billable_seconds": None,
    "cost": None,
    "failure_reason": None,
}

_SWEEP = {
    "name": _NAME,
    "engine": "local",
    "account": None,
    "region": None,
    "status": "InProgress",
    "jobs": 10,
    "counts": {"Completed": 3, "InProgress": 2},
    "best": {"job": "ic-flowers-1124-0915-kq7d-002-7611", "value": 0.65},
    "created": _WHEN,
    "ended": None,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of one command.

    Args:
        values: the JSON documents, one per line of the answer.
        about: what to know about it; may be empty.
    """

    values: tuple[object, ...]
    about: str = ""

    def lines(self) -> list[str]:
        """The answer for the page, broken between its facts where it is too wide."""
        return [line for value in self.values for line in _broken(json.dumps(value, ensure_ascii=False))]


def _broken(text: str) -> list[str]:
    kept = text.replace('": ', f'":{_NO_BREAK}')
    lines = textwrap.wrap(
        kept, _WIDTH, subsequent_indent="  ", break_on_hyphens=False, break_long_words=False
    )
    return [line.replace(_NO_BREAK, " ") for line in lines]


ANSWERS = {
    "dataset": Answer(
        ({"path": "/photos/flowers", "images": 400, "classes": _CLASSES, "problems": _PROBLEMS},),
        f"{_ABOUT_PROBLEMS} {_FIXED_FOLDER}",
    ),
    "lst": Answer(
        ({"train": 320, "validation": 80, "classes": _CLASSES},),
        "Problems go to stderr. `--test` adds `test`, and `--chunks` adds `chunks` with the counts of each.",
    ),
    "check": Answer(
        ({"rows": 400, "classes": _CLASSES, "problems": _PROBLEMS},), f"{_ABOUT_PROBLEMS} {_FIXED_LIST}"
    ),
    "pack": Answer(
        ({"records": 400, "bytes": 16593324, "problems": _PROBLEMS},),
        "The bytes are those of the .rec files. Problems go to stderr too.",
    ),
    "launch": Answer(
        ({"name": _NAME, "engine": "local"},),
        "With `--dry-run` the engine's request instead, with `--wait` what `watch` gives.",
    ),
    "sweep": Answer(
        ({"name": _SWEEP["name"], "engine": "local"},),
        "With `--dry-run` the engine's request instead, with `--wait` what `sweeps NAME` gives at the end.",
    ),
    "sweeps": Answer(
        ([_SWEEP],),
        "With NAME one sweep, and also: ranges (each as it is written), strategy, parallel, cost in USD of all jobs, "
        "failure_reason, and rows, the best job first (rank, job, status, values, objective, epochs, cost).",
    ),
    "jobs": Answer(
        (
            [
                {
                    "name": _NAME,
                    "engine": "local",
                    "account": None,
                    "region": None,
                    "status": "InProgress",
                    "stage": "Training",
                    "created": _WHEN,
                    "ended": None,
                    "best": {"epoch": 2, "value": 0.41},
                }
            ],
        )
    ),
    "status": Answer((_STATUS,)),
    "watch": Answer(
        ({"type": "log", **_LINE}, {"type": "metric", **_POINT}, {"type": "status", **_STATUS}),
        "One object per line as it comes: log lines, points, and the status whenever more than the time left has "
        "changed. A point's stream is null as long as only one stream has brought points.",
    ),
    "logs": Answer((_LINE,), "One object per line."),
    "replay": Answer(
        ({"type": "log", **_LINE}, {"type": "metric", **_POINT}, {"type": "status", **_STATUS}),
        "What `watch` gave, or would have given, of the run.",
    ),
    "metrics": Answer(
        ([_POINT],),
        "The stream is null where there is only one, the time where a log file has none. `--csv` has the same columns.",
    ),
    "compare": Answer(
        (
            {
                "metric": "validation:accuracy",
                "runs": [
                    {
                        "name": _NAME,
                        "engine": "local",
                        "account": None,
                        "region": None,
                        "letter": "C",
                        "status": "Completed",
                        "stage": "Completed",
                        "best": {"epoch": 2, "value": 0.41},
                        "last": {"epoch": 3, "value": 0.4},
                        "seconds": 61.5,
                        "cost": 0.0,
                        "points": [[0, 0.3], [1, 0.35], [2, 0.41], [3, 0.4]],
                    }
                ],
                "differs": {"optimizer": ["adam", "sgd"]},
            },
        ),
        "Runs are in the order given, the baseline last and without a letter. What differs has a value per run: "
        "of a hyperparameter that was not sent its documented default, null where nobody knows it.",
    ),
    "stop": Answer(
        ({"name": _NAME, "status": "Stopping"},), "The status of a job that has ended is how it ended."
    ),
    "deploy": Answer(
        ({"endpoint": _NAME, "status": "InService"},),
        "With `--no-wait` the status is mostly Creating, with `--dry-run` the answer is what would be created.",
    ),
    "predict": Answer(
        (_ANSWERED,),
        "In the order of the photos. The truth is null where neither a list nor a folder tells it; label, name and "
        "probabilities are null for a photo that could not be asked about, and stderr says why. With several labels "
        "per photo, label, name and truth are lists. `--csv` has path, label, name, truth and a column per class.",
    ),
    "transform": Answer(
        ({"name": _BATCH},),
        "With `--dry-run` what would be created instead, with `--wait` what `watch` gives. Of such a job `status` "
        "and `watch` also give `transform`: the job whose model is asked, photos, answered, and output, where the "
        "answers lie.",
    ),
    "results": Answer(
        (_ANSWERED,),
        "As `predict` answers; paths are relative to the folder of photos or the list's root.",
    ),
    "endpoints": Answer(
        ([{"endpoint": _NAME, "job": _NAME, "status": "InService", "since": _WHEN, "cost": 0.46}],),
        "The cost is in USD so far, and null where it is not known or nothing is billed by time: on this machine and "
        "where it is serverless. What is only half made is Incomplete. `--all` also gives those that are Deleted.",
    ),
    "undeploy": Answer(
        ({"endpoint": _NAME, "deleted": ["endpoint", "endpoint-config", "model"]},),
        "Nothing is deleted, and that is no error, where nothing was there any more.",
    ),
    "doctor": Answer(([{"check": "letters", "ok": True, "detail": "UTF-8 (LANG=C.UTF-8)", "fix": ""}],)),
}
"""By command: every one that takes ``--json``."""
