"""Packed photos come whole into S3 as two objects, whatever happens on the way; large files in parts, none twice."""

from __future__ import annotations

import hashlib
import io
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.cancel import CancelToken
from core.dataset.fingerprint import Fingerprint, fingerprint
from core.dataset.pack import cache as packs
from core.dataset.recordio.records import read_records, unpack_image
from core.engine.sagemaker.objects import Target, channels
from core.engine.sagemaker.packupload import missing, upload
from core.engine.sagemaker.s3door import S3Door
from core.engine.sagemaker.span import Span
from core.engine.sagemaker.tally import Tally
from core.errors import Cancelled, DatasetError, EngineError, EngineRefused
from core.heldfile import HeldFile
from tests.aws.datasets import connect, random_photos
from tests.conftest import wait_until
from tests.memory import peak_of

if TYPE_CHECKING:
    from pathlib import Path

    from core.dataset.model import DataSet
    from core.engine.base import LaunchProgress
    from core.engine.sagemaker.connection import Aws
    from tests.aws.account import Account

PART = 5 << 20
"""The least that S3 takes as a part that is not the last."""
PATHS = ["train/train.rec", "validation/validation.rec"]


class Upload:
    """A packed data set on its way to the account's bucket."""

    def __init__(self, account: Account, dataset: DataSet) -> None:
        self.account = account
        self.dataset = replace(dataset, input="recordio")
        self.target = Target(account.bucket, "some/prefix")
        self.made_of: Fingerprint = fingerprint(self.dataset)
        self.told: list[LaunchProgress] = []
        self.cancel = CancelToken()
        self.aws: Aws = connect(account)

    def __call__(self) -> None:
        told, cancel = self.told.append, self.cancel
        upload(self.aws, self.target, self.dataset, self.made_of, told, cancel, part=PART)

    @property
    def folder(self) -> str:
        return f"some/prefix/datasets/{self.made_of.id}-recordio/"

    def there(self) -> list[str]:
        found = self.account.storage.keys(self.account.bucket, self.folder)
        return [key.removeprefix(self.folder) for key in found]

    def puts(self) -> list[str]:
        seen = [one for one in self.account.requests.of("PutObject", "UploadPart") if one.status == 200]
        return [
            str(one.parameters["Key"]).removeprefix(self.folder) + f" {one.parameters.get('partNumber', '')}"
            for one in seen
        ]

    def unfinished(self) -> int:
        answer = self.account.client("s3").list_multipart_uploads(Bucket=self.account.bucket)
        return len(answer.get("Uploads", ()))

    def begin(self, *numbers: int, channel: str = "train", spoil: int = 0) -> str:
        """Send some parts as a program would that was killed then; one of them perhaps spoiled. Returns the id."""
        s3 = self.account.client("s3")
        place = {"Bucket": self.account.bucket, "Key": f"{self.folder}{channel}/{channel}.rec"}
        rows = self.dataset.train if channel == "train" else self.dataset.validation
        metadata = {"trainscope-records": str(len(rows)), "trainscope-classes": "2"}
        begun = s3.create_multipart_upload(**place, ChecksumAlgorithm="SHA256", Metadata=metadata)
        upload_id = str(begun["UploadId"])
        with packs.ready(self.dataset, self.made_of) as files:
            whole = next(file.rec for file in files if file.channel == channel).read_bytes()
        for number in numbers:
            body = whole[(number - 1) * PART : number * PART]
            body = b"x" * len(body) if number == spoil else body
            s3.upload_part(
                **place, UploadId=upload_id, PartNumber=number, Body=body, ChecksumAlgorithm="SHA256"
            )
        self.account.requests.clear()
        return upload_id

    def assert_whole(self) -> None:
        assert self.there() == PATHS
        assert self.unfinished() == 0
        for rows, path in zip((self.dataset.train, self.dataset.validation), PATHS, strict=True):
            answer = self.account.client("s3").get_object(Bucket=self.account.bucket, Key=self.folder + path)
            assert answer["Metadata"] == {
                "trainscope-records": str(len(rows)),
                "trainscope-classes": str(len(self.dataset.classes)),
            }
            records = [
                unpack_image(payload) for _, payload in read_records(io.BytesIO(answer["Body"].read()))
            ]
            assert [(found.index, found.labels) for found in records] == [
                (row.index, row.labels) for row in rows
            ]
            assert [found.image for found in records] == [
                (self.dataset.folder / row.path).read_bytes() for row in rows
            ]


