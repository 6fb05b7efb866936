"""A data set comes whole into S3, whatever happens on the way."""

from __future__ import annotations

import base64
import hashlib
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest

from core.cancel import CancelToken
from core.dataset.fingerprint import Fingerprint, fingerprint
from core.engine.sagemaker.objects import Target, channels, sizes
from core.engine.sagemaker.upload import missing, upload
from core.errors import Cancelled, DatasetError, EngineError, EngineRefused
from tests.aws.datasets import connect, random_photos
from tests.conftest import wait_until

if TYPE_CHECKING:
    from core.dataset.model import DataSet
    from core.engine.base import LaunchProgress
    from core.engine.sagemaker.connection import Aws
    from tests.aws.account import Account


class Upload:
    """A data set on its way to the account's bucket."""

    def __init__(self, account: Account, dataset: DataSet) -> None:
        self.account, self.dataset = account, dataset
        self.target = Target(account.bucket, "some/prefix")
        self.made_of: Fingerprint = fingerprint(dataset)
        self.told: list[LaunchProgress] = []
        self.cancel = CancelToken()
        self.aws: Aws = connect(account)

    def __call__(self) -> None:
        upload(self.aws, self.target, self.dataset, self.made_of, self.told.append, self.cancel)

    @property
    def folder(self) -> str:
        return self.target.folder(self.made_of.id)

    def there(self) -> list[str]:
        found = self.account.storage.keys(self.account.bucket, self.folder)
        return [key.removeprefix(self.folder) for key in found]

    def content(self, path: str) -> bytes:
        answer = self.account.client("s3").get_object(Bucket=self.account.bucket, Key=self.folder + path)
        return bytes(answer["Body"].read())

    def puts(self) -> list[str]:
        return [
            seen.parameters["Key"].removeprefix(self.folder) for seen in self.account.requests.of("PutObject")
        ]

    def assert_whole(self) -> None:
        assert self.there() == sorted(sizes(self.made_of))
        for channel in self.made_of.channels:
            for photo in channel.photos():
                assert hashlib.sha256(self.content(f"{channel.name}/{photo.path}")).digest() == photo.digest
            assert self.content(f"{channel.name}_lst/{channel.name}.lst") == channel.lst


