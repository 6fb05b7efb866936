"""The help of a command that takes ``--set``: its options, then every hyperparameter from the table."""

from __future__ import annotations

import click


class SetsHyperparameters(click.Command):
    """A command whose help ends with the hyperparameters: what each does, what is allowed, what holds unless given."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list behind the options."""
        from core.config.settings import default_hyperparameters
        from core.job.hyperparameters import table

        ours = default_hyperparameters()
        rows = []
        for row in table().values():
            default = ours.get(row.name, row.default)
            shown = "auto" if row.auto else "none" if default is None else row.show(default)
            rows.append((row.name, f"{row.meaning} [{row.allowed()}; default: {shown}]"))
        with formatter.section("Hyperparameters (--set)"):
            formatter.write_dl(rows)
