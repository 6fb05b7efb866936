"""The SDK's answers come from a child process: image, defaults files, and what is wrong with either."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from core.cancel import CancelToken
from core.engine.sagemaker import sdk
from core.errors import Cancelled, EngineError

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """
SchemaVersion: '1.0'
SageMaker:
  PythonSDK: {Modules: {Session: {DefaultS3Bucket: of-the-file, DefaultS3ObjectKeyPrefix: ml}}}
  TrainingJob:
    RoleArn: arn:aws:iam::123456789012:role/FromFile
    Tags: [{Key: cost, Value: '42'}]
"""


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """The administrator's and the user's defaults file; neither is written yet."""
    admin, user = tmp_path / "admin.yaml", tmp_path / "user.yaml"
    for name, file in zip(sdk.OVERRIDES, (admin, user), strict=True):
        file.write_text("SchemaVersion: '1.0'\n")
        monkeypatch.setenv(name, str(file))
    return admin, user


def test_image_and_defaults_of_both_files(files: tuple[Path, Path]) -> None:
    admin, user = files
    admin.write_text(GOOD)
    user.write_text(
        "SchemaVersion: '1.0'\nSageMaker: {TrainingJob: {RoleArn: 'arn:aws:iam::123456789012:role/OfTheUser'}}\n"
    )
    found = sdk.ask("eu-central-1").answer(CancelToken())
    assert found.image == "813361260812.dkr.ecr.eu-central-1.amazonaws.com/image-classification:1"
    assert (found.no_image, found.no_defaults) == ("", "")
    assert found.defaults.role == "arn:aws:iam::123456789012:role/OfTheUser"
    assert (found.defaults.bucket, found.defaults.prefix) == ("of-the-file", "ml")
    assert found.files == (str(admin), str(user))


def test_a_region_without_the_algorithm_and_a_broken_file_are_told(files: tuple[Path, Path]) -> None:
    files[1].write_text("SchemaVersion: '1.0'\nSageMaker: {TrainingJob: {RoleArn: no-arn}}\n")
    found = sdk.ask("mx-central-1").answer(CancelToken())
    assert found.image == ""
    assert "Unsupported region: mx-central-1" in found.no_image
    assert "no-arn" in found.no_defaults
    assert found.no_defaults.isprintable()


def test_a_second_question_starts_no_process_until_a_file_changes(files: tuple[Path, Path]) -> None:
    first = sdk.ask("us-west-2").answer(CancelToken())
    stopped = CancelToken()
    stopped.cancel()
    assert sdk.ask("us-west-2").answer(stopped) is first
    files[1].write_text(GOOD)
    changed = sdk.ask("us-west-2")
    with pytest.raises(Cancelled):
        changed.answer(stopped)
    assert sdk.ask("us-west-2").answer(CancelToken()).defaults.bucket == "of-the-file"


def test_without_defaults_files_another_process_starts_no_child(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in sdk.OVERRIDES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(home))
    ask = (
        "import sys; from core.cancel import CancelToken; from core.engine.sagemaker import sdk; "
        "q = sdk.ask('sa-east-1'); print(q._child is None, q.answer(CancelToken()).image)"
    )
    said = [
        subprocess.run(
            [sys.executable, "-P", "-c", ask], capture_output=True, text=True, check=True
        ).stdout.split()
        for _ in range(2)
    ]
    image = "855470959533.dkr.ecr.sa-east-1.amazonaws.com/image-classification:1"
    assert said == [["False", image], ["True", image]]
    config = home / ".config" / "sagemaker" / "config.yaml"
    config.parent.mkdir(parents=True)
    config.write_text(GOOD)
    assert sdk.ask("sa-east-1").answer(CancelToken()).defaults.bucket == "of-the-file"


def test_it_can_be_cancelled_while_it_is_waited_for(files: tuple[Path, Path]) -> None:
    cancel = CancelToken()
    question = sdk.ask("ap-south-1")
    timer = threading.Timer(0.1, cancel.cancel)
    timer.start()
    with pytest.raises(Cancelled):
        question.answer(cancel)
    timer.join()


def test_a_child_that_cannot_answer_is_an_error_in_one_line(
    files: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "broken" / "sagemaker" / "core"
    broken.mkdir(parents=True)
    (broken.parent / "__init__.py").write_text("")
    (broken / "__init__.py").write_text("raise RuntimeError('\\x1b[31mdamaged\\x07')")
    monkeypatch.setenv("PYTHONPATH", os.fspath(tmp_path / "broken"))
    with pytest.raises(EngineError) as caught:
        sdk.ask("us-west-1").answer(CancelToken())
    assert caught.value.why == "RuntimeError: damaged"
    assert "sagemaker-core" in caught.value.fix


def test_a_question_that_nobody_waits_for_leaves_no_process(files: tuple[Path, Path]) -> None:
    question = sdk.ask("eu-west-3")
    child = question._child
    assert child is not None
    question.close()
    assert child.returncode is not None
