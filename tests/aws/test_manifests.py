"""Augmented manifests in S3: read, held against the bucket, launched; over HTTP against the test account."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from core import launch
from core.cancel import CancelToken
from core.config import DatasetSettings, SagemakerSettings, Settings
from core.dataset.check import check
from core.dataset.model import Row
from core.dataset.reading import Reading
from core.engine.registry import open_engine
from core.engine.sagemaker import launching, s3photos
from core.engine.sagemaker.connection import Aws
from core.errors import Cancelled, DatasetError, UsageError
from core.finding import has_errors
from core.s3address import S3Address
from core.source import load
from tests.aws.datasets import connect
from tests.aws.manifests import labeled, lines, put
from tests.cli.runner import trainscope

if TYPE_CHECKING:
    from pathlib import Path

    from core.dataset.model import DataSet
    from core.finding import Finding
    from tests.aws.account import Account


@pytest.fixture
def account(aws: Account, home: Path, monkeypatch: pytest.MonkeyPatch) -> Account:
    for name, value in aws.environment.items():
        monkeypatch.setenv(name, value)
    return aws


def settings(folder: S3Address, **others: Any) -> DatasetSettings:
    named = {"train_lst": folder / "train.manifest", "validation_lst": folder / "validation.manifest"}
    return DatasetSettings(**{**named, **others})


def read(folder: S3Address, **others: Any) -> DataSet:
    return load(settings(folder, **others), SagemakerSettings())


def found(data: DataSet, level: str = "") -> dict[str, Finding]:
    return {finding.kind: finding for finding in data.findings if level in ("", finding.level)}


def test_two_manifests_are_a_data_set(account: Account) -> None:
    folder = labeled(account)

    data = read(folder)

    assert (len(data.train), len(data.validation)) == (27, 9)
    assert data.train[1].path == f"{folder}/photos/1.jpg"
    assert [(row.name, row.images) for row in data.classes] == [("ant", 12), ("bee", 12), ("cat", 12)]
    assert data.channels == {
        "train": f"{folder}/train.manifest",
        "validation": f"{folder}/validation.manifest",
    }
    assert data.place == str(folder)
    assert data.bytes == sum(len(b"photo %d" % number) for number in range(36))
    assert list(found(data)) == ["not-opened"]
    assert list(check(data, {}, quick=False)) == []


def test_no_photo_is_downloaded_and_one_listing_tells_which_are_there(account: Account) -> None:
    folder = labeled(account)
    account.requests.clear()

    read(folder)

    assert [str(seen.parameters["Key"]) for seen in account.requests.of("GetObject")] == [
        "insects/train.manifest",
        "insects/validation.manifest",
    ]
    assert [seen.parameters.get("prefix") for seen in account.requests.of("ListObjectsV2")] == [
        "insects/train.manifest",
        "insects/validation.manifest",
        "insects/photos/",
    ]


def test_photos_that_are_missing_empty_or_archived_are_errors(account: Account) -> None:
    folder = labeled(account)
    account.client("s3").delete_object(Bucket=account.bucket, Key="insects/photos/3.jpg")
    put(account, {"insects/photos/4.jpg": b""})
    put(account, {"insects/photos/30.jpg": b"cold"}, StorageClass="GLACIER")

    told = {(each.kind, each.path) for each in read(folder).findings if each.level == "error"}

    assert told == {
        ("missing-file", f"{folder}/photos/3.jpg"),
        ("empty-file", f"{folder}/photos/4.jpg"),
        ("archived", f"{folder}/photos/30.jpg"),
    }


def test_photos_of_both_manifests_are_told_once(account: Account) -> None:
    folder = labeled(account)
    copied = [(f"{folder}/photos/0.jpg", 0), (f"{folder}/copy.jpg", 1), (f"{folder}/photos/30.jpg", 2)]
    put(account, {"insects/copy.jpg": b"photo 5", "insects/validation.manifest": lines(copied)})

    told = found(read(folder), "warning")

    assert told["in-both-lists"].line == 1
    assert told["same-photo-in-both"].detail.startswith("1 of the validation photos")
    assert "copy.jpg" in told["same-photo-in-both"].detail


def test_faulty_line_is_told_with_the_address_of_its_manifest(account: Account) -> None:
    folder = labeled(account)
    put(account, {"insects/train.manifest": lines([(f"{folder}/photos/0.jpg", 0)]) + b"{\n"})

    fault = found(read(folder), "error")["not-json"]

    assert (fault.path, fault.line) == (f"{folder}/train.manifest", 2)


def test_photos_of_another_bucket_are_looked_for_there(account: Account) -> None:
    account.storage.make_bucket("elsewhere")
    account.storage.put("elsewhere", "a.jpg", b"a")
    folder = labeled(account)
    rows = [("s3://elsewhere/a.jpg", 0), ("s3://elsewhere/b.jpg", 1), ("s3://nobody-has-it/c.jpg", 2)]
    put(account, {"insects/validation.manifest": lines(rows)})

    missing = [each for each in read(folder).findings if each.kind == "missing-file"]

    assert {each.path for each in missing} >= {"s3://elsewhere/b.jpg", "s3://nobody-has-it/c.jpg"}
    assert "s3://elsewhere/a.jpg" not in {each.path for each in missing}
    assert any("nobody-has-it, which is not there" in each.detail for each in missing)


def test_photos_of_another_region_are_a_warning_and_manifests_there_an_error(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    account.storage.make_bucket("abroad", "eu-west-1")
    account.storage.put("abroad", "a.jpg", b"a")
    folder = labeled(account)
    put(account, {"insects/validation.manifest": lines([("s3://abroad/a.jpg", 0)])})
    assert found(read(folder))["other-region"].level == "warning"

    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    assert found(read(folder), "error")["other-region"].detail.startswith(f"the bucket {account.bucket}")


def test_photos_among_too_many_other_objects_are_not_looked_for(account: Account) -> None:
    rows = [
        Row(place, (0.0,), f"s3://{account.bucket}/insects/{name}.jpg") for place, name in enumerate("az")
    ]
    put(account, {f"insects/{name}.jpg": name.encode() for name in "az"})
    for number in range(1100):
        account.storage.put(account.bucket, f"insects/b/{number}", b"")

    seen = s3photos.look(rows, connect(account), spare=1)
    assert (seen.whole, dict(seen.stored)) == (False, {})
    assert [finding.kind for finding in seen.findings] == ["not-looked-for"]
    assert "too many other objects" in seen.findings[0].detail

    again = s3photos.look(rows, connect(account), spare=2)
    assert again.whole
    assert set(again.stored) == {row.path for row in rows}


def test_listing_stops_after_the_last_of_the_photos(account: Account) -> None:
    put(account, {f"insects/{name}.jpg": name.encode() for name in "ac"})
    for number in range(1100):
        account.storage.put(account.bucket, f"insects/d/{number}", b"")
    account.requests.clear()

    seen = s3photos.look(
        [Row(0, (0.0,), f"s3://{account.bucket}/insects/{name}.jpg") for name in "ac"], connect(account)
    )

    assert len(seen.stored) == 2
    assert len(account.requests.of("ListObjectsV2")) == 1


def test_photos_that_may_not_be_listed_are_not_looked_for(account: Account) -> None:
    account.storage.make_bucket("locked")
    folder = labeled(account)
    put(account, {"insects/validation.manifest": lines([("s3://locked/a.jpg", 0)])})
    whole = read(folder)
    assert "missing-file" in found(whole)

    account.faults.denied = {"s3:ListBucket locked"}
    data = read(folder)

    assert "s3:ListBucket" in found(data)["not-looked-for"].detail
    assert data.bytes is None
    assert "missing-file" not in found(data)


def test_listing_changes_with_either_manifest_and_any_photo_and_only_then(account: Account) -> None:
    folder = labeled(account)
    first = read(folder).listing
    assert (len(first), read(folder).listing) == (40, first)

    put(account, {"insects/photos/8.jpg": b"another photo"})
    second = read(folder).listing
    put(account, {"insects/validation.manifest": lines([(f"{folder}/photos/30.jpg", 1)])})
    third = read(folder).listing

    assert len({first, second, third}) == 3


def test_manifest_that_is_alone_says_how_it_is_split(account: Account) -> None:
    folder = labeled(account)

    data = read(folder, validation_lst=None, validation=0.25)

    finding = found(data, "error")["no-validation-manifest"]
    assert "trainscope lst -o lists" in finding.fix
    assert f"aws s3 cp lists/train.manifest {folder}/" in finding.fix
    assert len(data.train) + len(data.validation) == 27


@pytest.mark.parametrize(
    ("others", "what"),
    [
        ({"validation_lst": S3Address("trainscope-test", "insects/none.manifest")}, "there is no manifest"),
        ({"train_lst": S3Address("no-such-bucket-here", "a.manifest")}, "there is no bucket"),
        ({"label_attribute": "colour"}, 'no attribute "colour"'),
    ],
)
def test_manifest_that_cannot_be_used(account: Account, others: dict[str, Any], what: str) -> None:
    folder = labeled(account, train=2, validation=2)

    with pytest.raises(DatasetError, match=what):
        read(folder, **others)


@pytest.mark.parametrize(
    ("others", "what"),
    [
        ({"path": S3Address("trainscope-test", "insects")}, "no folder to name|named as the data set"),
        ({"input": "recordio"}, "streamed one by one"),
        ({"validation_lst": S3Address("trainscope-test", "insects/train.manifest")}, "a manifest each"),
    ],
)
def test_settings_that_do_not_go_with_manifests(account: Account, others: dict[str, Any], what: str) -> None:
    with pytest.raises(UsageError, match=what):
        read(S3Address("trainscope-test", "insects"), **others)


def test_manifest_is_not_a_folder(account: Account) -> None:
    with pytest.raises(UsageError, match="is a manifest by its name") as caught:
        load(DatasetSettings(path=S3Address("trainscope-test", "a.manifest")), SagemakerSettings())
    assert "dataset.train_lst" in caught.value.fix


def test_folders_options_are_refused(account: Account) -> None:
    folder = labeled(account, train=2, validation=2)
    with pytest.raises(UsageError, match="only a folder here"):
        load(settings(folder), SagemakerSettings(), reading=Reading("flat"))


def test_cancel_stops_the_reading(account: Account) -> None:
    folder = labeled(account, train=2, validation=2)
    token = CancelToken()
    token.cancel()

    with pytest.raises(Cancelled):
        load(settings(folder), SagemakerSettings(), cancel=token)


def test_manifests_are_read_whole_in_spite_of_throttling_resets_and_half_answers(account: Account) -> None:
    folder = labeled(account)
    calm = read(folder)
    account.faults.set(throttle=0.2, reset_before=0.1, server_error=0.1, half=0.15)

    assert read(folder) == calm
    assert any(seen.fault for seen in account.requests)


def reviewed(account: Account, dataset: DatasetSettings) -> Any:
    sagemaker = SagemakerSettings(role=account.role, bucket=account.bucket)
    whole = Settings(engine="sagemaker", dataset=dataset, sagemaker=sagemaker)
    draft = launch.prepare(whole, load(dataset, sagemaker))
    review = open_engine(whole).review(draft.spec, lambda progress: None, CancelToken())
    return draft, review


def test_review_says_in_words_what_is_streamed(account: Account) -> None:
    draft, review = reviewed(account, settings(labeled(account), seed=7))

    facts = dict(review.facts)
    assert draft.spec.name.startswith("ic-insects-")
    assert facts["data"].startswith("36 photos")
    assert facts["train channel"] == "s3://trainscope-test/insects/train.manifest"
    assert facts["input"].startswith("Pipe mode")
    assert facts["train labels"] == "species: classes, mixed anew in each epoch (seed 7)"
    assert facts["validation labels"] == "species: classes"
    assert review.upload_bytes == 0
    assert not has_errors(review.findings)


def test_photos_of_several_labels_are_launched_as_lists_of_classes(account: Account) -> None:
    draft, review = reviewed(account, settings(labeled(account, several=True)))

    assert draft.spec.dataset.multi_label
    assert {each["ContentType"] for each in review.request["InputDataConfig"]} == {
        "application/x-recordio; label-format=class-id"
    }
    assert dict(review.facts)["validation labels"] == "species: lists of classes"


def test_launch_that_goes_on_refuses_manifests_that_have_changed(account: Account) -> None:
    folder = labeled(account)
    draft, review = reviewed(account, settings(folder))
    put(account, {"insects/train.manifest": lines([(f"{folder}/photos/0.jpg", 0)])})
    spec = replace(draft.spec, dataset=read(folder), request=review.request, fingerprint=review.fingerprint)

    with pytest.raises(DatasetError, match="not any more what was reviewed"):
        launching.launch(Aws(SagemakerSettings()), spec, review.request, lambda progress: None, CancelToken())
    assert account.requests.of("CreateTrainingJob") == []


def test_local_engine_says_what_to_do(account: Account, home: Path) -> None:
    folder = labeled(account)
    environment = account.environment | {
        "TRAINSCOPE_DATASET__TRAIN_LST": f"{folder}/train.manifest",
        "TRAINSCOPE_DATASET__VALIDATION_LST": f"{folder}/validation.manifest",
        "TRAINSCOPE_HYPERPARAMETERS__MINI_BATCH_SIZE": "4",
    }
    refused = trainscope(home, "launch", "--engine", "local", "--yes", env=environment)
    assert refused.code == 1
    assert "only SageMaker streams photos from a manifest" in refused.stderr
    assert "engine: sagemaker" in refused.stderr

    shown = trainscope(home, "dataset", "--json", env=environment)
    assert shown.code == 0, shown.stderr
    assert json.loads(shown.stdout)["path"] == str(folder)
    assert [row["name"] for row in json.loads(shown.stdout)["classes"]] == ["ant", "bee", "cat"]
