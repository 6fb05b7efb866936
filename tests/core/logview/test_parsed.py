"""What was parsed of a log: hits and last lines of each pattern, and what looks like a metric but is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.job.status import MetricDefinition
from core.logview.parsed import MOST_FORMS, Parsing
from core.runs import StoredLine
from core.text import clean

if TYPE_CHECKING:
    from pathlib import Path

    from core.logview.parsed import Parsed


def parsed(texts: list[str], *definitions: MetricDefinition) -> Parsed:
    parsing = Parsing(definitions)
    parsing.take([StoredLine(seq, "algo-1", float(seq), text) for seq, text in enumerate(texts, 1)])
    return parsing.result()


def test_each_pattern_has_its_hits_and_its_last_line() -> None:
    told = parsed(
        [
            "Epoch[0] Batch [20] Speed: 171.2 samples/sec accuracy=0.250000",
            "Epoch[0] Train-accuracy=0.300000",
            "Epoch[0] Validation-accuracy=0.400000",
            "Epoch[1] Validation-accuracy=0.500000",
            "Epoch[1] Validation-top_k_accuracy_5=0.900000",
        ]
    )
    rows = {each.name: (each.hits, each.last.seq if each.last else None) for each in told.patterns}
    assert rows == {
        "validation:accuracy": (2, 4),
        "train:accuracy": (1, 2),
        "train:throughput": (1, 1),
        "train:epoch_seconds": (0, None),
        "validation:top_k_accuracy_5": (1, 5),
    }
    assert told.lines == 5
    assert not told.unmatched


def test_lines_that_look_like_metrics_and_matched_nothing_are_told_once_per_form() -> None:
    told = parsed(
        [
            "step 1 val_loss: 0.35",
            "step 2 val_loss: 0.31",
            "top_k_accuracy_5=nan",
            "Epoch[0] Validation-accuracy=",
            "learning_rate: 0.1",
            "3 errors: none",
            "/opt/ml/speed:1.2.3",
        ]
    )
    assert [(each.form, each.count, each.last.seq) for each in told.unmatched] == [
        ("step N val_loss: N.N", 2, 2),
        ("top_k_accuracy_N=nan", 1, 3),
        ("Epoch[N] Validation-accuracy=", 1, 4),
    ]


def test_forms_are_told_apart_up_to_a_limit() -> None:
    told = parsed([f"{chr(0x4E00 + number)} loss=0.5" for number in range(MOST_FORMS + 3)])
    assert len(told.unmatched) == MOST_FORMS
    assert told.others == 3


def test_the_service_s_own_expressions_count_and_a_bad_one_is_said() -> None:
    told = parsed(
        ["loss=0.5;", "loss=0.4;", "acc=0.9"],
        MetricDefinition("loss", r"loss=([0-9.]+);"),
        MetricDefinition("broken", "("),
    )
    loss, broken = told.patterns
    assert (loss.hits, loss.last.seq if loss.last else None) == (2, 2)
    assert broken.problem
    assert [each.last.seq for each in told.unmatched] == [3]


def test_nothing_in_the_real_logs_is_taken_for_a_metric_that_was_missed(shared: Path) -> None:
    file = shared / "data" / "logs"
    for log in sorted(file.glob("*.log")):
        lines = [clean(text) for text in log.read_text("utf-8", "replace").splitlines()]
        told = parsed(lines)
        assert told.lines == len(lines)
        assert sum(each.count for each in told.unmatched) <= len(lines) // 5, (log.name, told.unmatched[:3])
