"""The two kinds of jobs, and how SageMaker calls them: those that train, and batch transforms; and sweeps of jobs."""

from __future__ import annotations

from core.engine.sagemaker.hosting.parts import Part

TRAINING = Part("training-job", "training job", "TrainingJob", "training_job", "TrainingJobSummaries")
TRANSFORM = Part("transform-job", "batch transform", "TransformJob", "transform_job", "TransformJobSummaries")
SWEEP = Part(
    "hyper-parameter-tuning-job",
    "sweep",
    "HyperParameterTuningJob",
    "hyper_parameter_tuning_job",
    "HyperParameterTuningJobSummaries",
)
KINDS = (TRAINING, TRANSFORM)
"""In the order in which a name is looked for."""


def end_member(kind: Part) -> str:
    """The member of answers that holds when a job ended."""
    return f"{kind.operation.removesuffix('Job')}EndTime"
