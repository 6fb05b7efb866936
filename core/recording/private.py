"""What does not leave with a run: secrets and the path of the home always, account and buckets where that is wanted."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from core.text import mask_secrets

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.job.status import JobState

BUCKET = "<bucket>"
_ACCOUNT = re.compile(r"(?<![\d.])\d{12}(?![\d.])", re.ASCII)
_ROLE = re.compile(r"(arn:aws[\w-]{0,16}:iam::[^\s:]{0,16}:(?:role|user)/)[\w+=,.@/-]{1,256}", re.ASCII)
_ADDRESS = re.compile(r"(s3[an]?://|arn:aws[\w-]{0,16}:s3:::)([\w.-]{1,255})", re.ASCII)
_HOST = re.compile(r"(https?://)([\w.-]{1,255})(?=\.s3[.-][\w.-]{0,64}amazonaws\.com)", re.ASCII)
_PATH = re.compile(r"(https?://s3[.-][\w.-]{0,64}amazonaws\.com(?:\.cn)?/)([\w.-]{1,255})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Privacy:
    """What is masked in a run that is written into a file.

    Args:
        home: the user's home folder, shown as ``~``; empty: none is.
        anonymous: mask account numbers, names of buckets and of roles, too.
        buckets: names that are known to be buckets': masked wherever they stand.
    """

    home: str = ""
    anonymous: bool = False
    buckets: frozenset[str] = frozenset()

    @classmethod
    def here(cls, *, anonymous: bool, state: JobState | None = None) -> Privacy:
        """What is private of this user, and of a job."""
        home = os.path.expanduser("~")  # noqa: PTH111 - never raises, whatever the environment lacks
        texts = [] if state is None else [state.model or "", *state.channels.values()]
        texts += [state.transform.output] if state is not None and state.transform is not None else []
        return cls(home if len(home) > 1 else "", anonymous, frozenset(_buckets(texts)))

    def text(self, text: str) -> str:
        """The text as it may leave."""
        text = mask_secrets(text)
        if self.home and self.home in text:
            text = re.sub(rf"{re.escape(self.home)}(?![\w.-])", "~", text)
        if not self.anonymous:
            return text
        text = _ROLE.sub(r"\1<role>", text)
        for expression in (_ADDRESS, _HOST, _PATH):
            text = expression.sub(rf"\1{BUCKET}", text)
        for name in self.buckets:
            text = re.sub(rf"(?<![\w.-]){re.escape(name)}(?![\w-])", BUCKET, text)
        return _ACCOUNT.sub("<account>", text)

    def state(self, state: JobState) -> JobState:
        """The state as it may leave. An expression that finds metrics stays: masked it would find others."""
        facts = state.transform
        return replace(
            state,
            transitions=tuple(replace(row, message=self.text(row.message)) for row in state.transitions),
            failure_reason=self._known(state.failure_reason),
            advice=self.text(state.advice),
            hyperparameters=self.value(dict(state.hyperparameters)),
            channels=self.value(dict(state.channels)),
            model=self._known(state.model),
            transform=facts and facts._replace(output=self.text(facts.output)),
            links=(),
        )

    def value(self, value: Any) -> Any:
        """A JSON-able value with all its texts as they may leave; names stay."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {name: self._named(name, item) for name, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.value(item) for item in value]
        return value

    def _known(self, text: str | None) -> str | None:
        return None if text is None else self.text(text)

    def _named(self, name: str, value: Any) -> Any:
        """The value under a name that may say that it is a secret."""
        if not isinstance(value, str):
            return self.value(value)
        whole, before = mask_secrets(f"{name}={value}"), f"{name}="
        return self.text(whole.removeprefix(before) if whole.startswith(before) else value)


def _buckets(texts: Iterable[str]) -> Iterable[str]:
    return (match[2] for text in texts for match in _ADDRESS.finditer(text))


def spec_to_tell(spec: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """What was launched, without what was sent for it: that names roles, networks and keys, and replays need none."""
    left_out = ("request", "launch_id", "data")
    return None if spec is None else {name: value for name, value in spec.items() if name not in left_out}
