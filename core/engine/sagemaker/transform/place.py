"""Where a batch transform has its things in S3: a folder of its own, named by it.

s3://BUCKET/PREFIX/transforms/NAME/photos/000001-4f9d1c….jpg   what the job reads
                                  /photos.json                 which photo is which, and what became of the others
                                  /answers/000001-4f9d1c….jpg.out
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.s3address import S3Address

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.engine.sagemaker.resources import Resources

PHOTOS = "photos"
ANSWERS = "answers"
MANIFEST = "photos.json"
ANSWER = ".out"
"""What SageMaker puts behind a photo's name to name its answer."""


@dataclass(frozen=True, slots=True)
class Place:
    """A batch transform's folder.

    Args:
        folder: its address.
    """

    folder: S3Address

    @property
    def photos(self) -> S3Address:
        """The folder of what is sent."""
        return self.folder / PHOTOS

    @property
    def answers(self) -> S3Address:
        """The folder that SageMaker writes to."""
        return self.folder / ANSWERS

    @property
    def manifest(self) -> S3Address:
        """The list of the photos."""
        return self.folder / MANIFEST


def place_for(name: str, resources: Resources) -> Place | None:
    """Where a batch transform of that name belongs; None while there is no bucket that has a name.

    Args:
        name: of the job.
        resources: bucket and prefix.
    """
    folder = "/".join(part for part in (resources.bucket, resources.prefix, "transforms", name) if part)
    try:
        return Place(S3Address.parse(f"s3://{folder}")) if resources.bucket else None
    except ValueError:
        return None


def place_of(job: Mapping[str, Any]) -> Place | None:
    """Where a batch transform has its things, by its request or its description; None for one that is none of ours.

    Args:
        job: the members of CreateTransformJob or of DescribeTransformJob's answer.
    """
    source = ((job.get("TransformInput") or {}).get("DataSource") or {}).get("S3DataSource") or {}
    try:
        photos = S3Address.parse(str(source.get("S3Uri") or ""))
    except ValueError:
        return None
    return Place(photos.parent) if photos.name == PHOTOS and photos.key else None


def output_of(job: Mapping[str, Any]) -> str:
    """Where the answers of a batch transform lie, with a ``/`` at the end; empty where it is not told."""
    given = str((job.get("TransformOutput") or {}).get("S3OutputPath") or "")
    return f"{given.rstrip('/')}/" if given else ""
