"""What is asked about a deployment beside role and price: the job, its model, the name, the class names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.engine.sagemaker.hosting import classes
from core.engine.sagemaker.hosting.parts import ENDPOINT, PARTS, read_marks
from core.engine.sagemaker.state import BUILT_IN, algorithm_of
from core.errors import CredentialsExpired, EngineError, EngineUnreachable, JobNotFound, NotFound
from core.finding import Finding
from core.s3address import S3Address
from core.text import clean, clean_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from core.engine.hosting import Deployment
    from core.engine.sagemaker.hosting.parts import Part
    from core.engine.sagemaker.questions import Questions
    from core.engine.transforming import Transform
    from core.trained import TrainedModel

_UNCHECKED = "if it is not as it should be, that shows when it is created"
_LABELS_ONLY = "answers will have labels instead of names"


@dataclass(frozen=True, slots=True)
class Names:
    """What becomes of the class names.

    Args:
        write_to: ``s3://`` address that they are to be written to; empty where they lie there, or are not known.
        findings: about them.
    """

    write_to: str = ""
    findings: tuple[Finding, ...] = ()


def of_model(trained: TrainedModel, questions: Questions) -> Iterator[Finding]:
    """Whether the job was of the algorithm and its model is where it left it.

    Raises:
        CredentialsExpired: there are none.
        Cancelled: the token of the questions was set.
    """
    job = clean(trained.job.name, limit=70)
    if not trained.model:
        yield _error(
            f"the job {job} has no model", "name a job that is Completed, or was Stopped after an epoch"
        )
        return
    yield from _of_job(trained, questions)
    try:
        address = S3Address.parse(trained.model)
        questions.ask("s3", "head_object", Bucket=address.bucket, Key=address.key)
        where = questions.ask("s3", "head_bucket", Bucket=address.bucket).get("BucketRegion")
    except ValueError as error:
        yield _error(f"the model of {job} has no address that SageMaker can read: {error}")
    except CredentialsExpired:
        raise
    except NotFound:
        yield _error(f"the model of {job} is gone: {clean_path(trained.model, limit=200)}", "train it again")
    except EngineUnreachable:
        raise
    except EngineError as error:
        detail = f"whether the model of {job} is there could not be checked: {error.what}"
        yield Finding("info", "model-unchecked", detail, why=_UNCHECKED, fix=error.fix)
    else:
        if where and where != questions.region:
            yield _error(
                f"the model of {job} is in {clean(str(where), limit=30)}, and it would be asked in {questions.region}",
                f"ask it where it is: --region {clean(str(where), limit=30)}",
            )


def of_name(
    whose: Deployment | Transform, questions: Questions, parts: Sequence[Part] = PARTS
) -> Iterator[Finding]:
    """Whether the name is free for all parts, or they are this one's own.

    Args:
        whose: name and launch id.
        questions: to AWS.
        parts: that would be made, in their order.

    Raises:
        CredentialsExpired: there are none.
        Cancelled: the token of the questions was set.
    """
    name = whose.key.name
    for part in reversed(parts):
        try:
            found = questions.ask("sagemaker", f"describe_{part.call}", **{part.name: name})
            marks = read_marks(questions.ask, str(found[part.arn]))
        except CredentialsExpired:
            raise
        except NotFound:
            continue
        except EngineError as error:
            detail = f"whether the name {name} is free could not be checked: {error.what}"
            yield Finding("info", "name-unchecked", detail, why=_UNCHECKED, fix=error.fix)
            return
        if marks.launch_id == whose.launch_id:
            continue
        if part is ENDPOINT and found.get("EndpointStatus") == "Deleting":
            detail, fix = (
                f"the endpoint {name} is still being deleted",
                "wait a minute, or choose another name with --name",
            )
        else:
            detail = f"there is {'an' if part is ENDPOINT else 'a'} {part.words} named {name} already"
            fix = "choose another name with --name"
            if marks.launch_id and part in PARTS:
                fix += f", or take it down: trainscope undeploy {name}"
        yield Finding(
            "error",
            "name-taken",
            f"{detail} in {questions.region}",
            why="a name is given once",
            fix=fix,
        )
        return


def of_names(trained: TrainedModel, questions: Questions) -> Names:
    """Where the class names are to be kept.

    Raises:
        CredentialsExpired: there are none.
        Cancelled: the token of the questions was set.
    """
    address = classes.beside(trained.model)
    if address is None:
        return Names()
    try:
        kept = questions.read(lambda: {"names": classes.read(questions.aws, trained.model)})["names"]
    except CredentialsExpired:
        raise
    except EngineError as error:
        kept = None
        if not trained.classes:
            detail = f"the class names beside the model could not be read: {error.what}"
            return Names("", (Finding("info", "class-names", detail, why=_LABELS_ONLY, fix=error.fix),))
    if kept is not None and trained.classes and kept != trained.classes:
        detail = (
            f"{clean_path(address)} holds other class names than the job was trained with, and stays as it is"
        )
        why = "another machine would read them there"
        return Names(
            "", (Finding("warning", "class-names", detail, why=why, fix="mend or delete that file"),)
        )
    if kept is None and trained.classes:
        return Names(str(address))
    if not kept and not trained.classes:
        detail = "nobody knows the names of the classes"
        fix = f"put their names, in label order, as a JSON list into {clean_path(address)}"
        return Names("", (Finding("info", "class-names", detail, why=_LABELS_ONLY, fix=fix),))
    return Names()


def _of_job(trained: TrainedModel, questions: Questions) -> Iterator[Finding]:
    try:
        job = questions.ask("sagemaker", "describe_training_job", TrainingJobName=trained.job.name)
    except CredentialsExpired:
        raise
    except JobNotFound:
        return  # it was deleted, and may have left its model
    except EngineError as error:
        detail = f"the job {trained.job.name} could not be looked at: {error.what}"
        yield Finding("info", "job-unchecked", detail, why=_UNCHECKED, fix=error.fix)
        return
    algorithm = algorithm_of(job.get("AlgorithmSpecification") or {})
    if algorithm is not None and algorithm != BUILT_IN:
        yield _error(
            f"{clean(trained.job.name, limit=70)} was trained by {clean(algorithm, limit=80)}, not by {BUILT_IN}",
            "name a job of this algorithm",
        )


def _error(detail: str, fix: str = "") -> Finding:
    return Finding("error", "no-model", detail, why="there would be nothing to load", fix=fix)
