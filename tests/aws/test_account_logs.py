"""The test account's CloudWatch Logs has the surprises of the real one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from tests.aws.life import quick
from tests.aws.lines import Line, delayed, real_lines
from tests.aws.logs import GROUP

if TYPE_CHECKING:
    from pathlib import Path

    from tests.aws.account import Account
    from tests.aws.lines import Host


@pytest.fixture
def logs(aws: Account) -> Any:
    aws.clock.freeze()
    return aws.client("logs")


def start(aws: Account, *hosts: Host, **changes: Any) -> float:
    """A job ``job`` with these lines; the seconds until its Training starts."""
    aws.jobs.put("job", life=replace(quick(), lines=hosts, **changes))
    return 3.0


def lines(count: int, step: float = 1.0) -> Host:
    return tuple(Line(number * step, f"line {number}") for number in range(count))


def streams(logs: Any) -> list[str]:
    answer = logs.describe_log_streams(logGroupName=GROUP, logStreamNamePrefix="job/")
    return [stream["logStreamName"] for stream in answer["logStreams"]]


def page(logs: Any, stream: str, token: str = "", **more: Any) -> tuple[list[str], str]:
    if token:
        more["nextToken"] = token
    answer = logs.get_log_events(logGroupName=GROUP, logStreamName=stream, startFromHead=True, **more)
    return [event["message"] for event in answer["events"]], answer["nextForwardToken"]


def test_neither_group_nor_stream_are_there_before_the_first_line(aws: Account, logs: Any) -> None:
    begin = start(aws, lines(3))
    with pytest.raises(ClientError, match="log group does not exist"):
        streams(logs)
    aws.clock.advance(begin + 0.6)
    assert len(streams(logs)) == 1
    with pytest.raises(ClientError, match="log stream does not exist") as caught:
        page(logs, "job/algo-2-123")
    assert caught.value.response["Error"]["Code"] == "ResourceNotFoundException"


def test_lines_come_as_they_fall_due_and_the_same_token_is_the_end(aws: Account, logs: Any) -> None:
    begin = start(aws, lines(5), lag=0.0)
    aws.clock.advance(begin + 2.5)
    [stream] = streams(logs)
    first, token = page(logs, stream)
    nothing, same = page(logs, stream, token)
    aws.clock.advance(2.0)
    rest, _ = page(logs, stream, same)

    assert first == ["line 0", "line 1", "line 2"]
    assert (nothing, same) == ([], token)
    assert rest == ["line 3", "line 4"]


def test_small_pages_lose_nothing(aws: Account, logs: Any) -> None:
    aws.logs.page_events = 7
    begin = start(aws, lines(30, 0.0))
    aws.clock.advance(begin + 10)
    [stream] = streams(logs)
    found, token = page(logs, stream)
    while True:
        more, following = page(logs, stream, token)
        if following == token:
            break
        found, token = found + more, following

    assert found == [f"line {number}" for number in range(30)]


def test_empty_pages_are_not_the_end(aws: Account, logs: Any) -> None:
    aws.logs.empty_pages = 2
    begin = start(aws, lines(3, 0.0))
    aws.clock.advance(begin + 10)
    [stream] = streams(logs)
    one, token = page(logs, stream)
    two, token = page(logs, stream, token)
    three, token = page(logs, stream, token)
    four, again = page(logs, stream, token)

    assert (one, two, len(three), four) == ([], [], 3, [])
    assert again == token


def test_a_token_dies_after_a_day(aws: Account, logs: Any) -> None:
    begin = start(aws, lines(3, 0.0))
    aws.clock.advance(begin + 10)
    [stream] = streams(logs)
    _, token = page(logs, stream)
    aws.clock.advance(86_000)
    page(logs, stream, token)
    aws.clock.advance(86_401)
    with pytest.raises(ClientError, match="nextToken is invalid") as caught:
        page(logs, stream, token)

    assert caught.value.response["Error"]["Code"] == "InvalidParameterException"
    assert page(logs, stream)[0] == ["line 0", "line 1", "line 2"]


def test_a_late_line_is_missed_by_the_token_and_found_by_time(aws: Account, logs: Any) -> None:
    begin = start(aws, delayed(lines(4), 1, seconds=30.0), lag=0.0)
    aws.clock.advance(begin + 5)
    [stream] = streams(logs)
    before, token = page(logs, stream)
    aws.clock.advance(60)
    after, _ = page(logs, stream, token)
    whole, _ = page(logs, stream, startTime=int((aws.clock() - 90) * 1000))

    assert before == ["line 0", "line 2", "line 3"]
    assert after == []
    assert whole == ["line 0", "line 1", "line 2", "line 3"]


def test_equal_lines_of_one_millisecond_are_all_there(aws: Account, logs: Any) -> None:
    begin = start(aws, (Line(0.0, "same"), Line(0.0, "same"), Line(0.0, "same")))
    aws.clock.advance(begin + 5)

    assert page(logs, streams(logs)[0])[0] == ["same"] * 3


def test_streams_of_several_hosts_appear_one_by_one(aws: Account, logs: Any) -> None:
    begin = start(aws, lines(9), lines(9), lines(9), host_delays=(0.0, 10.0, 20.0))
    counts = []
    aws.clock.advance(begin + 1)
    for _ in range(3):
        counts.append(len(streams(logs)))
        aws.clock.advance(10)

    assert counts == [1, 2, 3]


def test_more_than_fifty_streams_take_two_pages(aws: Account, logs: Any) -> None:
    begin = start(aws, *[lines(1) for _ in range(60)])
    aws.clock.advance(begin + 9)
    first = logs.describe_log_streams(logGroupName=GROUP, logStreamNamePrefix="job/")
    second = logs.describe_log_streams(
        logGroupName=GROUP, logStreamNamePrefix="job/", nextToken=first["nextToken"]
    )

    assert (len(first["logStreams"]), len(second["logStreams"])) == (50, 10)
    assert "nextToken" not in second


def test_one_filter_reads_all_hosts_in_order_of_time(aws: Account, logs: Any) -> None:
    begin = start(aws, lines(3), lines(3))
    aws.clock.advance(begin + 9)
    found: list[dict[str, Any]] = []
    token: dict[str, str] = {}
    while True:
        answer = logs.filter_log_events(logGroupName=GROUP, logStreamNamePrefix="job/", limit=4, **token)
        found += answer["events"]
        if "nextToken" not in answer:
            break
        token = {"nextToken": answer["nextToken"]}

    assert [event["message"] for event in found] == ["line 0"] * 2 + ["line 1"] * 2 + ["line 2"] * 2
    assert len({event["eventId"] for event in found}) == 6


def test_the_tail_comes_without_start_from_head(aws: Account, logs: Any) -> None:
    begin = start(aws, lines(9))
    aws.clock.advance(begin + 20)
    answer = logs.get_log_events(logGroupName=GROUP, logStreamName=streams(logs)[0], limit=2)
    earlier = logs.get_log_events(
        logGroupName=GROUP, logStreamName=streams(logs)[0], limit=2, nextToken=answer["nextBackwardToken"]
    )

    assert [event["message"] for event in answer["events"]] == ["line 7", "line 8"]
    assert earlier["events"][-1]["timestamp"] < answer["events"][0]["timestamp"]


def test_a_real_log_loses_what_the_sdk_added(shared: Path) -> None:
    folder = shared / "data" / "logs"
    [host] = real_lines(next(folder.glob("23_*.log")))
    hosts = real_lines(next(folder.glob("28_*.log")), split=True)

    assert not any("Training in progress" in line.text or "\x1b" in line.text for line in host)
    assert sum("Validation-accuracy" in line.text for line in host) == 30
    assert host[-1].seconds > host[0].seconds
    assert len(hosts) == 8
    assert {sum("Validation-accuracy" in line.text for line in each) for each in hosts} == {4}
