"""The account by hand: a few addresses under /_control/ that break the network, let time run, and tell.

curl -d '{"throttle": 0.2, "reset_after": 0.05}' $URL/_control/faults
curl -d '{"expire_seconds": 60}' $URL/_control/faults
curl -d '{"down": true}' $URL/_control/faults            (only these addresses answer then)
curl -d '{"denied": ["sagemaker:CreateTrainingJob"]}' $URL/_control/faults
curl -d '{"speed": 60}' $URL/_control/clock              (or {"advance": 3600})
curl -d '{"next": "failed"}' $URL/_control/life          (the next job; {"all": "spot"} for all)
curl -d '{"name": "theirs", "life": "usual"}' $URL/_control/job   (somebody else's job)
curl -d '{"next": "failed"}' $URL/_control/endpoint-life (the next endpoint; {"all": "quick"} for all)
curl $URL/_control/endpoints
curl -d '{"next": "quick"}' $URL/_control/transform-life (the next batch transform; {"all": "quick"} for all)
curl $URL/_control/transforms
curl -d '{"next": "failed"}' $URL/_control/tuning-life   (the jobs of the next sweep; {"all": "quick"} for all)
curl $URL/_control/jobs      curl $URL/_control/requests
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from tests.aws.answer import Answer
from tests.aws.endpoint import NAMED as ENDPOINT_LIVES
from tests.aws.life import NAMED
from tests.aws.transform import NAMED as TRANSFORM_LIVES
from tests.aws.tuningjob import NAMED as TUNING_LIVES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.aws.account import Account


_Life = TypeVar("_Life")


class Living(Protocol[_Life]):
    """Jobs, endpoints, batch transforms or sweeps, which go through a life of states."""

    life: _Life
    next_life: _Life | None


class Control:
    """Answers /_control/…, JSON in and out."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def __call__(self, path: str, body: bytes) -> Answer:
        name = path.removeprefix("/_control/").strip("/")
        doors: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "faults": self._faults,
            "clock": self._clock,
            "life": self._life,
            "job": self._job,
        }
        doors |= {"endpoints": self._endpoints, "endpoint-life": self._endpoint_life}
        doors |= {"transforms": self._transforms, "transform-life": self._transform_life}
        doors |= {"tuning-life": self._tuning_life}
        doors |= {"jobs": self._jobs, "requests": self._requests}
        if name not in doors:
            return _answer(404, {"error": f"no such address; there are {', '.join(sorted(doors))}"})
        try:
            return _answer(200, doors[name](json.loads(body or b"{}")))
        except (ValueError, TypeError, KeyError) as problem:
            return _answer(400, {"error": str(problem)})

    def _faults(self, wanted: dict[str, Any]) -> dict[str, Any]:
        faults = self._account.faults
        if wanted.pop("clear", False):
            faults.clear()
        if "down" in wanted:
            faults.down = bool(wanted.pop("down"))
        if "denied" in wanted:
            faults.denied = set(wanted.pop("denied"))
        if "expire_seconds" in wanted:
            faults.expired_until = self._account.clock() + wanted.pop("expire_seconds")
        if "delay_seconds" in wanted:
            faults.delay_seconds = wanted.pop("delay_seconds")
        operation = wanted.pop("operation", "")
        if wanted:
            faults.set(operation, **wanted)
        return {"rates": str(faults.rates), "of": {name: str(rates) for name, rates in faults.of.items()}}

    def _clock(self, wanted: dict[str, Any]) -> dict[str, Any]:
        clock = self._account.clock
        if "speed" in wanted:
            clock.speed = wanted["speed"]
        clock.advance(wanted.get("advance", 0.0))
        return {"now": clock(), "speed": clock.speed}

    def _life(self, wanted: dict[str, Any]) -> dict[str, Any]:
        return _lives(self._account.jobs, NAMED, wanted)

    def _endpoint_life(self, wanted: dict[str, Any]) -> dict[str, Any]:
        return _lives(self._account.endpoints, ENDPOINT_LIVES, wanted)

    def _endpoints(self, _: dict[str, Any]) -> dict[str, Any]:
        now, endpoints = self._account.clock(), self._account.endpoints
        return {**endpoints.parts(), "status": {one.name: one.status(now) for one in endpoints}}

    def _transform_life(self, wanted: dict[str, Any]) -> dict[str, Any]:
        return _lives(self._account.transforms, TRANSFORM_LIVES, wanted)

    def _tuning_life(self, wanted: dict[str, Any]) -> dict[str, Any]:
        return _lives(self._account.tunings, TUNING_LIVES, wanted)

    def _transforms(self, _: dict[str, Any]) -> dict[str, Any]:
        now, transforms = self._account.clock(), self._account.transforms
        transforms.leave_answers()
        return {job.name: {"status": job.status(now), "looked_at": job.answered} for job in transforms}

    def _job(self, wanted: dict[str, Any]) -> dict[str, Any]:
        life = NAMED[wanted.pop("life", "usual")]
        return {"arn": self._account.jobs.put(wanted.pop("name"), life=life, **wanted).arn}

    def _jobs(self, _: dict[str, Any]) -> dict[str, Any]:
        now = self._account.clock()
        return {job.name: {"stage": job.stage(now), "ends_in": job.end - now} for job in self._account.jobs}

    def _requests(self, _: dict[str, Any]) -> dict[str, Any]:
        return self._account.requests.counts()


def _lives(living: Living[_Life], named: Mapping[str, _Life], wanted: dict[str, Any]) -> dict[str, Any]:
    """The life that the next, or all, of jobs, endpoints, batch transforms or sweeps are to have."""
    if "next" in wanted:
        living.next_life = named[wanted["next"]]
    if "all" in wanted:
        living.life = named[wanted["all"]]
    return {"lives": sorted(named)}


def _answer(status: int, value: dict[str, Any]) -> Answer:
    return Answer(status, {"Content-Type": "application/json"}, json.dumps(value, indent=1).encode() + b"\n")
