"""Which keys the line of keys shows in the cockpit: those of what one is doing first, none that would do nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tui.screens.cockpit import Cockpit


class KeysChanged(Message):
    """Other keys of a pane matter now than before."""


@dataclass(frozen=True, slots=True)
class LineKeys:
    """What a state asks of the line of keys.

    Args:
        first: ids that it asks for, before all others.
        idle: ids that would do nothing.
        called: labels of ids that mean something else just now.
    """

    first: tuple[str, ...] = ()
    idle: tuple[str, ...] = ()
    called: Mapping[str, str] = field(default_factory=dict)


def log_keys(*, searched: bool, matched: bool, filtered: bool, following: bool, running: bool) -> LineKeys:
    """Keys of the log pane.

    Args:
        searched: whether something is searched for.
        matched: whether it was found, or may be yet.
        filtered: whether a filter hides lines.
        following: whether the view stands at the end already.
        running: whether more lines may come.
    """
    matches = ("log.next", "log.previous") if searched and matched else ()
    drop = ("log.clear",) if searched or filtered else ()
    return LineKeys(
        (*matches, *drop, "log.search", "log.filter"),
        ("log.follow",) if following else (),
        {} if running else {"log.follow": "last line"},
    )


def chart_keys(*, crossed: bool, zoomed: bool) -> LineKeys:
    """Keys of a chart pane that has a curve.

    Args:
        crossed: whether the crosshair is on.
        zoomed: whether a part of the chart is shown.
    """
    cross = ("chart.left", "chart.line", "chart.uncross") if crossed else ()
    idle = () if zoomed else ("chart.whole",)
    return LineKeys(
        (*cross, *(("chart.whole",) if zoomed else ())),
        (*idle, "chart.cross" if crossed else "chart.line"),
        {"chart.left": "point"},
    )


def form_keys(*, listed: bool, swept: bool) -> LineKeys:
    """Keys of the hyperparameters pane.

    Args:
        listed: whether the marked row has a list of allowed values.
        swept: whether it can take a range.
    """
    idle = () if listed else ("form.cycle", "form.cycle_back")
    return LineKeys(idle=(*idle, *(() if swept else ("form.range",))))


def cockpit_keys(cockpit: Cockpit) -> LineKeys:
    """Keys of the cockpit and its panes, as they stand now."""
    from tui.widgets.chart_pane import ChartPane
    from tui.widgets.form_pane import FormPane
    from tui.widgets.log_pane import LogPane

    watching, rows, form = cockpit.watching, cockpit.endpoints.rows, cockpit.query_one(FormPane)
    log, chart = cockpit.query_one(LogPane).line_keys, cockpit.query_one(ChartPane).line_keys
    idle = [] if watching.running else ["job.stop"]
    idle += [] if watching.has_model else ["job.deploy"]
    idle += [] if form.ranges else ["sweep.open"]
    idle += [] if rows else ["endpoints.open"]
    idle += [] if rows or watching.has_answers else ["ask.open"]
    idle += [] if cockpit.arrangement.may_zoom else ["pane.zoom"]
    called = {"ask.open": "answers"} if watching.has_answers else {}
    called |= {"pane.zoom": "all panes"} if cockpit.arrangement.zoomed else {}
    replay = cockpit.services.replay
    called |= {"replay.pause": "go on"} if replay is not None and replay.clock.paused else {}
    panes = {"log": log, "chart": chart}
    current = panes.get(cockpit.arrangement.current, LineKeys())
    return LineKeys(
        (*current.first, *(("pane.zoom",) if cockpit.arrangement.zoomed else ())),
        (*idle, *log.idle, *chart.idle, *form.line_keys.idle),
        {**called, **log.called, **chart.called},
    )
