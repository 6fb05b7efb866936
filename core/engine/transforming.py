"""The Transforming protocol: a trained model asked about many photos by a job of its own, without an endpoint.

SageMaker calls it batch transform (reference/sagemaker-image-classification.md §6); the local engine speaks its words
too. Such a job is followed as one that trains is: `describe`, `read_log`, `stop`, `list` and `has_launched` of
`core.engine.base.Engine` know both kinds, and `JobState.transform` tells which it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from core.engine.base import Engine
from core.job.status import JobKey
from core.trained import TrainedModel, trained_from_json, trained_to_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from core.cancel import CancelToken
    from core.engine.base import LaunchProgress
    from core.engine.hosting import DeployReview
    from core.finding import Finding
    from core.predict.question import Answer, Question
    from core.runs import Record

KIND = "transform"
"""What stands under ``kind`` in the run book's spec of such a job; the spec of one that trains has no kind."""


class PhotoPlace(NamedTuple):
    """Where the photos are that a batch transform asks about; absolute paths.

    Args:
        folder: of photos, or the folder that the list's paths are relative to.
        list_file: a .lst file; empty: all photos of the folder.
    """

    folder: str
    list_file: str = ""


@dataclass(frozen=True, slots=True)
class Transform:
    """A batch transform to be run. It is saved, as `as_json` has it, before anything is sent.

    Args:
        key: engine, account, region and name; job and model carry the name.
        launch_id: random; what is made is marked with it, so that a name found taken is known to be ours.
        trained: the model.
        place: where the photos are.
        questions: the photos, in the order of the answers.
        request: everything that will be created, as reviewed, JSON-able; None before the review.
    """

    key: JobKey
    launch_id: str
    trained: TrainedModel
    place: PhotoPlace
    questions: tuple[Question, ...] = field(repr=False)
    request: Mapping[str, object] | None = None

    def as_json(self) -> dict[str, Any]:
        """What is saved of it: all but its key and the photos, of which only the number is."""
        return {
            "kind": KIND,
            "launch_id": self.launch_id,
            **trained_to_json(self.trained),
            "place": list(self.place),
            "photos": len(self.questions),
            "request": None if self.request is None else dict(self.request),
        }


def is_transform(spec: Mapping[str, Any] | None) -> bool:
    """Whether a job of that spec, as the run book has it, is a batch transform."""
    return (spec or {}).get("kind") == KIND


def is_batch(record: Record) -> bool:
    """Whether a job is a batch transform, as far as the run book knows: also one that was started elsewhere."""
    return is_transform(record.spec) or (record.state is not None and record.state.transform is not None)


def transform_from_json(key: JobKey, saved: Mapping[str, Any], questions: tuple[Question, ...]) -> Transform:
    """The transform that was saved by `Transform.as_json`.

    Args:
        key: of the job.
        saved: what was saved.
        questions: the photos, read again.

    Raises:
        KeyError: something is missing.
        TypeError: something is of another kind.
    """
    return Transform(
        key,
        saved["launch_id"],
        trained_from_json(saved),
        PhotoPlace(*saved["place"]),
        questions,
        saved["request"],
    )


class Transforming(Protocol):
    """Where batch transforms run."""

    def review_transform(self, transform: Transform, cancel: CancelToken) -> DeployReview:
        """What `transform` would send, create and cost; changes nothing.

        `DeployReview.price_per_hour` is for all instances together, while the job runs.

        Raises:
            EngineError: it cannot be said.
            Cancelled: the token was set.
        """

    def transform(
        self, transform: Transform, on_progress: Callable[[LaunchProgress], None], cancel: CancelToken
    ) -> tuple[Finding, ...]:
        """Send the photos, as `core.predict.photos.ready` makes them, and start the job that is in `transform.request`.

        A photo that cannot be sent is left out, and stands among the answers with the reason. Calling it again with
        the same transform after an interruption sends only what is missing and starts no second job.

        Returns:
            Why photos were left out, as far as that is known by now.

        Raises:
            EngineError: it could not be started; nothing half-made stays behind unsaid.
            Cancelled: the token was set before the job existed.
        """

    def answers(self, name: str, cancel: CancelToken) -> Iterator[Answer]:
        """What came of each photo of a batch transform that has ended, in the order of its questions.

        One that has failed or was stopped has the answers that were given by then.

        Raises:
            NotFound: there is no such job here.
            EngineError: the job still runs, is none of ours, or what it left cannot be read.
            Cancelled: the token was set.
        """

    def class_names(self, name: str, cancel: CancelToken) -> tuple[str, ...]:
        """The names of the classes in label order, as they are kept with a batch transform; empty if none are.

        For one that another machine has started.

        Raises:
            NotFound: there is no such job here.
            EngineError: it is none of ours, or what it left cannot be read.
            Cancelled: the token was set.
        """


class TransformEngine(Engine, Transforming, Protocol):
    """Where jobs run that train, and jobs that ask what was trained."""
