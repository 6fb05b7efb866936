"""What the job pane says of a job that is paid for: launch, cost, use of its hosts, links, advice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.engine.base import InstanceMetric, LaunchProgress
from core.job.cost import Cost
from core.job.status import JobKey, JobState, Link, Status, Transition
from core.runs import Record
from core.sweep.membership import Membership
from tests.tui.panes import T0
from tui.ascii import ascii_text
from tui.widgets.cost_draw import cost_rows, money
from tui.widgets.job_draw import job_rows
from tui.widgets.job_view import JobView
from tui.widgets.launch_draw import launch_headline, launch_rows, step_words
from tui.widgets.usage_draw import usage_rows

RECORD = Record(1, JobKey("sagemaker", "123456789012", "us-east-1", "ic-flowers-1123-2219-kq7d"), created=T0)
CONSOLE = "https://us-east-1.console.aws.amazon.com/sagemaker/home?region=us-east-1#/jobs/ic-flowers"
SPOT = JobState(
    Status.IN_PROGRESS,
    "Training",
    (Transition("Starting", T0, T0 + 60), Transition("Training", T0 + 60)),
    instance_type="ml.g5.xlarge",
    instance_count=2,
    spot=True,
    links=(Link("job in the console", CONSOLE), Link("log in CloudWatch", f"{CONSOLE}/log")),
)
HOSTS = tuple(
    InstanceMetric(f"algo-{number}", T0, cpu=0.34, memory=0.2, gpu=0.97, gpu_memory=0.41) for number in (1, 2)
)


def shown(view: JobView, width: int = 60) -> str:
    rows = job_rows(view, T0 + 100, width)
    assert all(row.cell_length <= width for row in rows)
    assert ascii_text("".join(row.plain for row in rows)).isascii()
    return "\n".join(row.plain for row in rows)


@pytest.mark.parametrize(
    ("cost", "over", "words"),
    [
        (Cost(1080.0, 0.42, 1.1), False, "$0.42 so far · about $1.10 at the end"),
        (Cost(9.0, 0.003, 0.004), False, "under $0.01 so far · under $0.01 at the end"),
        (Cost(1080.0, 0.42), False, "$0.42 so far"),
        (Cost(1080.0), False, "cost unknown: no price"),
        (Cost(1080.0, 0.42, 0.42), True, "cost $0.42  billed 18:00 × 2"),
        (Cost(600.0, 0.2, 0.2, 70.4, 2), True, "billed 10:00 × 2  spot saved 70 %  interrupted 2 times"),
        (Cost(600.0, 0.2, None, None, 1), False, "interrupted once"),
    ],
)
def test_cost_in_words(cost: Cost, over: bool, words: str) -> None:
    assert words in "\n".join(row.plain for row in cost_rows(cost, 2, 80, over=over))


def test_a_narrow_pane_breaks_the_cost_between_its_figures() -> None:
    rows = [
        row.plain for row in cost_rows(Cost(1080.0, 0.42, 1.1, at_least=1.05, at_most=1.2), 1, 28, over=False)
    ]
    assert rows == ["$0.42 so far", "about $1.10 at the end"]


def test_where_there_is_room_the_end_has_a_least_and_a_most() -> None:
    cost = Cost(1080.0, 0.42, 1.1, at_least=1.05, at_most=1.2)
    assert [row.plain for row in cost_rows(cost, 1, 60, over=False)] == [
        "$0.42 so far · about $1.10 at the end ($1.05 to $1.20)"
    ]
    assert "(" not in cost_rows(replace(cost, at_least=1.1, at_most=1.1), 1, 60, over=False)[0].plain


@pytest.mark.parametrize(
    ("dollars", "words"), [(0.0, "$0.00"), (0.004, "under $0.01"), (1.239, "$1.24"), (12345.6, "$12,345.60")]
)
def test_money(dollars: float, words: str) -> None:
    assert money(dollars) == words


def test_use_of_several_hosts_is_told_apart_and_what_is_unknown_is_left_out() -> None:
    rows = [row.plain for row in usage_rows(HOSTS, 80)]
    assert rows[0].startswith("algo-1  GPU ")
    assert "97%" in rows[0]
    assert "CPU" in "".join(rows)
    assert "disk" not in "".join(rows)
    assert any(row.startswith("algo-2") for row in rows)
    assert all(len(row) <= 28 for row in (line.plain for line in usage_rows(HOSTS[:1], 28)))
    assert "algo" not in usage_rows(HOSTS[:1], 80)[0].plain


def test_of_many_hosts_a_narrow_pane_shows_the_gpus_alone() -> None:
    many = [replace(HOSTS[0], host=f"algo-{number}") for number in range(1, 9)]
    rows = [row.plain for row in usage_rows(many, 28)]
    assert rows[0] == "algo-1 GPU ██▉ 97%"
    assert len(rows) == 8
    without = [replace(host, gpu=None) for host in many]
    assert usage_rows(without, 28)[0].plain == "algo-1 CPU █·· 34%"
    assert "GPU mem" in "".join(row.plain for row in usage_rows(many, 80))


def test_the_most_important_stands_first_and_links_last_and_whole() -> None:
    view = JobView(RECORD, SPOT, usage=HOSTS, cost=Cost(40.0, 0.03, 0.5), link_keys=("o", "O"))
    text = shown(view)
    order = [text.index(words) for words in ("●Training", "$0.03", "GPU", "2 × ml.g5.xlarge spot", "console")]
    assert order == sorted(order)
    assert "job in the console (o copies):" in text
    assert CONSOLE in shown(view, 30).replace("\n", ""), "an address is folded, never cut"


def test_a_failure_says_what_to_do_right_below_its_reason() -> None:
    failed = JobState(
        Status.FAILED,
        "Failed",
        (Transition("Starting", T0, T0 + 60), Transition("Failed", T0 + 60, T0 + 60)),
        failure_reason="CapacityError: Unable to provision",
        advice="try another instance type, or spot: false",
    )
    assert "CapacityError: Unable to provision\nwhat to do: try another instance type" in shown(
        JobView(RECORD, failed)
    )


def test_a_stage_nobody_knows_and_its_message_are_shown() -> None:
    state = JobState(
        Status.IN_PROGRESS,
        "Restarting[/x]",
        (Transition("Restarting[/x]", T0, message="Moving to another host"),),
    )
    text = shown(JobView(RECORD, state))
    assert "●Restarting[/x]\nMoving to another host" in text


def test_a_job_elsewhere_and_of_another_algorithm_says_so() -> None:
    state = JobState(Status.IN_PROGRESS, "Training", algorithm="xgboost", instance_type="ml.m5.large")
    text = shown(JobView(RECORD, state, place="sagemaker 123456789012 eu-west-1"))
    assert "on sagemaker 123456789012 eu-west-1" in text
    assert "1 × ml.m5.large  algorithm xgboost" in text


UPLOAD = LaunchProgress(
    "uploading photos", 1234, 3670, "photos", 45_100_000, 120_000_000, rate=2_300_000.0, seconds_left=35.0
)


@pytest.mark.parametrize("width", [24, 28, 60, 100])
def test_a_launch_says_photos_bytes_rate_and_time_left_at_every_width(width: int) -> None:
    rows = launch_rows(UPLOAD, width, resumes=True)
    assert all(row.cell_length <= width for row in rows)
    flat = " ".join(" ".join(row.plain for row in rows).split())
    for words in (
        "1,234 of 3,670 photos",
        "45.1 MB of 120.0 MB",
        "2.3 MB/s",
        "time left 35 s",
        "goes on when",
    ):
        assert words in flat


def test_a_launch_in_a_word_for_the_header() -> None:
    assert step_words(UPLOAD) == "Uploading photos"
    assert launch_headline(UPLOAD) == "38% · 35 s left"
    assert step_words(None) == "Launching"
    assert launch_headline(LaunchProgress("asking for the price")) == ""


@pytest.mark.parametrize(
    ("sweep", "words"),
    [
        (
            Membership("birds-1", 4, 10, 0.7, "003-451f"),
            "sweep birds-1  (J lists it)  4 of 10 ended  its best 0.7000: 003-451f",
        ),
        (
            Membership("birds-1", 0, 10, 0.7),
            "sweep birds-1  (J lists it)  0 of 10 ended  its best 0.7000: this job",
        ),
        (Membership("birds-1", 0, 10), "sweep birds-1  (J lists it)  0 of 10 ended"),
        (Membership("birds-1"), "sweep birds-1  (J lists it)"),
    ],
)
def test_a_job_of_a_sweep_says_which_and_how_far_it_is(sweep: Membership, words: str) -> None:
    view = JobView(RECORD, SPOT, sweep=sweep, sweeps_key="J", cost=Cost(40.0, 0.03, 0.5))
    assert words in shown(view, 76).splitlines()
    assert "sweep birds-1\n" in f"{shown(view, 24)}\n", "broken between its parts"
    assert shown(view).index("$0.03") < shown(view).index("sweep birds-1")


def test_a_job_of_no_sweep_says_nothing_of_one() -> None:
    assert "sweep" not in shown(JobView(RECORD, SPOT, sweeps_key="J"))
