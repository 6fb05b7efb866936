"""A run keeps its letter, colour and line: found from its key, whoever it is compared with."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.compare.run import MOST
from core.compare.slots import LETTERS, own_slot, slots
from core.job.status import JobKey

KEYS = st.lists(
    st.builds(JobKey, st.just("local"), st.just(""), st.just(""), st.text(max_size=20)),
    unique=True,
    max_size=MOST,
)


def key(name: str) -> JobKey:
    return JobKey("local", "", "", name)


def test_there_is_a_letter_for_each() -> None:
    assert len(set(LETTERS)) == MOST


@given(KEYS)
def test_no_two_runs_look_alike_and_the_first_keeps_its_own(keys: list[JobKey]) -> None:
    found = slots(keys)
    assert len(set(found.values())) == len(keys)
    assert set(found.values()) <= set(range(MOST))
    if keys:
        assert found[keys[0]] == own_slot(keys[0])


@given(KEYS)
def test_who_comes_later_changes_nothing_for_those_before(keys: list[JobKey]) -> None:
    before = slots(keys[:-1])
    assert {name: slot for name, slot in slots(keys).items() if name in before} == before


def test_what_was_given_out_stays() -> None:
    first = key("ic-1")
    other = next(
        key(f"ic-{number}") for number in range(2, 99) if own_slot(key(f"ic-{number}")) == own_slot(first)
    )
    given_out = slots([other])
    assert slots([first, other], given_out)[other] == given_out[other]
    assert slots([first, other])[first] == own_slot(first)
    assert slots([first], given_out) == {first: own_slot(first)}, "who has gone leaves its place"
