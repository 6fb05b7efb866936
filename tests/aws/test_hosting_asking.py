"""What an endpoint does not answer, and why, in the project's own errors."""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from core.config import HostingSettings
from core.errors import EngineError, EngineRefused, EngineUnreachable, NotFound, Throttled
from tests.aws.hosting import NAME, deployed, engine_of, go, reviewed, trained_job
from tests.aws.oracle import photo

if TYPE_CHECKING:
    from pathlib import Path

    from core.engine.sagemaker.engine import SageMakerEngine
    from tests.aws.account import Account

JPEG = "image/jpeg"


@pytest.fixture(autouse=True)
def _environment(aws: Account, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in aws.environment.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def engine(aws: Account) -> SageMakerEngine:
    return deployed(aws)


def test_a_wrong_name(aws: Account) -> None:
    with pytest.raises(NotFound, match="no such endpoint") as caught:
        engine_of(aws).invoke("ic-flawers", photo(0, 5), JPEG)
    assert "endpoints" in caught.value.fix


def test_one_that_is_still_being_created(aws: Account) -> None:
    aws.clock.freeze()
    engine = engine_of(aws)
    go(engine, reviewed(aws, engine, trained_job(aws)))
    with pytest.raises(EngineError, match="still being created") as caught:
        engine.invoke(NAME, photo(0, 5), JPEG)
    assert not isinstance(caught.value, NotFound)


def test_a_photo_that_cannot_be_decoded(engine: SageMakerEngine) -> None:
    with pytest.raises(EngineError, match="cannot read the photo") as caught:
        engine.invoke(NAME, b"\xff\xd8\xff\xe0 no photo", JPEG)
    assert "unable to evaluate payload" in caught.value.why
    assert not isinstance(caught.value, EngineUnreachable)


def test_a_form_that_the_algorithm_does_not_know(engine: SageMakerEngine) -> None:
    held = io.BytesIO()
    Image.new("RGB", (8, 8)).save(held, "WEBP")
    for content_type in ("image/webp", JPEG):
        with pytest.raises(EngineError, match="cannot read the photo"):
            engine.invoke(NAME, held.getvalue(), content_type)


@pytest.mark.parametrize(("memory", "most"), [(None, 6_291_456), (2048, 4_000_000)])
def test_what_is_too_large_is_refused_and_what_just_fits_is_not(
    aws: Account, memory: int | None, most: int
) -> None:
    engine = deployed(aws, HostingSettings(serverless_mb=memory))
    whole = photo(1, 5)
    assert engine.most_bytes(engine.endpoint(NAME)) == most
    assert len(engine.invoke(NAME, whole + bytes(most - len(whole)), JPEG)) == 5
    with pytest.raises(EngineError, match="too large") as caught:
        engine.invoke(NAME, whole + bytes(most - len(whole) + 1), JPEG)
    assert not isinstance(caught.value, EngineUnreachable)


@pytest.mark.parametrize(
    ("body", "probabilities"),
    [
        (b"[0.25, 0.75]", (0.25, 0.75)),
        (b'{"prediction": [0.25, 0.75]}\n', (0.25, 0.75)),
        (b"[[1, 0]]", (1.0, 0.0)),
        (b"[NaN, 0.5]", (math.nan, 0.5)),
    ],
)
def test_answers_that_the_algorithm_gives(
    aws: Account, engine: SageMakerEngine, body: bytes, probabilities: tuple[float, ...]
) -> None:
    aws.invocation.answers[NAME] = (200, body)
    assert engine.invoke(NAME, photo(0, 5), JPEG) == pytest.approx(probabilities, nan_ok=True)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"[0.5, true]", b'["0.5"]', b'{"a": 1}', b"\x1b]0;x\x07", b"[" * 100_000, b"[0.5"]
)
def test_answers_that_no_algorithm_gives(aws: Account, engine: SageMakerEngine, body: bytes) -> None:
    aws.invocation.answers[NAME] = (200, body)
    with pytest.raises(EngineError, match="something else than probabilities") as caught:
        engine.invoke(NAME, photo(0, 5), JPEG)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(("status", "again"), [(500, False), (503, True), (429, True), (415, False)])
def test_what_the_container_says_is_told_apart(
    aws: Account, engine: SageMakerEngine, status: int, again: bool
) -> None:
    aws.invocation.answers[NAME] = (status, b"the worker died")
    with pytest.raises(EngineError) as caught:
        engine.invoke(NAME, photo(0, 5), JPEG)
    assert "the worker died" in caught.value.why
    assert isinstance(caught.value, EngineUnreachable) == again


@pytest.mark.parametrize("fault", ["reset_before", "reset_after", "half", "server_error"])
def test_no_answer_is_worth_another_try(aws: Account, engine: SageMakerEngine, fault: str) -> None:
    aws.faults.next("InvokeEndpoint", fault)
    with pytest.raises(EngineUnreachable):
        engine.invoke(NAME, photo(0, 5), JPEG)
    assert len(engine.invoke(NAME, photo(0, 5), JPEG)) == 5


def test_throttled_it_says_how_long_to_wait(aws: Account, engine: SageMakerEngine) -> None:
    aws.faults.next("InvokeEndpoint", "throttle")
    with pytest.raises(Throttled) as caught:
        engine.invoke(NAME, photo(0, 5), JPEG)
    assert caught.value.retry_after


def test_a_permission_that_is_missing_is_named(aws: Account, engine: SageMakerEngine) -> None:
    aws.faults.denied.add("sagemaker:InvokeEndpoint")
    with pytest.raises(EngineRefused, match="sagemaker:InvokeEndpoint"):
        engine.invoke(NAME, photo(0, 5), JPEG)
