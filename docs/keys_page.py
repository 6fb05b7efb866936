"""docs/keys.md, made from the table of keys."""

from __future__ import annotations

from tui.keys import KEYS, TITLES, shown


def page() -> str:
    """The page as Markdown."""
    lines = [
        "# Keys",
        "",
        "Made from `tui/keys.py` by `make docs`; do not edit by hand. The same table gives the bindings, the key",
        "bar, the help page (`?`) and the palette (`ctrl+p`).",
        "",
        "Any key can be changed in the configuration, by its id: `ui: {keys: {job.launch: K}}`. Unknown ids and",
        "keys that clash are reported when trainscope starts.",
        "",
    ]
    for where, title in TITLES.items():
        rows = [row for row in KEYS if row.where == where]
        if rows:
            lines += [f"## {title}", "", "| key | does | id |", "|---|---|---|"]
            lines += [f"| `{shown(row.keys)}` | {row.help} | `{row.id}` |" for row in rows]
            lines.append("")
    lines += [
        "Keys marked as writing (launch, stop) do nothing under `--read-only`.",
        "",
    ]
    return "\n".join(lines)
