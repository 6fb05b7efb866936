"""Many photos asked about over HTTP: order, faults, an endpoint that goes, an interrupt."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core.cancel import CancelToken
from core.errors import Cancelled, EngineError, EngineUnreachable, NotFound
from core.predict.many import ask
from core.predict.pace import Patience
from core.predict.question import Asking, Question
from tests.conftest import wait_until
from tests.core.predict.colours import MOST_BYTES, NAME, ColourHosting, serving

if TYPE_CHECKING:
    from core.predict.question import Answer
    from tests.core.predict.colours import Server

HURRY = Patience(first=0.001, longest=0.01, total=30)


def questions_of(photos: Path) -> list[Question]:
    return [Question(file.name, file) for file in sorted(photos.rglob("*.png"))]


def asking(**values: object) -> Asking:
    return Asking(NAME, MOST_BYTES, patience=HURRY, **values)  # type: ignore[arg-type]


def test_answers_come_in_the_order_of_the_questions(server: Server, photos: Path) -> None:
    questions = questions_of(photos)
    answers = list(ask(ColourHosting(server.port), asking(), questions, CancelToken()))
    assert [answer.question for answer in answers] == questions
    assert [answer.prediction.labels for answer in answers] == [(0,)] * 4 + [(1,)] * 4 + [(2,)] * 4
    assert {kind for kind, _ in server.asked} == {"image/png"}


def test_several_photos_are_on_their_way_at_once(server: Server, photos: Path) -> None:
    server.gate.clear()
    told: list[Answer] = []
    hosting, questions = ColourHosting(server.port), questions_of(photos)
    thread = threading.Thread(
        target=lambda: told.extend(ask(hosting, asking(at_once=5), questions, CancelToken()))
    )
    thread.start()
    wait_until(lambda: server.here == 5, what="five requests at once")
    server.gate.set()
    thread.join(30)
    assert len(told) == len(questions)
    assert server.most == 5


def test_a_photo_that_cannot_be_asked_about_stops_no_other(
    server: Server, photos: Path, shared: Path
) -> None:
    messy = shared / "data" / "messy"
    names = ["zero-byte.jpg", "webp-named-as.jpg", "broken-data-stream.png", "missing.jpg", "truncated.jpg"]
    bad = [Question(name, messy / name, truth=(0,)) for name in names]
    answers = list(ask(ColourHosting(server.port), asking(), [*bad, *questions_of(photos)], CancelToken()))
    assert [answer.prediction.labels is None for answer in answers] == [True] * 5 + [False] * 12
    assert [answer.findings[0].level for answer in answers[:5]] == ["error"] * 5
    assert [answer.prediction.truth for answer in answers[:5]] == [(0,)] * 5


def test_a_photo_that_the_endpoint_refuses_is_told_with_its_words(server: Server, photos: Path) -> None:
    server.faults.append(400)
    questions = questions_of(photos)
    answers = list(ask(ColourHosting(server.port), asking(at_once=1), questions, CancelToken()))
    (finding,) = answers[0].findings
    assert (finding.kind, finding.detail) == ("no-answer", "the endpoint refuses the photo")
    assert finding.why == "not now"
    assert all(answer.prediction.labels for answer in answers[1:])


def test_an_endpoint_that_refuses_everything_is_given_up(server: Server, photos: Path) -> None:
    server.faults.extend([400] * 100)
    questions = 10 * questions_of(photos)
    with pytest.raises(EngineError, match="has not answered about any of 16 photos"):
        list(ask(ColourHosting(server.port), asking(at_once=1), questions, CancelToken()))
    assert len(server.faults) == 100 - 16


def test_a_busy_endpoint_is_asked_again_until_all_is_answered(server: Server, photos: Path) -> None:
    server.faults.extend([429, 503, 429, 500, 503, 429])
    troubles: list[EngineUnreachable | None] = []
    answers = list(
        ask(ColourHosting(server.port), asking(), questions_of(photos), CancelToken(), troubles.append)
    )
    assert all(answer.prediction.labels for answer in answers)
    assert len(server.asked) == len(answers) == 12
    assert troubles[0] is not None
    assert troubles[-1] is None


def test_patience_ends(photos: Path) -> None:
    with serving() as server:
        port = server.port
    short = Asking(NAME, MOST_BYTES, patience=Patience(0.001, 0.002, total=0.02))
    with pytest.raises(EngineUnreachable, match="does not answer"):
        list(ask(ColourHosting(port), short, questions_of(photos), CancelToken()))


def test_what_was_answered_is_told_before_an_endpoint_goes(server: Server, photos: Path) -> None:
    told: list[Answer] = []
    server.faults.extend([0, 0, 0, 404])
    with pytest.raises(NotFound):
        told.extend(ask(ColourHosting(server.port), asking(at_once=1), questions_of(photos), CancelToken()))
    assert [answer.prediction.labels for answer in told] == [(0,)] * 3


def test_an_interrupt_gives_what_was_answered_so_far(server: Server, photos: Path) -> None:
    cancel = CancelToken()
    questions = 100 * questions_of(photos)
    answers = ask(ColourHosting(server.port), asking(at_once=2), questions, cancel)
    told = [next(answers)]
    cancel.cancel()
    with pytest.raises(Cancelled):
        told.extend(answers)
    assert 1 <= len(told) < len(questions)
    assert [answer.question for answer in told] == questions[: len(told)]
    assert len(server.asked) == len(told)


def test_an_interrupt_does_not_wait_for_a_pause_to_end(server: Server, photos: Path) -> None:
    server.faults.extend([503] * 1000)
    cancel = CancelToken()
    patient = Asking(NAME, MOST_BYTES, patience=Patience(first=3600, longest=3600, total=7200))
    with pytest.raises(Cancelled):
        list(
            ask(
                ColourHosting(server.port),
                patient,
                questions_of(photos),
                cancel,
                lambda trouble: cancel.cancel(),
            )
        )
    assert len(server.faults) >= 1000 - patient.at_once


def test_nothing_is_asked_about_no_photos(server: Server) -> None:
    assert list(ask(ColourHosting(server.port), asking(), [], CancelToken())) == []
