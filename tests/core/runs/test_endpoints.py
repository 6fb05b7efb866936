"""Endpoints in the run book: saved before they are made, found while they are up, kept when they are down."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.engine.hosting import Deployment, EndpointState, EndpointStatus, deployment_from_json
from core.errors import AmbiguousJob, UnknownEndpoint, UsageError
from core.job.status import JobKey
from core.runs import RunBook
from core.runs.schema import MIGRATIONS
from core.trained import TrainedModel
from tests.core.runs.samples import DONE, KEY

if TYPE_CHECKING:
    from pathlib import Path

    from core.runs import EndpointRecord, Record

ENDPOINT = JobKey("sagemaker", "123456789012", "eu-west-1", "ic-flowers")
TRAINED = TrainedModel(KEY, ("daisy", "Löwenzahn"), False, {"epochs": "3"}, "s3://bucket/model.tar.gz")
DEPLOYMENT = Deployment(ENDPOINT, "a1", TRAINED, {"model": {"name": "ic-flowers"}})
UP = EndpointState(
    ENDPOINT,
    EndpointStatus.IN_SERVICE,
    job=KEY.name,
    created=1000.0,
    instance_type="ml.m5.large",
    price_per_hour=0.115,
    parts=("model", "endpoint-config", "endpoint"),
    launch_id="a1",
    classes=("daisy", "Löwenzahn"),
)
DOWN = replace(UP, status=EndpointStatus.DELETED, parts=())


def add(book: RunBook, deployment: Deployment = DEPLOYMENT, created: float = 1000.0) -> EndpointRecord:
    return book.add_endpoint(deployment.key, spec=deployment.as_json(), created=created)


def test_a_deployment_is_saved_before_anything_is_made_and_can_be_gone_on_with(book: RunBook) -> None:
    record = add(book)
    assert (record.key, record.job, record.launch_id, record.created) == (ENDPOINT, KEY.name, "a1", 1000.0)
    assert (record.state, record.ended) == (None, None)
    assert record.spec is not None
    assert deployment_from_json(record.key, record.spec) == DEPLOYMENT


def test_a_state_comes_back_as_it_was_stored(book: RunBook, path: Path) -> None:
    record = book.store_endpoint(add(book).id, UP)
    assert record.state == UP
    with closing(RunBook.open(path)) as other:
        assert other.endpoints(up=True) == [record]


def test_the_same_deployment_again_is_the_same_record_with_what_was_agreed_to_last(book: RunBook) -> None:
    first = add(book)
    again = add(book, replace(DEPLOYMENT, request={"model": {"name": "other"}}), created=2000.0)
    assert (again.id, again.created) == (first.id, 1000.0)
    assert again.spec is not None
    assert again.spec["request"] == {"model": {"name": "other"}}
    assert len(book.endpoints()) == 1


def test_a_name_is_taken_while_its_endpoint_is_up_and_free_once_it_is_down(book: RunBook) -> None:
    first = add(book)
    other = replace(DEPLOYMENT, launch_id="b2")
    with pytest.raises(UsageError, match="is up already") as refused:
        add(book, other)
    assert "trainscope undeploy ic-flowers" in refused.value.fix
    add(book, replace(other, key=ENDPOINT._replace(region="us-east-1")))
    book.store_endpoint(first.id, DOWN)
    second = add(book, other, created=3000.0)
    assert second.id != first.id
    assert [record.launch_id for record in book.endpoints(up=False)] == ["a1"]
    assert book.find_endpoint("ic-flowers", region="eu-west-1").launch_id == "b2"


def test_one_that_is_down_stays_in_the_book_with_its_end(path: Path) -> None:
    now = [5000.0]
    with closing(RunBook.open(path, clock=lambda: now[0])) as book:
        record = add(book)
        assert book.store_endpoint(record.id, DOWN).ended == 5000.0
        now[0] = 6000.0
        assert book.store_endpoint(record.id, DOWN).ended == 5000.0
        deleting = replace(UP, status=EndpointStatus.DELETING)
        assert book.store_endpoint(record.id, deleting).ended == 5000.0, "it is not billed any more"
        with pytest.raises(UnknownEndpoint, match="is down since 1970-01-01T01:23:20"):
            book.find_endpoint("ic-flowers")


def test_one_that_is_seen_again_is_up_unless_its_name_is_another_s_by_now(book: RunBook) -> None:
    record = add(book)
    book.store_endpoint(record.id, DOWN)
    assert book.store_endpoint(record.id, UP).ended is None, "it costs money"
    book.store_endpoint(record.id, DOWN)
    add(book, replace(DEPLOYMENT, launch_id="b2"))
    assert book.store_endpoint(record.id, UP).ended is not None
    assert book.find_endpoint("ic-flowers").launch_id == "b2"


def test_a_name_in_two_places_must_be_told_apart_and_a_wrong_one_is_told_with_the_nearest(
    book: RunBook,
) -> None:
    add(book)
    add(book, replace(DEPLOYMENT, key=JobKey("local", "", "", "ic-flowers"), launch_id="b2"))
    with pytest.raises(AmbiguousJob, match="sagemaker 123456789012 eu-west-1"):
        book.find_endpoint("ic-flowers")
    assert book.find_endpoint("ic-flowers", engine="local").launch_id == "b2"
    with pytest.raises(UnknownEndpoint, match="did you mean"):
        book.find_endpoint("ic-flower")


def test_endpoints_are_forgotten_as_jobs_are_but_never_while_they_are_up(book: RunBook, job: Record) -> None:
    down = add(book)
    book.store_endpoint(down.id, DOWN)
    up = add(book, replace(DEPLOYMENT, launch_id="b2"))
    book.store(job.id, old_cursor=None, cursor=None, state=DONE)
    far = book.endpoints(up=False)[0].ended
    assert far is not None
    assert book.prune(far + 86400 * 10, 5) == 1
    assert [record.id for record in book.endpoints()] == [up.id]


def test_a_state_of_a_later_version_is_no_reason_to_lose_the_record(book: RunBook, path: Path) -> None:
    record = book.store_endpoint(add(book).id, UP)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("""UPDATE endpoints SET state = replace(state, 'InService', 'Pondering')""")
        connection.commit()
    (odd,) = book.endpoints(up=True)
    assert odd == replace(record, state=None)


def test_a_book_of_the_second_version_gets_endpoints_and_keeps_its_jobs(tmp_path: Path) -> None:
    file = tmp_path / "runs.sqlite"
    with closing(sqlite3.connect(file)) as connection:
        for statement in (*MIGRATIONS[0], *MIGRATIONS[1]):
            connection.execute(statement)
        connection.execute(
            "INSERT INTO jobs (engine, account, region, name, created) VALUES (?, ?, ?, ?, 7.0)", KEY
        )
        connection.execute("PRAGMA user_version = 2")
        connection.commit()
    with closing(RunBook.open(file)) as book:
        assert book.find(KEY.name).created == 7.0
        assert book.endpoints() == []
        assert add(book).job == KEY.name
