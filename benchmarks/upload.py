"""The upload of 10,000 small photos beside `aws s3 sync`, both to the same light S3 (design §5).

The AWS command line is installed from PyPI into an environment of its own, in the cache folder, the first time.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

from benchmarks.measure import Row, compile_bytecode, show
from benchmarks.photos import many_photos
from benchmarks.sink import running

PHOTOS = 10_000
BUDGET = 1.0
TIMES = 2
PEER = "awscli>=1.45,<2"

_OURS = """
import sys, time
from pathlib import Path
from core.cancel import CancelToken
from core.config import DatasetSettings, SagemakerSettings
from core.dataset.fingerprint import fingerprint
from core.dataset.load import load
from core.engine.sagemaker.connection import Aws
from core.engine.sagemaker.upload import Target, upload
dataset = load(DatasetSettings(path=Path(sys.argv[1])))
made_of = fingerprint(dataset)
upload(Aws(SagemakerSettings()), Target("photos", sys.argv[2]), dataset, made_of, lambda progress: None, CancelToken())
"""
"""The whole way of an upload: folder read, photos hashed, compared with S3, sent, compared again."""


def run() -> bool:
    """Measure and print; returns whether the budget is kept."""
    compile_bytecode("boto3", "botocore", "s3transfer", "urllib3")
    with many_photos(PHOTOS) as root, tempfile.TemporaryDirectory() as home, running() as url:
        environment = _environment(home, url)
        ours = min(
            _timed([sys.executable, "-c", _OURS, str(root), f"ours-{turn}"], environment)
            for turn in range(TIMES)
        )
        print(f"     upload of {PHOTOS:,} photos: {PHOTOS / ours:,.0f} a second", flush=True)
        try:
            aws = _aws_command_line()
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"skip upload: the AWS command line cannot be installed here ({error})", flush=True)
            return True
        theirs = min(
            _timed(
                [str(aws), "s3", "sync", "--only-show-errors", str(root), f"s3://photos/peer-{turn}"],
                environment,
            )
            for turn in range(TIMES)
        )
    return show(Row(f"upload of {PHOTOS:,} small photos, whole process", "aws s3 sync", theirs, ours, BUDGET))


def _timed(command: list[str], environment: dict[str, str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, env=environment, check=True)
    return time.perf_counter() - began


def _environment(home: str, url: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "XDG_"))}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    return {
        **kept,
        "HOME": home,
        "AWS_ENDPOINT_URL": url,
        "AWS_ACCESS_KEY_ID": "AKIABENCHMARK0000001",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def _aws_command_line() -> Path:
    """The peer, installed if it is not there yet.

    Raises:
        OSError: there is no room for it.
        subprocess.CalledProcessError: it cannot be had.
    """
    import platformdirs

    folder = Path(platformdirs.user_cache_dir("trainscope-benchmarks", appauthor=False)) / "awscli"
    program = folder / "bin" / "aws"
    if not program.exists():
        venv.create(folder, with_pip=True)
        pip = [
            str(folder / "bin" / "python"),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ]
        subprocess.run([*pip, PEER], check=True)
        subprocess.run(
            [str(folder / "bin" / "python"), "-m", "compileall", "-q", str(folder / "lib")], check=False
        )
    return program


if __name__ == "__main__":
    sys.exit(not run())
