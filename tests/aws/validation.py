"""CreateTrainingJob's request held against botocore's service model, and the service's own rules beyond it."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any

import botocore.session
from botocore.validate import ParamValidator

from tests.aws.answer import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LOCAL_DISK = ("ml.g4dn.", "ml.g5.", "ml.g6.", "ml.p4d.", "ml.p5.")
GPU = ("ml.p2.", "ml.p3.", "ml.p3dn.", "ml.g4dn.", "ml.g5.")


@functools.cache
def service_model(service: str) -> Any:
    """botocore's model of a service."""
    return botocore.session.get_session().get_service_model(service)


def check_model(service: str, operation: str, request: Mapping[str, Any]) -> None:
    """Refuse a request that the service model does not allow: names, types, lengths, patterns, enums.

    Raises:
        Refusal: ValidationException, worded as the service does.
    """
    shape = service_model(service).operation_model(operation).input_shape
    unknown = sorted(set(request) - set(shape.members))
    report = ParamValidator().validate(request, shape)
    if report.has_errors() or unknown:
        raise invalid(report.generate_report() or f"Unknown parameters: {', '.join(unknown)}")
    problems = list(_problems(shape, request, ""))
    if problems:
        word = "error" if len(problems) == 1 else "errors"
        raise invalid(f"{len(problems)} validation {word} detected: {'; '.join(problems)}")


def faults_of_answer(service: str, operation: str, answer: Mapping[str, Any]) -> list[str]:
    """What the service model says against an answer of the account's own; nothing, if all is well."""
    shape = service_model(service).operation_model(operation).output_shape
    report = ParamValidator().validate(answer, shape)
    return [report.generate_report()] if report.has_errors() else list(_problems(shape, answer, ""))


def invalid(message: str) -> Refusal:
    """A ValidationException."""
    return Refusal("ValidationException", message)


def _problems(shape: Any, value: Any, path: str) -> Iterator[str]:
    if shape.type_name == "structure":
        for name, member in value.items():
            if name not in shape.members:
                yield f"Unknown member '{name}' at '{path}'"
                continue
            inner = name[0].lower() + name[1:]
            yield from _problems(shape.members[name], member, f"{path}.{inner}" if path else inner)
        return
    if shape.type_name == "list":
        yield from _length(shape, len(value), value, path)
        for number, member in enumerate(value):
            yield from _problems(shape.member, member, f"{path}.{number + 1}.member")
    elif shape.type_name == "map":
        yield from _length(shape, len(value), value, path)
        for key, member in value.items():
            yield from _problems(shape.key, key, path)
            yield from _problems(shape.value, member, f"{path}.{key}.member")
    elif shape.type_name == "string":
        yield from _text(shape, value, path)
    elif shape.type_name in {"integer", "long"}:
        low, high = shape.metadata.get("min"), shape.metadata.get("max")
        if low is not None and value < low:
            yield _failed(value, path, f"Member must have value greater than or equal to {low}")
        if high is not None and value > high:
            yield _failed(value, path, f"Member must have value less than or equal to {high}")


def _text(shape: Any, value: str, path: str) -> Iterator[str]:
    yield from _length(shape, len(value), value, path)
    pattern = shape.metadata.get("pattern")
    if pattern and not re.fullmatch(_for_python(pattern), value):
        yield _failed(value, path, f"Member must satisfy regular expression pattern: {pattern}")
    if shape.enum and value not in shape.enum:
        yield _failed(value, path, f"Member must satisfy enum value set: [{', '.join(shape.enum)}]")


def _for_python(pattern: str) -> str:
    """A Java pattern's Unicode classes in words of Python's `re`."""
    for java, python in ((r"\p{L}", r"a-zA-Z\u00aa-\U0010ffff"), (r"\p{Z}", r"\s"), (r"\p{N}", "0-9")):
        pattern = pattern.replace(java, python)
    return pattern


def _length(shape: Any, length: int, value: Any, path: str) -> Iterator[str]:
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    if low is not None and length < low:
        yield _failed(value, path, f"Member must have length greater than or equal to {low}")
    if high is not None and length > high:
        yield _failed(value, path, f"Member must have length less than or equal to {high}")


