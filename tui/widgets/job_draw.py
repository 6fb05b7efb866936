"""The job pane's rows: stages, trouble, how it ended, epochs, cost, use of its hosts. Values in, `Content` out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from core.job.status import Stage, Status
from core.text import clean
from core.times import duration
from tui.widgets.answering_draw import answering_details, answering_rows
from tui.widgets.cost_draw import cost_rows
from tui.widgets.flow import about, flow, wrapped
from tui.widgets.foresight_draw import foreseen_rows, remedy_rows
from tui.widgets.job_name import job_name
from tui.widgets.launch_draw import launch_rows
from tui.widgets.paths_draw import home_path, path_rows
from tui.widgets.progress_draw import detail_rows, progress_rows
from tui.widgets.usage_draw import usage_rows

if TYPE_CHECKING:
    from core.job.status import JobState, Transition
    from core.sweep.membership import Membership
    from core.update import Trouble
    from tui.widgets.job_view import JobView

_BAD = (Stage.FAILED, Stage.INTERRUPTED)
_HALTED = (Stage.STOPPED, Stage.STOPPING, Stage.MAX_RUNTIME_EXCEEDED, Stage.MAX_WAIT_TIME_EXCEEDED)
_ROOMY = 40
"""Cells from which on a stage says how long it took: below it costs the rows that what comes next needs."""
_OWN_ALGORITHM = "image-classification"


def job_rows(view: JobView, now: float, width: int) -> list[Content]:
    """All rows, the most important first, none wider than `width`; they may be more than the pane is high.

    Args:
        view: what is known of the job; without a record it is said how to get one.
        now: epoch seconds.
        width: cells.
    """
    record, state = view.record, view.state
    if record is None:
        text = "No job yet: its stages, epochs and time left appear here."
        return wrapped(Content.styled(text, "$text-dim"), width)
    name = [job_name(record.key.name, width).stylize("bold")]
    rows = flow([*name, *([Content(f"on {view.place}")] if view.place else [])], width)
    if view.launch is not None:
        rows += launch_rows(view.launch, width, resumes=view.resumes)
    if state is not None:
        rows += timeline(state, width)
    if view.trouble is not None:
        rows += trouble_rows(view.trouble, state, now, width)
    if view.note:
        rows += wrapped(Content.styled(view.note, "$warning"), width)
    if state is not None:
        rows += ending(state, width)
    elif view.trouble is None and view.launch is None and not view.note:
        rows += wrapped(Content.styled("Waiting for the first answer.", "$text-dim"), width)
    over = state is not None and state.status.terminal
    rows += foreseen_rows(view.findings, view.finding_keys, width)
    if view.transform is not None:
        rows += answering_rows(view.transform, view.progress, width, over=over)
    elif view.progress is not None:
        rows += progress_rows(view.progress, width, over=over)
    if view.cost is not None and state is not None:
        rows += cost_rows(view.cost, state.instance_count, width, over=over)
    if view.sweep is not None:
        rows += sweep_rows(view.sweep, view.sweeps_key, width)
    rows += usage_rows(view.usage, width)
    if view.transform is not None:
        rows += answering_details(view.transform, view.progress, width, over=over, key=view.answers_key)
    elif view.progress is not None:
        rows += detail_rows(view.progress, width, over=over)
    rows += remedy_rows(view.findings, width)
    return rows if state is None else rows + facts_rows(state, width, view.link_keys)


def timeline(state: JobState, width: int) -> list[Content]:
    """The stages with a mark each, wrapped between stages; where there is room, how long the finished ones took."""
    transitions = state.transitions
    died_in = len(transitions) - 1 if state.status is Status.FAILED else 0
    parts = [
        _stage(
            transition,
            last=number == len(transitions),
            died=number == died_in,
            state=state,
            timed=width >= _ROOMY,
        )
        for number, transition in enumerate(transitions, 1)
    ]
    if state.stage and (not transitions or transitions[-1].stage != state.stage):
        mark, style = _mark(state.stage, running=not state.status.terminal)
        parts.append(Content.styled(f"{mark}{clean(state.stage)}", f"{style} bold"))
    rows = flow(parts, width)
    note = clean(transitions[-1].message) if transitions and not state.status.terminal else ""
    if note and not note.startswith(state.stage):
        rows += wrapped(Content.styled(note, "$text-dim"), width)
    return rows


def trouble_rows(trouble: Trouble, state: JobState | None, now: float, width: int) -> list[Content]:
    """Why there is no newer answer, how old the last one is, what to do, and that the job does not mind."""
    past = about(max(0.0, now - trouble.since))
    age = f"last answer {past} ago" if trouble.heard else f"no answer for {past}"
    words = ", ".join(filter(None, ("retrying", age)))
    goes_on = "; the job goes on" if state is not None and not state.status.terminal else ""
    what = Content.styled(f"▲ {clean(trouble.what)}", "$warning bold")
    rows = wrapped(Content.assemble(what, f": {words}{goes_on}"), width)
    return rows + (wrapped(Content(clean(trouble.fix)), width) if trouble.fix else [])


def ending(state: JobState, width: int) -> list[Content]:
    """Why it failed, in the service's words, and what to do."""
    rows: list[Content] = []
    if state.failure_reason:
        rows += wrapped(Content.styled(clean(state.failure_reason), "$error"), width)
    if state.advice:
        rows += wrapped(Content.assemble(("what to do: ", "bold"), clean(state.advice)), width)
    elif state.status is Status.FAILED:
        more = "" if state.transform is not None else "; l starts a new job"
        rows += wrapped(Content.styled(f"The log may say more{more}.", "$text-dim"), width)
    if state.status is Status.STOPPED and not state.model and state.transform is None:
        rows += wrapped(Content("Stopped; no model was saved."), width)
    return rows


