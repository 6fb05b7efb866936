"""The review of a launch of packed photos: what will be packed and sent, what is there, what was left of an upload."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from core.cancel import CancelToken
from core.config import DatasetSettings, SagemakerSettings
from core.dataset.fingerprint import fingerprint
from core.dataset.load import load
from core.dataset.pack import cache as packs
from core.engine.sagemaker import foresight, instances
from core.engine.sagemaker.connection import Aws
from core.engine.sagemaker.governor import Governor
from core.engine.sagemaker.objects import Target
from core.engine.sagemaker.packupload import upload
from core.engine.sagemaker.review import review
from tests.aws.validation import check_model
from tests.core.engine.sagemaker import specs
from tests.photos import draw_classes

if TYPE_CHECKING:
    from core.dataset.model import DataSet
    from core.engine.base import Review
    from tests.aws.account import Account

FOLDER = "trainscope/datasets"


@pytest.fixture
def photos(tmp_path: Path, machine: Path) -> DataSet:
    root = draw_classes(tmp_path / "discs", classes=2, images=10)
    return load(DatasetSettings(path=root, input="recordio"))


def reviewed(data: DataSet, **settings: Any) -> Review:
    section = SagemakerSettings(**{"role": "TrainscopeExecution", "bucket": "trainscope-test", **settings})
    spec = specs.spec({"epochs": "2", "mini_batch_size": "4"}, data=data, fingerprint="")
    return review(Aws(section, governor=Governor()), spec, section, lambda progress: None, CancelToken())


def line(found: Review) -> str:
    return dict(found.facts)["data"]


def send(data: DataSet) -> None:
    aws, target = Aws(SagemakerSettings(), governor=Governor()), Target("trainscope-test", "trainscope")
    upload(aws, target, data, fingerprint(data), lambda progress: None, CancelToken())


def test_two_channels_and_what_is_packed_first(aws: Account, photos: DataSet) -> None:
    found = reviewed(photos)
    assert found.findings == ()
    check_model("sagemaker", "CreateTrainingJob", found.request)
    request: Any = found.request
    made_of = fingerprint(photos)
    assert found.fingerprint == made_of.id
    assert [
        (channel["ChannelName"], channel["ContentType"], channel["DataSource"]["S3DataSource"]["S3Uri"])
        for channel in request["InputDataConfig"]
    ] == [
        (name, "application/x-recordio", f"s3://trainscope-test/{FOLDER}/{made_of.id}-recordio/{name}/")
        for name in ("train", "validation")
    ]
    assert "20 photos, as 2 files, about " in line(found)
    assert f"packed first in {packs.folder(made_of)}; to be sent: 2 files, about " in line(found)
    assert not packs.folder(made_of).exists()
    with packs.ready(photos, made_of) as files:
        assert found.upload_bytes == sum(file.size for file in files)
    again = reviewed(photos)
    assert f"packed already in {packs.folder(made_of)}; to be sent: 2 files, " in line(again)
    assert "about" not in line(again)


def test_what_is_there_is_not_packed_again(aws: Account, photos: DataSet) -> None:
    send(photos)
    found = reviewed(photos)
    assert found.upload_bytes == 0
    assert "reused, they are there already" in line(found)


def test_loose_photos_do_not_count_as_packed_ones(aws: Account, photos: DataSet) -> None:
    send(photos)
    assert reviewed(replace(photos, input="image")).upload_bytes > 0


def test_one_file_of_the_two_may_be_missing(aws: Account, photos: DataSet) -> None:
    send(photos)
    key = f"{FOLDER}/{fingerprint(photos).id}-recordio/train/train.rec"
    aws.client("s3").delete_object(Bucket=aws.bucket, Key=key)
    assert "to be sent: 1 file, about " in line(reviewed(photos))


def test_parts_of_an_upload_that_was_broken_off_are_told(aws: Account, photos: DataSet) -> None:
    s3 = aws.client("s3")
    place = {"Bucket": aws.bucket, "Key": f"{FOLDER}/{fingerprint(photos).id}-recordio/train/train.rec"}
    upload_id = s3.create_multipart_upload(**place, ChecksumAlgorithm="SHA256")["UploadId"]
    s3.upload_part(**place, UploadId=upload_id, PartNumber=1, Body=b"x" * 1000)
    found = reviewed(photos)
    assert "(1.0 kB are there from an upload that was broken off)" in line(found)
    assert found.findings == ()


def test_uploads_of_other_data_sets_that_were_not_finished_are_told(aws: Account, photos: DataSet) -> None:
    s3 = aws.client("s3")
    for number in range(2):
        s3.create_multipart_upload(
            Bucket=aws.bucket,
            Key=f"{FOLDER}/other{number}-recordio/train/train.rec",
            ChecksumAlgorithm="SHA256",
        )
    (finding,) = reviewed(photos).findings
    assert (finding.level, finding.kind) == ("info", "unfinished-uploads")
    assert finding.detail.startswith("2 uploads of other data sets were not finished, such as s3://")
    assert (
        "aws s3api abort-multipart-upload --bucket trainscope-test --key trainscope/datasets/other"
        in finding.fix
    )


def test_without_the_permission_to_list_uploads_it_says_so(aws: Account, photos: DataSet) -> None:
    aws.faults.denied.add("s3:ListBucketMultipartUploads")
    (finding,) = reviewed(photos).findings
    assert (finding.level, finding.kind) == ("info", "unfinished-uploads")
    assert "s3:ListBucketMultipartUploads" in finding.detail
    assert "2 files" in line(reviewed(photos))


def test_a_foreign_object_stands_in_the_way(aws: Account, photos: DataSet) -> None:
    aws.storage.put(aws.bucket, f"{FOLDER}/{fingerprint(photos).id}-recordio/train/mine.txt", b"mine")
    assert any(
        finding.level == "error" and "mine.txt" in finding.detail for finding in reviewed(photos).findings
    )


def test_without_room_to_pack_it_is_an_error(
    aws: Account, photos: DataSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = shutil.disk_usage(photos.folder)
    monkeypatch.setattr(shutil, "disk_usage", lambda _place: whole._replace(free=1000))
    assert [finding.kind for finding in reviewed(photos).findings if finding.level == "error"] == [
        "disk-space"
    ]
    monkeypatch.undo()


def test_photos_that_cannot_be_read_are_told(aws: Account, photos: DataSet) -> None:
    (photos.folder / photos.train[0].path).unlink()
    found = reviewed(photos)
    assert any(finding.level == "error" and finding.kind == "dataset" for finding in found.findings)
    assert [channel["ChannelName"] for channel in found.request["InputDataConfig"]] == ["train", "validation"]  # type: ignore[attr-defined]


def test_packed_photos_are_once_on_the_disk(aws: Account, photos: DataSet) -> None:
    instance = instances.find("ml.p3.2xlarge")
    settings = SagemakerSettings(volume_gb=10)
    assert list(foresight.disk(8 * 10**9, settings, instance, copies=1)) == []
    assert [found.kind for found in foresight.disk(8 * 10**9, settings, instance)] == ["disk"]
    (finding,) = foresight.disk(12 * 10**9, settings, instance, copies=1)
    assert "record files" not in finding.why
