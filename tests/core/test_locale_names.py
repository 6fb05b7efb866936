"""The locale's variables, the strongest first, say whether the terminal takes more than ASCII."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from core.locale_names import as_started, named_locale, speaks_unicode

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    "environ",
    [
        {"LANG": "C.UTF-8"},
        {"LANG": "de_DE.utf8"},
        {"LC_CTYPE": "UTF-8"},
        {"LC_CTYPE": "en_US.UTF-8", "LANG": "C"},
        {"LC_ALL": "C.UTF-8", "LC_CTYPE": "C", "LANG": "C"},
        {"LC_ALL": "", "LANG": "en_US.UTF-8"},
        {},
        {"LC_ALL": ""},
    ],
)
def test_utf_8_in_the_first_that_is_set_or_none_at_all_is_unicode(environ: dict[str, str]) -> None:
    assert speaks_unicode(environ)


@pytest.mark.parametrize(
    "environ",
    [
        {"LANG": "C"},
        {"LANG": "de_DE.ISO-8859-1"},
        {"LC_ALL": "C", "LANG": "en_US.UTF-8"},
        {"LC_CTYPE": "POSIX", "LANG": "en_US.UTF-8"},
    ],
)
def test_another_locale_is_not(environ: dict[str, str]) -> None:
    assert not speaks_unicode(environ)


def test_the_variable_that_decides_is_named() -> None:
    assert named_locale({"LC_ALL": "", "LC_CTYPE": "C", "LANG": "C.UTF-8"}) == "LC_CTYPE=C"
    assert named_locale({"LC_ALL": ""}) is None


SAY = "import os; from core.locale_names import *; print(speaks_unicode(as_started(os.environ)))"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what a process was started with")
@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({}, "True"),
        ({"LANG": "C"}, "False"),
        ({"LC_CTYPE": "C"}, "False"),
        ({"LC_ALL": "C"}, "False"),
        ({"LC_CTYPE": "C.UTF-8"}, "True"),
        ({"LC_CTYPE": "UTF-8"}, "True"),
        ({"LANG": "C.UTF-8"}, "True"),
    ],
)
def test_what_python_puts_into_the_environment_does_not_count(environ: dict[str, str], said: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SAY], env=environ, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == said


def test_where_the_system_does_not_say_the_environment_counts_as_it_is(tmp_path: Path) -> None:
    environ = {"LC_CTYPE": "C.UTF-8", "TERM": "xterm"}
    assert as_started(environ, tmp_path / "none") == environ
