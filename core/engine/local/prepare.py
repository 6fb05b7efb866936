"""Makes the folder of a job that trains: configuration, and links to the photos."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from core.engine.local import claiming, jobdir
from core.engine.local.claiming import Asked
from core.engine.local.jobdir import CHANNELS, CONTENT_TYPES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from core.dataset.model import DataSet, Input
    from core.dataset.pack.cache import PackFile
    from core.engine.local.jobdir import JobDir
    from core.job.spec import JobSpec


def channels(given: Input) -> dict[str, dict[str, str]]:
    """inputdataconfig.json: four channels for photos with lists, two for packed photos (reference §2).

    Args:
        given: how the photos reach the trainer.
    """
    names = CHANNELS if given == "recordio" else (*CHANNELS, *(f"{name}_lst" for name in CHANNELS))
    return {
        name: {
            "TrainingInputMode": "File",
            "ContentType": CONTENT_TYPES[given],
            "S3DistributionType": "FullyReplicated",
            "RecordWrapperType": "None",
        }
        for name in names
    }


def resources() -> dict[str, object]:
    """resourceconfig.json: one host, this one."""
    return {"current_host": "algo-1", "hosts": ["algo-1"], "network_interface_name": "lo"}


def claim(
    jobs: Path,
    spec: JobSpec,
    *,
    command: Sequence[str] | None,
    seed: int,
    now: float,
    pack: Sequence[PackFile] = (),
) -> tuple[JobDir, int] | None:
    """Make the folder of `spec.name`, or find it if an earlier call made it.

    Args:
        jobs: the folder of all jobs.
        spec: the job.
        command: the program that takes the trainer's place.
        seed: of the baseline.
        now: epoch seconds.
        pack: the packed photos of a job on RecordIO, to be linked.

    Returns:
        The folder and its lock, which is ours now: the job is still to be started. None: this very job was
        started already.

    Raises:
        EngineError: another job has the name, or the disk refuses.
    """

    def fill(draft: JobDir) -> None:
        fill_input(draft, spec, seed=seed, pack=pack)

    return claiming.claim(jobs, Asked(spec.name, spec.launch_id, spec.as_json(), command), fill, now)


def fill_input(draft: JobDir, spec: JobSpec, *, seed: int, pack: Sequence[PackFile]) -> None:
    """Put into a folder what a trainer reads, and make room for its model.

    Args:
        draft: the folder.
        spec: the job, or what the jobs of a sweep share.
        seed: of the baseline.
        pack: the packed photos of a job on RecordIO, to be linked.

    Raises:
        OSError: the disk refuses.
    """
    from core.dataset.pack import cache as packs

    dataset = spec.dataset
    for folder in (draft.config, draft.model):
        folder.mkdir(parents=True, mode=0o700)
    if dataset.input == "recordio":
        for name in CHANNELS:
            draft.channel(name).mkdir(parents=True, mode=0o700)
        packs.link(pack, draft.channel)
    else:
        _link_photos(draft, dataset)
    jobdir.write_json(draft.hyperparameters, dict(spec.hyperparameters))
    jobdir.write_json(draft.inputs, channels(dataset.input))
    jobdir.write_json(draft.config / "resourceconfig.json", resources())
    jobdir.write_bytes(
        draft.classes, json.dumps([row.name for row in dataset.classes], ensure_ascii=False).encode()
    )
    jobdir.write_json(draft.baseline, {"seed": seed})


def _link_photos(draft: JobDir, dataset: DataSet) -> None:
    from core.dataset import lst

    root = dataset.folder.resolve()
    for name, rows in zip(CHANNELS, (dataset.train, dataset.validation), strict=True):
        draft.channel(f"{name}_lst").mkdir(parents=True, mode=0o700)
        draft.channel(name).symlink_to(root, target_is_directory=True)
        lst.write(draft.list_file(name), rows)
