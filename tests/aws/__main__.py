"""The test account by hand: ``python -m tests.aws`` prints what to export and serves until it is interrupted."""

from __future__ import annotations

import argparse
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.aws.account import Account
from tests.aws.endpoint import NAMED as ENDPOINT_LIVES
from tests.aws.life import NAMED, Life, usual
from tests.aws.lines import real_lines
from tests.aws.transform import NAMED as TRANSFORM_LIVES
from tests.aws.tuningjob import NAMED as TUNING_LIVES

if TYPE_CHECKING:
    from collections.abc import Mapping


def main() -> None:
    """Serve an account."""
    parser = argparse.ArgumentParser(prog="python -m tests.aws", description=__doc__)
    parser.add_argument("--speed", type=float, default=1.0, help="account seconds per real second")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--life", choices=sorted(NAMED), default="usual", help="of the jobs that are created")
    parser.add_argument(
        "--endpoint-life", choices=sorted(ENDPOINT_LIVES), default="usual", help="of endpoints"
    )
    parser.add_argument(
        "--transform-life", choices=sorted(TRANSFORM_LIVES), default="usual", help="of batch transforms"
    )
    parser.add_argument(
        "--tuning-life", choices=sorted(TUNING_LIVES), default="usual", help="of the jobs of sweeps"
    )
    parser.add_argument("--log", type=Path, help="a real log, which every job prints then")
    parser.add_argument("--hosts", type=int, default=0, help="hosts that print the log, at most")
    parser.add_argument("--others", type=int, default=0, help="finished jobs of somebody else's")
    given = parser.parse_args()
    with Account(speed=given.speed, port=given.port) as account:
        account.jobs.life = NAMED[given.life]
        account.endpoints.life = ENDPOINT_LIVES[given.endpoint_life]
        account.transforms.life = TRANSFORM_LIVES[given.transform_life]
        account.tunings.life = TUNING_LIVES[given.tuning_life]
        if given.log:
            lines = real_lines(given.log, split=given.hosts > 1)[: given.hosts or None]

            def life(request: Mapping[str, Any]) -> Life:
                return replace(usual(request), lines=lines, host_delays=())

            account.jobs.life = life
        account.jobs.put_many(given.others)
        for name, value in account.environment.items():
            print(f"export {name}={value}")
        print(f"# bucket {account.bucket}, role {account.role}, control {account.url}/_control/", flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            print("# bye")


if __name__ == "__main__":
    main()
