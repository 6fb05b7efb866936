"""Endpoints by keyboard: deployed after a review, listed with what they cost, gone on with, taken down on a yes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.cancel import CancelToken
from core.deploying import prepare
from core.finding import Finding
from core.job.status import Status
from core.trained import model_of
from tests.core.fileengine import write_state
from tests.tui.hosted import JOB, deployed, hosted, opened, root_of, says, shown
from tests.tui.waiting import settle
from tui.messages import EndpointsListed
from tui.parting import parting_note
from tui.screens.cockpit import Cockpit
from tui.screens.deploy import DeployPage
from tui.screens.endpoints import EndpointsPage
from tui.screens.predict import PredictPage

if TYPE_CHECKING:
    from tui.services import Services

METER = "1 endpoint $1.00, $0.50/h"


@pytest.fixture
def paid(services: Services) -> Services:
    """Endpoints cost money, and a job has left a model."""
    return hosted(services)


def begun(services: Services, name: str = JOB) -> None:
    """A deployment that was saved and never made, as if its program had been killed."""
    model = model_of(services.book.find(JOB), services.engine)
    deployment = prepare(model, services.engine, services.book, name=name)
    services.book.add_endpoint(deployment.key, spec=deployment.as_json(), created=1000.0)


async def test_a_model_is_deployed_metered_and_taken_down(paid: Services) -> None:
    async with opened(paid) as pilot:
        await deployed(pilot)
        assert isinstance(pilot.app.screen, EndpointsPage)
        await says(pilot, "Endpoint answers", METER)
        await pilot.press("escape")
        await says(pilot, f"{METER}  ✓ Completed")
        assert "$0.50 per hour until it is taken down: trainscope undeploy ic-a" in _note(pilot.app)
        await pilot.press("e", "u")
        await says(pilot, "Take ic-a down?", "to delete", "endpoint", "stays")
        await pilot.press("n")
        await settle(pilot, lambda: "Take ic-a down?" not in shown(pilot), "the question to go")
        assert root_of(paid).endpoint(JOB).parts
        await pilot.press("u", "y")
        await says(pilot, "deleted endpoint, endpoint-config, model", "none is up")
        await pilot.press("a")
        await says(pilot, "■ Deleted")
        assert "model data" not in shown(pilot)
    assert list(root_of(paid).endpoints()) == []


def _note(app: object) -> str:
    from tui.app import TrainscopeApp

    assert isinstance(app, TrainscopeApp)
    return parting_note(app.services.book)


async def test_the_meter_is_there_after_a_restart_before_anybody_answers(paid: Services) -> None:
    async with opened(paid) as pilot:
        await deployed(pilot)
    (root_of(paid).root / "unreachable").touch()
    async with opened(paid) as pilot:
        await says(pilot, METER)
        await pilot.press("e")
        await says(pilot, "InService (last known)", "▲ no answer from these files")


async def test_one_that_is_up_can_be_asked_about_photos(paid: Services) -> None:
    async with opened(paid) as pilot:
        await deployed(pilot)
        await pilot.press("enter")
        assert isinstance(pilot.app.screen, PredictPage)
        await pilot.press("escape")
        await says(pilot, "enter ask", METER)


async def test_the_model_data_is_deleted_only_on_a_question_of_its_own(paid: Services) -> None:
    async with opened(paid) as pilot:
        await deployed(pilot)
        await pilot.press("U")
        await says(pilot, "Delete endpoint and model data of ic-a?", "deleted too: it cannot be had back")
        await pilot.press("y")
        await says(pilot, "deleted endpoint, endpoint-config, model, model", "none is up")
    assert list(root_of(paid).endpoints()) == []


async def test_what_is_still_being_created_is_deleted_as_soon_as_it_can_be(paid: Services) -> None:
    engine = root_of(paid)
    async with opened(paid) as pilot:
        await deployed(pilot)
        (engine.root / "busy").touch()
        await pilot.press("u", "y")
        await says(pilot, "● to be deleted")
        assert engine.endpoint(JOB).parts


async def test_news_may_come_while_the_list_opens(paid: Services) -> None:
    async with opened(paid) as pilot:
        cockpit = pilot.app.screen
        assert isinstance(cockpit, Cockpit)
        cockpit.hosting.show_endpoints()
        cockpit.endpoints.listed(EndpointsListed([], "told too early"))
        await says(pilot, "none is up")


async def test_a_list_below_another_page_is_up_to_date_when_it_is_come_back_to(paid: Services) -> None:
    async with opened(paid) as pilot:
        await deployed(pilot)
        await pilot.press("enter")
        assert isinstance(pilot.app.screen, PredictPage)
        root_of(paid).undeploy(JOB, with_model_data=False)
        cockpit = pilot.app.screen_stack[0]
        assert isinstance(cockpit, Cockpit)
        await settle(pilot, lambda: not cockpit.endpoints.rows, "the endpoint to be gone")
        await pilot.press("escape")
        await says(pilot, "none is up")


async def test_the_list_is_whole_also_if_something_else_is_asked_meanwhile(paid: Services) -> None:
    engine = root_of(paid)
    async with opened(paid) as pilot:
        cockpit = pilot.app.screen
        assert isinstance(cockpit, Cockpit)
        model = model_of(paid.book.find(JOB), engine)
        elsewhere = prepare(model, engine, paid.book, name="ic-elsewhere")
        engine.deploy(elsewhere, lambda _: None, CancelToken())
        cockpit.endpoints.ask()
        cockpit.endpoints.ask(whole=False)
        await says(pilot, METER)


async def test_one_that_fails_is_told_once_and_marked_in_the_header(services: Services) -> None:
    failing = hosted(services, life=("Creating", "Failed"))
    async with opened(failing) as pilot:
        await deployed(pilot, "✗ Failed: it is told so. u takes it down")
        await says(pilot, "Endpoint does not answer")
        await pilot.press("escape")
        await says(pilot, f"▲ {METER}")


async def test_a_refused_deployment_says_why_and_leaves_nothing(paid: Services) -> None:
    engine = root_of(paid)
    (engine.root / "no-endpoint").touch()
    async with opened(paid) as pilot:
        await deployed(pilot, "Not deployed")
        await says(pilot, "the endpoint was refused")
    assert list(engine.endpoints()) == []


async def test_an_interrupted_one_is_gone_on_with(paid: Services) -> None:
    begun(paid, "ic-b")
    async with opened(paid) as pilot:
        await says(pilot, "▲ 1 endpoint half made")
        await pilot.press("e")
        await says(pilot, "The deployment of ic-b was interrupted: none of it was made. d goes on with it")
        await deployed(pilot)
        assert isinstance(pilot.app.screen, EndpointsPage)
        assert isinstance(pilot.app.screen_stack[-2], Cockpit)
    assert root_of(paid).endpoint("ic-b").job == JOB


async def test_an_interrupted_one_is_dropped(paid: Services) -> None:
    begun(paid)
    async with opened(paid) as pilot:
        await pilot.press("e", "u")
        await says(pilot, "nothing: none of it was made")
        await pilot.press("y")
        await says(pilot, "nothing was there any more", "none is up")


async def test_errors_block_and_another_name_can_be_given(paid: Services) -> None:
    async with opened(paid) as pilot:
        await deployed(pilot)
        await pilot.press("escape", "d")
        await says(pilot, "an endpoint called ic-a is there already", "Here n gives it another name")
        await pilot.press("enter")
        assert isinstance(pilot.app.screen, DeployPage)
        await pilot.press("n", *"-2", "enter")
        await says(pilot, "A name has 1 to 63 letters")
        await pilot.press("escape", "n", "end", *"-2", "enter")
        await says(pilot, "ic-a-2 on these files", "✓ Ready")
        await pilot.press("v")
        await says(pilot, '"name": "ic-a-2"')
        await pilot.press("enter")
        await says(pilot, "2 endpoints", "$1.00/h")


async def test_findings_of_level_error_forbid_it(paid: Services) -> None:
    engine = root_of(paid)
    engine._findings = (Finding("error", "quota", "there is none", why="w", fix="f"),)
    async with opened(paid) as pilot:
        await pilot.press("d")
        await says(pilot, "✗ This can't be deployed yet", "there is none")
        await pilot.press("enter")
        assert isinstance(pilot.app.screen, DeployPage)
    assert paid.book.endpoints() == []


async def test_a_job_that_runs_has_no_model_yet_and_its_deployment_says_so(paid: Services) -> None:
    write_state(root_of(paid).root / JOB, Status.IN_PROGRESS, "Training")
    async with opened(paid) as pilot:
        await pilot.press("d")
        await says(pilot, "ic-a has no model yet", "it is InProgress")


async def test_the_list_of_jobs_deploys_too(paid: Services) -> None:
    async with opened(paid) as pilot:
        await pilot.press("j")
        await says(pilot, "d deploy")
        await deployed(pilot)


async def test_read_only_deploys_and_deletes_nothing(paid: Services) -> None:
    async with opened(paid) as pilot:
        await deployed(pilot)
    async with opened(replace(paid, read_only=True)) as pilot:
        await pilot.press("d")
        await says(pilot, "Read-only: cannot deploy a model")
        await pilot.press("e", "u")
        await says(pilot, "Read-only: cannot take an endpoint down")
        await pilot.press("U", "y")
        assert "undeploy" not in shown(pilot)
    assert root_of(paid).endpoint(JOB).parts
