"""The earlier job whose model a job goes on from (incremental training, channel ``model``).

The networks must be the same: num_layers, image_shape and num_classes
(reference/sagemaker-image-classification.md §2).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.errors import CredentialsExpired, EngineError, JobNotFound, NotFound
from core.finding import Finding
from core.job.hyperparameters import table
from core.s3address import S3Address
from core.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from core.engine.sagemaker.questions import Questions

EQUAL = ("num_layers", "image_shape", "num_classes")
_ALGORITHM = "/image-classification:"


@dataclass(frozen=True, slots=True)
class Earlier:
    """What was found out of the earlier job.

    Args:
        model: ``s3://`` address of its model.tar.gz; empty where there is none.
        findings: what stands in the way.
    """

    model: str
    findings: tuple[Finding, ...] = ()


def look(name: str, values: Mapping[str, str], questions: Questions) -> Earlier:
    """Look at the job that is to be gone on from.

    Args:
        name: of the job.
        values: the new job's hyperparameters, resolved.
        questions: to AWS.

    Raises:
        CredentialsExpired: there are none.
        Cancelled: the token of the questions was set.
    """
    try:
        job = questions.ask("sagemaker", "describe_training_job", TrainingJobName=name)
    except CredentialsExpired:
        raise
    except JobNotFound:
        return Earlier("", (_error(f"there is no job {clean(name, limit=70)} to go on from"),))
    except EngineError as error:
        return Earlier(
            "", (_error(f"the job {clean(name, limit=70)} cannot be looked at: {error}", error.fix),)
        )
    model = str(job.get("ModelArtifacts", {}).get("S3ModelArtifacts", ""))
    return Earlier(model, tuple(_findings(name, job, model, values, questions)))


def _findings(
    name: str, job: Mapping[str, Any], model: str, values: Mapping[str, str], questions: Questions
) -> Iterator[Finding]:
    image = str(job.get("AlgorithmSpecification", {}).get("TrainingImage", ""))
    if _ALGORITHM not in image:
        yield _error(f"{name} is no job of the image-classification algorithm")
        return
    if job.get("TrainingJobStatus") not in ("Completed", "Stopped"):
        yield _error(
            f"{name} is {clean(str(job.get('TrainingJobStatus')), limit=30)}, and has no model to go on from"
        )
        return
    then = job.get("HyperParameters", {})
    for parameter in EQUAL:
        default = table()[parameter].default
        before, now = clean(str(then.get(parameter, default)), limit=40), values.get(parameter, default)
        if before != now:
            detail = f"{parameter} is {now}, but {before} in {name}, whose model is gone on from"
            why = "the weights of the one network do not fit the other"
            yield Finding(
                "error",
                "model-from",
                detail,
                why=why,
                fix=f"set {parameter} to {clean(str(before), limit=40)}",
            )
    if values.get("use_pretrained_model") == "1":
        detail = f"use_pretrained_model has no effect: the model of {name} takes its place"
        yield Finding(
            "info", "model-from", detail, why="the job begins with that model's weights, not ImageNet's"
        )
    yield from _object(name, model, questions)


def _object(name: str, model: str, questions: Questions) -> Iterator[Finding]:
    """Whether the model is still where the job left it."""
    try:
        address = S3Address.parse(model)
        questions.ask("s3", "head_object", Bucket=address.bucket, Key=address.key)
    except ValueError:
        yield _error(f"{name} left no model")
    except CredentialsExpired:
        raise
    except NotFound:
        yield _error(f"the model of {name} is gone: {clean(model, limit=200)}")
    except EngineError as error:
        detail = f"whether the model of {name} is there could not be checked: {error.what}"
        why = "without it the job ends while it downloads its data"
        yield Finding("info", "model-from", detail, why=why, fix=error.fix)


def _error(detail: str, fix: str = "") -> Finding:
    fix = fix or "set sagemaker.model_from to a job of this algorithm that has left a model, or to null"
    return Finding("error", "model-from", detail, why="the job would begin with that job's model", fix=fix)
