"""Reports: what is on the page, and what can never get there."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import UsageError
from core.job.logfacts import LogFacts
from core.job.metrics import MetricPoint
from core.job.status import JobKey, JobState, Status, TransformFacts, Transition
from core.recording import Privacy, Run
from core.report import page
from tests.core.recording.recordings import ENDED, EPOCHS, KEY, T0, run_of
from tests.core.report.pages import Page, parsed

ELEMENTS = {
    "html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "p", "section", "div", "table", "caption",
    "thead", "tbody", "tr", "th", "td", "ul", "li", "strong", "pre", "figure", "figcaption", "svg", "desc", "path",
    "circle", "text", "details", "summary", "footer",
}  # fmt: skip
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>&lt;"


def report(*runs: Run, privacy: Privacy | None = None) -> str:
    return page(runs, [privacy or Privacy()] * len(runs), now=T0 + 1000)


def made(*runs: Run) -> Page:
    return parsed(report(*runs))


def named(name: str, **changes: object) -> Run:
    values = dict(ENDED.hyperparameters) | {key: str(value) for key, value in changes.items()}
    return run_of(replace(ENDED, hyperparameters=values), key=KEY._replace(name=name))


def test_a_report_tells_of_one_run_all_that_matters() -> None:
    text = made(run_of()).text
    for words in (
        KEY.name,
        "Completed",
        "0.8000",
        "$0.22",
        "1 × ml.g5.xlarge",
        "Training in progress",
        "epochs",
    ):
        assert words in text
    assert (
        "validation: 0.5000 at epoch 0, 0.8000 at epoch 3, best 0.8000 at epoch 3."
        in text.lower().replace("validation accuracy:", "validation:")
    )


def test_a_report_needs_nothing_but_itself() -> None:
    text = report(run_of())
    found = parsed(text)
    assert found.tags <= ELEMENTS
    assert {name for name, _ in found.attributes} & {"src", "href", "onload", "style", "xlink:href"} == set()
    assert ("content", "default-src 'none'; style-src 'unsafe-inline'") in found.attributes
    assert set(re.findall(r"https?://[^\"' <]+", text)) == {"http://www.w3.org/2000/svg"}
    assert "url(" not in text
    assert "@import" not in text


def test_it_is_light_or_dark_as_the_reader_has_it_and_says_so_to_the_browser() -> None:
    text = report(run_of())
    assert "prefers-color-scheme: dark" in text
    assert "color-scheme: light dark" in text


def hostile(words: str) -> Run:
    state = JobState(
        Status.FAILED,
        words,
        (Transition(words, T0, T0 + 5, words),),
        created=T0,
        ended=T0 + 60,
        failure_reason=words,
        hyperparameters={words: words},
        instance_type=words,
        model=words,
        advice=words,
        channels={words: words},
    )
    points = [MetricPoint(words or "x", epoch, 0.5, words, T0) for epoch in range(2)]
    facts = LogFacts(failure=(words,), errors=(words,))
    return replace(run_of(state, []), key=JobKey(words, words, words, words), points=points, facts=facts)


def test_a_hostile_name_is_only_text() -> None:
    found = made(hostile(EVIL))
    assert found.tags <= ELEMENTS
    assert all(not name.startswith("on") for name, _ in found.attributes)
    assert "<script>alert(1)</script>" in found.text


@given(st.text(max_size=60))
@settings(max_examples=40, deadline=None)
def test_no_text_gets_out_of_its_place(words: str) -> None:
    text = report(hostile(words))
    assert parsed(text).tags <= ELEMENTS
    assert all(char.isprintable() or char == "\n" for char in text)


def test_a_comparison_shows_what_differs_and_nothing_else() -> None:
    found = made(named("one", learning_rate=0.1, momentum=0.9), named("two", learning_rate=0.2, momentum=0.9))
    assert "Comparison of 2 runs" in found.texts
    assert "A one" in found.texts
    assert "B two" in found.texts
    assert "learning_rate" in found.texts
    assert "momentum" not in found.texts


def test_runs_are_told_apart_by_letter_and_dashes_too() -> None:
    text = report(named("one"), named("two"), named("three"))
    assert [style in text for style in ("line s0", "line s1", "line s2")] == [True] * 3
    dashes = re.findall(r"\.line\.s\d { stroke-dasharray: ([^;]+);", text)
    assert len(set(dashes)) == len(dashes) == 8
    assert text.count('class="end"') == 3


def test_too_many_runs_are_refused() -> None:
    with pytest.raises(UsageError, match="9 runs are too many"):
        report(*(named(f"run-{number}") for number in range(9)))


def test_a_batch_transform_has_a_report_without_curves_and_no_comparison() -> None:
    state = replace(ENDED, transform=TransformFacts("flowers", "/answers", 400, 390))
    run = replace(run_of(state, []), key=KEY._replace(name="batch"))
    found = made(run)
    assert "answered 390 of 400 photos" in found.text
    assert "Curves" not in found.texts
    with pytest.raises(UsageError, match="batch transform"):
        report(run, named("two"))


def test_a_run_that_has_said_nothing_yet_has_a_report() -> None:
    found = made(run_of(JobState(Status.IN_PROGRESS, "Starting"), []))
    assert "Starting" in found.text
    assert "Curves" not in found.texts


def test_what_is_private_is_not_on_the_page() -> None:
    text = report(run_of(), privacy=Privacy.here(anonymous=True, state=ENDED))
    assert "123456789012" not in text
    assert "my-bucket" not in text


def test_the_values_are_there_as_a_table_too() -> None:
    found = made(run_of())
    assert f"{EPOCHS} epochs" in found.texts
    assert "Values at the end of each epoch" in found.texts
