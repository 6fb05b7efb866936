"""The command line with a SageMaker account: launch, watch, stop, list, what it says and what it sends."""

from __future__ import annotations

import json
import os
import pty
import shutil
import signal
import subprocess
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from core.job.logfile import read_file
from tests.aws.life import Life, quick
from tests.aws.lines import real_lines
from tests.aws.program import SECONDS, Program, log_of, sent, wait_for_text
from tests.cli.runner import PROGRAM, environment
from tests.conftest import wait_until
from tests.photos import draw_classes

if TYPE_CHECKING:
    from pathlib import Path

    from tests.aws.account import Account

NAME = "ic-birds-1"
CURVE = [0.4, 0.55, 0.63, 0.7]
PHOTOS = 36
CHANNELS = ("train", "validation", "train_lst", "validation_lst")


@pytest.fixture
def program(home: Path, tmp_path: Path, aws: Account) -> Program:
    """36 photos in three classes; jobs live for some seconds."""
    installed = Program.install(home, draw_classes(tmp_path / "birds"), aws)
    installed.age(quick(CURVE))
    return installed


def request_of(aws: Account, name: str) -> dict[str, Any]:
    return dict(aws.jobs[name].request)


def prefix_of(address: str) -> str:
    """Bucket and folder of an ``s3://`` address without the channel."""
    return address.rstrip("/").rpartition("/")[0]


def test_a_launch_sends_the_four_channels_and_follows_the_job_to_its_end(program: Program) -> None:
    aws = program.account
    result = program.run("launch", "--wait", "--yes", "--name", NAME, "--json")
    assert result.code == 0, result.stderr
    request = request_of(aws, NAME)
    channels = {row["ChannelName"]: row["DataSource"]["S3DataSource"] for row in request["InputDataConfig"]}
    assert tuple(channels) == CHANNELS
    assert len({prefix_of(row["S3Uri"]) for row in channels.values()}) == 1
    assert request["HyperParameters"]["num_classes"] == "3"
    assert request["HyperParameters"]["num_training_samples"] == "27"
    assert request["RoleArn"] == aws.role
    assert request["ResourceConfig"]["InstanceType"] == "ml.g5.xlarge"
    assert len(set(sent(aws))) == PHOTOS
    assert len(set(sent(aws, lists=True))) == PHOTOS + 2
    events = result.objects()
    last = events[-1]
    assert (last["type"], last["status"], last["account"]) == ("status", "Completed", aws.id)
    assert last["cost"] > 0
    assert last["billable_seconds"] > 0
    assert last["instances"] == {"type": "ml.g5.xlarge", "count": 1}
    assert last["best"] == {"epoch": 3, "value": 0.7}
    told = [event["text"] for event in events if event["type"] == "log"]
    assert Counter(told) == Counter(log_of(aws, NAME))
    assert program.curve(NAME) == CURVE


def test_other_hyperparameters_with_the_same_photos_send_no_photo_again(program: Program) -> None:
    aws = program.account
    assert program.run("launch", "--yes", "--name", NAME).code == 0
    aws.requests.clear()
    again = program.run("launch", "--yes", "--from", NAME, "--set", "epochs=7", "--name", "ic-birds-2")
    assert (again.code, again.stdout) == (0, "ic-birds-2\n"), again.stderr
    assert "epochs 7 (was 4)" in again.stderr
    assert sent(aws, lists=True) == []
    first, second = request_of(aws, NAME), request_of(aws, "ic-birds-2")
    assert second["InputDataConfig"] == first["InputDataConfig"]
    assert (first["HyperParameters"]["epochs"], second["HyperParameters"]["epochs"]) == ("4", "7")


def test_the_review_says_where_what_and_how_much_and_without_a_yes_nothing_is_sent(program: Program) -> None:
    refused = program.run("launch", "--name", NAME)
    assert refused.code == 2
    assert "--yes" in refused.stderr
    for words in ("sagemaker us-east-1", "$1.41 per hour", program.account.role, "at most", "epochs 4"):
        assert words in refused.stderr
    assert len(program.account.jobs) == 0
    assert sent(program.account, lists=True) == []
    assert program.names() == []


