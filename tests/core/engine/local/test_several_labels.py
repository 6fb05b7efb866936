"""The baseline with several labels per photo: it learns each, and says the container's lines and what to measure by."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from core.engine.local import model
from core.job.hyperparameters import DataFacts, check, resolve
from tests.core.engine.local import support

if TYPE_CHECKING:
    from pathlib import Path

    from core.dataset.model import DataSet
    from core.engine.local.engine import LocalEngine

HALF = "always no: 0.500000, the commoner answer of each class: 0.500000"


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> DataSet:
    """32 drawn photos to train on and 16 to validate with: a disc, stripes, both, neither."""
    return support.several_labels(tmp_path_factory.mktemp("several") / "photos")


def test_a_job_learns_every_label_and_measures_itself_by_saying_no(
    engine: LocalEngine, several: DataSet, jobs: Path
) -> None:
    spec = support.job(
        several, "job", multi_label=1, epochs=12, num_training_samples=32, use_weighted_loss=1, top_k=2
    )
    assert not [found for found in support.review(engine, spec).findings if found.level == "error"]
    support.completed(engine, spec)
    log = support.log_texts(engine, "job")
    said = "\n".join(log)
    for part in (
        "label-format is multi-hot",
        "multi_label: 1",
        HALF,
        "top_k: 2 is not used",
        "a yes counts 1.00",
    ):
        assert part in said
    assert "top_k_accuracy" not in said
    curve = support.curve(log)
    last = [text for text in log if "Labels of the validation photos" in text][-1]
    found, wrongly = found_in(last)
    assert found - wrongly + 16 == pytest.approx(32 * max(curve), abs=1e-4), "half of the 32 answers are no"
    assert len(curve) == 12
    assert max(curve) > 0.9
    assert len(support.curve(log, "train:accuracy")) == 12

    loaded = model.load(jobs / "job/model")
    assert loaded.several
    right = [
        (loaded.predict(several.folder / row.path)[label] > 0.5) == bool(row.labels[label])
        for row in several.validation
        for label in range(2)
    ]
    assert sum(right) / len(right) == pytest.approx(max(curve), abs=1e-6)


def found_in(line: str) -> tuple[int, int]:
    """How many labels a line says were found, and how many said wrongly."""
    found = [int(number) for number in re.findall(r"(\d+) of 8 found", line)]
    wrongly = [int(number) for number in re.findall(r"(\d+) said wrongly", line)]
    assert len(found) == len(wrongly) == 2
    return sum(found), sum(wrongly)


def test_the_same_seed_gives_the_same_curve(
    jobs: Path, several: DataSet, capsys: pytest.CaptureFixture[str]
) -> None:
    curves = []
    for name, seed in (("one", 3), ("same", 3), ("other", 4)):
        spec = support.job(several, name, multi_label=1, epochs=3, augmentation_type="crop")
        support.trained(support.prepared(jobs, spec), seed=seed)
        curves.append(support.curve(capsys.readouterr().out.splitlines(), "train:accuracy"))
    assert curves[0] == curves[1]
    assert curves[0] != curves[2]


def test_early_stopping_and_the_kept_model_go_by_the_mean_over_the_classes(
    jobs: Path, several: DataSet, capsys: pytest.CaptureFixture[str]
) -> None:
    early = {f"early_stopping_{name}": 2 for name in ("min_epochs", "patience")}
    still = {"multi_label": 1, "epochs": 30, "learning_rate": "0", "early_stopping": 1, **early}
    spec = support.job(several, "job", command=None, **still)
    job = support.prepared(jobs, spec)
    support.trained(job)
    said = [line.partition("] ")[2] for line in capsys.readouterr().out.splitlines()]
    assert len(support.curve(said)) == 5
    assert said[-1] == "Early stopping criteria met."
    assert sorted(path.name for path in job.model.iterdir()) == [
        *("classes.json", "image-classification-0001.npz", "model.npz")
    ]


def test_the_form_sends_what_the_lists_ask_for(several: DataSet) -> None:
    facts = DataFacts.of(several)
    sent = resolve({"mini_batch_size": "8"}, facts)
    assert (sent["multi_label"], sent["num_classes"]) == ("1", "2")
    assert [finding.kind for finding in check(sent, facts)] == ["always-no"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (
            {"num_classes": 3},
            "Mismatch between number of labels in the multi-label data (2) and the num_classes",
        ),
        (
            {"multi_label": 0},
            "Several labels for discs-0.png in the train channel: that needs multi_label=1.",
        ),
    ],
)
def test_what_does_not_fit_the_lists_is_a_customer_error(
    engine: LocalEngine, several: DataSet, changes: dict[str, object], reason: str
) -> None:
    support.launch(engine, support.job(several, "job", command=None, **{"multi_label": 1, **changes}))
    assert reason in (support.at_its_end(engine, "job").failure_reason or "")
