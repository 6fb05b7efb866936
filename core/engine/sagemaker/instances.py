"""The instance types that the algorithm trains on, and what is wrong with a type that is not one of them.

The table is instances.yaml (reference/sagemaker-image-classification.md §2).
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.finding import Finding
from core.nearest import did_you_mean, nearest
from core.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

USUAL = "ml.g5.xlarge"
"""The cheapest type with a GPU of today; named where one is to be proposed."""
_SHAPE = re.compile(r"ml\.[a-z0-9-]{1,20}\.[a-z0-9-]{1,20}")


@dataclass(frozen=True, slots=True)
class Instance:
    """A row of the table.

    Args:
        name: such as ``ml.g5.xlarge``.
        vcpus: number of virtual cores.
        memory: GB.
        gpus: number of GPUs.
        gpu_memory: GB of one GPU.
        local_disk: GB of its own disk, 0 without one.
        volume: whether VolumeSizeInGB counts.
        retired: the year in which AWS took it out of service, empty while it is in.
    """

    name: str
    vcpus: int
    memory: int
    gpus: int
    gpu_memory: int
    local_disk: int
    volume: bool
    retired: str = ""

    def words(self) -> str:
        """Such as ``1 GPU of 24 GB, 4 vCPUs, 16 GB``."""
        gpus = "1 GPU" if self.gpus == 1 else f"{self.gpus} GPUs"
        return f"{gpus} of {self.gpu_memory} GB, {self.vcpus} vCPUs, {self.memory} GB"


@functools.cache
def table() -> Mapping[str, Instance]:
    """All types by name; read once per process."""
    import yaml

    source = Path(__file__).with_name("instances.yaml").read_bytes()
    return {name: Instance(name, **row) for name, row in yaml.load(source, Loader=yaml.CSafeLoader).items()}


def find(name: str | None) -> Instance | None:
    """The type of that name; None for one that is not in the table."""
    return table().get(name or "")


def findings(name: str) -> Iterator[Finding]:
    """What is wrong with training on instances of that type."""
    found = find(name)
    if found is None:
        yield Finding(
            "error",
            "instance-type",
            f"the algorithm does not train on {clean(name, limit=60)}{_hint(name)}",
            why="it needs a GPU of the families P2, P3, P3dn, G4dn or G5; others are refused by CreateTrainingJob",
            fix=f"set sagemaker.instance_type to {USUAL}, for example",
        )
    elif found.retired:
        yield Finding(
            "error",
            "instance-retired",
            f"AWS took {name} out of service in {found.retired}",
            why="CreateTrainingJob refuses it, or waits for a machine in vain",
            fix=f"set sagemaker.instance_type to {USUAL}, for example",
        )


def _hint(name: str) -> str:
    """`` (did you mean x?)``, or nothing; a well-formed name of quite another family is no slip of the pen."""
    known = table()
    if not name.startswith("ml."):
        return did_you_mean(f"ml.{name}", known)
    families = {row.split(".")[1] for row in known}
    if _SHAPE.fullmatch(name) and nearest(name.split(".")[1], families, likeness=0.7) is None:
        return ""
    return did_you_mean(name, known)
