"""The answers of a batch transform that has ended, read from S3, several at once, in the order of its questions."""

from __future__ import annotations

from collections import deque
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.cancel import CancelToken
from core.dataset.locate import Locator
from core.engine.sagemaker.handout import LOOK
from core.engine.sagemaker.hosting.asking import LARGEST_ANSWER, probabilities
from core.engine.sagemaker.kinds import TRANSFORM
from core.engine.sagemaker.state import status_of
from core.engine.sagemaker.transform import manifest
from core.engine.sagemaker.transform.place import ANSWER, output_of, place_of
from core.errors import EngineError, EngineUnreachable, NotFound
from core.finding import Finding
from core.job.status import Status
from core.predict.answers import Prediction
from core.predict.photos import Located
from core.predict.question import Answer, Question
from core.s3address import S3Address
from core.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from concurrent.futures import Future

    from core.engine.sagemaker.connection import Aws
    from core.engine.sagemaker.transform.manifest import Manifest, Row

THREADS = 16
AHEAD = 4 * THREADS
"""Answers that are read before they are asked for."""
PATIENCE = 60.0
"""Seconds without an answer of S3: somebody waits for it."""
LARGEST_MANIFEST = 1 << 30


def answers(aws: Aws, name: str, cancel: CancelToken) -> Iterator[Answer]:
    """What came of each photo.

    Args:
        aws: to ask.
        name: of the batch transform.
        cancel: ends it.

    Raises:
        JobNotFound: there is no batch transform of that name.
        EngineError: it still runs, it is none of ours, or what it left cannot be read.
        Cancelled: the token was set.
    """
    reader = _Reader(aws, cancel)
    job = reader.ask("sagemaker", "describe_transform_job", TransformJobName=name)
    status = status_of(job.get(TRANSFORM.status))
    if not status.terminal:
        raise EngineError(
            f"{name} has not ended yet",
            why=f"it is {status.value}",
            fix=f"wait for its end: trainscope watch {name}",
        )
    listed = _manifest(reader, name, job)
    there = reader.names(S3Address.parse(output_of(job)))
    return _each(reader, listed, there, _missing(status, job), cancel)


def class_names(aws: Aws, name: str, cancel: CancelToken) -> tuple[str, ...]:
    """The names of the classes, as they were put beside the photos.

    Args:
        aws: to ask.
        name: of the batch transform.
        cancel: ends it.

    Raises:
        JobNotFound: there is no batch transform of that name.
        EngineError: it is none of ours, or the list cannot be read.
        Cancelled: the token was set.
    """
    reader = _Reader(aws, cancel)
    job = reader.ask("sagemaker", "describe_transform_job", TransformJobName=name)
    return _manifest(reader, name, job).classes


def _each(
    reader: _Reader, listed: Manifest, there: Mapping[str, str], missing: Finding, cancel: CancelToken
) -> Iterator[Answer]:
    locator = Locator(Path(listed.place.folder))
    pool = ThreadPoolExecutor(THREADS, thread_name_prefix="answers")
    ahead: deque[tuple[Row, Future[Prediction | Finding]]] = deque()

    def one(row: Row) -> Prediction | Finding:
        nothing = Prediction(row.name, (), row.truth, listed.several)
        at = there.get(row.key + ANSWER) if row.key else None
        if at is None:
            return missing if row.key else nothing
        return reader.prediction(at, nothing)

    def next_one() -> Answer:
        row, future = ahead.popleft()
        while not future.done():
            wait([future], timeout=LOOK)
            cancel.check()
        found = future.result()
        question = Question(row.name, Located(locator, row.name), row.truth)
        if isinstance(found, Prediction):
            return Answer(question, found, row.findings)
        nothing = Prediction(row.name, (), row.truth, listed.several)
        return Answer(question, nothing, (*row.findings, _about(found, row.name)))

    try:
        for row in listed.rows:
            ahead.append((row, pool.submit(one, row)))
            if len(ahead) >= AHEAD:
                yield next_one()
        while ahead:
            yield next_one()
    finally:
        reader.stop.cancel()
        pool.shutdown(wait=False, cancel_futures=True)


