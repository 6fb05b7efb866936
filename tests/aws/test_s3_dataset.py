"""Data sets that lie in S3: what is read, what is found, what is refused; over HTTP against the test account."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from core import launch
from core.cancel import CancelToken
from core.config import DatasetSettings, SagemakerSettings, Settings
from core.dataset.check import check
from core.engine.registry import open_engine
from core.engine.sagemaker import launching
from core.engine.sagemaker.connection import Aws
from core.errors import Cancelled, DatasetError, EngineRefused, UsageError
from core.s3address import S3Address
from core.source import load
from tests.cli.runner import trainscope

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from core.dataset.model import DataSet
    from core.job.spec import JobSpec
    from tests.aws.account import Account

TRAIN = "".join(f"{n}\t{n % 2}\t{'ab'[n % 2]}/{n}.jpg\n" for n in range(4))
VALIDATION = "0\t0\ta/9.jpg\n1\t1\tb/9.jpg\n"
WHOLE = {
    **{f"train/{'ab'[n % 2]}/{n}.jpg": b"train photo %d" % n for n in range(4)},
    "validation/a/9.jpg": b"validation photo a",
    "validation/b/9.jpg": b"validation photo b",
    "train_lst/train.lst": TRAIN.encode(),
    "validation_lst/validation.lst": VALIDATION.encode(),
}


@pytest.fixture
def account(aws: Account, home: Path, monkeypatch: pytest.MonkeyPatch) -> Account:
    for name, value in aws.environment.items():
        monkeypatch.setenv(name, value)
    return aws


def put(account: Account, objects: Mapping[str, bytes], prefix: str = "set", **options: Any) -> S3Address:
    s3 = account.client("s3")
    for key, body in objects.items():
        s3.put_object(Bucket=account.bucket, Key=f"{prefix}/{key}", Body=body, **options)
    return S3Address(account.bucket, prefix)


def read(root: S3Address, **settings: Any) -> DataSet:
    return load(DatasetSettings(path=root, **settings), SagemakerSettings())


def kinds(data: DataSet, level: str = "") -> set[str]:
    return {finding.kind for finding in data.findings if level in ("", finding.level)}


def test_four_channels_below_an_address_are_a_data_set(account: Account) -> None:
    root = put(account, WHOLE)

    data = read(root)

    assert [row.path for row in data.train] == ["a/0.jpg", "b/1.jpg", "a/2.jpg", "b/3.jpg"]
    assert [row.path for row in data.validation] == ["a/9.jpg", "b/9.jpg"]
    assert [(row.name, row.images) for row in data.classes] == [("a", 3), ("b", 3)]
    assert data.channels == {
        "train": f"{root}/train/",
        "validation": f"{root}/validation/",
        "train_lst": f"{root}/train_lst/",
        "validation_lst": f"{root}/validation_lst/",
    }
    assert data.bytes == sum(len(body) for key, body in WHOLE.items() if key.endswith(".jpg"))
    assert data.place == f"s3://{account.bucket}/set"
    assert kinds(data) == {"not-opened"}
    assert list(check(data, {}, quick=False)) == []


def test_no_photo_is_downloaded(account: Account) -> None:
    root = put(account, WHOLE)
    read(root)

    keys = [
        str(request.parameters.get("Key")) for request in account.requests if request.operation == "GetObject"
    ]

    assert sorted(key for key in keys if not key.endswith("classes.json")) == [
        "set/train_lst/train.lst",
        "set/validation_lst/validation.lst",
    ]


def test_class_names_come_from_classes_json(account: Account) -> None:
    assert [row.name for row in read(put(account, {**WHOLE, "classes.json": b'["ant", "bee"]'})).classes] == [
        "ant",
        "bee",
    ]


def test_lists_may_lie_elsewhere_and_are_then_channels_themselves(account: Account) -> None:
    photos = {key: body for key, body in WHOLE.items() if not key.endswith(".lst")}
    root = put(account, photos)
    lists = put(account, {"t.lst": TRAIN.encode(), "v.lst": VALIDATION.encode()}, "lists")

    data = read(root, train_lst=lists / "t.lst", validation_lst=lists / "v.lst")

    assert data.channels is not None
    assert data.channels["train_lst"] == f"s3://{account.bucket}/lists/t.lst"
    assert data.channels["validation_lst"] == f"s3://{account.bucket}/lists/v.lst"
    assert kinds(data, "error") == set()


def test_list_whose_address_other_objects_begin_with_is_refused(account: Account) -> None:
    root = put(account, WHOLE)
    lists = put(account, {"t.lst": TRAIN.encode(), "t.lst.bak": b"old"}, "lists")

    with pytest.raises(DatasetError, match=r"t\.lst\.bak"):
        read(root, train_lst=lists / "t.lst")


def test_folder_of_several_lists_is_refused(account: Account) -> None:
    root = put(account, {**WHOLE, "train_lst/old.lst": b"0\t0\tx.jpg\n"})

    with pytest.raises(DatasetError, match="2 lists"):
        read(root)


def test_photos_that_are_missing_empty_or_archived_are_errors(account: Account) -> None:
    objects = dict(WHOLE)
    del objects["train/a/0.jpg"]
    objects["train/b/1.jpg"] = b""
    root = put(account, objects)
    put(account, {"train/a/2.jpg": b"cold"}, StorageClass="GLACIER")

    found = {(finding.kind, finding.path) for finding in read(root).findings if finding.level == "error"}

    assert found == {
        ("missing-file", "train/a/0.jpg"),
        ("empty-file", "train/b/1.jpg"),
        ("archived", "train/a/2.jpg"),
    }


def test_more_than_a_thousand_missing_photos_are_counted(account: Account) -> None:
    lines = TRAIN + "".join(f"{n}\t0\ta/{n}.jpg\n" for n in range(10, 1510))
    data = read(put(account, {**WHOLE, "train_lst/train.lst": lines.encode()}))

    missing = [finding for finding in data.findings if finding.kind == "missing-file"]
    assert len(missing) == 1001
    assert missing[-1].detail.startswith("500 more")


def test_objects_in_no_list_and_the_same_photo_in_both_are_told(account: Account) -> None:
    data = read(
        put(account, {**WHOLE, "train/a/extra.jpg": b"more", "validation/a/9.jpg": WHOLE["train/a/0.jpg"]})
    )

    told = {finding.kind: finding for finding in data.findings}
    assert "1 objects of train" in told["not-listed"].detail
    assert "extra.jpg" in told["not-listed"].detail
    assert told["same-photo-in-both"].level == "warning"
    assert "a/9.jpg" in told["same-photo-in-both"].detail


def test_same_path_in_both_channels_is_not_the_same_photo(account: Account) -> None:
    data = read(
        put(
            account,
            {**WHOLE, "validation/a/0.jpg": b"another", "validation_lst/validation.lst": b"0\t0\ta/0.jpg\n"},
        )
    )

    assert not kinds(data) & {"in-both-lists", "same-photo-in-both", "renumbered"}


def test_faults_of_a_list_name_its_address_and_line(account: Account) -> None:
    root = put(account, {**WHOLE, "train_lst/train.lst": TRAIN.encode() + b"7 0 a/0.jpg\n"})

    (fault,) = [finding for finding in read(root).findings if finding.kind == "spaces-not-tabs"]

    assert (fault.path, fault.line) == (f"{root}/train_lst/train.lst", 5)


def test_list_that_is_none_names_its_address(account: Account) -> None:
    root = put(account, {**WHOLE, "train_lst/train.lst": b"\0\0\0"})

    with pytest.raises(DatasetError, match=f"{root}/train_lst/train.lst"):
        read(root)


def test_listing_changes_with_any_photo_or_list_and_only_then(account: Account) -> None:
    root = put(account, WHOLE)
    first = read(root).listing
    assert len(first) == 40
    assert read(root).listing == first

    put(account, {"train/a/0.jpg": b"another photo"})
    second = read(root).listing
    put(account, {"validation_lst/validation.lst": VALIDATION.encode() + b"2\t0\ta/9.jpg\n"})
    third = read(root).listing

    assert len({first, second, third}) == 3


def test_listings_of_many_pages_are_read_whole(account: Account) -> None:
    lines = "".join(f"{n}\t{n % 2}\t{n}.jpg\n" for n in range(1200))
    photos = {f"train/{n}.jpg": b"%d" % n for n in range(1200)}
    root = put(account, {**WHOLE, **photos, "train_lst/train.lst": lines.encode()})
    seen: list[int] = []

    data = load(DatasetSettings(path=root), SagemakerSettings(), on_progress=seen.append)

    assert len(data.train) == 1200
    assert kinds(data, "error") == set()
    assert max(seen) >= 1200


def test_names_that_xml_and_urls_escape(account: Account) -> None:
    names = ["a b+c%20.jpg", "ü&<é>.jpg", "日本.png"]
    lines = "".join(f"{n}\t{n % 2}\t{name}\n" for n, name in enumerate(names))
    photos = {f"train/{name}": name.encode() for name in names}
    root = put(account, {**WHOLE, **photos, "train_lst/train.lst": lines.encode()})

    assert kinds(read(root), "error") == set()


def test_class_folders_are_counted_and_cannot_be_launched(account: Account) -> None:
    root = put(account, {f"{'ab'[n % 2]}/{n}.jpg": b"%d" % n for n in range(10)})

    data = read(root)

    assert [(row.name, row.images) for row in data.classes] == [("a", 5), ("b", 5)]
    assert (len(data.train), len(data.validation)) == (8, 2)
    (finding,) = [each for each in data.findings if each.level == "error"]
    assert finding.kind == "no-channels"
    assert f"aws s3 sync {root} " in finding.fix


def test_channels_without_lists_say_how_lists_are_made(account: Account, tmp_path: Path, home: Path) -> None:
    photos = {key: body for key, body in WHOLE.items() if not key.endswith(".lst")}
    root = put(account, photos)
    (finding,) = [each for each in read(root).findings if each.level == "error"]
    assert finding.kind == "no-lists"
    assert f"trainscope lst {root} -o lists --no-check" in finding.fix

    made = trainscope(home, "lst", str(root), "-o", tmp_path / "lists", "--no-check", env=account.environment)
    assert made.code == 0, made.stderr
    lists = {
        f"{name}_lst/{name}.lst": (tmp_path / "lists" / f"{name}.lst").read_bytes()
        for name in ("train", "validation")
    }
    put(account, lists)

    data = read(root)
    assert kinds(data, "error") == set()
    assert sorted(row.path for row in data.train) == ["a/0.jpg", "a/2.jpg", "b/1.jpg", "b/3.jpg"]


def test_lists_with_one_root_for_both_splits_are_refused(account: Account) -> None:
    root = put(account, {"a/1.jpg": b"1", "l/t.lst": b"0\t0\ta/1.jpg\n"})

    with pytest.raises(DatasetError, match="train/ and validation/"):
        read(root, train_lst=root / "l" / "t.lst")


@pytest.mark.parametrize("key", ["nothing", ""])
def test_address_with_nothing_below_it(account: Account, key: str) -> None:
    with pytest.raises(DatasetError, match="nothing lies below"):
        read(S3Address(account.bucket, key))


def test_bucket_that_is_not_there(account: Account) -> None:
    with pytest.raises(DatasetError, match="no bucket"):
        read(S3Address("no-such-bucket-here"))


def test_bucket_in_another_region_is_an_error(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    root = put(account, WHOLE)
    monkeypatch.setenv("AWS_REGION", "eu-west-1")

    data = read(root)

    (finding,) = [each for each in data.findings if each.level == "error"]
    assert finding.kind == "other-region"
    assert "--region us-east-1" in finding.fix


def test_list_on_this_machine_beside_photos_in_s3_and_the_other_way_round(
    account: Account, tmp_path: Path
) -> None:
    root = put(account, WHOLE)
    with pytest.raises(UsageError, match="on this machine"):
        read(root, train_lst=tmp_path / "t.lst")
    with pytest.raises(UsageError, match="is in S3"):
        load(DatasetSettings(path=tmp_path, train_lst=root / "t.lst"), SagemakerSettings())


def test_cancel_stops_the_reading(account: Account) -> None:
    root = put(account, WHOLE)
    token = CancelToken()
    token.cancel()

    with pytest.raises(Cancelled):
        load(DatasetSettings(path=root), SagemakerSettings(), cancel=token)


def test_dataset_command_answers_for_an_address(account: Account, home: Path) -> None:
    root = put(account, WHOLE)

    environment = account.environment | {"TRAINSCOPE_HYPERPARAMETERS__MINI_BATCH_SIZE": "2"}

    text = trainscope(home, "dataset", str(root), env=environment)
    answer = trainscope(home, "dataset", "--json", env=environment | {"TRAINSCOPE_DATASET__PATH": str(root)})

    assert text.code == 0, text.stderr
    assert f"{root}: 6 photos, 2 classes, 4 train and 2 validate" in text.stdout
    assert answer.json()["path"] == str(root)
    assert answer.json()["images"] == 6


def test_local_engine_refuses_photos_in_s3(account: Account, home: Path) -> None:
    root = put(account, WHOLE)

    refused = trainscope(
        home, "launch", "--engine", "local", "--dataset", str(root), "--yes", env=account.environment
    )

    assert refused.code == 1
    assert "engine: sagemaker" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_check_command_says_how_a_list_in_s3_is_checked(account: Account, home: Path) -> None:
    refused = trainscope(home, "check", "s3://bucket/a.lst", env=account.environment)

    assert refused.code == 2
    assert "aws s3 cp" in refused.stderr


def test_no_credentials_end_the_command_with_the_remedy(home: Path) -> None:
    environment = {"AWS_EC2_METADATA_DISABLED": "true", "AWS_REGION": "us-east-1"}
    refused = trainscope(home, "dataset", "s3://some-bucket/photos", env=environment)

    assert refused.code == 4
    assert "aws configure" in refused.stderr


def test_denied_listing_names_the_permission(account: Account) -> None:
    root = put(account, WHOLE)
    account.faults.denied = {"s3:ListBucket"}

    with pytest.raises(EngineRefused, match="s3:ListBucket"):
        read(root)


def test_data_set_is_read_whole_in_spite_of_throttling_resets_and_half_answers(account: Account) -> None:
    root = put(account, WHOLE)
    calm = read(root)
    account.faults.set(throttle=0.2, reset_before=0.1, server_error=0.1, half=0.15)

    stormy = read(root)

    assert any(seen.fault for seen in account.requests)
    assert (stormy.train, stormy.validation, stormy.listing, stormy.findings) == (
        calm.train,
        calm.validation,
        calm.listing,
        calm.findings,
    )


@pytest.mark.parametrize("operation", ["ListObjectsV2", "GetObject"])
def test_half_an_answer_is_never_taken_for_a_whole_one(account: Account, operation: str) -> None:
    root = put(account, WHOLE)
    account.faults.next(operation, "half")

    assert kinds(read(root)) == {"not-opened"}
    assert account.requests.of(operation)[0].fault == "half"


def job(account: Account, data: DataSet) -> JobSpec:
    sagemaker = SagemakerSettings(role=account.role, bucket=account.bucket)
    settings = Settings(engine="sagemaker", dataset=DatasetSettings(path=data.root), sagemaker=sagemaker)
    engine = open_engine(settings)
    draft = launch.prepare(settings, data)
    reviewed = engine.review(draft.spec, lambda progress: None, CancelToken())
    return replace(draft.spec, request=reviewed.request, fingerprint=reviewed.fingerprint)


def test_job_is_given_the_channels_as_they_lie_and_nothing_is_written(account: Account) -> None:
    data = read(put(account, WHOLE))
    spec = job(account, data)
    account.requests.clear()

    launching.launch(Aws(SagemakerSettings()), spec, spec.request or {}, lambda progress: None, CancelToken())

    (request,) = account.requests.of("CreateTrainingJob")
    inputs = request.parameters["InputDataConfig"]
    addresses = {each["ChannelName"]: each["DataSource"]["S3DataSource"]["S3Uri"] for each in inputs}
    assert addresses == data.channels
    assert request.status == 200
    assert account.requests.of("PutObject") == []


def test_launch_that_goes_on_refuses_a_data_set_that_has_changed(account: Account) -> None:
    root = put(account, WHOLE)
    spec = job(account, read(root))
    assert spec.fingerprint
    put(account, {"train/a/0.jpg": b"another photo"})
    again = replace(spec, dataset=read(root))

    with pytest.raises(DatasetError, match="not any more what was reviewed"):
        launching.launch(
            Aws(SagemakerSettings()), again, spec.request or {}, lambda progress: None, CancelToken()
        )

    assert account.requests.of("CreateTrainingJob") == []
