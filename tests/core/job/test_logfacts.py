"""The facts of a log: folded line by line, the same object while nothing is new, whole after a round trip."""

from __future__ import annotations

import json
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from core.job.logfacts import FAILURE_LINES, HostFacts, LogFacts, advance


@dataclass(frozen=True)
class Written:
    text: str
    stream: str = "local"
    time: float = 100.0


def fold(*texts: str | Written, facts: LogFacts | None = None) -> LogFacts:
    facts = facts or LogFacts()
    for place, text in enumerate(texts):
        line = (
            text
            if isinstance(text, Written)
            else Written(f"[06/17/2021 23:33:59 INFO 7] {text}", time=100.0 + place)
        )
        facts = advance(facts, line)
    return facts


def test_the_parameters_block_tells_epochs_samples_and_batch_size() -> None:
    facts = fold(
        "---- Parameters ----",
        "epochs: 35",
        "num_training_samples: 1000",
        "mini_batch_size: 32",
        "Setting number of threads: 7",
    )
    assert (facts.epochs, facts.samples, facts.batch_size, facts.began) == (35, 1000, 32, 104.0)


def test_a_sentence_that_mentions_a_parameter_sets_nothing() -> None:
    assert fold("checkpoint every 5 epochs: 3 kept") == LogFacts()


def test_each_host_has_its_own_place() -> None:
    batch = "Epoch[2] Batch [{}]#011Speed: {} samples/sec#011accuracy=0.5"
    facts = fold(
        Written(batch.format(20, 50.5), "algo-1", 1.0),
        Written(batch.format(40, 60.5), "algo-2", 2.0),
        Written(batch.format(40, 55.5), "algo-1", 3.0),
        Written("Epoch[2] Train-accuracy=0.5", "algo-2", 4.0),
    )
    assert facts.hosts == (HostFacts("algo-1", 2, 40, 55.5, 3.0), HostFacts("algo-2", 2, None, 60.5, 4.0))
    assert facts.began == 1.0


def test_the_patience_of_early_stopping_is_read_as_the_log_says_it() -> None:
    facts = fold(
        "Using early stopping for training",
        "Early stopping minimum epochs: 10",
        "Early stopping patience: 5",
        "Early stopping tolerance: 0.01",
    )
    assert dict(facts.patience) == {"minimum epochs": 10, "patience": 5, "tolerance": 0.01}
    assert fold("Early stopping patience: none", "Early stopping patience: 5 or so").patience == ()
    assert LogFacts.from_json(json.loads(json.dumps(facts.to_json()))) == facts


def test_early_stopping_best_model_and_checkpoint_are_noticed() -> None:
    on = fold("Using early stopping for training")
    assert (on.early_stopping, on.early_stopped) == (True, False)
    facts = fold(
        "Early stopping criteria met.",
        "Storing the best model with validation accuracy: 0.866071",
        'Saved checkpoint to "/opt/ml/model/image-classification-0004.params"',
        facts=on,
    )
    assert (facts.early_stopped, facts.best_stored, facts.checkpoint) == (
        True,
        0.866071,
        "image-classification-0004.params",
    )


def test_a_failure_keeps_the_lines_that_follow_it_in_its_stream() -> None:
    facts = fold(
        Written("[06/17/2021 23:33:59 ERROR 7] Customer Error: bad \x1b]0;x\x07list\x1b[0m", "a"),
        Written("from the other host", "b"),
        Written("Caused by: a row without a label", "a"),
        Written("   ", "a"),
        *[Written(f"detail {number}", "a") for number in range(9)],
    )
    assert facts.failure[:3] == ("Customer Error: bad list", "Caused by: a row without a label", "detail 0")
    assert len(facts.failure) == FAILURE_LINES
    assert facts.errors == ("Customer Error: bad list",)


def test_lines_that_look_like_errors_are_kept_the_newest_only() -> None:
    facts = fold(*[f"ValueError: number {number}" for number in range(9)], "no error at all", "0 errors")
    assert [text[-1] for text in facts.errors] == ["4", "5", "6", "7", "8"]
    assert facts.failure == ()


def test_a_line_that_says_nothing_new_gives_the_same_object() -> None:
    facts = fold("epochs: 3")
    for text in ("", "hello", "nvidia-smi | Processes:", "Creating record files for train.lst"):
        assert fold(text, facts=facts) is facts


def test_the_run_book_gets_back_what_it_stored() -> None:
    facts = fold(
        "epochs: 3",
        "Epoch[0] Batch [20]#011Speed: 50.5 samples/sec#011accuracy=0.5",
        "Customer Error: x",
        "Using early stopping for training",
        "Storing the best model with validation accuracy: 0.8",
    )
    stored = json.loads(json.dumps(facts.to_json()))
    assert LogFacts.from_json(stored) == facts
    assert LogFacts.from_json({**stored, "unknown_to_this_version": 1}) == facts
    assert LogFacts.from_json({}) == LogFacts()


@given(
    st.lists(
        st.one_of(
            st.text(st.characters(), max_size=60),
            st.sampled_from(
                [
                    "epochs: 9",
                    "Customer Error: ",
                    "Epoch[1] Batch [2] Speed: nan samples/sec",
                    'Saved checkpoint to ""',
                    "\x1b[",
                ]
            ),
        ),
        max_size=8,
    )
)
def test_garbage_never_raises_and_always_has_a_json_form(texts: list[str]) -> None:
    facts = fold(*[Written(text) for text in texts])
    json.dumps(facts.to_json())
    assert all(text.isprintable() for text in (*facts.failure, *facts.errors))


def said(epoch: int, what: str, time: float, stream: str = "algo-1") -> Written:
    return Written(f"[06/17/2021 23:33:59 INFO 7] Epoch[{epoch}] {what}", stream, time)


def test_the_rhythm_is_that_of_the_validations_of_whichever_host_says_it_first() -> None:
    facts = fold(
        said(0, "Time cost=8.000", 108.0),
        said(0, "Validation-accuracy=0.500000", 110.0),
        said(0, "Validation-accuracy=0.500000", 113.0, "algo-2"),
        said(1, "Time cost=8.000", 118.0),
        said(1, "Validation-accuracy=0.600000", 119.0, "algo-2"),
        said(1, "Validation-accuracy=0.600000", 121.0),
    )
    assert facts.ends == ((0, 110.0), (1, 119.0))
    assert facts.validated


def test_without_validation_an_epoch_ends_with_its_training_part() -> None:
    facts = fold(*(said(epoch, "Time cost=8.000", 100.0 + epoch) for epoch in range(9)))
    assert facts.ends == tuple((epoch, 100.0 + epoch) for epoch in range(3, 9))
    assert not facts.validated


def test_facts_of_an_older_version_are_read_and_new_ones_come_back_whole() -> None:
    facts = fold(said(0, "Validation-accuracy=0.500000", 110.0))
    stored = json.loads(json.dumps(facts.to_json()))
    assert LogFacts.from_json(stored) == facts
    for name in ("ends", "validated", "counts", "left_out"):
        del stored[name]
    assert LogFacts.from_json(stored).ends == ()
