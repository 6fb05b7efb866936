"""Whether the name of a job or a sweep is free; one of that name is ours only if it carries our launch id as a tag."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.engine.sagemaker.kinds import SWEEP, TRAINING
from core.engine.sagemaker.request import LAUNCH_TAG
from core.errors import CredentialsExpired, EngineError, JobNotFound
from core.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.engine.sagemaker.hosting.parts import Part
    from core.engine.sagemaker.questions import Questions
    from core.job.spec import JobSpec


def look(spec: JobSpec, questions: Questions, kind: Part = TRAINING) -> Iterator[Finding]:
    """What is wrong with the name.

    Args:
        spec: of the job, or of a sweep.
        questions: to AWS.
        kind: of what is to have the name.

    Raises:
        CredentialsExpired: there are none.
        Cancelled: the token of the questions was set.
    """
    try:
        job = questions.ask("sagemaker", f"describe_{kind.call}", **{kind.name: spec.name})
        found = questions.ask("sagemaker", "list_tags", ResourceArn=job[kind.arn])
    except CredentialsExpired:
        raise
    except JobNotFound:
        return
    except EngineError as error:
        detail = f"whether the name {spec.name} is free could not be checked: {error.what}"
        why = "if it is taken, that shows at the launch"
        yield Finding("info", "name-unchecked", detail, why=why, fix=error.fix)
        return
    tags = {tag["Key"]: tag["Value"] for tag in found.get("Tags", [])}
    if tags.get(LAUNCH_TAG) != spec.launch_id:
        detail = f"there is a {SWEEP.words if kind is SWEEP else 'job'} named {spec.name} already in {questions.region}"
        why = f"{kind.create} would refuse it"
        yield Finding("error", "name-taken", detail, why=why, fix="choose another name with --name")
