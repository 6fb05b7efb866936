"""Which machines an endpoint or a batch transform is to run on, as a user types them in one word."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.config import HostingSettings

LEAST_MB, MOST_MB = 1024, 6144
_TYPE = re.compile(r"ml\.[a-z0-9-]+\.[a-z0-9]+")
_COUNT = re.compile(r"[1-9][0-9]{0,2}")
_MEMORY = re.compile(r"(?:serverless\s*)?(\d{1,9})(?:\s*mb)?", re.IGNORECASE)


def typed_machine(hosting: HostingSettings) -> str:
    """What would have to be typed for these settings: ``ml.m5.large``, or ``2048`` for serverless."""
    return hosting.instance_type if hosting.serverless_mb is None else str(hosting.serverless_mb)


def machine_fault(text: str) -> str:
    """What is wrong with a text as a machine, or nothing."""
    memory = _MEMORY.fullmatch(text.strip())
    if memory is not None:
        fits = LEAST_MB <= int(memory[1]) <= MOST_MB
        return "" if fits else f"a serverless endpoint has {LEAST_MB} to {MOST_MB} MB of memory"
    if _TYPE.fullmatch(text.strip()):
        return ""
    return f"an instance type such as ml.m5.large, or {LEAST_MB} to {MOST_MB}: serverless, with that many MB"


def instance_fault(text: str) -> str:
    """What is wrong with a text as the instance type of a batch transform, or nothing."""
    fits = _TYPE.fullmatch(text.strip()) is not None
    return "" if fits else "an instance type such as ml.m5.large; a batch transform cannot be serverless"


def count_fault(text: str) -> str:
    """What is wrong with a text as a number of instances, or nothing."""
    return "" if _COUNT.fullmatch(text) else "a number of instances, such as 2"


def with_machine(hosting: HostingSettings, text: str) -> HostingSettings:
    """The settings with the machine that was typed, a text without fault."""
    memory = _MEMORY.fullmatch(text.strip())
    if memory is not None:
        return replace(hosting, serverless_mb=int(memory[1]))
    return replace(hosting, instance_type=text.strip(), serverless_mb=None)