def _failed(value: object, path: str, constraint: str) -> str:
    return f"Value '{value}' at '{path}' failed to satisfy constraint: {constraint}"


def check_training_job(request: Mapping[str, Any]) -> None:
    """Refuse what the service refuses although its model would allow it; the data set's place is not looked at.

    Raises:
        Refusal: ValidationException.
    """
    for member in ("AlgorithmSpecification", "InputDataConfig", "ResourceConfig", "StoppingCondition"):
        if member not in request and member != "InputDataConfig":
            raise invalid(f"Missing required parameter: {member}")
    resources, condition = request["ResourceConfig"], request["StoppingCondition"]
    instance = resources.get("InstanceType", "")
    image = request["AlgorithmSpecification"].get("TrainingImage", "")
    if not resources.get("InstanceGroups") and resources.get("InstanceCount", 0) < 1:
        raise invalid("InstanceCount must be greater than or equal to 1")
    if "/image-classification:" in image:
        if not instance.startswith(GPU):
            raise invalid(
                f"Instance type {instance} is not supported by algorithm image-classification; "
                "only GPU instances are supported."
            )
        if not request.get("InputDataConfig"):
            raise invalid("InputDataConfig is required for algorithm image-classification")
    if resources.get("VolumeKmsKeyId") and instance.startswith(LOCAL_DISK):
        raise invalid(
            f"VolumeKmsKeyId cannot be specified for instance type {instance}, whose storage is encrypted by hardware"
        )
    _check_waiting(request, condition)
    _check_tags(request.get("Tags", []))
    names = [channel["ChannelName"] for channel in request.get("InputDataConfig", [])]
    if len(set(names)) < len(names):
        raise invalid(f"Duplicate channel names found in InputDataConfig: {sorted(names)}")
    for channel in request.get("InputDataConfig", []):
        _check_channel(channel, request["AlgorithmSpecification"].get("TrainingInputMode", "File"))


def _check_channel(channel: Mapping[str, Any], usual_mode: str) -> None:
    """What the service model says in words about augmented manifests, record wrappers and Pipe mode."""
    name, source = channel["ChannelName"], channel["DataSource"].get("S3DataSource", {})
    mode = channel.get("InputMode", usual_mode)
    if source.get("S3DataType") == "AugmentedManifestFile":
        if mode != "Pipe":
            raise invalid(f"Channel {name}: AugmentedManifestFile is only supported with input mode Pipe")
        if not source.get("AttributeNames"):
            raise invalid(f"Channel {name}: AttributeNames must be specified for AugmentedManifestFile")
    elif source.get("AttributeNames"):
        raise invalid(f"Channel {name}: AttributeNames is only supported for AugmentedManifestFile")
    if mode != "Pipe":
        for member in ("RecordWrapperType", "CompressionType"):
            if channel.get(member, "None") != "None":
                raise invalid(f"Channel {name}: {member} must be None with input mode {mode}")


def _check_waiting(request: Mapping[str, Any], condition: Mapping[str, Any]) -> None:
    longest, wait = condition.get("MaxRuntimeInSeconds", 86400), condition.get("MaxWaitTimeInSeconds")
    if request.get("EnableManagedSpotTraining"):
        if wait is None or wait < longest:
            raise invalid(
                "Invalid MaxWaitTimeInSeconds. It must be present and be greater than or equal to MaxRuntimeInSeconds"
            )
    elif wait is not None:
        raise invalid("MaxWaitTimeInSeconds can only be set when EnableManagedSpotTraining is true")


def _check_tags(tags: list[Mapping[str, str]]) -> None:
    keys = [tag["Key"] for tag in tags]
    if len(set(keys)) < len(keys):
        raise invalid("Duplicate tag keys found in the request. Tag keys must be unique.")
    if any(key.lower().startswith("aws:") for key in keys):
        raise invalid("aws: prefixed tag key names are not allowed for external use.")
