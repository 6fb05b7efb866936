"""The look of a report: light and dark as the reader's system has it, and fit to be printed."""

from __future__ import annotations

_LIGHT = ("#0b62a4", "#a8480f", "#2b7030", "#7b3fa0", "#a3004c", "#006b75", "#6b5b00", "#444444")
_DARK = ("#6cb6ff", "#f0a35e", "#7ed08a", "#c99cf0", "#ff7fa8", "#5fd3dc", "#d9c553", "#c8c8c8")
DASHES = ("none", "7 4", "2 3", "10 3 2 3", "14 4", "4 2", "10 3 2 3 2 3", "1 5")
"""Of the lines, by style: told apart without their colours."""

_PAGE = """
:root { color-scheme: light dark; --ink: #1c1c1c; --paper: #ffffff; --soft: #595959; --rule: #d5d5d5; LIGHT }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e6e6; --paper: #16181c; --soft: #a8a8a8; --rule: #3a3d44; DARK }
}
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem; }
h1 { font-size: 1.6rem; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 2rem 0 0.5rem; border-bottom: 1px solid var(--rule); }
p, li { overflow-wrap: anywhere; }
.soft, caption, figcaption, footer { color: var(--soft); }
caption { text-align: left; font-size: 0.85rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 0.2rem 1.2rem 0.2rem 0; border-bottom: 1px solid var(--rule); vertical-align: top; }
tbody th { font-weight: normal; color: var(--soft); }
td { overflow-wrap: anywhere; }
figure { margin: 1rem 0 1.5rem; }
svg { display: block; width: 100%; height: auto; font: 12px system-ui, sans-serif; fill: var(--soft); }
.legend { list-style: none; padding: 0; margin: 0.3rem 0; font-size: 0.9rem; }
.legend svg { display: inline; width: 36px; vertical-align: middle; }
.grid { stroke: var(--rule); }
.line, .mark { fill: none; stroke-width: 2; }
.end { fill: var(--ink); font-weight: bold; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: 0.85rem; }
@media print { main { max-width: none; padding: 0; } details { display: none; } }
"""


def sheet() -> str:
    """The style sheet."""
    colours = [
        " ".join(f"--c{number}: {value};" for number, value in enumerate(one)) for one in (_LIGHT, _DARK)
    ]
    styles = "".join(
        f".s{number} {{ stroke: var(--c{number}); }}\n.line.s{number} {{ stroke-dasharray: {dashes}; }}\n"
        for number, dashes in enumerate(DASHES)
    )
    return _PAGE.replace("LIGHT", colours[0]).replace("DARK", colours[1]) + styles
