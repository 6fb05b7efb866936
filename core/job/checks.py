"""Checks between hyperparameters, and between them and the data: what would fail a job, waste it or have no effect.

The rules are those of reference/sagemaker-image-classification.md §1 and its table of cross-checks. Levels say what
training does: an error kills the job or makes it meaningless, a warning is probably not meant, an info has no effect.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.finding import Finding, by_severity
from core.job import data_checks, value_checks
from core.job.case import Case, finding
from core.job.parameter import table
from core.nearest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from core.job.hyperparameters import DataFacts
    from core.job.parameter import Hyperparameter


_DATA_RULES: tuple[Callable[[Case], Iterator[Finding]], ...] = (
    data_checks.counts,
    data_checks.labels,
    data_checks.several_labels,
    data_checks.batch,
    data_checks.sizes,
)
_VALUE_RULES: tuple[Callable[[Case], Iterator[Finding]], ...] = (
    value_checks.network,
    value_checks.epochs,
    value_checks.stopping,
    value_checks.optimizer,
    value_checks.machines,
)


def check(
    values: Mapping[str, str], facts: DataFacts | None, *, hosts: int = 1, gpus: int | None = None
) -> list[Finding]:
    """Everything that is wrong or suspicious about the values, worst first.

    Args:
        values: as `resolve` returns them; unknown names and unreadable values are found here.
        facts: of the data set; None leaves out what needs them.
        hosts: number of machines.
        gpus: per machine, if known.
    """
    known = table()
    findings: list[Finding] = []
    readable: dict[str, str] = {}
    for name, text in values.items():
        try:
            readable[name] = known[name].parse(text)
        except KeyError:
            findings.append(_unknown(name, known))
        except ValueError as error:
            findings.append(
                finding(
                    "error",
                    "bad-hyperparameter",
                    str(error),
                    "the container refuses it",
                    f"correct {name}, or take it out",
                )
            )
    case = Case(known, readable, facts, hosts, gpus)
    # A data set without a photo says so itself: nothing here would be news.
    rules = _VALUE_RULES if facts is not None and facts.are_none else (*_DATA_RULES, *_VALUE_RULES)
    for rule in rules:
        findings += rule(case)
    return by_severity(findings)


def _unknown(name: str, known: Mapping[str, Hyperparameter]) -> Finding:
    from core.text import clean

    detail = f"there is no hyperparameter {clean(name, limit=60)}{did_you_mean(name, known)}"
    why = "the container refuses unknown names, minutes after the machines started and are paid for"
    return finding("error", "unknown-hyperparameter", detail, why, "correct the name, or take it out")