@pytest.fixture
def sent(aws: Account, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Upload:
    for name, value in aws.environment.items():
        monkeypatch.setenv(name, value)
    return Upload(aws, random_photos(tmp_path / "flowers"))


def test_the_four_channels_are_whole_and_the_lists_come_last(sent: Upload) -> None:
    sent()
    sent.assert_whole()
    assert {path.partition("/")[0] for path in sent.puts()[-2:]} == {"train_lst", "validation_lst"}
    assert channels(sent.target, sent.made_of) == {
        name: f"s3://{sent.account.bucket}/some/prefix/datasets/{sent.made_of.id}/{name}/"
        for name in ("train", "validation", "train_lst", "validation_lst")
    }


def test_s3_gets_the_sha256_of_each_object_to_check(sent: Upload) -> None:
    checked: dict[str, str] = {}

    def look(request: Any, **others: object) -> None:
        checksum = request.headers["x-amz-checksum-sha256"]
        checked[unquote(request.url).partition(f"{sent.made_of.id}/")[2]] = (
            checksum.decode() if isinstance(checksum, bytes) else checksum
        )

    sent.aws.client("s3").meta.events.register("before-send.s3.PutObject", look)
    sent()
    for photo in sent.made_of.channels[0].photos():
        assert base64.b64decode(checked[f"train/{photo.path}"]) == photo.digest
    assert (
        base64.b64decode(checked["train_lst/train.lst"])
        == hashlib.sha256(sent.made_of.channels[0].lst).digest()
    )


def test_nothing_is_sent_twice(sent: Upload) -> None:
    sent()
    sent.account.requests.clear()
    sent()
    assert not sent.puts()
    assert missing(sent.aws, sent.target, sent.made_of, sent.cancel).count == 0


def test_only_what_is_missing_or_of_another_size_is_sent(sent: Upload) -> None:
    sent()
    photo, other = (f"train/{path}" for path in sent.made_of.channels[0].paths[:2])
    sent.account.client("s3").delete_object(Bucket=sent.account.bucket, Key=sent.folder + photo)
    sent.account.storage.put(sent.account.bucket, sent.folder + other, b"half")
    left = missing(sent.aws, sent.target, sent.made_of, sent.cancel)
    assert set(left.paths) == {photo, other}
    assert left.size == sum(sizes(sent.made_of)[path] for path in (photo, other))
    sent.account.requests.clear()
    sent()
    assert sorted(sent.puts()) == sorted([photo, other])
    sent.assert_whole()


def test_more_than_a_page_is_listed(aws: Account, sent: Upload, tmp_path: Path) -> None:
    many = Upload(aws, random_photos(tmp_path / "many", images=700, size=0))
    for path, size in sizes(many.made_of).items():
        aws.storage.put(aws.bucket, many.folder + path, b"x" * size)
    aws.requests.clear()
    assert missing(many.aws, many.target, many.made_of, many.cancel).count == 0
    assert aws.requests.count("ListObjectsV2") == 5


def test_progress_ends_with_everything_in_place(sent: Upload) -> None:
    sent()
    last = [step for step in sent.told if step.unit == "photos"][-1]
    assert (last.done, last.total) == (20, 20)
    assert last.done_bytes == last.total_bytes == sent.made_of.size
    assert not last.trouble


def test_it_comes_through_throttling_server_errors_and_resets(sent: Upload) -> None:
    sent.account.faults.set(throttle=0.2, server_error=0.1, reset_before=0.1, reset_after=0.1, half=0.05)
    sent()
    sent.account.faults.clear()
    sent.assert_whole()


def test_large_photos_come_through_too(aws: Account, sent: Upload, tmp_path: Path) -> None:
    large = Upload(aws, random_photos(tmp_path / "large", images=6, size=300_000))
    aws.faults.set("PutObject", reset_before=0.2, reset_after=0.2, server_error=0.1)
    large()
    aws.faults.clear()
    large.assert_whole()


def test_an_expired_token_is_a_pause_that_is_told(sent: Upload) -> None:
    sent.account.clock.freeze()
    sent.account.faults.next("PutObject", *["ok"] * 3)
    gate = sent.account.faults.hold("PutObject")
    thread = threading.Thread(target=sent)
    thread.start()
    assert gate.arrived.wait(30)
    sent.account.faults.expired_until = sent.account.clock() + 60
    gate.open()
    wait_until(lambda: any("expired" in step.trouble for step in sent.told), what="the trouble being told")
    assert thread.is_alive()
    sent.account.clock.advance(61)
    thread.join(60)
    assert not thread.is_alive()
    sent.assert_whole()
    assert not sent.told[-1].trouble


def test_a_photo_that_changes_meanwhile_is_told_and_not_sent(sent: Upload) -> None:
    path = sent.made_of.channels[0].paths[3]
    (sent.dataset.folder / path).write_bytes(b"x" * sent.made_of.channels[0].sizes[3])
    with pytest.raises(DatasetError, match=r"changed while it was uploaded: class \d/.*jpg"):
        sent()
    assert f"train/{path}" not in sent.there()
    assert not any("lst" in key for key in sent.there())


def test_a_photo_that_is_gone_is_told(sent: Upload) -> None:
    (sent.dataset.folder / sent.made_of.channels[1].paths[0]).unlink()
    with pytest.raises(DatasetError, match="cannot read"):
        sent()


def test_a_foreign_object_is_named_before_anything_is_sent(sent: Upload) -> None:
    sent.account.storage.put(sent.account.bucket, f"{sent.folder}train/mine.txt", b"mine")
    with pytest.raises(EngineError, match=r"train/mine\.txt"):
        sent()
    assert not sent.puts()


def test_a_refusal_names_bucket_and_permission(sent: Upload) -> None:
    sent.account.faults.denied.add("s3:PutObject")
    with pytest.raises(EngineRefused) as caught:
        sent()
    assert "s3:PutObject" in caught.value.what
    assert sent.account.bucket in caught.value.what


def test_a_bucket_that_is_not_there_is_named(sent: Upload) -> None:
    sent.target = Target("no-such-bucket")
    with pytest.raises(EngineError, match="no-such-bucket"):
        sent()


def test_the_key_goes_along(sent: Upload) -> None:
    sent.target = Target(sent.account.bucket, "x", kms_key="alias/mine")
    sent()
    key = sent.folder + "train_lst/train.lst"
    answer = sent.account.client("s3").head_object(Bucket=sent.account.bucket, Key=key)
    assert answer["ServerSideEncryption"] == "aws:kms"
    assert answer["SSEKMSKeyId"].endswith("alias/mine")


def test_a_path_too_long_for_s3_is_told(sent: Upload) -> None:
    sent.target = Target(sent.account.bucket, "p" * 1000)
    with pytest.raises(DatasetError, match="too long"):
        sent()


def test_cancelled_it_ends_at_once_although_s3_does_not_answer(sent: Upload) -> None:
    gate = sent.account.faults.hold("PutObject")
    ended: list[float] = []

    def run() -> None:
        with pytest.raises(Cancelled):
            sent()
        ended.append(time.monotonic())

    thread = threading.Thread(target=run)
    thread.start()
    assert gate.arrived.wait(30)
    began = time.monotonic()
    sent.cancel.cancel()
    thread.join(30)
    assert ended[0] - began < 2
    gate.open()


_CHILD = """
import sys
from pathlib import Path
from core.cancel import CancelToken
from core.config import DatasetSettings, SagemakerSettings
from core.dataset.fingerprint import fingerprint
from core.dataset.load import load
from core.engine.sagemaker.connection import Aws
from core.engine.sagemaker.objects import Target
from core.engine.sagemaker.upload import upload
dataset = load(DatasetSettings(path=Path(sys.argv[1])))
aws = Aws(SagemakerSettings())
target = Target(sys.argv[2], "some/prefix")
upload(aws, target, dataset, fingerprint(dataset), lambda progress: None, CancelToken())
"""


def test_killed_at_any_moment_it_goes_on_where_it_was(aws: Account, sent: Upload, tmp_path: Path) -> None:
    sent = Upload(aws, random_photos(tmp_path / "more", images=40))
    sent.account.faults.delay_seconds = 0.05
    sent.account.faults.set("PutObject", delay=1.0)
    for more in (1, 8):
        before = len(sent.puts())
        child = subprocess.Popen(
            [sys.executable, "-c", _CHILD, str(sent.dataset.folder), sent.account.bucket]
        )
        wait_until(lambda: len(sent.puts()) >= before + more, what="objects being sent")  # noqa: B023
        child.send_signal(signal.SIGKILL)
        child.wait()
    sent.account.faults.clear()
    left = missing(sent.aws, sent.target, sent.made_of, sent.cancel)
    assert 0 < left.count < len(sizes(sent.made_of))
    sent.account.requests.clear()
    sent()
    assert set(sent.puts()) <= set(left.paths)
    sent.assert_whole()
