"""Asks AWS once for each line that it reads, and prints what came of it: for what botocore looks up as it loads."""

from __future__ import annotations

import itertools
import json
import sys

from core.config import SagemakerSettings
from core.engine.sagemaker.connection import REST_SECONDS, Aws
from core.errors import EngineError

if __name__ == "__main__":
    ticks = itertools.count(1000, REST_SECONDS + 1)
    aws = Aws(SagemakerSettings(profile=sys.argv[1]), clock=lambda: next(ticks))
    for _ in sys.stdin:
        try:
            found = aws.ask("sagemaker", "describe_training_job", TrainingJobName="ic-x")
            said: dict[str, object] = {"answer": found}
        except EngineError as error:
            said = {"error": type(error).__name__, "what": error.what, "fix": error.fix}
        print(json.dumps(said), flush=True)
