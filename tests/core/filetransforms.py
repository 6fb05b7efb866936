"""The batch transforms of an engine over plain files: ``<name>/transform.json`` is what was asked, with the answers.

A photo is answered by its name: ``a…`` is of the first class, anything else of the second; ``bad…`` cannot be sent.
``<root>/lost-transform`` starts the job and loses the answer.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.engine.hosting import DeployReview
from core.errors import EngineUnreachable, JobNotFound, NameTaken
from core.finding import Finding
from core.job.status import Status, TransformFacts
from core.predict.answers import Prediction
from core.predict.question import Answer, Question

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from core.cancel import CancelToken
    from core.engine.base import LaunchProgress
    from core.engine.transforming import Transform

PRICE = 0.25


class FileTransforms:
    """Asks by file. An engine adds root, findings, `_answer` and the states of jobs."""

    _root: Path
    _findings: tuple[Finding, ...]

    def _answer(self) -> None:
        raise NotImplementedError

    def review_transform(self, transform: Transform, cancel: CancelToken) -> DeployReview:
        self._answer()
        request = {"name": transform.key.name, "photos": len(transform.questions)}
        return DeployReview(self._findings, request, price_per_hour=PRICE)

    def transform(
        self, transform: Transform, on_progress: Callable[[LaunchProgress], None], cancel: CancelToken
    ) -> tuple[Finding, ...]:
        from tests.core.fileengine import write_state

        self._answer()
        cancel.check()
        folder = self._root / transform.key.name
        if (folder / "transform.json").exists():
            if not self.is_ours(transform.key.name, transform.launch_id):
                raise NameTaken(f"there is another job called {transform.key.name}")
        else:
            folder.mkdir(parents=True)
            (folder / "transform.json").write_text(
                json.dumps(
                    {
                        "launch_id": transform.launch_id,
                        "job": transform.trained.job.name,
                        "classes": transform.trained.classes,
                        "request": transform.request,
                        "photos": [(row.name, row.truth) for row in transform.questions],
                    }
                )
            )
            write_state(folder, Status.IN_PROGRESS, "Transforming")
        if (self._root / "lost-transform").exists():
            raise EngineUnreachable("the answer was lost", fix="try again")
        return tuple(_left_out(row.name) for row in transform.questions if _is_bad(row.name))

    def answers(self, name: str, cancel: CancelToken) -> Iterator[Answer]:
        self._answer()
        for photo, truth in self._saved(name)["photos"]:
            cancel.check()
            labels = None if truth is None else tuple(truth)
            question = Question(photo, Path(photo), labels)
            if _is_bad(photo):
                yield Answer(question, Prediction(photo, (), labels), (_left_out(photo),))
                continue
            first = 0.75 if Path(photo).name.startswith("a") else 0.25
            yield Answer(question, Prediction(photo, (first, 1 - first), labels))

    def class_names(self, name: str, cancel: CancelToken) -> tuple[str, ...]:
        cancel.check()
        return tuple(self._saved(name)["classes"])

    def is_ours(self, name: str, launch_id: str) -> bool:
        """Whether a job of that name is no batch transform, or the one with that launch id."""
        known = self._root / name / "transform.json"
        return not known.exists() or self._saved(name)["launch_id"] == launch_id

    def transform_facts(self, name: str) -> TransformFacts | None:
        if not (self._root / name / "transform.json").exists():
            return None
        saved = self._saved(name)
        count = len(saved["photos"])
        return TransformFacts(saved["job"], str(self._root / name), photos=count, answered=count)

    def _saved(self, name: str) -> dict[str, Any]:
        try:
            return dict(json.loads((self._root / name / "transform.json").read_text()))
        except FileNotFoundError as error:
            raise JobNotFound(f"no batch transform {name}") from error


def _is_bad(photo: str) -> bool:
    return Path(photo).name.startswith("bad")


def _left_out(photo: str) -> Finding:
    return Finding("error", "broken-image", "does not decode", photo, why="It is not asked.", fix="Mend it.")
