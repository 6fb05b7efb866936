"""The border: errors become one line, a hint and an exit code; a traceback is shown only with --debug."""

from __future__ import annotations

import os
import sys
import traceback
from typing import TYPE_CHECKING

import click

from core.errors import ConfigError, LaunchBlocked, TrainscopeError

if TYPE_CHECKING:
    from collections.abc import Callable

INTERRUPTED = 130


def guarded(work: Callable[[], int | None], *, debug: bool) -> int:
    """Run the program's work and turn whatever ends it into an exit code.

    Args:
        work: returns the exit code, None for 0.
        debug: whether an unexpected error shows its traceback.
    """
    try:
        code = work() or 0
        sys.stdout.flush()
        return code
    except click.exceptions.Exit as exit_:
        return _flushed(exit_.exit_code)
    except click.ClickException as error:
        return _usage(error)
    except (KeyboardInterrupt, click.Abort, EOFError):
        return INTERRUPTED
    except TrainscopeError as error:
        if debug:
            _trace(error)
        return _report(error)
    except BrokenPipeError:
        # The reader has gone (`| head`): nothing to say, and nothing left to flush at exit.
        _drop_stdout()
        return 0
    except OSError as error:
        # Nothing that a command expects: the disk behind stdout is full, a file vanished. The system's words say it.
        if debug:
            _trace(error)
        _drop_stdout()
        _line(f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}")
        return 1
    except Exception as error:  # noqa: BLE001 - the last border: a user never sees a traceback unasked
        if debug:
            _trace(error)
        _line(f"internal error: {type(error).__name__}: {error}")
        if not debug:
            _hint("this is a fault of trainscope; run again with --debug to see where")
        return 1


def _flushed(code: int) -> int:
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _drop_stdout()
    return code


def _drop_stdout() -> None:
    """Send what is still buffered nowhere, so that the interpreter's last flush cannot fail again."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _report(error: TrainscopeError) -> int:
    if isinstance(error, ConfigError) and error.problems:
        _line(error.what)
        for problem in error.problems:
            _write(f"  {problem}")
    else:
        _line(str(error))
    if isinstance(error, LaunchBlocked):
        from cli.output import print_findings

        print_findings(error.findings, stream=sys.stderr)
    if error.fix:
        _hint(error.fix)
    return error.exit_code


def _usage(error: click.ClickException) -> int:
    message = error.format_message()
    _line(message[:1].lower() + message[1:].removesuffix("."))
    context = error.ctx if isinstance(error, click.UsageError) else None
    _hint(f"{context.command_path if context else 'trainscope'} --help says how it is used")
    return 2


def _trace(error: BaseException) -> None:
    for block in traceback.format_exception(error):
        for line in block.splitlines():
            _write(line)


def _line(text: str) -> None:
    _write(f"trainscope: {text}")


def _hint(text: str) -> None:
    _write(f"  hint: {text}")


def _write(text: str) -> None:
    from core.text import clean

    sys.stderr.write(f"{clean(text)}\n")
