"""The page: head, parts, foot. No script, nothing loaded from elsewhere; a policy in its head forbids both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.compare.run import require_comparable
from core.report import parts
from core.report.markup import tag, text
from core.report.style import sheet
from core.report.told import told
from core.times import iso

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.recording.private import Privacy
    from core.recording.run import Run
    from core.report.markup import Html
    from core.report.told import Told

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def page(runs: Sequence[Run], privacy: Sequence[Privacy], *, now: float) -> str:
    """A report of one run, or a comparison of several.

    Args:
        runs: at least one; their points are gone through.
        privacy: what is masked, one per run.
        now: epoch seconds.

    Raises:
        UsageError: the runs cannot be compared.
    """
    shown = [told(run, private) for run, private in zip(runs, privacy, strict=True)]
    if len(shown) == 1:
        return _document(shown[0].name, _single(shown[0], now), now)
    require_comparable([run.record for run in shown])
    return _document(f"Comparison of {len(shown)} runs", _compared(shown, now), now)


def _single(run: Told, now: float) -> Html:
    key = run.record.key
    place = " ".join(filter(None, (key.engine, key.region, key.account)))
    about = " · ".join((run.stage, place, iso(run.record.created) or ""))
    return parts.listed(
        (
            tag("h1", text(run.name)),
            tag("p", text(about), class_="soft"),
            parts.outcome(run, now),
            parts.outstanding(run, now),
            parts.curves([run]),
            parts.stages(run, now),
            parts.values(run),
            parts.epochs(run),
        )
    )


def _compared(runs: Sequence[Told], now: float) -> Html:
    return parts.listed(
        (
            tag("h1", text(f"Comparison of {len(runs)} runs")),
            parts.results(runs, now),
            parts.curves(runs),
            *(parts.outstanding(run, now, f"What stands out: {run.name}") for run in runs),
        )
    )


def _document(title: str, body: Html, now: float) -> str:
    made = tag(
        "footer", tag("p", text(f"Made by trainscope, {iso(now)}. Epochs count from 0; money is in USD."))
    )
    return "\n".join(
        (
            "<!DOCTYPE html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{text(_POLICY)}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            tag("title", text(f"{title} – trainscope")),
            f"<style>{sheet()}</style>",
            "</head>",
            f"<body><main>\n{body}\n{made}\n</main></body>",
            "</html>",
            "",
        )
    )
