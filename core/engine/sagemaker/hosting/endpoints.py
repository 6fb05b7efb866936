"""The endpoints of an account in one region: one looked at, or all that trainscope made, half-made ones too.

What does not change in the life of an endpoint (marks, configuration, model, class names) is asked for once, so that
following one takes a call a look.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from core.cancel import CancelToken
from core.engine.sagemaker.hosting import classes
from core.engine.sagemaker.hosting.marksbook import MarksBook
from core.engine.sagemaker.hosting.parts import CONFIG, ENDPOINT, MODEL, PARTS, Marks, read_marks
from core.engine.sagemaker.hosting.request import variant_of
from core.engine.sagemaker.hosting.state import model_data_of, state_of
from core.engine.sagemaker.kinds import TRANSFORM
from core.engine.sagemaker.state import seconds
from core.errors import EngineError, EngineRefused, EngineUnreachable, NotFound
from core.job.spec import NAME_PATTERN
from core.job.status import JobKey
from core.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from core.engine.hosting import EndpointState
    from core.engine.sagemaker.connection import Aws
    from core.engine.sagemaker.hosting.parts import Part

    Ask = Callable[..., Mapping[str, Any]]

PAGE = 100
PAGES = 10
"""Of one kind of part; older ones are not looked at."""
PATIENCE = 15.0
"""Seconds without an answer, for each call of a list: what costs money should be seen."""
TAG_PATIENCE = 30.0
"""The same for tags: the first look at an account with many models asks so often that it may be throttled."""
_THREADS = 4


class _Row(NamedTuple):
    """A part as a list tells of it."""

    part: Part
    name: str
    arn: str
    created: float


class _Lasting(NamedTuple):
    """What does not change in the life of an endpoint."""

    marks: Marks
    answers: Mapping[str, Mapping[str, Any]]
    names: tuple[str, ...]


class Endpoints:
    """Looks at endpoints. Threads may share it.

    Args:
        aws: to ask.
        engine: the engine's name, for keys.
        price: instance type -> USD per hour of one instance, None if unknown.
    """

    def __init__(self, aws: Aws, engine: str, price: Callable[[str], float | None]) -> None:
        self._aws = aws
        self._engine = engine
        self._price = price
        self._lock = threading.Lock()
        self._lasting: dict[tuple[str, float], _Lasting] = {}

    def look(self, name: str) -> EndpointState:
        """The endpoint's state now.

        Raises:
            NotFound: nothing of that name, or only what somebody else made without an endpoint.
            EngineError: it could not be asked.
        """
        if NAME_PATTERN.fullmatch(name) is None:
            raise NotFound(f"no endpoint can be called {clean(name, limit=80)!r}")
        return self._look(name, self._aws.ask)

    def _look(self, name: str, ask: Ask) -> EndpointState:
        try:
            answer = ask("sagemaker", "describe_endpoint", EndpointName=name)
        except NotFound as gone:
            return self._half(name, gone, ask)
        place = (str(answer[ENDPOINT.arn]), seconds(answer.get("CreationTime")) or 0.0)
        with self._lock:
            lasting = self._lasting.get(place)
        if lasting is None:
            lasting, whole = self._learn(answer, ask)
            if whole:
                with self._lock:
                    self._lasting[place] = lasting
        answers = {**lasting.answers, ENDPOINT.kind: answer}
        return state_of(self._key(name), answers, lasting.marks, self._price, lasting.names)

    def ours(self) -> Iterator[EndpointState]:
        """All that trainscope made, newest first.

        Raises:
            EngineError: a list could not be had.
        """
        ask = partial(self._aws.insist, cancel=CancelToken(), patience=PATIENCE)
        rows: dict[str, _Row] = {}
        for part in reversed(PARTS):  # a name counts once, for the part that tells most
            for row in self._list(part):
                rows.setdefault(row.name, row)
        with MarksBook(self._aws.region, self._aws.account()) as book:
            unknown = [row for row in rows.values() if book.get(row.arn, row.created) is None]
            with ThreadPoolExecutor(_THREADS, thread_name_prefix="tags") as pool:
                for row, marks in zip(unknown, pool.map(self._marks, unknown), strict=True):
                    if marks is not None:
                        book.put(row.arn, row.created, marks)
            mine = [row for row in rows.values() if (book.get(row.arn, row.created) or Marks()).launch_id]
        for row in sorted(mine, key=lambda row: row.created, reverse=True):
            try:
                yield self._look(row.name, ask)
            except NotFound:
                continue  # it is gone since it was listed

    def _key(self, name: str) -> JobKey:
        return JobKey(self._engine, self._aws.account(), self._aws.region, name)

    def _half(self, name: str, gone: NotFound, ask: Ask) -> EndpointState:
        """The state of what there is without an endpoint."""
        answers: dict[str, Mapping[str, Any]] = {}
        marks = Marks()
        for part in (CONFIG, MODEL):
            found = _described(ask, part, name)
            if found is None:
                continue
            its = read_marks(ask, str(found[part.arn]))
            if its.launch_id:
                marks = marks if marks.launch_id else its
                answers[part.kind] = found
        if not answers:
            raise gone
        names = self._names(answers.get(MODEL.kind))
        return state_of(self._key(name), answers, marks, self._price, names or ())

    def _learn(self, endpoint: Mapping[str, Any], ask: Ask) -> tuple[_Lasting, bool]:
        """What does not change, and whether it is all of it."""
        answers: dict[str, Mapping[str, Any]] = {}
        config = _described(ask, CONFIG, str(endpoint.get(CONFIG.name, "")))
        model = None
        if config is not None:
            answers[CONFIG.kind] = config
            model = _described(ask, MODEL, str(variant_of(config).get(MODEL.name, "")))
        if model is not None:
            answers[MODEL.kind] = model
        marks = read_marks(ask, str(endpoint[ENDPOINT.arn]))
        names = self._names(model)
        return _Lasting(marks, answers, names or ()), names is not None

    def _names(self, model: Mapping[str, Any] | None) -> tuple[str, ...] | None:
        """The class names beside the model; empty where there are none to be read, None where S3 did not answer."""
        try:
            return classes.read(self._aws, model_data_of(model or {})) or ()
        except EngineUnreachable:
            return None
        except EngineError:
            return ()

    def _list(self, part: Part) -> Iterator[_Row]:
        more: dict[str, Any] = {}
        for _ in range(PAGES):
            answer = self._aws.insist(
                "sagemaker",
                f"list_{part.call}s",
                cancel=CancelToken(),
                patience=PATIENCE,
                SortBy="CreationTime",
                SortOrder="Descending",
                MaxResults=PAGE,
                **more,
            )
            for row in answer.get(part.listed, ()):
                created = seconds(row.get("CreationTime")) or 0.0
                yield _Row(part, str(row[part.name]), str(row[part.arn]), created)
            if not answer.get("NextToken"):
                return
            more = {"NextToken": answer["NextToken"]}

    def _marks(self, row: _Row) -> Marks | None:
        """The marks of a part; None where it is gone since it was listed.

        A model that belongs to a batch transform is no part of an endpoint; one whose job never came is listed, unless
        it may not be asked for: a model costs nothing.
        """
        ask = partial(self._aws.insist, cancel=CancelToken(), patience=TAG_PATIENCE)
        try:
            marks = read_marks(ask, row.arn)
        except NotFound:
            return None
        if not marks.transform:
            return marks
        try:
            return marks if _described(ask, TRANSFORM, row.name) is None else Marks()
        except EngineRefused:
            return None


def _described(ask: Ask, part: Part, name: str) -> Mapping[str, Any] | None:
    """The description of a part; None where it is not there."""
    if not name:
        return None
    try:
        return ask("sagemaker", f"describe_{part.call}", **{part.name: name})
    except NotFound:
        return None
