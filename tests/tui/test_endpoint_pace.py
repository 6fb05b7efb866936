"""How often endpoints are asked for: seldom where calls count, and nothing another program does is missed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.cancel import CancelToken
from core.deploying import prepare, review, start
from core.trained import model_of
from tests.tui.hosted import JOB, Hosted, hosted
from tui.endpointthreads import review_deployment, watch_endpoints
from tui.messages import DeployReviewed, EndpointsListed, Reviewing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from textual.message import Message

    from core.endpointlist import ListedEndpoint
    from core.engine.base import Capabilities, LaunchProgress
    from core.engine.hosting import EndpointState
    from tui.services import Services

WATCHED = 45 * 60.0


class Far(Hosted):
    """Where questions count, and are counted."""

    def __init__(self, root: Path, *, life: tuple[str, ...]) -> None:
        super().__init__(root, life=life)
        self.looks = 0
        self.lists = 0

    @property
    def capabilities(self) -> Capabilities:
        return replace(super().capabilities, cheap_logs=False)

    def endpoint(self, name: str) -> EndpointState:
        self.looks += 1
        return super().endpoint(name)

    def endpoints(self) -> Iterator[EndpointState]:
        self.lists += 1
        return super().endpoints()


class Passing(CancelToken):
    """Time passes at once, and it is cancelled at the end of the job."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def wait(self, seconds: float) -> bool:
        self.now += max(seconds, 0.01)
        if self.now >= WATCHED:
            self.cancel()
        return self.cancelled


def far(services: Services, life: tuple[str, ...]) -> tuple[Services, Far]:
    services = hosted(services)
    engine = Far(services.book.path.parent / "files", life=life)
    return replace(services, engine=engine), engine


def deploy(services: Services) -> None:
    engine, book = services.engine, services.book
    deployment = prepare(model_of(book.find(JOB), engine), engine, book)
    start(deployment, engine, book, reviewed=review(deployment, engine))


def watch(services: Services, rows: Sequence[ListedEndpoint] = ()) -> list[EndpointsListed]:
    """What is told in the time of a long job, in a program that knows of these endpoints."""
    told: list[Message] = []
    token = Passing()
    watch_endpoints(services, rows, told.append, token, whole=True, clock=lambda: token.now)
    return [event for event in told if isinstance(event, EndpointsListed)]


def test_one_that_is_up_takes_a_list_and_a_call_a_minute(services: Services) -> None:
    services, engine = far(services, ("InService",))
    deploy(services)
    engine.looks = engine.lists = 0
    told = watch(services)
    assert engine.lists == 1
    assert 40 <= engine.looks <= 50
    assert all(len(event.rows) == 1 for event in told)


def test_where_nothing_is_up_nothing_more_is_asked(services: Services) -> None:
    services, engine = far(services, ())
    assert all(event.rows == [] for event in watch(services))
    assert (engine.lists, engine.looks) == (1, 0)


def test_one_that_is_being_created_is_asked_for_more_often_until_it_answers(services: Services) -> None:
    services, engine = far(services, ("Creating",) * 60 + ("InService",))
    deploy(services)
    engine.looks = 0
    statuses = [event.rows[0].state.status.value for event in watch(services)]
    assert statuses.index("InService") in range(50, 70)
    assert engine.looks <= 60 + 45


def test_without_an_answer_it_waits_and_says_so(services: Services) -> None:
    services, engine = far(services, ("Creating", "InService"))
    deploy(services)
    (engine.root / "unreachable").touch()
    told = watch(services)
    assert engine.lists + engine.looks <= WATCHED / 30 + 5
    assert all(event.trouble.startswith("no answer from these files") for event in told)
    assert [row.fresh for row in told[-1].rows] == [False]


def deploy_elsewhere(services: Services, name: str) -> None:
    """What the run book of this machine does not know."""
    model = model_of(services.book.find(JOB), services.engine)
    services.engine.deploy(prepare(model, services.engine, services.book, name=name), _nothing, CancelToken())


def _nothing(_: LaunchProgress) -> None:
    """Nobody wants to hear how far it is."""


def test_what_was_made_elsewhere_is_found_once_there_is_an_answer(services: Services) -> None:
    services, engine = far(services, ("InService",))
    deploy_elsewhere(services, "ic-elsewhere")
    (engine.root / "unreachable").touch()
    told: list[EndpointsListed] = []

    def heard(event: Message) -> None:
        assert isinstance(event, EndpointsListed)
        told.append(event)
        if len(told) == 3:
            (engine.root / "unreachable").unlink()

    token = Passing()
    watch_endpoints(services, (), heard, token, whole=True, clock=lambda: token.now)
    assert [len(event.rows) for event in told[:4]] == [0, 0, 0, 1]
    assert engine.lists == 4, "and no list more"


def test_what_was_made_elsewhere_stays_listed_though_there_is_no_answer(services: Services) -> None:
    services, engine = far(services, ("InService",))
    deploy_elsewhere(services, "ic-elsewhere")
    rows = watch(services)[-1].rows
    (engine.root / "unreachable").touch()
    told = watch(services, rows)
    assert [[row.state.key.name for row in event.rows] for event in told] == [["ic-elsewhere"]] * len(told)
    assert not told[0].rows[0].fresh


def test_what_another_program_deploys_is_found_in_the_run_book(services: Services) -> None:
    services, _ = far(services, ("InService",))
    told: list[EndpointsListed] = []

    def heard(event: Message) -> None:
        assert isinstance(event, EndpointsListed)
        told.append(event)
        if len(told) == 3:
            deploy(services)

    token = Passing()
    watch_endpoints(services, (), heard, token, whole=True, clock=lambda: token.now)
    assert [len(event.rows) for event in told[:4]] == [0, 0, 0, 1]
    assert told[4].rows[0].fresh


def test_a_review_waits_while_the_endpoint_of_before_is_being_deleted(services: Services) -> None:
    services, engine = far(services, ("Deleting",))
    deploy(services)

    class Patient(CancelToken):
        def wait(self, seconds: float) -> bool:
            engine.undeploy(JOB)
            return False

    told: list[Message] = []
    job = services.book.find(JOB)
    review_deployment(services, job, None, services.settings.hosting, told.append, Patient())
    waits, answer = told
    assert isinstance(waits, Reviewing)
    assert waits.progress.step == f"waiting until the {JOB} of before is deleted"
    assert isinstance(answer, DeployReviewed)
    assert answer.error is None
