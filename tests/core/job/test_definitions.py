"""Metrics of other algorithms are read by the service's expressions, whatever those are."""

from __future__ import annotations

import math
import time

from core.engine.base import LogLine
from core.job.definitions import read_defined
from core.job.logfacts import LogFacts
from core.job.status import MetricDefinition

AUC = MetricDefinition("validation:auc", r".*validation-auc:([-+]?[0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]+)?).*")


def lines(*texts: str, stream: str = "a") -> list[LogLine]:
    return [LogLine(str(number), stream, float(number), text) for number, text in enumerate(texts)]


def test_values_are_counted_per_stream_and_go_on_where_the_facts_stopped() -> None:
    first, facts = read_defined(
        lines("validation-auc:0.5", "nothing", "validation-auc:0.6"), [AUC], LogFacts()
    )
    assert [(point.epoch, point.value, point.time) for point in first] == [(0, 0.5, 0.0), (1, 0.6, 2.0)]
    other, facts = read_defined(lines("validation-auc:0.1", stream="b"), [AUC], facts)
    second, facts = read_defined(lines("validation-auc:0.7"), [AUC], LogFacts.from_json(facts.to_json()))
    assert [(point.stream, point.epoch) for point in [*other, *second]] == [("b", 0), ("a", 2)]


def test_an_expression_that_takes_for_ever_is_left_out_and_the_others_are_not() -> None:
    hostile = MetricDefinition("slow", r"(a+)+$")
    other = MetricDefinition("other", r"other=(\S+)")
    began = time.monotonic()
    points, facts = read_defined(
        lines("a" * 60 + "! validation-auc:0.5 other=nan"), [AUC, hostile, other], LogFacts(), patience=1.0
    )
    assert time.monotonic() - began < 20
    assert [point.name for point in points] == ["validation:auc", "other"]
    assert math.isnan(points[1].value)
    assert [name for name, _ in facts.left_out] == ["slow"]
    assert LogFacts.from_json(facts.to_json()) == facts


def test_what_is_no_expression_is_left_out_with_a_reason() -> None:
    odd = [
        MetricDefinition("open", "("),
        MetricDefinition("groupless", "abc"),
        MetricDefinition("\x1b[31mred", "["),
    ]
    points, facts = read_defined(lines("abc"), odd, LogFacts())
    assert points == []
    assert dict(facts.left_out).keys() == {"open", "groupless", "red"}
    assert all(why.isprintable() for _, why in facts.left_out)
    assert read_defined(lines("abc"), odd, facts)[1] == facts


def test_a_group_that_holds_no_number_is_no_value() -> None:
    loose = MetricDefinition("loose", "x=(.*)")
    found, _ = read_defined(lines("x=abc", "x=", "x=1e3", "x=" + "9" * 100), [loose], LogFacts())
    assert [point.value for point in found] == [1000.0]


def test_without_lines_or_definitions_nothing_is_started() -> None:
    facts = LogFacts()
    assert read_defined([], [AUC], facts) == ([], facts)
    assert read_defined(lines("x"), [], facts) == ([], facts)
