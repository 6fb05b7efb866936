"""Data sets that lie in S3 as RecordIO: what is known of them, what is found, what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from core import launch
from core.config import DatasetSettings, SagemakerSettings, Settings
from core.dataset.check import check
from core.dataset.recordio.records import frame, pack_image
from core.errors import DatasetError, UsageError
from core.s3address import S3Address
from core.source import load
from tests.aws.life import quick
from tests.aws.program import Program, sent
from tests.photos import draw_classes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from core.dataset.model import DataSet
    from tests.aws.account import Account


def records(count: int, columns: int = 1) -> bytes:
    return b"".join(frame(pack_image(n, [float(n % 2)] * columns, b"photo %d" % n)) for n in range(count))


TWO = {"train/train.rec": records(6), "validation/validation.rec": records(2)}
INDEX = {"train.idx": b"0\t0\n1\t40\n2\t80\n3\t120\n4\t160\n5\t200\n", "validation.idx": b"0\t0\n1\t40\n"}


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
    return load(DatasetSettings(path=root, input="recordio", **settings), SagemakerSettings())


def kinds(data: DataSet) -> dict[str, str]:
    return {finding.kind: finding.level for finding in data.findings}


def missing(data: DataSet, **given: str) -> set[str]:
    """The hyperparameters that a launch would be refused for, as they are not known."""
    values = {"num_classes": "auto", "num_training_samples": "auto", "mini_batch_size": "2", **given}
    draft = launch.prepare(Settings(engine="sagemaker"), data, given=values)
    return {finding.detail for finding in draft.findings if finding.level == "error"}


def test_two_channels_of_one_record_file_are_a_data_set(account: Account) -> None:
    root = put(account, {**TWO, **INDEX})

    data = read(root, classes=("a", "b"))

    assert (len(data.train), len(data.validation), data.images) == (6, 2, 8)
    assert [row.name for row in data.classes] == ["a", "b"]
    assert data.channels == {name: f"{root}/{name}/" for name in ("train", "validation")}
    assert (data.input, data.multi_label) == ("recordio", False)
    assert data.bytes == sum(map(len, TWO.values()))
    assert kinds(data) == {}
    assert list(check(data, {}, quick=False)) == []


def test_what_nobody_says_must_be_set(account: Account) -> None:
    data = read(put(account, TWO))

    assert (data.images, data.classes) == (0, ())
    assert kinds(data) == {"records-not-counted": "info"}
    assert missing(data) == {"num_classes is not known", "num_training_samples is not known"}
    assert missing(data, num_classes="2") == {"num_training_samples is not known"}
    assert missing(data, num_classes="2", num_training_samples="6") == set()


def test_an_index_counts_wherever_it_lies(account: Account) -> None:
    beside = read(put(account, {**TWO, "train/train.idx": INDEX["train.idx"]}, prefix="beside"))
    assert len(beside.train) == 6
    assert kinds(beside) == {"not-a-record-file": "warning", "records-not-counted": "info"}

    above = read(put(account, {**TWO, **INDEX}, prefix="above"))
    assert (len(above.train), len(above.validation)) == (6, 2)
    assert missing(above, num_classes="2") == set()
    draft = launch.prepare(
        Settings(engine="sagemaker"), above, given={"num_classes": "2", "num_training_samples": "5"}
    )
    assert "num-training-samples" in {finding.kind for finding in draft.findings}


def test_a_damaged_index_counts_nothing(account: Account) -> None:
    data = read(put(account, {**TWO, "train.idx": b"0 0\n", "validation.idx": INDEX["validation.idx"]}))
    assert (len(data.train), len(data.validation)) == (0, 2)


def test_several_labels_are_seen_by_the_first_record(account: Account) -> None:
    both = {"train/a.rec": records(4, columns=3), "validation/b.rec": records(2, columns=3)}
    data = read(put(account, both))
    assert (data.multi_label, len(data.classes)) == (True, 3)
    assert missing(data, num_training_samples="4") == set()


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"train/train.rec": b""}, "empty-file"),
        ({"train/train.rec": b"\xff\xd8 a photo, no records"}, "not-recordio"),
        ({"train/train.rec": b"\x0a\x23"}, "not-recordio"),
    ],
)
def test_what_would_end_a_job_is_found(account: Account, changes: dict[str, bytes], kind: str) -> None:
    assert kinds(read(put(account, {**TWO, **INDEX, **changes})))[kind] == "error"


def test_an_archived_file_is_found(account: Account) -> None:
    put(account, INDEX)
    root = put(account, TWO, StorageClass="GLACIER")
    assert kinds(read(root))["archived"] == "error"


@pytest.mark.parametrize(
    ("objects", "told"),
    [
        ({"train/a.jpg": b"x", "validation/b.jpg": b"x"}, "holds 0 .rec files"),
        ({**TWO, "train/more.rec": records(1)}, "holds 2 .rec files"),
        ({"train.rec": records(1)}, "no folders train/ and validation/"),
    ],
)
def test_what_is_no_such_data_set_is_refused(account: Account, objects: dict[str, bytes], told: str) -> None:
    with pytest.raises(DatasetError, match=told.replace(".", r"\.")) as caught:
        read(put(account, objects))
    assert caught.value.fix


def test_lists_are_not_read_beside_records(account: Account) -> None:
    root = put(account, TWO)
    with pytest.raises(UsageError, match="lists are named"):
        read(root, train_lst=root / "train.lst", validation_lst=root / "validation.lst")


def test_records_are_not_taken_for_photos(account: Account) -> None:
    root = put(account, TWO)
    with pytest.raises(DatasetError, match=r"holds \.rec files") as caught:
        load(DatasetSettings(path=root), SagemakerSettings())
    assert "dataset.input to recordio" in caught.value.fix


def test_a_changed_file_is_another_data_set(account: Account) -> None:
    root = put(account, {**TWO, **INDEX})
    before = read(root).listing
    assert read(root).listing == before
    put(account, {"train/train.rec": records(7)})
    assert read(root).listing != before


def test_rows_that_were_not_read_are_no_rows(account: Account) -> None:
    data = read(put(account, {**TWO, **INDEX}))
    with pytest.raises(DatasetError, match="were not read"):
        list(data.train)


def configure(program: Program, root: str) -> None:
    """Let the configuration name records."""
    file = program.home / "trainscope.yaml"
    lines = file.read_text().splitlines()
    kept = [line for line in lines if not line.startswith("dataset:")]
    file.write_text("\n".join([*kept, f"dataset: {{path: '{root}', input: recordio}}\n"]))


def test_records_in_s3_are_trained_on_where_they_lie(aws: Account, home: Path, tmp_path: Path) -> None:
    program = Program.install(home, tmp_path, aws)
    program.age(quick([0.5, 0.6]))
    root = put(aws, {**TWO, **INDEX})
    configure(program, str(root))
    refused = program.run("launch", "--yes")
    assert refused.code == 1
    assert "num_classes is not known" in refused.stderr
    assert "the records do not say it" in refused.stderr

    aws.requests.clear()
    launched = program.run(
        "launch", "--wait", "--yes", "--name", "ic-1", "--set", "num_classes=2", "--set", "mini_batch_size=2"
    )
    assert launched.code == 0, launched.stderr
    assert sent(aws, lists=True) == []
    request = aws.jobs["ic-1"].request
    assert {
        row["ChannelName"]: (row["DataSource"]["S3DataSource"]["S3Uri"], row["ContentType"])
        for row in request["InputDataConfig"]
    } == {name: (f"{root}/{name}/", "application/x-recordio") for name in ("train", "validation")}
    assert request["HyperParameters"]["num_training_samples"] == "6"
    for command in (("dataset", str(root)), ("lst", str(root), "-o", "lists")):
        said = program.run(*command)
        assert "Traceback" not in said.stderr
    assert said.code == 2
    assert "were not read" in said.stderr


def test_what_trainscope_sent_tells_all_that_a_launch_needs(aws: Account, home: Path, tmp_path: Path) -> None:
    program = Program.install(home, draw_classes(tmp_path / "birds"), aws)
    program.age(quick([0.5, 0.6]))
    file = home / "trainscope.yaml"
    file.write_text(file.read_text().replace("validation: 0.25}", "validation: 0.25, input: recordio}"))
    assert program.run("launch", "--wait", "--yes", "--name", "ic-1").code == 0
    first = aws.jobs["ic-1"].request
    address = first["InputDataConfig"][0]["DataSource"]["S3DataSource"]["S3Uri"].removesuffix("train/")
    configure(program, address)
    launched = program.run("launch", "--wait", "--yes", "--name", "ic-2")
    assert launched.code == 0, launched.stderr
    second = aws.jobs["ic-2"].request
    assert second["InputDataConfig"] == first["InputDataConfig"]
    assert second["HyperParameters"] == first["HyperParameters"]
