"""One log group of CloudWatch, as it is asked: which streams it has, and what is in one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.engine.sagemaker.connection import Aws


class LogGroup:
    """The door to a log group.

    Args:
        aws: to ask.
        name: of the group.
    """

    def __init__(self, aws: Aws, name: str) -> None:
        self._aws, self._name = aws, name

    def streams(self, prefix: str, **more: Any) -> dict[str, Any]:
        """A page of the streams whose names begin so.

        Raises:
            NotFound: the group is not there (yet).
            EngineError: it could not be asked.
        """
        return self._aws.ask(
            "logs", "describe_log_streams", logGroupName=self._name, logStreamNamePrefix=prefix, **more
        )

    def events(self, stream: str, **more: Any) -> dict[str, Any]:
        """A page of a stream, the oldest events first.

        Raises:
            NotFound: the stream is not there (yet).
            EngineError: it could not be asked.
        """
        return self._aws.ask(
            "logs",
            "get_log_events",
            logGroupName=self._name,
            logStreamName=stream,
            startFromHead=True,
            **more,
        )