def test_a_dry_run_prints_what_would_be_sent(program: Program) -> None:
    aws = program.account
    dry = program.run("launch", "--dry-run", "--name", NAME)
    assert dry.code == 0, dry.stderr
    assert len(aws.jobs) == 0
    assert sent(aws, lists=True) == []
    assert program.run("launch", "--yes", "--name", NAME).code == 0
    printed, real = json.loads(dry.stdout), request_of(aws, NAME)
    for request in (printed, real):
        request["Tags"] = [tag for tag in request["Tags"] if tag["Key"] != "trainscope:launch-id"]
    assert printed == real


def test_ctrl_c_while_it_uploads_cancels_the_launch(program: Program, tmp_path: Path) -> None:
    aws = program.account
    aws.faults.delay_seconds = 0.1
    aws.faults.set("PutObject", delay=1.0)
    said = tmp_path / "said"
    with program.started("launch", "--wait", "--yes", "--name", NAME, stderr=said) as process:
        wait_until(lambda: len(sent(aws)) >= 5, seconds=60, what="some photos in S3")
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
    aws.faults.clear()
    text = said.read_text()
    assert f"the launch of {NAME} was cancelled" in text
    assert "stays" in text
    assert "Traceback" not in text
    assert len(aws.jobs) == 0
    watched = program.run("watch", NAME)
    assert watched.code == 3, "a launch that was cancelled does not go on"
    assert len(aws.jobs) == 0


def test_at_a_terminal_the_upload_is_one_line_that_is_rewritten(program: Program) -> None:
    aws = program.account
    aws.faults.delay_seconds = 0.3
    aws.faults.set("PutObject", delay=1.0)
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [PROGRAM, "launch", "--yes", "--name", NAME],
        env=environment(program.home, **aws.environment),
        cwd=program.home,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    )
    os.close(theirs)
    said = b""
    try:
        while part := os.read(ours, 65536):
            said += part
    except OSError:
        pass  # the last of the terminal's owners has gone
    os.close(ours)
    assert process.wait(SECONDS) == 0
    pieces = said.decode().split("\r\x1b[K")
    assert any(f"of {PHOTOS} photos" in piece for piece in pieces)
    assert len(said) < 8000


def test_stopping_says_that_it_takes_a_while_and_twice_is_no_error(program: Program) -> None:
    aws = program.account
    aws.jobs.life = quick(CURVE, training_seconds=3600.0, stop_seconds=2.0)
    assert program.run("launch", "--yes", "--name", NAME).code == 0
    first, second = program.run("stop", NAME), program.run("stop", NAME, "--json")
    assert first.code == second.code == 0, first.stderr
    assert "two minutes" in first.stderr
    assert second.json()["status"] in ("Stopping", "Stopped")
    assert program.run("watch", NAME).code == 3
    assert program.run("stop", NAME).stdout == f"{NAME}: Stopped\n"


def test_one_call_in_vain_is_no_trouble_for_one_look(program: Program) -> None:
    aws = program.account
    aws.jobs.life = quick(CURVE, training_seconds=3600.0)
    assert program.run("launch", "--yes", "--name", NAME).code == 0
    aws.faults.next("DescribeTrainingJob", "throttle")
    looked = program.run("status", NAME)
    assert (looked.code, "no news" in looked.stderr) == (0, False), looked.stderr


def test_a_failure_says_why_and_what_to_do(program: Program) -> None:
    reason = "ClientError: The number of input images must be bigger or equal to the mini_batch_size., exit code: 2"
    program.account.jobs.life = quick(CURVE, end="Failed", failure=reason)
    result = program.run("launch", "--wait", "--yes", "--name", NAME)
    assert result.code == 1
    assert "bigger or equal to the mini_batch_size" in result.stdout
    assert "what to do:" in result.stdout
    looked = program.run("status", NAME)
    assert "what to do:" in looked.stdout
    assert "https://" in looked.stdout
    assert "cost $" in looked.stdout


