"""What goes wrong between the program and the account: switched on and off while it runs."""

from __future__ import annotations

import random
import threading
from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.aws.call import Call


@dataclass(frozen=True, slots=True)
class Rates:
    """Shares of requests, 0 to 1, that meet each fault; a request meets one at most, a delay beside it."""

    throttle: float = 0.0
    server_error: float = 0.0
    reset_before: float = 0.0
    reset_after: float = 0.0
    half: float = 0.0
    delay: float = 0.0


class Gate:
    """Holds the requests of one operation, before they are handled or after, until it is opened.

    Args:
        after: hold the answer of a request that has been handled.
        let: how many go through before one is held.
        drop: those that were held are never handled: whoever sent them is gone.
    """

    def __init__(self, *, after: bool = False, let: int = 0, drop: bool = False) -> None:
        self.after = after
        self.drop = drop
        self._let = let
        self._lock = threading.Lock()
        self.arrived = threading.Event()
        self._open = threading.Event()

    def open(self) -> None:
        """Let all through, from now on."""
        self._open.set()

    def pass_through(self) -> bool:
        """Wait at the gate, for a minute at most, so that no server thread is left behind; whether to be dropped."""
        with self._lock:
            self._let -= 1
            if self._let >= 0:
                return False
        self.arrived.set()
        self._open.wait(60)
        return self.drop


class Faults:
    """The faults of an account, drawn from a seeded random.

    `rates` holds for every operation that `of` does not name (by operation or by service). `expired_until` is a
    moment of the account's clock. `denied` holds IAM actions (``sagemaker:CreateTrainingJob``, ``s3:*``), for one
    bucket alone with its name behind (``s3:ListBucket photos``). With
    `unknown_key` the account does not know the access key. While `down`, every connection is reset.
    `delay_seconds` are real seconds.
    """

    def __init__(self, seed: int = 0) -> None:
        self._lock = threading.Lock()
        self._random = random.Random(seed)
        self._queued: dict[str, list[str]] = {}
        self.gates: dict[str, Gate] = {}
        self.rates = Rates()
        self.of: dict[str, Rates] = {}
        self.delay_seconds = 1.0
        self.expired_until = 0.0
        self.denied: set[str] = set()
        self.unknown_key = False
        self.down = False

    def clear(self) -> None:
        """Everything works again; what stands at a gate goes on."""
        for gate in self.gates.values():
            gate.open()
        self.gates, self.of, self._queued = {}, {}, {}
        self.rates, self.expired_until, self.denied = Rates(), 0.0, set()
        self.unknown_key = self.down = False

    def reseed(self, seed: int) -> None:
        """Draw other faults from now on."""
        self._random = random.Random(seed)

    def set(self, operation: str = "", /, **rates: float) -> None:
        """Set rates of all requests, or of one operation or service."""
        if operation:
            self.of[operation] = replace(self.of.get(operation, Rates()), **rates)
        else:
            self.rates = replace(self.rates, **rates)

    def next(self, operation: str, *kinds: str) -> None:
        """The next requests of `operation` meet these faults, one each: names of `Rates`, or ``ok``."""
        known = {field.name for field in fields(Rates)} | {"ok"}
        if set(kinds) - known:
            raise ValueError(f"no such fault: {set(kinds) - known}")
        with self._lock:
            self._queued.setdefault(operation, []).extend(kinds)

    def hold(self, operation: str, *, after: bool = False) -> Gate:
        """Hold the requests of `operation` from now on; the gate tells when one has arrived."""
        gate = self.gates[operation] = Gate(after=after)
        return gate

    def is_denied(self, call: Call) -> bool:
        """Whether the caller may not do it."""
        service = call.action.partition(":")[0]
        in_bucket = f"{call.action} {call.parameters.get('Bucket', '')}"
        return bool({call.action, in_bucket, f"{service}:{call.operation}", f"{service}:*"} & self.denied)

    def decide(self, call: Call) -> tuple[str, float]:
        """The fault that the request meets (empty: none), and the seconds it is delayed."""
        with self._lock:
            queued = self._queued.get(call.operation)
            if queued:
                kind = queued.pop(0)
                return {"ok": "", "delay": ""}.get(kind, kind), self.delay_seconds if kind == "delay" else 0.0
            rates = self.of.get(call.operation) or self.of.get(call.service) or self.rates
            shares = asdict(rates)
            delay = self.delay_seconds if self._random.random() < shares.pop("delay") else 0.0
            drawn = self._random.random()
            for kind, share in shares.items():
                drawn -= share
                if drawn < 0:
                    return kind, delay
            return "", delay
