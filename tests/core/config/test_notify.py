"""The section `notify`: old values stay valid, and slips are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.core.config.given import load, problems

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("text", "value"),
    [("true", True), ("off", False), ("osc9", "osc9"), ("osc777", "osc777")],
)
def test_desktop_is_a_truth_or_a_sequence(tmp_path: Path, text: str, value: object) -> None:
    assert load(tmp_path, f"notify: {{desktop: {text}}}").notify.desktop == value
    environ = {"TRAINSCOPE_NOTIFY__DESKTOP": text}
    assert load(tmp_path, environ=environ).notify.desktop == value


def test_events_have_ways(tmp_path: Path) -> None:
    text = "notify:\n  events:\n    finding: []\n    completed: [bell, command]\n"
    assert load(tmp_path, text).notify.events == {"completed": ("bell", "command"), "finding": ()}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{desktop: osc99}", 'notify.desktop: must be true, false, osc9 or osc777, not "osc99"'),
        ("{desktop: 9}", "must be true, false, osc9 or osc777"),
        (
            "{events: {findings: [bell]}}",
            "notify.events.findings: there is no such name (did you mean finding?)",
        ),
        ("{events: {finding: [bel]}}", "notify.events.finding[0]: must be bell, desktop or command"),
        ("{events: [finding]}", "must be a mapping of completed, failed, stopped"),
        ("{title: 1}", "notify.title: must be true or false"),
    ],
)
def test_slips_are_told(tmp_path: Path, text: str, words: str) -> None:
    (problem,) = problems(tmp_path, f"notify: {text}")
    assert words in problem