@pytest.fixture(autouse=True)
def _environment(aws: Account, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in aws.environment.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def small(aws: Account, tmp_path: Path) -> Upload:
    return Upload(aws, random_photos(tmp_path / "flowers"))


@pytest.fixture
def large(aws: Account, tmp_path: Path) -> Upload:
    """Sixteen photos to train on, 16.8 MB: four parts; four to validate with, 4.2 MB: one object."""
    return Upload(aws, random_photos(tmp_path / "flowers", size=1 << 20))


def test_two_objects_are_sent_and_the_pack_is_removed(small: Upload) -> None:
    small()
    small.assert_whole()
    assert small.puts() == [f"{path} " for path in PATHS]
    assert packs.find(small.dataset, small.made_of) is None
    assert channels(small.target, small.made_of, "recordio") == {
        name: f"s3://{small.account.bucket}/{small.folder}{name}/" for name in ("train", "validation")
    }


def test_a_second_time_nothing_is_packed_or_sent(small: Upload) -> None:
    small()
    small.account.requests.clear()
    small.told.clear()
    small()
    assert small.puts() == []
    assert not any("packing" in step.step for step in small.told)


def test_progress_tells_of_packing_and_then_of_the_files(small: Upload) -> None:
    small()
    packing = [step for step in small.told if step.step == "packing photos"]
    assert (packing[-1].done, packing[-1].total, packing[-1].unit) == (20, 20, "photos")
    last = [step for step in small.told if step.unit == "files"][-1]
    assert (last.done, last.total) == (2, 2)
    assert last.done_bytes == last.total_bytes


def test_a_large_file_is_sent_in_parts(large: Upload) -> None:
    large()
    large.assert_whole()
    assert sorted(large.puts()) == [*(f"train/train.rec {n}" for n in (1, 2, 3, 4)), f"{PATHS[1]} "]
    last = [step for step in large.told if step.unit == "files"][-1]
    assert last.done_bytes == last.total_bytes


def test_only_what_is_missing_or_of_another_size_is_sent(small: Upload) -> None:
    small()
    small.account.storage.put(small.account.bucket, small.folder + PATHS[0], b"half")
    left = missing(small.aws, small.target, small.dataset, small.made_of, small.cancel)
    assert list(left.paths) == PATHS[:1]
    small.account.requests.clear()
    small()
    assert small.puts() == [f"{PATHS[0]} "]
    small.assert_whole()


@pytest.mark.parametrize("are_listed", [True, False])
def test_parts_that_are_there_are_not_sent_again(large: Upload, are_listed: bool) -> None:
    large.account.checksums.are_listed = are_listed
    large.begin(1, 3)
    large()
    large.assert_whole()
    assert sorted(large.puts()) == ["train/train.rec 2", "train/train.rec 4", f"{PATHS[1]} "]


@pytest.mark.parametrize("are_listed", [True, False])
def test_a_part_with_other_content_is_sent_again(large: Upload, are_listed: bool) -> None:
    large.account.checksums.are_listed = are_listed
    large.begin(1, 2, spoil=2)
    large()
    large.assert_whole()
    assert "train/train.rec 2" in large.puts()
    assert "train/train.rec 1" not in large.puts()


def test_of_several_uploads_the_furthest_is_gone_on_with_and_the_others_are_removed(large: Upload) -> None:
    large.begin(1)
    large.begin(1, 2, 3)
    large.begin()
    large()
    large.assert_whole()
    assert sorted(large.puts()) == ["train/train.rec 4", f"{PATHS[1]} "]


def test_what_is_left_of_an_object_that_was_sent_as_a_whole_is_removed(small: Upload) -> None:
    s3 = small.account.client("s3")
    s3.create_multipart_upload(Bucket=small.account.bucket, Key=small.folder + PATHS[0])
    small()
    small.assert_whole()


def test_uploads_of_other_data_sets_are_left_alone(large: Upload, aws: Account) -> None:
    aws.client("s3").create_multipart_upload(Bucket=aws.bucket, Key="some/prefix/datasets/other-recordio/a")
    large()
    assert large.there() == PATHS
    assert large.unfinished() == 1


def test_it_comes_through_throttling_server_errors_and_resets(large: Upload) -> None:
    large.account.faults.set(throttle=0.2, server_error=0.1, reset_before=0.1, reset_after=0.1, half=0.05)
    large()
    large.account.faults.clear()
    large.assert_whole()


@pytest.mark.parametrize("fault", ["reset_after", "half"])
def test_the_answer_to_the_end_of_an_upload_may_be_lost(large: Upload, fault: str) -> None:
    large.account.faults.next("CompleteMultipartUpload", fault)
    large()
    large.assert_whole()
    assert len([put for put in large.puts() if put.startswith("train")]) == 4


def test_an_upload_that_another_program_removes_is_begun_anew(large: Upload) -> None:
    gate = large.account.faults.hold("UploadPart")
    thread = threading.Thread(target=large)
    thread.start()
    assert gate.arrived.wait(60)
    s3 = large.account.client("s3")
    (begun,) = s3.list_multipart_uploads(Bucket=large.account.bucket)["Uploads"]
    s3.abort_multipart_upload(Bucket=large.account.bucket, Key=begun["Key"], UploadId=begun["UploadId"])
    large.account.faults.clear()
    thread.join(120)
    assert not thread.is_alive()
    large.assert_whole()


def test_a_part_that_another_program_sends_meanwhile_is_looked_at_again(large: Upload) -> None:
    gate = large.account.faults.hold("CompleteMultipartUpload")
    thread = threading.Thread(target=large)
    thread.start()
    assert gate.arrived.wait(60)
    s3 = large.account.client("s3")
    (begun,) = s3.list_multipart_uploads(Bucket=large.account.bucket)["Uploads"]
    place = {"Bucket": large.account.bucket, "Key": begun["Key"], "UploadId": begun["UploadId"]}
    s3.upload_part(**place, PartNumber=2, Body=b"x" * PART, ChecksumAlgorithm="SHA256")
    large.account.faults.clear()
    thread.join(120)
    assert not thread.is_alive()
    large.assert_whole()


def test_two_programs_at_the_same_upload_come_to_one_object(large: Upload) -> None:
    other = Upload(large.account, replace(large.dataset, input="image"))
    threads = [threading.Thread(target=each) for each in (large, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(240)
    assert not any(thread.is_alive() for thread in threads)
    large.assert_whole()


def test_a_foreign_object_is_named_before_anything_is_packed(small: Upload) -> None:
    small.account.storage.put(small.account.bucket, f"{small.folder}train/train.idx", b"0\t0\n")
    with pytest.raises(EngineError, match=r"train/train\.idx"):
        small()
    assert not small.puts()
    assert packs.find(small.dataset, small.made_of) is None


def test_without_the_permission_to_list_parts_it_is_sent_all_the_same(large: Upload) -> None:
    large.begin(1)
    large.account.faults.denied |= {"s3:ListBucketMultipartUploads", "s3:ListMultipartUploadParts"}
    large()
    assert large.there() == PATHS
    assert len([put for put in large.puts() if put.startswith("train")]) == 4


def test_a_refusal_names_bucket_and_permission(large: Upload) -> None:
    large.account.faults.denied.add("s3:PutObject")
    with pytest.raises(EngineRefused) as caught:
        large()
    assert "s3:PutObject" in caught.value.what
    assert large.account.bucket in caught.value.what


def test_the_key_goes_along(large: Upload) -> None:
    large.target = Target(large.account.bucket, "some/prefix", kms_key="alias/mine")
    large()
    for path in PATHS:
        answer = large.account.client("s3").head_object(Bucket=large.account.bucket, Key=large.folder + path)
        assert answer["SSEKMSKeyId"].endswith("alias/mine")


def test_cancelled_it_ends_at_once_and_says_what_stays(large: Upload) -> None:
    gate = large.account.faults.hold("UploadPart")
    ended: list[tuple[float, str]] = []

    def run() -> None:
        with pytest.raises(Cancelled) as caught:
            large()
        ended.append((time.monotonic(), caught.value.fix))

    thread = threading.Thread(target=run)
    thread.start()
    assert gate.arrived.wait(60)
    began = time.monotonic()
    large.cancel.cancel()
    thread.join(30)
    at, fix = ended[0]
    assert at - began < 2
    assert "aws s3api abort-multipart-upload" in fix
    assert "launch again" in fix
    gate.open()
    large.account.faults.clear()
    large.cancel = CancelToken()
    large()
    large.assert_whole()


_CHILD = """
import sys
from dataclasses import replace
from pathlib import Path
from core.cancel import CancelToken
from core.config import DatasetSettings, SagemakerSettings
from core.dataset.fingerprint import fingerprint
from core.dataset.load import load
from core.engine.sagemaker.connection import Aws
from core.engine.sagemaker.objects import Target
from core.engine.sagemaker.packupload import upload
dataset = load(DatasetSettings(path=Path(sys.argv[1]), input="recordio"))
target = Target(sys.argv[2], "some/prefix")
told = lambda progress: None
upload(Aws(SagemakerSettings()), target, dataset, fingerprint(dataset), told, CancelToken(), part=5 << 20)
"""


def test_killed_at_any_moment_it_goes_on_where_it_was(large: Upload) -> None:
    large.account.faults.delay_seconds = 0.3
    large.account.faults.set("UploadPart", delay=1.0)
    child = [sys.executable, "-c", _CHILD, str(large.dataset.folder), large.account.bucket]
    with subprocess.Popen(child) as process:
        wait_until(lambda: len(large.puts()) >= 1, seconds=60, what="a part being sent")
        process.send_signal(signal.SIGKILL)
    large.account.faults.clear()
    assert large.unfinished() == 1
    there = set(large.puts())
    assert there
    large.account.requests.clear()
    large()
    large.assert_whole()
    assert not there & set(large.puts())
    assert len(there | set(large.puts())) == 5


def test_a_file_that_cannot_be_read_is_no_failure_of_the_network(small: Upload, tmp_path: Path) -> None:
    (tmp_path / "train.rec").write_bytes(bytes(5000))
    file = HeldFile(tmp_path / "train.rec")
    span = Span(file, 1000, 4000, CancelToken())
    assert span.digest("md5") == hashlib.md5(bytes(4000), usedforsecurity=False).digest()
    os.truncate(tmp_path / "train.rec", 4000)

    with pytest.raises(DatasetError, match=r"train\.rec: it has become shorter"):
        span.digest("md5")
    told: list[LaunchProgress] = []
    tally = Tally(1, 4000, told.append)
    door = S3Door(small.aws, small.target, tally, CancelToken())
    with pytest.raises(DatasetError, match=r"train\.rec: it has become shorter"):
        door.put("put_object", span, Bucket=small.target.bucket, Key="k")
    assert [progress.trouble for progress in told if progress.trouble] == []


def test_memory_does_not_grow_with_the_file(aws: Account, tmp_path: Path) -> None:
    many = random_photos(tmp_path / "many", images=40, size=1 << 20)
    setup, call = _CHILD.rsplit("\n", 2)[0], _CHILD.rsplit("\n", 2)[1]
    peak = peak_of(setup.replace("sys.argv[2]", repr(aws.bucket)), call, many.folder)
    assert peak < 48 << 20, "80 MiB of photos; botocore and its descriptions alone take 20"
    assert len(aws.requests.of("UploadPart")) == 13 + 4
