"""The list of endpoints knows what run book and engines know, each endpoint once; costs go by time."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.deploying import prepare, review, start
from core.endpointcost import cost_so_far, cost_word
from core.endpointlist import ListedEndpoint, again, in_book, listed
from core.endpointstate import note, sign
from core.engine.hosting import EndpointState, EndpointStatus
from core.errors import EngineUnreachable
from core.job.status import JobKey
from core.runs import RunBook
from core.runs.launching import sign_of_life
from core.trained import TrainedModel
from tests.core.fileendpoints import PRICE
from tests.core.filehosting import FileHosting

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from core.errors import EngineError, UsageError
    from core.runs import EndpointRecord

KEY = JobKey("files", "1", "here", "a")


@pytest.fixture
def book(tmp_path: Path) -> Iterator[RunBook]:
    with closing(RunBook.open(tmp_path / "runs.sqlite")) as opened:
        yield opened


@pytest.fixture
def here(tmp_path: Path) -> FileHosting:
    return FileHosting(tmp_path / "here", life=("InService",))


@pytest.fixture
def there(tmp_path: Path) -> FileHosting:
    return FileHosting(tmp_path / "there", region="there", life=("InService",))


def deploy(engine: FileHosting, book: RunBook, name: str) -> EndpointRecord:
    trained = TrainedModel(engine.endpoint_key(name), (), False, {}, "model")
    deployment = prepare(trained, engine, book)
    return start(deployment, engine, book, reviewed=review(deployment, engine))


def nowhere(key: JobKey) -> FileHosting:
    raise AssertionError(f"the list has asked about {key}")


def shown(rows: list[ListedEndpoint]) -> dict[str, str]:
    return {row.state.key.name: row.state.status.value for row in rows}


def test_book_and_engine_show_each_endpoint_once_also_one_that_was_made_elsewhere(
    here: FileHosting, book: RunBook, tmp_path: Path
) -> None:
    deploy(here, book, "a")
    with closing(RunBook.open(tmp_path / "other.sqlite")) as other:
        deploy(here, other, "b")
    rows = listed(book, here, nowhere)
    assert shown(rows) == {"a": "InService", "b": "InService"}
    assert [row.record is None for row in rows if row.state.key.name == "b"] == [True]
    assert shown(in_book(book)) == {"a": "InService"}


def test_what_its_engine_does_not_know_any_more_is_down(here: FileHosting, book: RunBook) -> None:
    deploy(here, book, "a")
    here.undeploy("a")
    assert listed(book, here, nowhere) == []
    (row,) = listed(book, here, nowhere, past=True)
    assert (row.state.status, row.ended is not None) == ("Deleted", True)
    assert book.endpoints(up=True) == []


def test_one_that_is_deleted_and_made_anew_is_listed_once(here: FileHosting, book: RunBook) -> None:
    record = deploy(here, book, "a")
    assert record.state is not None
    here.undeploy("a")
    for status in (
        EndpointStatus.DELETED,
        EndpointStatus.DELETING,
    ):  # it was still seen after it was taken down
        book.store_endpoint(record.id, replace(record.state, status=status))
    deploy(here, book, "a")
    assert [(row.state.status, row.ended) for row in listed(book, here, nowhere)] == [("InService", None)]


def test_the_machines_of_one_that_is_being_deleted_are_remembered(here: FileHosting, book: RunBook) -> None:
    record = deploy(here, book, "a")
    assert record.state is not None
    deleting = replace(
        record.state,
        status=EndpointStatus.DELETING,
        instance_type=None,
        price_per_hour=None,
        parts=("endpoint",),
    )
    state = note(record, deleting, book).state
    assert state is not None
    assert (state.status, state.instance_type, state.price_per_hour) == ("Deleting", "large", PRICE)
    assert cost_word(deleting, 2000.0) == "unknown"


def test_a_deployment_that_was_interrupted_is_listed_until_it_goes_on_or_is_taken_down(
    here: FileHosting, book: RunBook
) -> None:
    trained = TrainedModel(here.endpoint_key("a"), (), False, {}, "model")
    deployment = prepare(trained, here, book)
    record = book.add_endpoint(deployment.key, spec=deployment.as_json(), created=1000.0)
    (row,) = listed(book, here, nowhere)
    assert (row.state.status, row.interrupted, row.since) == ("Incomplete", True, 1000.0)
    with sign_of_life(book.path, sign(record)):
        (row,) = listed(book, here, nowhere)
        assert (row.begun, row.interrupted) == (True, False)


def test_endpoints_of_other_places_are_asked_for_where_they_are(
    here: FileHosting, there: FileHosting, book: RunBook
) -> None:
    deploy(there, book, "a")
    deploy(there, book, "b")
    there.undeploy("b")
    asked: list[JobKey] = []

    def opened(key: JobKey) -> FileHosting:
        asked.append(key)
        return there

    assert shown(listed(book, here, opened)) == {"a": "InService"}
    assert {key.region for key in asked} == {"there"}


def test_a_place_without_an_answer_is_told_once_and_the_book_s_last_word_stands(
    here: FileHosting, there: FileHosting, book: RunBook
) -> None:
    for engine in (here, there):
        for name in ("a", "b"):
            deploy(engine, book, name)
        (engine.root / "unreachable").touch()
    told: list[EngineError | UsageError] = []
    rows = listed(book, here, lambda key: there, on_trouble=told.append)
    assert [type(error) for error in told] == [EngineUnreachable, EngineUnreachable]
    assert [(row.state.status, row.fresh) for row in rows] == [("InService", False)] * 4


def test_what_the_book_thought_gone_and_the_engine_shows_is_up_again(
    here: FileHosting, book: RunBook
) -> None:
    record = deploy(here, book, "a")
    assert record.state is not None
    book.store_endpoint(record.id, replace(record.state, status=EndpointStatus.DELETED))
    (row,) = listed(book, here, nowhere)
    assert row.ended is None
    assert book.find_endpoint("a").id == record.id


UP = EndpointState(
    KEY, EndpointStatus.IN_SERVICE, created=1000.0, instance_type="large", price_per_hour=PRICE
)


@pytest.mark.parametrize(
    ("state", "ended", "cost", "word"),
    [
        (UP, None, 1.0, "$1.00"),
        (UP, 1000.0 + 3600, 0.5, "$0.50"),
        (replace(UP, price_per_hour=None), None, None, "unknown"),
        (replace(UP, created=None), None, None, "unknown"),
        (replace(UP, instance_type=None, price_per_hour=None), None, None, "free"),
        (replace(UP, instance_type=None, price_per_hour=None, serverless_mb=2048), None, None, "by use"),
        (replace(UP, status=EndpointStatus.INCOMPLETE), None, None, "-"),
    ],
)
def test_the_cost_goes_by_time_and_what_is_unknown_is_not_called_free(
    state: EndpointState, ended: float | None, cost: float | None, word: str
) -> None:
    now = 1000.0 + 2 * 3600
    assert cost_so_far(state, now, ended) == cost
    assert cost_word(state, now, ended) == word


def test_asked_again_each_takes_one_question_and_what_is_gone_is_left_out(
    here: FileHosting, book: RunBook, tmp_path: Path
) -> None:
    deploy(here, book, "a")
    deploy(here, book, "b")
    with closing(RunBook.open(tmp_path / "other.sqlite")) as other:
        deploy(here, other, "c")
        deploy(here, other, "d")
    rows = listed(book, here, nowhere)
    for name in ("b", "d"):
        here.undeploy(name)
    assert shown(again(rows, book, lambda key: here)) == {"a": "InService", "c": "InService"}
    assert [record.key.name for record in book.endpoints(up=True)] == ["a"]


def test_asked_again_without_an_answer_the_last_word_stands(
    here: FileHosting, book: RunBook, tmp_path: Path
) -> None:
    deploy(here, book, "a")
    deploy(here, book, "b")
    rows = listed(book, here, nowhere)
    (tmp_path / "here" / "unreachable").touch()
    told: list[EngineError | UsageError] = []
    rows = again(rows, book, lambda key: here, on_trouble=told.append)
    assert (shown(rows), len(told)) == ({"a": "InService", "b": "InService"}, 1)
    assert not any(row.fresh for row in rows)
