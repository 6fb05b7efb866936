"""The border: errors become one line, a hint and an exit code; a traceback is shown only with --debug."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from contextlib import suppress
from typing import TYPE_CHECKING, TextIO

import click

from core.errors import ConfigError, LaunchBlocked, TrainscopeError

if TYPE_CHECKING:
    from collections.abc import Callable

INTERRUPTED = 130
_FULL = (errno.ENOSPC, errno.EDQUOT)


def guarded(work: Callable[[], int | None], *, debug: bool) -> int:
    """Run the program's work and turn whatever ends it into an exit code.

    Args:
        work: returns the exit code, None for 0.
        debug: whether an unexpected error shows its traceback.
    """
    code = _ended(work, debug=debug)
    try:
        sys.stdout.flush()
    except OSError as error:
        _drop(sys.stdout)
        if code == 0 and not isinstance(error, BrokenPipeError):
            code = _system(error)
    try:
        sys.stderr.flush()
    except OSError:
        _drop(sys.stderr)
    return code


def _ended(work: Callable[[], int | None], *, debug: bool) -> int:
    try:
        return work() or 0
    except click.exceptions.Exit as exit_:
        return exit_.exit_code
    except click.ClickException as error:
        return _usage(error)
    except (KeyboardInterrupt, click.Abort, EOFError):
        if sys.stderr.isatty():
            _write("")  # the shell's prompt begins on a line of its own, not behind ^C
        return INTERRUPTED
    except TrainscopeError as error:
        if debug:
            _trace(error)
        return _report(error)
    except BrokenPipeError:
        # The reader has gone (`| head`): nothing to say, and nothing left to flush at exit.
        _drop(sys.stdout)
        return 0
    except OSError as error:
        if debug:
            _trace(error)
        return _system(error)
    except Exception as error:  # noqa: BLE001 - the last border: a user never sees a traceback unasked
        if debug:
            _trace(error)
        _line(f"internal error: {type(error).__name__}: {error}")
        if not debug:
            _hint("this is a fault of trainscope; run again with --debug to see where")
        return 1


def _drop(stream: TextIO) -> None:
    """Send what is still buffered nowhere: the interpreter's last flush must not fail and change the exit code."""
    with suppress(OSError):  # no file behind it: nothing can fail
        number = stream.fileno()
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, number)
        os.close(nowhere)


def _system(error: OSError) -> int:
    """What no command expects, in the system's words: the disk behind stdout is full, a file vanished."""
    words = error.strerror or str(error)
    if error.filename:
        _line(f"{words}: {error.filename}")
    elif error.errno in _FULL:
        _line(f"cannot write the answer: {words}")
        _hint("free some space, or send the output elsewhere")
    else:
        _line(words)
    return 1


def _report(error: TrainscopeError) -> int:
    if isinstance(error, ConfigError) and len(error.problems) == 1:
        _line(error.problems[0])
    elif isinstance(error, ConfigError) and error.problems:
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

    with suppress(OSError):  # nobody reads it: that changes no exit code
        sys.stderr.write(f"{clean(text)}\n")
        sys.stderr.flush()
