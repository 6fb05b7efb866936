"""Photos that are named one by one, looked for in S3: by listing what lies around them, if that is cheap enough."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.dataset.remote import Stored
from core.engine.sagemaker.s3read import Bucket
from core.errors import CredentialsExpired, DatasetError, EngineRefused
from core.finding import Finding
from core.s3address import S3Address

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from core.cancel import CancelToken
    from core.dataset.model import Row
    from core.engine.sagemaker.connection import Aws

MOST_BUCKETS = 5
_PAGE = 1000
SPARE = 20
"""Pages that may be read beyond three times as many as the photos alone would fill."""


@dataclass(slots=True)
class Seen:
    """What is known of the photos.

    Args:
        stored: address to what is stored, of those photos that are there.
        whole: whether all of them were looked for: what is not in `stored` then is not there.
        findings: why not, and buckets elsewhere.
    """

    stored: dict[str, Stored] = field(default_factory=dict)
    whole: bool = True
    findings: list[Finding] = field(default_factory=list)


def look(
    rows: Iterable[Row],
    aws: Aws,
    on_progress: Callable[[int], None] | None = None,
    cancel: CancelToken | None = None,
    *,
    told: Collection[str] = (),
    spare: int = SPARE,
) -> Seen:
    """Look for photos: one listing per bucket, from the first of their keys to the last.

    Args:
        rows: their paths are ``s3://`` addresses.
        aws: asks.
        on_progress: called with the number of objects so far.
        cancel: stops it.
        told: buckets of which it is known where they are.
        spare: pages that may be read in vain.

    Raises:
        CredentialsExpired: told at once.
        EngineError: S3 does not answer.
        Cancelled: the token was set.
    """
    buckets: dict[str, set[str]] = {}
    for row in rows:
        name, _, key = row.path.removeprefix("s3://").partition("/")
        buckets.setdefault(name, set()).add(key)
    seen = Seen()
    if len(buckets) > MOST_BUCKETS:
        return _not_looked(seen, f"they lie in {len(buckets)} buckets")
    for name in sorted(buckets):
        bucket = Bucket(S3Address(name), aws, on_progress, cancel)
        try:
            if name not in told:
                seen.findings += map(_softer, bucket.elsewhere())
            keys = buckets[name]
            found = bucket.find(keys, pages=3 * len(keys) // _PAGE + spare)
        except CredentialsExpired:
            raise
        except DatasetError:
            seen.findings.append(_no_bucket(name, len(buckets[name])))
            continue
        except EngineRefused as error:
            _not_looked(seen, f"{error}")
            continue
        if found is None:
            _not_looked(seen, f"too many other objects lie between them in s3://{name}")
            continue
        seen.stored.update((f"s3://{name}/{key}", stored) for key, stored in found.items())
    return seen


def _not_looked(seen: Seen, why: str) -> Seen:
    seen.whole = False
    seen.findings.append(
        Finding(
            "info",
            "not-looked-for",
            f"whether every photo is there is not known: {why}",
            why="A photo that is not there ends the job.",
        )
    )
    return seen


def _softer(elsewhere: Finding) -> Finding:
    return Finding(
        "warning",
        "other-region",
        elsewhere.detail.replace("the bucket", "photos lie in the bucket", 1),
        why="SageMaker's documentation asks for photos in the region of the job.",
        fix=elsewhere.fix,
    )


def _no_bucket(name: str, photos: int) -> Finding:
    return Finding(
        "error",
        "missing-file",
        f"{photos:,} photos lie in the bucket {name}, which is not there",
        why="A photo that cannot be read ends the job.",
        fix="Upload them, or correct the manifest.",
    )
