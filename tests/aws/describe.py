"""A job in the shapes of DescribeTrainingJob and ListTrainingJobs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.aws.job import Job, Segment

_AS_SENT = (
    "HyperParameters",
    "RoleArn",
    "VpcConfig",
    "CheckpointConfig",
    "DebugHookConfig",
    "Environment",
    "RetryStrategy",
    "ExperimentConfig",
    "TuningJobArn",
)


def describe(job: Job, now: float) -> dict[str, Any]:
    """What DescribeTrainingJob answers at `now`."""
    request = job.request
    answer: dict[str, Any] = {
        "TrainingJobName": job.name,
        "TrainingJobArn": job.arn,
        "TrainingJobStatus": job.status(now),
        "SecondaryStatus": job.stage(now),
        "AlgorithmSpecification": _algorithm(job),
        "OutputDataConfig": {
            "KmsKeyId": "",
            "CompressionType": "GZIP",
            **request.get("OutputDataConfig", {}),
        },
        "ResourceConfig": {"InstanceCount": 1, "VolumeSizeInGB": 1, **request.get("ResourceConfig", {})},
        "StoppingCondition": {"MaxRuntimeInSeconds": 86400, **request.get("StoppingCondition", {})},
        "CreationTime": job.created,
        "LastModifiedTime": job.modified(now),
        "SecondaryStatusTransitions": [_transition(part, now) for part in job.parts(now)],
        "EnableNetworkIsolation": request.get("EnableNetworkIsolation", False),
        "EnableInterContainerTrafficEncryption": request.get("EnableInterContainerTrafficEncryption", False),
        "EnableManagedSpotTraining": request.get("EnableManagedSpotTraining", False),
        "ProfilingStatus": "Disabled",
    }
    answer |= {name: request[name] for name in _AS_SENT if name in request}
    if "InputDataConfig" in request:
        answer["InputDataConfig"] = [_channel(channel) for channel in request["InputDataConfig"]]
    answer |= _times(job, now)
    metrics = job.metrics(now)
    if metrics:
        answer["FinalMetricDataList"] = metrics
    if any(part.status in {"Uploading", "Completed"} for part in job.parts(now)):
        answer["ModelArtifacts"] = {"S3ModelArtifacts": model_of(job)}
    if job.life.failure and job.ended(now) and job.stage(now) == "Failed":
        answer["FailureReason"] = job.life.failure[:1024]
    return answer | dict(job.life.extra)


def summary(job: Job, now: float) -> dict[str, Any]:
    """Its entry in the answer of ListTrainingJobs at `now`."""
    entry = {
        "TrainingJobName": job.name,
        "TrainingJobArn": job.arn,
        "CreationTime": job.created,
        "LastModifiedTime": job.modified(now),
        "TrainingJobStatus": job.status(now),
        "SecondaryStatus": job.stage(now),
    }
    if job.ended(now):
        entry["TrainingEndTime"] = job.end
    return entry


def model_of(job: Job) -> str:
    """Where the model is put."""
    base = str(job.request.get("OutputDataConfig", {}).get("S3OutputPath", "s3://nowhere")).rstrip("/")
    return f"{base}/{job.name}/output/model.tar.gz"


def _times(job: Job, now: float) -> dict[str, Any]:
    start = job.training_start
    if start is None or start > now:
        return {}
    times: dict[str, Any] = {"TrainingStartTime": start}
    if job.ended(now):
        ran = sum(part.end - part.start for part in job.plan[:-1] if part.status not in _NOT_BILLED)
        times |= {"TrainingEndTime": job.end, "TrainingTimeInSeconds": round(ran)}
        times["BillableTimeInSeconds"] = round(ran * job.life.billable_share)
    return times


_NOT_BILLED = {"Starting", "Pending", "Interrupted"}


def _algorithm(job: Job) -> dict[str, Any]:
    sent = dict(job.request.get("AlgorithmSpecification", {}))
    builtin = "image-classification:" in sent.get("TrainingImage", "")
    sent.setdefault("EnableSageMakerMetricsTimeSeries", builtin)
    if builtin or "MetricDefinitions" in sent or job.life.metric_definitions:
        sent["MetricDefinitions"] = job.definitions()
    return sent


def _channel(channel: dict[str, Any]) -> dict[str, Any]:
    filled: dict[str, Any] = {"CompressionType": "None", "RecordWrapperType": "None", **channel}
    source = filled.get("DataSource", {}).get("S3DataSource")
    if source:
        filled["DataSource"] = {"S3DataSource": {"S3DataDistributionType": "FullyReplicated", **source}}
    return filled


def _transition(part: Segment, now: float) -> dict[str, Any]:
    messages = [text for after, text in part.messages if part.start + after <= now]
    entry: dict[str, Any] = {"Status": part.status, "StartTime": part.start}
    entry["StatusMessage"] = messages[-1] if messages else ""
    if part.end <= now:
        entry["EndTime"] = part.end
    elif part.end == float("inf"):
        entry["EndTime"] = part.start
    return entry
