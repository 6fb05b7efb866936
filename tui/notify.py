"""Attention when a job has ended or an endpoint answers: bell, desktop notification, the user's command."""

from __future__ import annotations

import os
import re
import subprocess
import threading
from typing import TYPE_CHECKING, Any, Literal

from core.endpointwords import trouble_words, works
from core.job.answering import answered_words
from core.job.status import Status
from core.text import clean
from core.times import iso
from tui.passthrough import send, wrap

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from textual.app import App

    from core.config import NotifySettings
    from core.engine.hosting import EndpointState
    from core.job.metrics import MetricPoint
    from core.job.status import JobState
    from core.runs import Record

_ONLY_9 = ("xterm-kitty", "xterm-ghostty", "wezterm")
"""They understand OSC 9 and OSC 777 and would show both; TERM tells them apart also over SSH."""
_ONLY_777 = ("rxvt", "foot")
_LONGEST_REASON = 160
_PATIENCE = 30.0
"""Seconds in which a command that fails is still told of; afterwards it is left to itself."""


def announce(
    app: App[Any],
    settings: NotifySettings,
    record: Record,
    state: JobState,
    best: MetricPoint | None,
    environ: Mapping[str, str] = os.environ,
) -> None:
    """Say that a job has ended, in the ways the configuration asks for. To be called once per job.

    Args:
        app: shows the toast and owns the terminal.
        settings: bell, desktop, command.
        record: the job.
        state: its last state.
        best: the best validation accuracy, if any epoch was finished.
        environ: tells which terminal it is, and is what the command gets besides the facts.
    """
    title, body = headline(record.key.name, state, best)
    _tell(app, settings, title, body, environ, failed=state.status is Status.FAILED)
    if settings.command:
        run(settings.command, {**environ, **facts(record, state, best)}, _toast(app))


def announce_endpoint(
    app: App[Any],
    settings: NotifySettings,
    state: EndpointState,
    environ: Mapping[str, str] = os.environ,
) -> None:
    """Say that an endpoint answers, or will not. To be called once per endpoint; `notify.command` is for jobs.

    Args:
        app: shows the toast and owns the terminal.
        settings: bell, desktop.
        state: its state, which does not change by itself any more.
        environ: tells which terminal it is.
    """
    title, body = endpoint_headline(state)
    _tell(app, settings, title, body, environ, failed=not works(state))


def _tell(
    app: App[Any],
    settings: NotifySettings,
    title: str,
    body: str,
    environ: Mapping[str, str],
    *,
    failed: bool,
) -> None:
    severity: Literal["error", "information"] = "error" if failed else "information"
    app.notify(body, title=title, severity=severity, markup=False, timeout=6)
    if settings.bell:
        app.bell()
    if settings.desktop:
        send(app, wrap(desktop(title, body, environ.get("TERM", "")), environ))


def headline(name: str, state: JobState, best: MetricPoint | None) -> tuple[str, str]:
    """Title and body: what happened to which job, and how well it did."""
    parts = [name]
    if state.transform is not None:
        words = answered_words(state.transform).removeprefix("answered ")
        parts.append(f"{words} answered" if state.transform.answered is not None else words)
    elif best is not None:
        parts.append(f"best validation accuracy {best.value:.4f} @ {best.epoch}")
    if state.failure_reason:
        parts.append(_first_sentence(clean(state.failure_reason)))
    kind = "Job" if state.transform is None else "Batch transform"
    return f"{kind} {state.status.value.lower()}", " · ".join(filter(None, parts))


def endpoint_headline(state: EndpointState) -> tuple[str, str]:
    """Title and body: whether it answers, and if not why."""
    name = clean(state.key.name)
    if works(state):
        return "Endpoint answers", name
    return "Endpoint does not answer", f"{name} · {_first_sentence(trouble_words(state))}"


def _first_sentence(text: str) -> str:
    first = re.split(r"(?<=[.;])\s|; ", text, maxsplit=1)[0]
    return first if len(first) <= _LONGEST_REASON else f"{first[:_LONGEST_REASON]}…"


def desktop(title: str, body: str, term: str) -> str:
    """OSC 9 and OSC 777, or the one of them that this terminal shows once."""
    title, body = clean(title).replace(";", ","), clean(body).replace(";", ",")
    nine = f"\x1b]9;trainscope: {title}: {body}\x07"
    seven = f"\x1b]777;notify;trainscope: {title};{body}\x07"
    if term.startswith(_ONLY_9):
        return nine
    return seven if term.startswith(_ONLY_777) else nine + seven


def facts(record: Record, state: JobState, best: MetricPoint | None) -> dict[str, str]:
    """The run's facts as environment variables for the command; unknown ones are empty."""
    return {
        "TRAINSCOPE_JOB": record.key.name,
        "TRAINSCOPE_ENGINE": record.key.engine,
        "TRAINSCOPE_ACCOUNT": record.key.account,
        "TRAINSCOPE_REGION": record.key.region,
        "TRAINSCOPE_STATUS": state.status.value,
        "TRAINSCOPE_STAGE": state.stage,
        "TRAINSCOPE_BEST": f"{best.value:.6g}" if best is not None else "",
        "TRAINSCOPE_BEST_EPOCH": str(best.epoch) if best is not None else "",
        "TRAINSCOPE_CREATED": iso(state.created) or "",
        "TRAINSCOPE_ENDED": iso(state.ended) or "",
        "TRAINSCOPE_MODEL": state.model or "",
        "TRAINSCOPE_FAILURE_REASON": clean(state.failure_reason or ""),
    }


def run(command: Sequence[str], environ: Mapping[str, str], failed: Callable[[str], object]) -> None:
    """Start a command that outlives the cockpit, and tell of its failure if it fails soon.

    Args:
        command: program and arguments; no shell.
        environ: its whole environment.
        failed: called with a sentence, from a thread.
    """

    def watch() -> None:
        name = clean(command[0])
        try:
            process = subprocess.Popen(
                list(command),
                env=dict(environ),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            failed(f"notify.command: {name} could not be started: {clean(str(error))}")
            return
        try:
            code = process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            return
        if code:
            failed(f"notify.command: {name} ended with exit code {code}")

    threading.Thread(target=watch, name="notify-command", daemon=True).start()


def _toast(app: App[Any]) -> Callable[[str], None]:
    def show(sentence: str) -> None:
        if app.is_running:
            app.notify(sentence, title="Notification", severity="warning", markup=False)

    return show
