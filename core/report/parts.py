"""The parts of a report: what came of runs, their curves, what stands out, their stages and values. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.chartview import metrics
from core.compare import table as comparison
from core.foresight.foresee import foresee
from core.job.answering import answered_words, how_far
from core.job.cost import cost_by
from core.report.markup import Html, joined, section, table, tag, text
from core.report.svg import Line, chart
from core.times import duration, iso

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from core.finding import Finding
    from core.report.told import Told

MOST_EPOCHS = 500
"""Rows of a table of values; of longer runs the last ones are shown."""


def outcome(run: Told, now: float) -> Html:
    """What came of a run, one fact a line."""
    state = run.state
    rows: list[tuple[str, str]] = []
    if state is not None and state.transform is not None:
        facts = state.transform
        rows += [
            ("asks the model of", facts.job),
            ("photos", answered_words(facts)),
            ("answers", facts.output),
        ]
    else:
        found = comparison.results([run], comparison.metrics([run])[0], now)[1:]
        unpaid = state is None or state.instance_type is None
        rows += [(row.name, row.cells[0]) for row in found if row.name != "cost" or not unpaid]
    if state is not None:
        rows += [("instances", _instances(run)), ("model", state.model or "")]
        rows += [("reason", state.failure_reason or ""), ("what to do", state.advice)]
    return section("Result", table(("", ""), [row for row in rows if row[1]], caption="What came of the run"))


def results(runs: Sequence[Told], now: float) -> Html:
    """What came of several runs, side by side."""
    rows = comparison.results(runs, comparison.metrics(runs)[0], now)
    names = [f"{mark} {run.name}" for mark, run in zip(marks(runs), runs, strict=True)]
    notes = [tag("p", text(note), class_="soft") for note in comparison.notes(runs)]
    cells = [(row.name, *row.cells) for row in rows]
    differing = [(row.name, *row.cells) for row in comparison.differences(runs)]
    same = tag("p", text("The runs differ in nothing that is known."), class_="soft")
    return joined(
        (
            section("Results", table(("", *names), cells, caption="What came of the runs"), *notes),
            section(
                "What differs",
                table(("", *names), differing, caption="What is not the same for all") if differing else same,
            ),
        )
    )


def marks(runs: Sequence[Told]) -> list[str]:
    """A letter for each of several runs; none for one alone."""
    return [chr(ord("A") + place) for place in range(len(runs))] if len(runs) > 1 else [""]


def curves(runs: Sequence[Told]) -> Html:
    """A chart for each metric that any of the runs has; of one run alone training stands beside validation."""
    names = comparison.metrics(runs)
    alone = len(runs) == 1
    beside = {metrics.twin(name, names) for name in names} if alone else set()
    charts = []
    for name in names:
        if name in beside:
            continue
        twin = metrics.twin(name, names) if alone else ""
        called = (
            [metrics.short_name(name) if twin else metrics.title(name)]
            if alone
            else [run.name for run in runs]
        )
        lines = [
            _line(run, name, words, mark, style)
            for style, (run, words, mark) in enumerate(zip(runs, called, marks(runs), strict=True))
        ]
        if twin:
            lines.append(_line(runs[0], twin, metrics.short_name(twin), "", 1)._replace(best=None))
        charts.append(chart(metrics.title(name), [line for line in lines if line.points]))
    return section("Curves", *charts)


def _line(run: Told, metric: str, name: str, mark: str, style: int) -> Line:
    best = run.best(metric)
    return Line(name, mark, run.series(metric), style, None if best is None else (best.epoch, best.value))


def outstanding(run: Told, now: float, title: str = "What stands out") -> Html:
    """What is foreseen of a run, or was at its end, each with its evidence; and what its log said of errors."""
    state = run.state
    at = state.ended if state is not None and state.ended is not None else now
    found = (
        foresee(state, run.facts, run.points, at).findings if state is None or state.transform is None else ()
    )
    log = run.facts.failure or run.facts.errors
    said = tag("pre", joined(map(text, log))) if log else Html("")
    return section(title, tag("ul", *map(_finding, found)) if found else Html(""), said)


def _finding(finding: Finding) -> Html:
    parts = (part for part in (finding.detail, finding.why, finding.fix) if part)
    return tag("li", tag("strong", text(finding.level)), text(f" {finding.kind}: {' – '.join(parts)}"))


def stages(run: Told, now: float) -> Html:
    """The stages of a run with their times."""
    rows = [
        (
            row.stage,
            iso(row.start) or "",
            duration((row.end if row.end is not None else now) - row.start),
            row.message,
        )
        for row in (run.state.transitions if run.state is not None else ())
    ]
    return section(
        "Stages",
        table(("stage", "from", "took", ""), rows, caption="The stages in order") if rows else Html(""),
    )


def values(run: Told) -> Html:
    """All hyperparameters of a run."""
    rows = sorted((run.values or {}).items())
    words = table(("name", "value"), rows, caption="As they were sent") if rows else Html("")
    return section("Hyperparameters", words)


def epochs(run: Told) -> Html:
    """The values behind the curves, for those who want numbers or do not see."""
    names = [name for name in comparison.metrics([run]) if run.series(name)]
    columns = {name: dict(run.series(name)) for name in names}
    known = sorted({epoch for column in columns.values() for epoch in column})
    if not known:
        return Html("")
    rows = [
        (str(epoch), *(_cell(column.get(epoch)) for column in columns.values()))
        for epoch in known[-MOST_EPOCHS:]
    ]
    left_out = len(known) - len(rows)
    caption = "Values at the end of each epoch" + (
        f"; the first {left_out:,} are left out" if left_out else ""
    )
    shown = table(("epoch", *names), rows, caption=caption)
    return section("Epochs", tag("details", tag("summary", text(f"{len(rows)} epochs")), shown))


def _cell(value: float | None) -> str:
    return "" if value is None else metrics.number(value)


def _instances(run: Told) -> str:
    state = run.state
    if state is None or state.instance_type is None:
        return ""
    paid = (
        cost_by(state, how_far(state, run.facts, run.points, 0.0), state.ended or 0.0)
        if state.ended
        else None
    )
    billed = f", billable {duration(paid.billable_seconds)}" if paid and paid.billable_seconds else ""
    return f"{state.instance_count} × {state.instance_type}{' spot' if state.spot else ''}{billed}"


def listed(parts: Iterable[Html]) -> Html:
    """The parts that have something to tell, one after the other."""
    return joined(part for part in parts if part)
