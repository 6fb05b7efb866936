"""Jobs on augmented manifests by the installed program: dry run, launched and followed, cloned, gone on with."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from tests.aws.life import quick
from tests.aws.manifests import configured, install, lines, put
from tests.aws.program import Program, kill, log_of, sent
from tests.conftest import wait_until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.aws.account import Account

NAME = "ic-insects-1"
CURVE = [0.4, 0.55, 0.63, 0.7]


@pytest.fixture
def program(home: Path, aws: Account) -> Program:
    """36 photos of three classes in S3, named by two manifests; jobs live for some seconds."""
    installed = install(home, aws)
    installed.age(quick(CURVE))
    aws.requests.clear()
    return installed


def configure(program: Program, text: str) -> None:
    (program.home / "trainscope.yaml").write_text(text)


def without_launch_id(request: dict[str, Any]) -> dict[str, Any]:
    tags = [tag for tag in request["Tags"] if tag["Key"] != "trainscope:launch-id"]
    return {**request, "Tags": tags}


def test_launch_streams_both_manifests_and_follows_the_job_to_its_end(program: Program) -> None:
    aws = program.account
    dry = program.run("launch", "--dry-run", "--name", NAME)
    assert dry.code == 0, dry.stderr
    assert len(aws.jobs) == 0

    result = program.run("launch", "--wait", "--yes", "--name", NAME, "--json")

    assert result.code == 0, result.stderr
    request = dict(aws.jobs[NAME].request)
    assert without_launch_id(json.loads(dry.stdout)) == without_launch_id(request)
    channels = {each["ChannelName"]: each for each in request["InputDataConfig"]}
    assert {name: each["DataSource"]["S3DataSource"] for name, each in channels.items()} == {
        name: {
            "S3DataType": "AugmentedManifestFile",
            "S3Uri": f"s3://{aws.bucket}/insects/{name}.manifest",
            "S3DataDistributionType": "FullyReplicated",
            "AttributeNames": ["source-ref", "species"],
        }
        for name in ("train", "validation")
    }
    assert channels["train"]["ShuffleConfig"] == {"Seed": 7}
    assert (
        request["HyperParameters"]["num_classes"],
        request["HyperParameters"]["num_training_samples"],
    ) == (
        "3",
        "27",
    )
    assert sent(aws, lists=True) == []
    last = result.objects()[-1]
    assert (last["type"], last["status"]) == ("status", "Completed")
    assert program.curve(NAME) == CURVE


def one_manifest(program: Program, more: bytes = b"") -> None:
    """The train manifest alone, which is to be split."""
    whole = (program.home / "trainscope.yaml").read_text()
    alone = whole.replace(f", validation_lst: s3://{program.account.bucket}/insects/validation.manifest", "")
    assert alone != whole
    configure(program, alone)
    folder = f"s3://{program.account.bucket}/insects/photos"
    rows = [(f"{folder}/{number}.jpg", number % 3) for number in range(30)]
    put(program.account, {"insects/train.manifest": lines(rows) + more})


def test_manifest_that_is_alone_is_split_and_the_halves_are_launched(program: Program) -> None:
    aws = program.account
    one_manifest(program)
    refused = program.run("launch", "--yes", "--name", NAME)
    assert refused.code == 1
    assert "trainscope lst -o lists" in refused.stderr

    made = program.run("lst", "-o", program.home / "lists", "--json")

    assert made.code == 0, made.stderr
    assert (made.json()["train"], made.json()["validation"]) == (24, 6)
    assert f"aws s3 cp {program.home}/lists/train.manifest s3://{aws.bucket}/insects/" in made.stderr
    parts = {
        name: (program.home / "lists" / f"{name}.manifest").read_bytes() for name in ("train", "validation")
    }
    whole = aws.client("s3").get_object(Bucket=aws.bucket, Key="insects/train.manifest")["Body"].read()
    assert sorted(b"".join(parts.values()).splitlines()) == sorted(whole.splitlines())
    put(aws, {f"insects/half/{name}.manifest": content for name, content in parts.items()})
    folder = f"s3://{aws.bucket}/insects/half"
    configure(program, configured(aws, folder))
    assert program.run("launch", "--yes", "--name", NAME).code == 0
    assert aws.jobs[NAME].request["HyperParameters"]["num_training_samples"] == "24"


def test_faulty_lines_are_left_out_of_a_split_only_if_that_is_asked_for(program: Program) -> None:
    one_manifest(program, b'{"source-ref": 3}\r\n')

    refused = program.run("lst", "-o", "lists")
    assert refused.code == 1
    assert "insects/train.manifest:31" in refused.stderr
    assert not (program.home / "lists").exists()

    made = program.run("lst", "-o", "lists", "--no-check")
    assert made.code == 0, made.stderr
    assert "24 train and 6 validate" in made.stdout


@pytest.mark.parametrize("option", ["--flat", "--no-shuffle", "--no-validation", "--test=0.1", "--chunks=2"])
def test_options_for_folders_do_not_split_a_manifest(program: Program, option: str) -> None:
    one_manifest(program)
    refused = program.run("lst", "-o", "lists", option)
    assert refused.code == 2
    assert "split in two" in refused.stderr


def test_two_manifests_are_not_split(program: Program) -> None:
    refused = program.run("lst", "-o", "lists")
    assert refused.code == 2
    assert "no manifest that is to be split" in refused.stderr


def test_review_says_it_in_words(program: Program) -> None:
    refused = program.run("launch", "--name", NAME)

    assert refused.code == 2
    for words in ("36 photos", "Pipe mode", "insects/train.manifest", "species: classes", "--yes"):
        assert words in refused.stderr


def test_clone_takes_the_manifests_along_where_no_data_set_is_configured(program: Program) -> None:
    aws = program.account
    assert program.run("launch", "--yes", "--name", NAME).code == 0
    whole = (program.home / "trainscope.yaml").read_text()
    configure(program, "\n".join(line for line in whole.splitlines() if not line.startswith("dataset:")))

    again = program.run("launch", "--yes", "--from", NAME, "--set", "epochs=7", "--name", "ic-insects-2")

    assert (again.code, again.stdout) == (0, "ic-insects-2\n"), again.stderr
    first, second = aws.jobs[NAME].request, aws.jobs["ic-insects-2"].request
    assert second["InputDataConfig"] == first["InputDataConfig"]
    assert second["HyperParameters"] == {**first["HyperParameters"], "epochs": "7"}


def kill_before_the_job_exists(program: Program) -> None:
    """Launch, and end the program while no question for the job reaches the account."""
    aws = program.account
    aws.faults.set("CreateTrainingJob", reset_before=1.0)
    with program.started("launch", "--yes", "--name", NAME) as process:
        wait_until(
            lambda: bool(aws.requests.of("CreateTrainingJob")), seconds=60, what="the question for the job"
        )
        kill(process)
    aws.faults.clear()
    assert len(aws.jobs) == 0


def test_launch_that_was_killed_before_the_job_existed_goes_on(program: Program) -> None:
    aws = program.account
    kill_before_the_job_exists(program)

    watched = program.run("watch", NAME)

    assert watched.code == 0, watched.stderr
    assert "Completed" in watched.stdout
    assert [job.name for job in aws.jobs] == [NAME]
    assert aws.jobs[NAME].request["InputDataConfig"][0]["DataSource"]["S3DataSource"]["AttributeNames"]
    assert Counter(program.lines(NAME)) == Counter(log_of(aws, NAME))


def test_launch_is_not_gone_on_with_after_a_manifest_has_changed(program: Program) -> None:
    aws = program.account
    kill_before_the_job_exists(program)
    rows = [(f"s3://{aws.bucket}/insects/photos/{number}.jpg", number % 3) for number in range(20)]
    put(aws, {"insects/train.manifest": lines(rows)})

    refused = program.run("launch", "--resume", NAME)

    assert refused.code == 2
    assert "not any more what was reviewed" in refused.stderr
    assert f"trainscope launch --from {NAME}" in refused.stderr
    assert len(aws.jobs) == 0


def test_faulty_manifest_blocks_the_launch_with_its_line(program: Program) -> None:
    aws = program.account
    put(
        aws,
        {"insects/validation.manifest": lines([("s3://trainscope-test/insects/photos/30.jpg", 0)]) + b"{}\n"},
    )

    refused = program.run("launch", "--yes", "--name", NAME)

    assert refused.code == 1
    assert "insects/validation.manifest:2" in refused.stderr
    assert len(aws.jobs) == 0
