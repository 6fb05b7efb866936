"""The verdict on answers: how right they are, and training beside it, in the words of both front ends."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from core.errors import UsageError
from core.predict.answers import name_of
from core.predict.score import Score, score, score_labels
from core.predict.training import Beside, squeezed, squeezes
from core.text import clean_path

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.job.status import JobKey
    from core.picture import Sight
    from core.predict.answers import Prediction
    from core.predict.score import LabelsScore
    from core.runs import RunBook

_MANY = 10
_MANY_TOP = 5
_FEW_TOP = 2


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """Whose answers they are: a model behind an endpoint, or asked by a batch transform.

    Args:
        engine: where it answers.
        job: that trained it; None if nobody knows.
        classes: names in label order; empty where nobody knows them.
        several: whether a photo may have several labels.
        hyperparameters: of the job, as far as known.
    """

    engine: str
    job: JobKey | None = None
    classes: tuple[str, ...] = ()
    several: bool = False
    hyperparameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How right answers are.

    Args:
        found: of the answers whose truth is known.
        beside: the same beside training; None where nobody knows how right that was.
    """

    found: Score | LabelsScore
    beside: Beside | None = None


class ClassLine(NamedTuple):
    """A class in the table of a verdict: its cells, and the part of its photos that are found, if it has any."""

    cells: tuple[str, ...]
    part: float | None


SINGLE_HEADS = ("LABEL", "CLASS", "PHOTOS", "RIGHT", "ACCURACY", "TAKEN FOR IT")
SEVERAL_HEADS = ("LABEL", "CLASS", "HAVE IT", "SAID", "PRECISION", "RECALL")
CLASS_COLUMN = 1
"""The column of names; the others are numbers."""
PAIR_HEADS = ("PHOTOS", "OF", "TAKEN FOR", "SUCH AS")


def judged(
    book: RunBook, model: ModelFacts, predictions: Sequence[Prediction], top: int | None = None
) -> Verdict | None:
    """The verdict; None where no truth is known.

    Args:
        book: knows how right the job was in training.
        model: whose answers they are.
        predictions: the answers.
        top: how many of the likeliest labels count as an answer, beside the likeliest alone; None: as is usual.
    """
    found: Score | LabelsScore | None
    if model.several:
        found = labels = score_labels(predictions)
        questions = 0 if labels is None else labels.photos * len(labels.labels)
    else:
        classes = max((len(row.probabilities) for row in predictions), default=0)
        found = score(predictions, top or (_MANY_TOP if classes > _MANY else _FEW_TOP))
        questions = 0 if found is None else found.photos
    if found is None:
        return None
    training = _in_training(book, model.job)
    return Verdict(found, training and Beside(found.accuracy, questions, *training))


def _in_training(book: RunBook, job: JobKey | None) -> tuple[float, int | None] | None:
    """The job's best validation accuracy and the photos it rests on, as far as the run book knows them."""
    if job is None:
        return None
    try:
        record = book.find(job.name, engine=job.engine, account=job.account, region=job.region)
    except UsageError:
        return None
    if record.best is None:
        return None
    validated = (record.spec or {}).get("validation")
    return record.best.value, validated if isinstance(validated, int) else None


def headline(found: Score | LabelsScore) -> str:
    """The accuracy, and what it is of."""
    if not isinstance(found, Score):
        return (
            f"accuracy {found.accuracy:.4f} over photos and labels; of {photos(found.photos)} {found.whole:,} have "
            "every label right"
        )
    tells = 1 < found.top_k < len(found.classes)
    in_k = f"; among the {found.top_k} likeliest {found.in_k / found.photos:.4f}" if tells else ""
    return f"accuracy {found.accuracy:.4f}: {found.right:,} of {photos(found.photos)} right{in_k}"


def class_lines(found: Score | LabelsScore, names: Sequence[str]) -> list[ClassLine]:
    """The classes under `SINGLE_HEADS`, or under `SEVERAL_HEADS` where a photo may have several labels."""
    if isinstance(found, Score):
        parts = [row.right / row.photos if row.photos else None for row in found.classes]
        return [
            ClassLine(
                (*_named(row.label, names), *_counts(row.photos, row.right), _part(part), f"{row.said:,}"),
                part,
            )
            for row, part in zip(found.classes, parts, strict=True)
        ]
    return [
        ClassLine(
            (
                *_named(row.label, names),
                *_counts(row.true, row.said),
                _part(row.precision),
                _part(row.recall),
            ),
            row.recall,
        )
        for row in found.labels
    ]


def pair_lines(found: Score, names: Sequence[str], most: int) -> list[tuple[str, ...]]:
    """The pairs of classes that are confused most, under `PAIR_HEADS`, each with the photo whose answer was surest."""
    return [
        (
            f"{pair.photos:,}",
            clean_path(name_of(pair.truth, names)),
            clean_path(name_of(pair.said, names)),
            clean_path(pair.examples[0]),
        )
        for pair in found.confused[:most]
    ]


def more_pairs(found: Score, most: int) -> str:
    """How many pairs `pair_lines` has left out; empty if none."""
    left = len(found.confused) - most
    return f"and {left:,} pair{'' if left == 1 else 's'} more" if left > 0 else ""


def beside_lines(beside: Beside, model: ModelFacts, *, as_trained: bool, how: str) -> list[str]:
    """The accuracy beside that of training, and why they may differ.

    Args:
        beside: the two.
        model: whose answers they are.
        as_trained: whether photos were cut as training does before they were sent.
        how: what has them cut so, such as an option or a key; empty where nothing does.
    """
    on = f" on {photos(beside.validated)}" if beside.validated else ""
    lines = [
        f"accuracy here {beside.here:.4f}, in training {beside.training:.4f} (the best epoch's validation{on})"
    ]
    if beside.here == beside.training:
        return lines
    if not beside.differs:
        return [*lines, "they differ by no more than chance may do"]
    more = "they differ by more than chance"
    if squeezes(model.engine) and not as_trained:
        lines.append(f"{more}: {squeezed(model.hyperparameters)}")
        return [*lines, f"{how} cuts photos as training did before they are sent"] if how else lines
    if beside.here < beside.training:
        return [*lines, f"{more}: these photos are unlike the validation photos, or labelled otherwise"]
    return [*lines, f"{more}: the model may have been trained on some of these photos"]


def sight(model: ModelFacts, how: str) -> Sight:
    """What training saw of a photo, for cutting photos before they are sent.

    Args:
        model: whose answers are wanted.
        how: what asks for it, such as an option or a key, for the error.

    Raises:
        UsageError: photos are seen that way already, or the job's hyperparameters are not known.
    """
    from core.picture import Sight

    if not squeezes(model.engine):
        raise UsageError(
            f"{how} is for endpoints of SageMaker",
            why="this one cuts photos as training does by itself",
            fix="leave it out",
        )
    if "image_shape" not in model.hyperparameters:
        raise UsageError(
            f"{how} needs the image_shape of the job, which is not known here",
            fix="leave it out, or ask from the machine that the job was deployed from",
        )
    return Sight.of(model.hyperparameters)


def photos(count: int) -> str:
    """``1 photo``, ``1,234 photos``."""
    return f"{count:,} photo{'' if count == 1 else 's'}"


def _named(label: int, names: Sequence[str]) -> tuple[str, str]:
    return str(label), clean_path(name_of(label, names))


def _counts(*counts: int) -> tuple[str, ...]:
    return tuple(f"{count:,}" for count in counts)


def _part(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"