def test_the_list_pages_through_all_jobs_and_filters_at_the_service(program: Program) -> None:
    aws = program.account
    aws.jobs.put_many(230)
    aws.jobs.put("somebody-elses", life=quick(CURVE, training_seconds=3600.0))
    listed = program.run("jobs", "--json")
    assert listed.code == 0, listed.stderr
    assert len(listed.json()) == 231
    assert listed.json()[0]["name"] == "somebody-elses"
    assert aws.requests.count("GetLogEvents") == 0
    aws.requests.clear()
    some = program.run("jobs", "--grep", "old-job-0022", "--status", "completed", "--json").json()
    assert len(some) == 10
    assert aws.requests.count("ListTrainingJobs") == 1
    running = program.run("jobs", "--status", "InProgress", "--json").json()
    assert [row["name"] for row in running] == ["somebody-elses"]


def test_a_job_of_somebody_else_is_attached_to(program: Program) -> None:
    aws = program.account
    aws.jobs.put("somebody-elses", life=quick(CURVE))
    result = program.run("watch", "somebody-elses")
    assert result.code == 0, result.stderr
    assert Counter(program.lines("somebody-elses")) == Counter(log_of(aws, "somebody-elses"))


def test_without_an_answer_watch_says_so_and_goes_on_when_it_is_back(
    program: Program, tmp_path: Path
) -> None:
    aws = program.account
    aws.jobs.life = quick(CURVE, training_seconds=8.0)
    assert program.run("launch", "--yes", "--name", NAME).code == 0
    said = tmp_path / "said"
    with program.started("watch", NAME, stderr=said) as process:
        aws.faults.down = True
        wait_for_text(said, "trainscope: retrying: ")
        looked = program.run("status", NAME)
        assert looked.code == 4
        aws.faults.down = False
        wait_for_text(said, "going on")
        assert process.wait(SECONDS) == 0
    assert Counter(program.lines(NAME)) == Counter(log_of(aws, NAME))


def test_without_permission_it_names_the_action_and_ends_with_4(program: Program) -> None:
    program.account.faults.denied = {"sagemaker:CreateTrainingJob"}
    result = program.run("launch", "--yes", "--name", NAME)
    assert result.code == 4
    assert "sagemaker:CreateTrainingJob" in result.stderr
    assert "Traceback" not in result.stderr
    assert program.run("status", NAME, "--json").json()["status"] == "Failed"


def test_through_throttling_resets_faults_and_an_expired_token_it_comes_to_one_job_and_every_line_once(
    program: Program,
) -> None:
    aws = program.account
    aws.jobs.life = quick(CURVE, training_seconds=20.0)
    aws.faults.set(throttle=0.2, reset_before=0.03, reset_after=0.02, server_error=0.05)
    gate = aws.faults.hold("CreateTrainingJob")
    with program.started("launch", "--wait", "--yes", "--name", NAME) as process:
        wait_until(gate.arrived.is_set, seconds=SECONDS, what="the call")
        aws.faults.expired_until = aws.clock() + 60
        gate.open()
        assert process.wait(SECONDS) == 0
    assert [job.name for job in aws.jobs] == [NAME]
    assert Counter(program.lines(NAME)) == Counter(log_of(aws, NAME))
    assert program.curve(NAME) == CURVE


def test_the_400_flowers(shared: Path, home: Path, aws: Account) -> None:
    log = shared / "data" / "logs" / "23_cifar_lst_defaults_2026-01.log"
    aws.clock.speed = 60.0
    aws.jobs.life = Life(lines=real_lines(log))
    program = Program.install(home, shared / "data" / "flowers", aws)
    shutil.rmtree(home / ".cache")  # so that the SDK has to be asked
    sizes = ("--set", "image_shape=3,224,224", "--set", "resize=224")
    result = program.run("launch", "--wait", "--yes", "--name", "ic-flowers-1", "--json", *sizes)
    assert result.code == 0, result.stderr
    assert result.objects()[-1]["cost"] > 0
    with log.open("rb") as stream:
        points = [point for point in read_file(stream) if point.name == "validation:accuracy"]
    assert program.curve("ic-flowers-1") == [point.value for point in sorted(points, key=lambda p: p.epoch)]
    aws.requests.clear()
    again = program.run("launch", "--yes", "--from", "ic-flowers-1", "--set", "epochs=9")
    assert again.code == 0, again.stderr
    assert sent(aws, lists=True) == []
