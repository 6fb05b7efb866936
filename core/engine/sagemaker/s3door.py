"""Calls of S3 for an upload: repeated until there is an answer, which is told, and with the bucket in every refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.cancel import CancelToken
from core.engine.sagemaker.objects import in_bucket
from core.engine.sagemaker.putting import ON_THE_WAY
from core.errors import EngineError, EngineRefused, EngineUnreachable, NotFound

if TYPE_CHECKING:
    from core.engine.sagemaker.connection import Aws
    from core.engine.sagemaker.objects import Target
    from core.engine.sagemaker.span import Span
    from core.engine.sagemaker.tally import Tally


class S3Door:
    """The way to one bucket.

    Args:
        aws: to ask.
        target: the bucket.
        tally: hears why there is no answer.
        cancel: ends the waiting.
    """

    def __init__(self, aws: Aws, target: Target, tally: Tally, cancel: CancelToken) -> None:
        self._aws, self.target, self._tally, self._cancel = aws, target, tally, cancel
        self.stop = CancelToken()
        """Ends what other threads send."""

    def ask(self, operation: str, **parameters: Any) -> dict[str, Any]:
        """Call an operation that may be repeated; from the thread that hears of progress.

        Raises:
            EngineError: as `Aws.insist`.
            Cancelled: the token was set.
        """
        try:
            return self._aws.insist(
                "s3",
                operation,
                cancel=self._cancel,
                on_trouble=self.trouble,
                **parameters,
            )
        except EngineError as error:
            raise self._named(error) from error

    def put(self, operation: str, span: Span, **parameters: Any) -> dict[str, Any]:
        """Send a span until it is there; from any thread.

        Raises:
            EngineError: it is refused, or there is no answer for long.
            DatasetError: the span cannot be read.
            Cancelled: `stop` was set.
        """

        def once() -> dict[str, Any]:
            span.seek(0)
            try:
                with self._aws.translated("s3:PutObject"):
                    answer = getattr(self._aws.client("s3"), operation)(Body=span, **parameters)
            except EngineError as error:
                if span.failed is not None:
                    raise span.failed from error
                if error.code in ON_THE_WAY:
                    raise EngineUnreachable("a part came damaged at S3", why=error.why) from error
                raise self._named(error) from error
            return dict(answer)

        return self._aws.patiently(once, self.stop, on_trouble=self._tally.trouble)

    def trouble(self, error: EngineUnreachable | None) -> None:
        """Tell why there is no answer; None: there is one again."""
        self._tally.trouble(error)
        self._tally.tell()

    def _named(self, error: EngineError) -> EngineError:
        return in_bucket(error, self.target) if isinstance(error, (EngineRefused, NotFound)) else error
