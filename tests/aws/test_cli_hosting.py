"""The command line with endpoints of a SageMaker account: asked first, killed at each step, nothing unlisted."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING, Any

import pytest

from tests.aws.endpoint import PING_ERROR, EndpointLife
from tests.aws.faults import Gate
from tests.aws.hosting import NAME, NOTHING, all_of, there, trained_job
from tests.aws.program import Program, kill, wait_for_text
from tests.cli.runner import controls_in
from tests.conftest import wait_until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.aws.account import Account

CONFIG = """
engine: sagemaker
sagemaker: {{role: {role}, bucket: {bucket}, prices: {{ml.m5.large: 0.5}}}}
"""
DEPLOY = ("deploy", NAME, "--yes")


@pytest.fixture
def program(home: Path, aws: Account) -> Program:
    """A job that was trained elsewhere; endpoints are in service at once."""
    trained_job(aws)
    aws.endpoints.life = EndpointLife(creating=0.0, deleting=0.0)
    (home / "trainscope.yaml").write_text(CONFIG.format(role=aws.role, bucket=aws.bucket))
    return Program(home, home, aws)


def listed(program: Program, *args: str) -> list[dict[str, Any]]:
    answer = program.run("endpoints", "--json", *args)
    assert answer.code == 0, answer.stderr
    rows: list[dict[str, Any]] = answer.json()
    return rows


def test_what_costs_money_is_shown_and_made_only_with_a_yes(program: Program) -> None:
    aws = program.account
    unasked = program.run("deploy", NAME)
    assert (unasked.code, unasked.stdout) == (2, "")
    assert "$0.50 per hour, $12.00 per day" in unasked.stderr
    assert "nobody is here to say yes" in unasked.stderr
    assert there(aws) == NOTHING
    assert listed(program) == []
    made = program.run(*DEPLOY, "--json")
    assert (made.code, made.json()) == (0, {"endpoint": NAME, "status": "InService"}), made.stderr
    assert there(aws) == all_of()
    aws.clock.advance(-7200)
    aws.endpoints[NAME].created -= 7200
    (row,) = listed(program)
    assert (row["endpoint"], row["job"], row["status"]) == (NAME, NAME, "InService")
    assert row["cost"] == pytest.approx(1.0, abs=0.1)
    down = program.run("undeploy", NAME, "--yes", "--json")
    assert down.json()["deleted"][:1] == ["endpoint"], down.stderr
    assert "cost so far" in down.stderr
    assert there(aws) == NOTHING
    assert listed(program) == []


def test_a_serverless_endpoint_is_paid_by_use(program: Program) -> None:
    assert program.run(*DEPLOY, "--serverless", "2048").code == 0
    (row,) = listed(program)
    assert (row["status"], row["cost"]) == ("InService", None)
    assert program.run("endpoints").stdout.rstrip().endswith("by use")


def test_one_that_fails_is_told_with_the_service_s_reason(program: Program) -> None:
    program.account.endpoints.life = EndpointLife(creating=0.0, failure=PING_ERROR)
    failed = program.run(*DEPLOY)
    assert (failed.code, failed.stdout) == (1, f"{NAME}\n")
    assert "did not pass the ping health check" in failed.stderr
    assert f"trainscope undeploy {NAME}" in failed.stderr
    assert [row["status"] for row in listed(program)] == ["Failed"]


def test_without_waiting_it_is_being_created_and_taken_down_as_soon_as_it_can_be(program: Program) -> None:
    aws = program.account
    aws.endpoints.life = EndpointLife(creating=600.0, deleting=0.0)
    made = program.run(*DEPLOY, "--no-wait", "--json")
    assert (made.code, made.json()["status"]) == (0, "Creating"), made.stderr
    said = program.home / "said"
    with program.started("undeploy", NAME, "--yes", stderr=said) as process:
        wait_for_text(said, f"waiting until {NAME} can be deleted")
        assert there(aws) == all_of()
        aws.clock.advance(600)
        assert process.wait(60) == 0
    assert there(aws) == NOTHING


def test_interrupting_ends_the_waiting_and_not_the_endpoint(program: Program) -> None:
    program.account.endpoints.life = EndpointLife(creating=600.0)
    said = program.home / "said"
    with program.started(*DEPLOY, stderr=said) as process:
        wait_for_text(said, f"{NAME}: Creating")
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
    assert f"{NAME} goes on being created" in said.read_text()
    assert f"trainscope undeploy {NAME}" in said.read_text()
    assert [row["status"] for row in listed(program)] == ["Creating"]


@pytest.mark.parametrize(
    ("operation", "after"),
    [("CreateModel", True), ("CreateEndpointConfig", False), ("CreateEndpoint", True)],
)
def test_killed_at_a_step_it_is_listed_and_the_same_command_goes_on(
    program: Program, operation: str, after: bool
) -> None:
    aws = program.account
    gate = aws.faults.hold(operation, after=after)
    with program.started(*DEPLOY) as process:
        wait_until(gate.arrived.is_set, seconds=100, what="the call")
        kill(process)
    aws.faults.next(operation, "server_error")  # what stands at the gate has met its faults already
    gate.open()
    aws.faults.clear()
    wait_until(lambda: aws.requests.count(operation) == 1, what="the answer to nobody")
    (row,) = listed(program)
    whole = operation == "CreateEndpoint"
    assert (row["endpoint"], row["status"]) == (NAME, "InService" if whole else "Incomplete")
    if whole:
        return
    told = program.run("endpoints").stderr
    assert f"trainscope deploy {NAME}" in told
    again = program.run(*DEPLOY, "--json")
    assert (again.code, again.json()["status"]) == (0, "InService"), again.stderr
    assert there(aws) == all_of()


def test_killed_before_anything_was_made_it_is_listed_and_dropped(program: Program) -> None:
    aws = program.account
    gate = aws.faults.hold("CreateModel")
    with program.started(*DEPLOY) as process:
        wait_until(gate.arrived.is_set, seconds=100, what="the call")
        kill(process)
    told = program.run("endpoints")
    assert "Incomplete" in told.stdout
    assert "none of it was made" in told.stderr
    gate.open()
    wait_until(lambda: there(aws)["model"] == [NAME], what="the late request")
    dropped = program.run("undeploy", NAME, "--yes", "--json")
    assert dropped.json() == {"endpoint": NAME, "deleted": ["model"]}
    assert (there(aws), listed(program)) == (NOTHING, [])


def test_killed_while_it_is_waited_for_or_taken_down_it_is_listed_until_nothing_is_left(
    program: Program,
) -> None:
    aws, said = program.account, program.home / "said"
    aws.endpoints.life = EndpointLife(creating=600.0, deleting=0.0)
    with program.started(*DEPLOY, stderr=said) as process:
        wait_for_text(said, f"{NAME}: Creating")
        kill(process)
    assert [row["status"] for row in listed(program)] == ["Creating"]
    aws.clock.advance(600)
    for operation, status in (
        ("DeleteEndpoint", "InService"),
        ("DeleteEndpointConfig", "Incomplete"),
        ("DeleteModel", "Incomplete"),
    ):
        gate = aws.faults.gates[operation] = Gate(drop=True)
        with program.started("undeploy", NAME, "--yes") as process:
            wait_until(gate.arrived.is_set, seconds=100, what=operation)
            kill(process)
        aws.faults.clear()
        assert [(row["endpoint"], row["status"]) for row in listed(program)] == [(NAME, status)]
    down = program.run("undeploy", NAME, "--yes", "--json")
    assert down.json() == {"endpoint": NAME, "deleted": ["model"]}, down.stderr
    assert (there(aws), listed(program)) == (NOTHING, [])


def test_what_cannot_be_a_name_is_not_there(program: Program) -> None:
    for command in (("deploy",), ("predict", "a.jpg"), ("undeploy", "--yes")):
        answer = program.run(command[0], "\x1b[31mred", *command[1:])
        assert (answer.code, answer.stdout) == (2, "")
        assert "no job" in answer.stderr or "no endpoint" in answer.stderr
        assert controls_in(answer.stderr) == set()


def test_without_an_answer_the_book_s_last_word_is_listed(program: Program) -> None:
    assert program.run(*DEPLOY).code == 0
    program.account.faults.down = True
    cut = program.run("endpoints", "--json")
    assert cut.code == 4
    assert [row["status"] for row in cut.json()] == ["InService"]
    assert cut.stderr.count("only what the run book holds") == 1


def test_an_endpoint_that_others_made_is_not_taken_down(program: Program) -> None:
    aws = program.account
    for kind in ("model", "endpoint-config"):
        aws.endpoints.put(kind, "theirs")
    aws.client("sagemaker").create_endpoint(EndpointName="theirs", EndpointConfigName="theirs")
    refused = program.run("undeploy", "theirs", "--yes")
    assert (refused.code, refused.stdout) == (2, "")
    assert "was not made by trainscope" in refused.stderr
    assert there(aws) == all_of("theirs")
    assert listed(program) == []
