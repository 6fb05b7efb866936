"""How right an endpoint's answers are, for people: accuracy, classes, what is taken for what, training beside it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from cli.output import colour, out, table
from cli.shades import draw_matrix, legend
from core.errors import UsageError
from core.predict.answers import name_of
from core.predict.score import score, score_labels
from core.predict.training import Beside, squeezed, squeezes
from core.text import clean_path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.predict.answers import Prediction
    from core.predict.endpoint import Target
    from core.predict.score import LabelsScore, Score
    from core.runs import RunBook

_BAR = 20
_PAIRS = 10
_WIDEST = 160
_MANY = 10
_MANY_TOP = 5
_FEW_TOP = 2


def print_verdict(
    book: RunBook,
    asked: Target,
    predictions: Sequence[Prediction],
    *,
    top: int | None,
    bar: str,
    as_trained: bool,
) -> None:
    """How right the answers are, beside how right they were in training; nothing where no truth is known.

    Args:
        book: knows the job.
        asked: the endpoint.
        predictions: its answers.
        top: how many of the likeliest labels count as an answer, beside the likeliest alone; None: as is usual.
        bar: the character of bars; ``#`` where the terminal takes ASCII only.
        as_trained: whether photos were cut as training does before they were sent.
    """
    found: Score | LabelsScore | None
    if asked.several:
        found = labels = score_labels(predictions)
        questions = 0 if labels is None else labels.photos * len(labels.labels)
        if labels is not None:
            out()
            print_labels(labels, asked.classes, bar=bar)
    else:
        classes = max((len(row.probabilities) for row in predictions), default=0)
        found = single = score(predictions, top or (_MANY_TOP if classes > _MANY else _FEW_TOP))
        questions = 0 if single is None else single.photos
        if single is not None:
            out()
            print_score(single, asked.classes, bar=bar, ascii_only=bar == "#")
    training = None if found is None else _in_training(book, asked)
    if found is not None and training is not None:
        value, validated = training
        beside = Beside(found.accuracy, questions, value, validated)
        print_beside(beside, asked, as_trained=as_trained)


def _in_training(book: RunBook, asked: Target) -> tuple[float, int | None] | None:
    """The job's best validation accuracy and the photos it rests on, as far as the run book knows them."""
    if asked.job is None:
        return None
    engine, account, region, name = asked.job
    try:
        record = book.find(name, engine=engine, account=account, region=region)
    except UsageError:
        return None
    if record.best is None:
        return None
    validated = (record.spec or {}).get("validation")
    return record.best.value, validated if isinstance(validated, int) else None


def print_score(found: Score, names: Sequence[str], *, bar: str, ascii_only: bool) -> None:
    """Accuracy, a table of the classes, the confusion matrix, the most confused pairs.

    Args:
        found: to be shown.
        names: of the classes in label order.
        bar: the character of bars.
        ascii_only: for terminals without Unicode.
    """
    in_k = f"; among the {found.top_k} likeliest {found.in_k / found.photos:.4f}" if _tells(found) else ""
    out(f"accuracy {found.accuracy:.4f}: {found.right:,} of {_photos(found.photos)} right{in_k}")
    out()
    rows = [
        (
            str(row.label),
            clean_path(name_of(row.label, names)),
            f"{row.photos:,}",
            f"{row.right:,}",
            f"{row.right / row.photos:.2f}" if row.photos else "",
            f"{row.said:,}",
            bar * round(_BAR * row.right / row.photos) if row.photos else "",
        )
        for row in found.classes
    ]
    table(
        rows,
        ("LABEL", "CLASS", "PHOTOS", "RIGHT", "ACCURACY", "TAKEN FOR IT", ""),
        right=(0, 2, 3, 4, 5),
    )
    out()
    width = min(shutil.get_terminal_size().columns, _WIDEST)
    drawing = draw_matrix(found.matrix, names, width=width, ascii_only=ascii_only)
    for line in drawing.lines:
        out("".join(colour(piece.text, piece.colour) for piece in line).rstrip())
    for text in legend(drawing.together, ascii_only=ascii_only):
        out(text)
    if found.confused:
        out()
        pairs = [
            (
                f"{pair.photos:,}",
                clean_path(name_of(pair.truth, names)),
                clean_path(name_of(pair.said, names)),
                clean_path(pair.examples[0]),
            )
            for pair in found.confused[:_PAIRS]
        ]
        table(pairs, ("PHOTOS", "OF", "TAKEN FOR", "SUCH AS"), right=(0,))
        if len(found.confused) > _PAIRS:
            out(f"and {len(found.confused) - _PAIRS:,} pairs more")


def print_labels(found: LabelsScore, names: Sequence[str], *, bar: str) -> None:
    """Accuracy, and how well each of several labels is found."""
    out(
        f"accuracy {found.accuracy:.4f} over photos and labels; of {_photos(found.photos)} {found.whole:,} have "
        "every label right"
    )
    out()
    rows = [
        (
            str(row.label),
            clean_path(name_of(row.label, names)),
            f"{row.true:,}",
            f"{row.said:,}",
            _part(row.precision),
            _part(row.recall),
            bar * round(_BAR * (row.recall or 0.0)),
        )
        for row in found.labels
    ]
    table(rows, ("LABEL", "CLASS", "HAVE IT", "SAID", "PRECISION", "RECALL", ""), right=(0, 2, 3, 4, 5))


def print_beside(beside: Beside, asked: Target, *, as_trained: bool) -> None:
    """The accuracy beside that of training, and why they may differ.

    Args:
        beside: the two.
        asked: the endpoint.
        as_trained: whether photos were cut as training does.
    """
    on = f" on {_photos(beside.validated)}" if beside.validated else ""
    out()
    out(
        f"accuracy here {beside.here:.4f}, in training {beside.training:.4f} (the best epoch's validation{on})"
    )
    if beside.here == beside.training:
        return
    if not beside.differs:
        out("they differ by no more than chance may do")
        return
    squeezing = squeezes(asked.state.key.engine) and not as_trained
    if squeezing:
        out(f"they differ by more than chance: {squeezed(asked.hyperparameters)}")
        out("--as-trained cuts photos as training did before they are sent")
    elif beside.here < beside.training:
        out(
            "they differ by more than chance: these photos are unlike the validation photos, or labelled otherwise"
        )
    else:
        out("they differ by more than chance: the model may have been trained on some of these photos")


def _tells(found: Score) -> bool:
    return 1 < found.top_k < len(found.classes)


def _photos(count: int) -> str:
    return f"{count:,} photo{'' if count == 1 else 's'}"


def _part(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"
