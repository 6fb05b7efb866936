"""What can be said of an endpoint's machines without asking AWS: instance types, and the limits of serverless ones."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from core.engine.sagemaker.hosting.parts import CONFIG
from core.finding import Finding
from core.nearest import did_you_mean
from core.text import clean

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from core.config import HostingSettings
    from core.engine.sagemaker.resources import Resources

USUAL = "ml.m5.large"
"""The type that is proposed: no GPU is needed to answer about one photo at a time."""
STEP = 1024
"""MB; serverless memory comes in whole steps (reference §6)."""


class Use(NamedTuple):
    """What instances are for: in words, by the operation that would refuse them, and what happens on a wrong one."""

    words: str
    create: str
    fails: str


ENDPOINTS = Use("endpoints", CONFIG.create, "the endpoint fails after twenty minutes and more")
_RETIRED = {"ml.p2.": "2024"}
_OTHER_CHIPS = re.compile(r"ml\.(?:[a-z]+\d+g[a-z]*|inf\d\w*|trn\d\w*|dl\d\w*|p6e-gb\w*)\..*")
"""Graviton and Amazon's own accelerators: the algorithm's image is for x86, with or without NVIDIA's."""


def findings(settings: HostingSettings, resources: Resources, offered: Collection[str]) -> Iterator[Finding]:
    """What is wrong with the machines.

    Args:
        settings: of the configuration.
        resources: keys and VPC.
        offered: the instance types that SageMaker hosts on, by its own description; empty where unknown.
    """
    if settings.serverless_mb is not None:
        yield from _serverless(settings.serverless_mb, resources)
    else:
        yield from instances(settings.instance_type, offered, ENDPOINTS)


def instances(name: str, offered: Collection[str], use: Use) -> Iterator[Finding]:
    """What is wrong with an instance type.

    Args:
        name: such as ``ml.m5.large``.
        offered: the types that SageMaker has for this use, by its own description; empty where unknown.
        use: what it would be for.
    """
    shown = clean(name, limit=60)
    fix = f"set hosting.instance_type to {USUAL}, for example"
    if offered and name not in offered:
        wanted = name if name.startswith("ml.") else f"ml.{name}"
        yield Finding(
            "error",
            "instance-type",
            f"SageMaker has no {use.words} on {shown}{did_you_mean(wanted, offered)}",
            why=f"{use.create} would refuse it",
            fix=fix,
        )
    elif _OTHER_CHIPS.fullmatch(name):
        yield Finding(
            "error",
            "instance-type",
            f"the algorithm does not run on {shown}",
            why=f"its image is for x86 processors; on others {use.fails}",
            fix=fix,
        )
    for family, year in _RETIRED.items():
        if name.startswith(family):
            detail = f"AWS took {shown} out of service in {year}"
            why = f"there are no {use.words} on it any more"
            yield Finding("error", "instance-retired", detail, why=why, fix=fix)


def _serverless(memory: int, resources: Resources) -> Iterator[Finding]:
    if memory % STEP:
        yield Finding(
            "error",
            "serverless-memory",
            f"serverless_mb is {memory:,}, and memory comes in steps of {STEP:,} MB",
            why="CreateEndpointConfig would refuse it",
            fix=f"set hosting.serverless_mb to {max(1, round(memory / STEP)) * STEP}, for example",
        )
    if resources.subnets:
        yield Finding(
            "error",
            "serverless-vpc",
            "a serverless endpoint cannot be in a VPC",
            why=f"sagemaker.subnets is {', '.join(resources.subnets)}{resources.origin('subnets')}",
            fix="deploy it on an instance: set hosting.serverless_mb to null",
        )
    if resources.network_isolation:
        yield Finding(
            "error",
            "serverless-isolation",
            "a serverless endpoint cannot be cut off from the network",
            why="the SageMaker SDK's defaults ask for EnableNetworkIsolation",
            fix="deploy it on an instance: set hosting.serverless_mb to null",
        )
    yield Finding(
        "info",
        "serverless",
        "a serverless endpoint takes long for the first answer after a pause",
        why="the algorithm's image is loaded anew; photos may have 4 MB, and there is no GPU",
    )
