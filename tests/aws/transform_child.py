"""Starts a batch transform in a process of its own, to be killed: ``python -m tests.aws.transform_child FILE``.

The file holds, as JSON, key, saved transform, folder and paths of the photos.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from core.cancel import CancelToken
from core.config import SagemakerSettings, Settings
from core.engine.sagemaker.engine import SageMakerEngine
from core.engine.transforming import transform_from_json
from core.job.status import JobKey
from tests.aws.transforming import asked


def main() -> None:
    """Start it."""
    given = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    key = JobKey(*given["key"])
    transform = transform_from_json(key, given["saved"], asked(Path(given["folder"]), given["paths"]))
    settings = Settings(engine="sagemaker", sagemaker=SagemakerSettings(region=key.region))
    SageMakerEngine(settings).transform(transform, lambda told: None, CancelToken())


if __name__ == "__main__":
    main()