def sweep_rows(sweep: Membership, key: str, width: int) -> list[Content]:
    """The sweep that the job belongs to: its name and the key that lists it, how far it is, the best job so far."""
    parts = [Content.assemble(("sweep ", "$text-dim"), clean(sweep.sweep))]
    if key:
        parts.append(Content.styled(f"({key} lists it)", "$text-dim"))
    if sweep.jobs:
        parts.append(Content(f"{sweep.ended} of {sweep.jobs} ended"))
    if sweep.best is not None:
        whose = f": {clean(sweep.whose)}" if sweep.whose else ": this job"
        parts.append(Content.assemble(f"its best {sweep.best:.4f}", whose))
    return flow(parts, width)


def facts_rows(state: JobState, width: int, link_keys: tuple[str, ...] = ()) -> list[Content]:
    """What it runs on, what trains, where the model lies, and where more is to be seen."""
    parts = []
    if state.instance_type:
        spot = " spot" if state.spot else ""
        parts.append(Content(f"{state.instance_count} × {clean(state.instance_type)}{spot}"))
    if state.algorithm and state.algorithm != _OWN_ALGORITHM:
        parts.append(Content.assemble(("algorithm ", "$text-dim"), clean(state.algorithm)))
    rows = flow(parts, width)
    if state.model and state.status.terminal:
        rows += path_rows("model", home_path(state.model), width)
    for number, link in enumerate(state.links):
        key = f" ({link_keys[number]} copies)" if number < len(link_keys) else ""
        rows += path_rows(f"{clean(link.label)}{key}:", clean(link.address), width)
    return rows


def _stage(transition: Transition, *, last: bool, died: bool, state: JobState, timed: bool) -> Content:
    running = last and not state.status.terminal
    mark, style = _mark(Stage.FAILED if died else transition.stage, running=running)
    took = duration(transition.end - transition.start) if transition.end is not None else ""
    ends = transition.stage in (Stage.COMPLETED, *_BAD, *_HALTED)
    shown = f" {took}" if took and timed and not running and not ends else ""
    return Content.assemble(
        (f"{mark}{clean(transition.stage)}", f"{style} bold" if last else style), (shown, "$text-dim")
    )


def _mark(stage: str, *, running: bool) -> tuple[str, str]:
    if stage in _BAD:
        return "✗", "$error"
    if stage in _HALTED:
        return "■", "$warning"
    if running:
        return "●", "$accent"
    return "✓", "$success"
