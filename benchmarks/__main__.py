"""Run the benchmarks: all of them, or those named. Ends with 1 if a budget is not kept.

python -m benchmarks                   # all, in about eight minutes
python -m benchmarks chart parse_log   # these two
"""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import sys
import time

NAMES = (
    "tui_start",
    "tui_bytes",
    "tui_keys",
    "tui_memory",
    "chart",
    "parse_log",
    "search_log",
    "eta",
    "list_photos",
    "check_headers",
    "decode_photos",
    "fingerprint",
    "pack",
    "upload",
    "aws_calls",
)


def conditions() -> str:
    """The machine and its load, for the record."""
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}; load {load}"


def main() -> int:
    """Run what the command line names; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Each prints a ratio and its budget."
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which: {', '.join(NAMES)} (all)")
    names = parser.parse_args().names or NAMES
    if unknown := sorted(set(names) - set(NAMES)):
        parser.error(f"no benchmark is called {', '.join(unknown)}; there are {', '.join(NAMES)}")
    kept = True
    print(f"{time.strftime('%Y-%m-%d')}: {conditions()}", flush=True)
    for name in names:
        kept &= importlib.import_module(f"benchmarks.{name}").run()
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
