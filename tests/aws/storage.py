"""What SageMaker looks at and leaves behind in S3 and IAM, straight in moto's memory."""

from __future__ import annotations

import io
import json
import tarfile
from typing import Any

from core.dataset.recordio.parts import MAGIC
from tests.aws.moto_door import MotoDoor
from tests.aws.validation import invalid

TRUST = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole"}]}


class Storage:
    """Buckets and roles of the account."""

    def __init__(self, door: MotoDoor, region: str) -> None:
        self._region = region
        self._s3: Any = door.backend("s3")
        self._iam: Any = door.backend("iam")

    def make_bucket(self, name: str, region: str = "") -> None:
        """An empty bucket, in the account's region if none is given."""
        self._s3.create_bucket(name, region or self._region)

    def make_role(self, name: str, service: str = "sagemaker.amazonaws.com") -> str:
        """A role that `service` can assume; its ARN."""
        statement = TRUST["Statement"][0] | {"Principal": {"Service": service}}  # type: ignore[operator]
        document = json.dumps(TRUST | {"Statement": [statement]})
        role = self._iam.create_role(name, document, "/", None, None, [], "3600")
        return str(role.arn)

    def put(self, bucket: str, key: str, content: bytes) -> None:
        """An object."""
        self._s3.put_object(bucket, key, content)

    def read(self, bucket: str, key: str) -> bytes:
        """What an object holds."""
        content: bytes = self._s3.get_object(bucket, key).value
        return content

    def keys(self, bucket: str, prefix: str = "") -> list[str]:
        """The keys under a prefix, sorted."""
        there = self._s3.buckets.get(bucket)
        return sorted(key for key in there.keys if key.startswith(prefix)) if there else []

    def check_role(self, arn: str) -> None:
        """Refuse a role that is not there or does not trust SageMaker."""
        for role in self._iam.roles.values():
            if role.arn == arn and "sagemaker.amazonaws.com" in json.dumps(role.assume_role_policy_document):
                return
        raise invalid(
            f"Could not assume role {arn}. Please ensure that the role exists and allows principal "
            "'sagemaker.amazonaws.com' to assume the role."
        )

    def check_input(self, uri: str, role: str, *, exact: bool = False) -> None:
        """Refuse an S3 prefix with nothing under it, or in another region; `exact`: there must be such an object."""
        bucket, _, prefix = uri.removeprefix("s3://").partition("/")
        there = self._s3.buckets.get(bucket)
        if (
            there is None
            or there.region_name != self._region
            or not (prefix in there.keys if exact else any(k.startswith(prefix) for k in there.keys))
        ):
            raise invalid(
                f'No S3 objects found under S3 URL "{uri}" given in input data source. Please ensure that the bucket '
                f"exists in the selected region ({self._region}), that objects exist under that S3 prefix, and that "
                f'the role "{role}" has "s3:ListBucket" permissions on bucket "{bucket}".'
                + (" Error message from S3: The specified bucket does not exist" if there is None else "")
            )

    def check_records(self, name: str, uri: str) -> None:
        """Refuse what a job on RecordIO would fail with: a channel without one .rec file, or with several.

        The service itself looks into a channel only when the job runs.
        """
        bucket, _, prefix = uri.removeprefix("s3://").partition("/")
        keys = [key for key in self.keys(bucket, prefix) if key.endswith(".rec")]
        if len(keys) != 1:
            raise invalid(f"Channel {name} must hold one .rec file, not {keys}")
        if self._s3.get_object(bucket, keys[0]).value[:4] != MAGIC:
            raise invalid(f"Unable to start training. Invalid RecordIO File in {name} channel.")

    def has(self, uri: str) -> bool:
        """Whether an object is there, in the account's region."""
        bucket, _, key = uri.removeprefix("s3://").partition("/")
        there = self._s3.buckets.get(bucket)
        return there is not None and there.region_name == self._region and key in there.keys

    def hyperparameters_of(self, uri: str) -> dict[str, str]:
        """With what a model was trained, as `put_model` has left it."""
        bucket, _, key = uri.removeprefix("s3://").partition("/")
        packed = io.BytesIO(self._s3.get_object(bucket, key).value)
        with tarfile.open(fileobj=packed, mode="r:gz") as archive:
            held = archive.extractfile("model-shapes.json")
            found: dict[str, str] = json.load(held)["hyperparameters"] if held else {}
        return found

    def check_output(self, uri: str) -> None:
        """Refuse to put the model where there is no bucket."""
        bucket = uri.removeprefix("s3://").partition("/")[0]
        if bucket not in self._s3.buckets:
            raise invalid(
                f"The S3 bucket {bucket} of the output path {uri} does not exist or is not accessible."
            )

    def put_model(self, uri: str, hyperparameters: dict[str, str]) -> None:
        """A model.tar.gz as a job leaves it behind (small, but a real archive)."""
        bucket, _, key = uri.removeprefix("s3://").partition("/")
        if bucket not in self._s3.buckets:
            return
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w:gz") as archive:
            shapes = json.dumps({"hyperparameters": hyperparameters}).encode()
            for name, content in (
                ("model-shapes.json", shapes),
                ("image-classification-0001.params", b"\0" * 512),
            ):
                entry = tarfile.TarInfo(name)
                entry.size = len(content)
                archive.addfile(entry, io.BytesIO(content))
        self.put(bucket, key, packed.getvalue())
