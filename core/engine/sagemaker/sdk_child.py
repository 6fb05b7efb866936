"""Asks the SageMaker SDK, in a process of its own: `python -P -m core.engine.sagemaker.sdk_child`.

The question comes on stdin and the answer goes to stdout, both JSON (`core.engine.sagemaker.sdk`). Only what reads is
called: nothing of the SDK that makes a bucket or guesses a role.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

ALGORITHM = "image-classification"


def answer(region: str) -> dict[str, Any]:
    """The image's URI in the region and the merged defaults files, or why there is none of them."""
    found: dict[str, Any] = {"image": "", "no_image": "", "defaults": {}, "no_defaults": ""}
    from sagemaker.core import image_uris
    from sagemaker.core.config.config import load_sagemaker_config

    try:
        found["image"] = str(image_uris.retrieve(ALGORITHM, region))
    except (ValueError, KeyError, TypeError, NotImplementedError) as error:
        found["no_image"] = _first_line(error)
    try:
        found["defaults"] = load_sagemaker_config()
    except Exception as error:  # noqa: BLE001  anything: the files are read, validated, even fetched
        found["no_defaults"] = f"{type(error).__name__}: {_first_line(error)}"
    return found


def main() -> None:
    """Answer one question. Whatever the SDK prints goes to stderr."""
    out = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    question = json.load(sys.stdin)
    with out:
        json.dump(answer(question["region"]), out)


def _first_line(error: Exception) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)


if __name__ == "__main__":
    main()
