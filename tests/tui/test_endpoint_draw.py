"""Endpoints as rows: status in words and with a mark, costs, what to do; none wider than the page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.endpointlist import ListedEndpoint
from core.engine.hosting import EndpointState, EndpointStatus
from core.job.status import JobKey
from core.runs import EndpointRecord
from tui.widgets.endpoint_draw import ListView, endpoint_rows, heading, status_mark, status_words

KEY = JobKey("sagemaker", "123456789012", "eu-west-1", "ic-flowers-1123-2219-kq7d")
RECORD = EndpointRecord(7, KEY, KEY.name, 1000.0, "a1")
NOW = 1000.0 + 190.0
UP = EndpointState(
    KEY,
    EndpointStatus.IN_SERVICE,
    job=KEY.name,
    created=1000.0,
    instance_type="ml.m5.large",
    price_per_hour=0.115,
    parts=("model", "endpoint-config", "endpoint"),
    launch_id="a1",
)
CREATING = replace(UP, status=EndpointStatus.CREATING)
FAILED = replace(UP, status=EndpointStatus.FAILED, failure_reason="No capacity.")
HALF = replace(UP, status=EndpointStatus.INCOMPLETE, parts=("model",))
NOTHING = replace(HALF, parts=())


def row(state: EndpointState, **others: bool) -> ListedEndpoint:
    return ListedEndpoint(state, RECORD, **others)


def drawn(rows: list[ListedEndpoint], width: int = 100, **others: object) -> list[str]:
    lines, _ = endpoint_rows(replace(ListView(rows, NOW), **others), width)  # type: ignore[arg-type]
    return [line.plain for line in lines]


@pytest.mark.parametrize(
    ("listed", "mark", "words"),
    [
        (row(UP), "✓", "InService"),
        (row(UP, fresh=False), "✓", "InService (last known)"),
        (row(CREATING), "●", "Creating 03:10"),
        (row(FAILED), "✗", "Failed"),
        (row(HALF), "▲", "half made"),
        (row(NOTHING), "▲", "interrupted"),
        (row(NOTHING, begun=True), "●", "being deployed"),
        (row(replace(UP, status=EndpointStatus.DELETED)), "■", "Deleted"),
    ],
)
def test_a_status_has_a_mark_and_words(listed: ListedEndpoint, mark: str, words: str) -> None:
    assert (status_mark(listed)[0], status_words(listed, NOW)) == (mark, words)


def test_what_is_done_to_it_stands_in_the_place_of_its_status() -> None:
    first, *_ = drawn([row(FAILED)], doing={KEY: "being deleted"})
    assert "● being deleted" in first
    assert len(drawn([row(FAILED)], doing={KEY: "being deleted"})) < len(drawn([row(FAILED)]))


def test_where_there_is_room_the_price_has_a_column_of_its_own() -> None:
    lines = drawn([row(UP)])
    assert heading([row(UP)], 100).plain.split() == ["endpoint", "status", "cost", "per", "hour"]
    assert lines[0].split() == [KEY.name, "✓", "InService", "$0.00", "$0.12"]
    assert "1 × ml.m5.large" in lines[1]
    assert "per hour" not in lines[1]


@pytest.mark.parametrize("width", [56, 76, 116, 196])
def test_nothing_is_wider_than_the_page_and_everything_is_told(width: int) -> None:
    rows = [row(UP), row(CREATING), row(FAILED), row(HALF), row(replace(UP, serverless_mb=2048))]
    lines = drawn(rows, width)
    assert max(map(len, lines)) <= width
    text = " ".join(" ".join(lines).split())
    for told in (KEY.name, "● Creating 03:10", "$0.12", "serverless, 2,048 MB", "sagemaker eu-west-1"):
        assert told in text
    assert "✗ Failed: No capacity. u takes it down; mend the cause" in text
    assert "▲ The deployment of" in text
    assert "model made. d goes on with it, u takes it down." in text


def test_one_of_another_machine_cannot_be_gone_on_with() -> None:
    text = " ".join(drawn([ListedEndpoint(HALF, None)]))
    assert "goes on with it" not in text
    assert "u takes it down." in text


def test_a_question_is_answered_under_the_row_it_is_about() -> None:
    other = replace(UP, key=KEY._replace(name="other"))
    lines = drawn([row(UP), ListedEndpoint(other, None)], about=(KEY, [("to delete", "model")]))
    (place,) = (number for number, line in enumerate(lines) if line.split() == ["to", "delete", "model"])
    assert place < next(number for number, line in enumerate(lines) if line.startswith("other"))


def test_words_of_others_are_shown_harmless() -> None:
    hostile = replace(FAILED, job="\x1b]0;t\x07[red]", failure_reason="[/x] \x1b[31m")
    assert "[/x]" in " ".join(drawn([row(hostile)]))
    assert "\x1b" not in " ".join(drawn([row(hostile)]))


def test_each_endpoint_can_be_marked() -> None:
    lines, choices = endpoint_rows(ListView([row(UP), row(FAILED)], NOW), 80)
    assert [choice.value for choice in choices.values()] == [(KEY, "a1"), (KEY, "a1")]
    assert all(KEY.name in lines[line].plain for line in choices)
