"""What to do about a job that failed: advice by the words of its FailureReason.

The failures are those of reference/sagemaker-image-classification.md (§1 end, §5, §9). Wording can change, so each is
known by few words; a reason that none fits gets advice by who is to blame.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from core.job.status import Stage


class Known(NamedTuple):
    """A failure that is known: how it reads, and what to do."""

    pattern: re.Pattern[str]
    advice: str


def _known(pattern: str, advice: str) -> Known:
    return Known(re.compile(pattern, re.IGNORECASE), advice)


_OUT_OF_TIME = "it ran out of time: raise sagemaker.max_runtime_minutes, or train fewer epochs"
_NO_SPOT = "spot instances were not to be had for long enough: raise sagemaker.max_wait_minutes, or train without spot"

TABLE = (
    _known(
        r"additional hyperparameters are not allowed|hyperparameters? .{0,200}was unexpected",
        "a hyperparameter has a name that the algorithm does not know: correct the name or leave it out, "
        "then launch again",
    ),
    _known(
        r"is not valid for the '[^']{0,100}' hyperparameter|hyperparameter.{0,200}(?:accepts|does not match|invalid)",
        "correct the value of the hyperparameter that the reason names, then launch again",
    ),
    _known(
        r"number of input images must be (?:bigger|greater)|mini_batch_size.{0,80}(?:bigger|larger|greater)",
        "the batch is larger than one of the channels: lower mini_batch_size, or add photos; "
        "training and validation each need at least one batch",
    ),
    _known(
        r"mismatch between number of labels",
        "labels and num_classes do not agree: set num_classes to the number of classes in the data (auto does), "
        "with multi_label to the number of label columns",
    ),
    _known(
        r"invalid \.?lst file",
        "a .lst file cannot be read: it needs index, label and path parted by tabs; "
        "trainscope check FILE.lst names the lines",
    ),
    _known(
        r"empty \.?rec file|no records? (?:were |was )?found",
        "a channel had no photo that could be used: look at the .lst paths (relative to the channel) and the photos; "
        "trainscope dataset shows what is wrong",
    ),
    _known(
        r"no s3 objects found|s3 (?:prefix|url|uri).{0,200}(?:empty|not found|does not exist)|NoSuchKey",
        "nothing lies at an S3 address of the input: check the address and that the bucket is in the job's region",
    ),
    _known(
        r"NoSuchBucket|bucket .{0,120}(?:does not exist|not found)|PermanentRedirect"
        r"|bucket.{0,80}(?:another|different) region",
        "the bucket is not there or in another region: name one in the job's region (sagemaker.bucket)",
    ),
    _known(
        r"only GPU instances|instance type .{0,60} is not supported",
        "the algorithm does not train on that instance type: choose one with a GPU, such as ml.g5.xlarge",
    ),
    _known(
        r"CapacityError|InsufficientCapacity|insufficient capacity|unable to provision requested|no capacity",
        "AWS has no such instances free just now: launch again later, or with another instance type, "
        "region or subnet",
    ),
    _known(
        r"ResourceLimitExceeded|account-level service limit|quota",
        "the account's quota is used up: wait until another job has ended, choose another instance type, "
        "or ask for more in Service Quotas",
    ),
    _known(
        r"out of memory|OutOfMemory|cudaMalloc|CUDA.{0,40}memory|MemoryError|code:? 137",
        "it ran out of memory: lower mini_batch_size or image_shape, or choose a larger instance",
    ),
    _known(
        r"no space left|disk (?:is )?full|ENOSPC",
        "the disk was full: raise sagemaker.volume_gb, or choose an instance with a larger disk of its own",
    ),
    _known(
        r"magic number",
        "the RecordIO data cannot be read: with an augmented manifest use RecordWrapperType RecordIO, Pipe mode and "
        "the attributes in order, image first",
    ),
    _known(
        r"smaller than|image (?:size|shape)|resize",
        "photos are smaller than image_shape: set resize, or a smaller image_shape",
    ),
    _known(
        r"num_layers|image_shape|pre-?trained model|model channel",
        "the model to go on from does not fit: num_layers, image_shape and num_classes must be those of its own job",
    ),
    _known(
        r"AccessDenied|access denied|not authorized|permission|KMS|AssumeRole",
        "the job's role may not do something: the reason names what; the role needs the photos, the output address "
        "and the keys",
    ),
    _known(
        r"MaxWaitTime|wait time exceeded",
        _NO_SPOT,
    ),
    _known(
        r"MaxRuntime|maximum runtime|runtime exceeded",
        _OUT_OF_TIME,
    ),
    _known(
        r"InternalServerError|internal (?:server )?error|unhealthy",
        "it was a fault of AWS: launch again; if it fails alike, look at the log and ask AWS support",
    ),
    _known(
        r"health check|InstanceFault|hardware",
        "an instance was faulty: launch again",
    ),
    _known(
        r"image .{0,200}(?:not found|does not exist)|CannotPullContainer|ImagePull|\bECR\b",
        "the algorithm's image could not be fetched: is it there in this region, and may the role read it?",
    ),
    _known(
        r"ClientError|Customer Error",
        "the data or the settings are to blame: the last lines of the log say more; correct them and launch again",
    ),
    _known(
        r"AlgorithmError|Algorithm Error|exit code",
        "the algorithm broke off: the last lines of the log say why",
    ),
)
"""Looked through from the top: the first that fits counts."""

BY_STAGE = {
    Stage.MAX_RUNTIME_EXCEEDED: _OUT_OF_TIME,
    Stage.MAX_WAIT_TIME_EXCEEDED: _NO_SPOT,
    Stage.FAILED: "the last lines of the log say more",
}


def advice(reason: str | None, stage: str) -> str:
    """What to do, in plain words; empty for a job that has not failed.

    Args:
        reason: FailureReason, None where there is none.
        stage: the secondary status.
    """
    if stage in (Stage.MAX_RUNTIME_EXCEEDED, Stage.MAX_WAIT_TIME_EXCEEDED):
        return BY_STAGE[stage]
    for known in TABLE if reason else ():
        if known.pattern.search(reason or ""):
            return known.advice
    return BY_STAGE.get(stage, "")
