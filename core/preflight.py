"""Everything that can be known before a launch without asking AWS: one pass over settings, data set and photos.

What of it a screen needs at once stands in functions of its own: `of_values` for a form, `of_settings` for a draft.
Each rule stands where its subject is (`core.job.checks`, `core.dataset`, `core.engine.sagemaker.instances`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.job.hyperparameters import DataFacts, resolve
from core.job.hyperparameters import check as check_values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from core.cancel import CancelToken
    from core.config import Settings
    from core.dataset.check import OnProgress
    from core.dataset.images import ImageFacts
    from core.dataset.model import DataSet, Row
    from core.finding import Finding


def preflight(
    settings: Settings,
    dataset: DataSet,
    *,
    quick: bool,
    each: bool = False,
    on_progress: OnProgress | None = None,
    on_facts: Callable[[Row, ImageFacts], None] | None = None,
    cancel: CancelToken | None = None,
) -> Iterator[Finding]:
    """All findings: what reading the data set said, the hyperparameters, the instance type, then the photos.

    Args:
        settings: of the configuration.
        dataset: read and split by them.
        quick: no photo is decoded.
        each: whether infos too name one photo each.
        on_progress: told how far the photos are.
        on_facts: given each photo whose header is sound.
        cancel: seen between two photos.

    Raises:
        Cancelled: the token was set.
    """
    from core.dataset.check import check as check_photos

    values = resolve(settings.hyperparameters, DataFacts.of(dataset))
    yield from of_settings(settings, dataset, values)
    yield from check_photos(
        dataset, values, quick=quick, each=each, on_progress=on_progress, on_facts=on_facts, cancel=cancel
    )


def of_settings(settings: Settings, dataset: DataSet, values: Mapping[str, str]) -> Iterator[Finding]:
    """What is known before the first photo is opened.

    Args:
        settings: of the configuration.
        dataset: read and split.
        values: hyperparameters as `resolve` returns them.
    """
    yield from dataset.findings
    yield from of_values(settings, values, DataFacts.of(dataset))
    yield from of_machines(settings)


def of_machines(settings: Settings) -> Iterator[Finding]:
    """What is known of the instance type that the configuration names."""
    if settings.engine == "sagemaker":
        from core.engine.sagemaker import instances

        yield from instances.findings(settings.sagemaker.instance_type)


def of_values(settings: Settings, values: Mapping[str, str], facts: DataFacts | None) -> list[Finding]:
    """What is wrong with hyperparameters, on the machines that the configuration names; worst first.

    Args:
        settings: of the configuration.
        values: as `resolve` returns them.
        facts: of the data set, if there is one.
    """
    if settings.engine != "sagemaker":
        return check_values(values, facts)
    from core.engine.sagemaker import instances

    instance = instances.find(settings.sagemaker.instance_type)
    gpus = instance.gpus if instance is not None else None
    return check_values(values, facts, hosts=settings.sagemaker.instance_count, gpus=gpus)
