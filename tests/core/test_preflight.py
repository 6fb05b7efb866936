"""Everything that can be known before a launch comes from one place, each rule once, wherever it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.config import DatasetSettings, SagemakerSettings, Settings
from core.job.hyperparameters import DataFacts, resolve
from core.launch import prepare
from core.preflight import of_values, preflight
from core.source import load
from tests.core.dataset.samples import folder, jpeg

if TYPE_CHECKING:
    from pathlib import Path

    from core.dataset.model import DataSet
    from core.finding import Finding

VALUES = {"image_shape": "3,32,32", "mini_batch_size": "4"}


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    names = [f"{name}/{number}.jpg" for name in "ab" for number in range(40)]
    return folder(tmp_path / "photos", {name: jpeg(seed=seed) for seed, name in enumerate(names)})


def settings(
    photos: Path, *, engine: str = "sagemaker", given: dict[str, str] | None = None, **sagemaker: object
) -> Settings:
    return Settings(
        engine=engine,
        dataset=DatasetSettings(path=photos),
        hyperparameters={**VALUES, **(given or {})},
        sagemaker=SagemakerSettings(**sagemaker),  # type: ignore[arg-type]
    )


def read(of: Settings) -> DataSet:
    return load(of.dataset, of.sagemaker)


def found(of: Settings) -> list[Finding]:
    return list(preflight(of, read(of), quick=False))


def kinds(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.level, finding.kind) for finding in findings]


def test_sound_photos_and_values_have_no_finding(photos: Path) -> None:
    assert found(settings(photos)) == []
    assert found(settings(photos, engine="local")) == []


@pytest.mark.parametrize("name", ["ml.c5.xlarge", "ml.g5.xlarg", "nonsense"])
def test_an_instance_without_a_gpu_is_an_error_where_it_would_be_used(photos: Path, name: str) -> None:
    assert kinds(found(settings(photos, instance_type=name))) == [("error", "instance-type")]
    assert found(settings(photos, engine="local", instance_type=name)) == []


def test_the_batch_is_for_every_machine_and_its_gpus(photos: Path) -> None:
    many = settings(photos, given={"mini_batch_size": "14"}, instance_count=5, instance_type="ml.g5.12xlarge")
    assert kinds(found(many)) == [("error", "batch-too-large"), ("warning", "batch-gpus")]
    assert found(settings(photos, given={"mini_batch_size": "14"})) == []


def test_what_only_several_machines_need_is_told_by_how_many_there_are(photos: Path) -> None:
    given = {"kv_store": "dist_sync"}
    assert kinds(found(settings(photos, given=given))) == [("warning", "kv-store")]
    assert found(settings(photos, given=given, instance_count=2)) == []
    assert kinds(found(settings(photos, engine="local", given=given, instance_count=2))) == [
        ("warning", "kv-store")
    ]


def test_form_draft_and_command_say_the_same_of_the_values(photos: Path) -> None:
    of = settings(
        photos,
        given={"mini_batch_size": "15", "top_k": "9"},
        instance_type="ml.p2.xlarge",
        instance_count=8,
    )
    (photos / "a" / "bad.jpg").write_bytes(b"")
    data = read(of)
    whole = found(of)
    facts = DataFacts.of(data)
    of_form = of_values(of, resolve(of.hyperparameters, facts), facts)
    of_draft = prepare(of, data).findings
    assert kinds(of_form) == [("error", "batch-too-large"), ("warning", "top-k")]
    assert kinds(list(of_draft)) == [*kinds(of_form), ("error", "instance-retired")]
    assert whole[: len(of_draft)] == list(of_draft)
    assert kinds(whole[len(of_draft) :]) == [("error", "empty-file")]


def test_no_finding_is_told_twice(photos: Path) -> None:
    (photos / "a" / "twice.jpg").write_bytes(jpeg(seed=0))
    (photos / "b" / "bad.jpg").write_bytes(b"GIF89a")
    (photos / "c").mkdir()
    whole = found(settings(photos, given={"num_classes": "9", "epochs": "x"}))
    assert len(whole) == len(set(whole))


def test_the_flowers_have_no_error_and_no_warning(shared: Path) -> None:
    of = Settings(engine="sagemaker", dataset=DatasetSettings(path=shared / "data" / "flowers"))
    assert [finding for finding in found(of) if finding.level != "info"] == []