def _about(finding: Finding, name: str) -> Finding:
    return Finding(finding.level, finding.kind, finding.detail, name, why=finding.why, fix=finding.fix)


def _missing(status: Status, job: Mapping[str, Any]) -> Finding:
    """What is said of a photo that was sent and has no answer."""
    if status is Status.FAILED:
        reason = clean(str(job.get("FailureReason") or "no reason was given"), limit=300)
        why, fix = (
            f"The batch transform failed: {reason}",
            "Look at its log: it names the photos that the model refused.",
        )
    elif status is Status.STOPPED:
        why, fix = "The batch transform was stopped.", "Start another one for the photos that are left."
    else:
        why, fix = (
            "There is no answer where SageMaker was to leave it.",
            "See whether something deletes them, or look at the log of the batch transform.",
        )
    return Finding("error", "no-answer", "has no answer", why=why, fix=fix)


def _manifest(reader: _Reader, name: str, job: Mapping[str, Any]) -> Manifest:
    place = place_of(job)
    try:
        if place is None:
            raise NotFound("its photos lie elsewhere than trainscope puts them")
        return manifest.loads(reader.content(place.manifest, LARGEST_MANIFEST, reader.cancel))
    except NotFound as error:
        raise EngineError(
            f"{name} is no batch transform that trainscope has started",
            why=f"there is no list of its photos: {error.what}",
            fix=f"its answers are read from S3: {clean(output_of(job), limit=200)}",
        ) from error


class _Reader:
    """Asks S3 until there is an answer. Threads share it."""

    def __init__(self, aws: Aws, cancel: CancelToken) -> None:
        self._aws, self.cancel = aws, cancel
        self.stop = CancelToken()

    def ask(self, service: str, operation: str, **parameters: Any) -> dict[str, Any]:
        return self._aws.patiently(
            lambda: self._aws.ask(service, operation, **parameters), self.cancel, patience=PATIENCE
        )

    def names(self, folder: S3Address) -> dict[str, str]:
        """File name -> key of what lies below a folder: which of its folders an answer is put into does not matter."""
        found: dict[str, str] = {}
        more: dict[str, Any] = {}
        while True:
            page = self.ask("s3", "list_objects_v2", Bucket=folder.bucket, Prefix=folder.prefix, **more)
            for item in page.get("Contents", ()):
                key = str(item["Key"])
                found[key.rpartition("/")[2]] = str(S3Address(folder.bucket, key))
            if not page.get("IsTruncated"):
                return found
            more = {"ContinuationToken": page["NextContinuationToken"]}

    def content(self, at: S3Address, largest: int, cancel: CancelToken) -> bytes:
        def once() -> dict[str, Any]:
            answer = self._aws.ask("s3", "get_object", Bucket=at.bucket, Key=at.key)
            with self._aws.translated("s3:GetObject"), closing(answer["Body"]) as body:
                return {"content": body.read(largest + 1)}

        content: bytes = self._aws.patiently(once, cancel, patience=PATIENCE)["content"]
        if len(content) > largest:
            raise EngineError(f"{at} is too large to be read", fix="see who has written it")
        return content

    def prediction(self, at: str, nothing: Prediction) -> Prediction | Finding:
        """An answer, or what is wrong with it; one that was deleted meanwhile is none."""
        try:
            found = probabilities(self.content(S3Address.parse(at), LARGEST_ANSWER, self.stop))
        except EngineUnreachable:
            raise
        except EngineError as error:
            return Finding(
                "error",
                "no-answer",
                "has an answer that cannot be read",
                why=error.why or error.what,
                fix=error.fix or f"Look at it: {at}",
            )
        return Prediction(nothing.path, found, nothing.truth, nothing.several)
