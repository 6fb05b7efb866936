"""The locale's variables, the strongest first, say whether the terminal takes more than ASCII."""

from __future__ import annotations

import pytest

from core.locale_names import named_locale, speaks_unicode


@pytest.mark.parametrize(
    "environ",
    [
        {"LANG": "C.UTF-8"},
        {"LANG": "de_DE.utf8"},
        {"LC_CTYPE": "UTF-8"},
        {"LC_CTYPE": "en_US.UTF-8", "LANG": "C"},
        {"LC_ALL": "C.UTF-8", "LC_CTYPE": "C", "LANG": "C"},
        {"LC_ALL": "", "LANG": "en_US.UTF-8"},
    ],
)
def test_utf_8_in_the_first_that_is_set_is_unicode(environ: dict[str, str]) -> None:
    assert speaks_unicode(environ)


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"LANG": "C"},
        {"LANG": "de_DE.ISO-8859-1"},
        {"LC_ALL": "C", "LANG": "en_US.UTF-8"},
        {"LC_CTYPE": "POSIX", "LANG": "en_US.UTF-8"},
        {"LC_ALL": ""},
    ],
)
def test_anything_else_is_not(environ: dict[str, str]) -> None:
    assert not speaks_unicode(environ)


def test_the_variable_that_decides_is_named() -> None:
    assert named_locale({"LC_ALL": "", "LC_CTYPE": "C", "LANG": "C.UTF-8"}) == "LC_CTYPE=C"
    assert named_locale({"LC_ALL": ""}) is None
