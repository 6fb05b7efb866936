"""Paths as they are typed are read back exactly, whatever is in them, and pasted ones mean what they meant."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.predict.pathtext import as_path, as_typed, with_home

NAMES = st.binary(min_size=1, max_size=24).filter(lambda name: b"\0" not in name).map(os.fsdecode)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)


@given(NAMES | TEXTS)
def test_what_is_written_can_be_shown_and_is_read_back(path: str) -> None:
    text = as_typed(path)
    assert text.isprintable()
    text.encode()
    assert as_path(text) == path


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("plain/photo 1.jpg", "plain/photo 1.jpg"),
        ("花/gänseblümchen.png", "花/gänseblümchen.png"),
        ("a\\b", "a\\\\b"),
        ("\x1b[2J", "\\x1b[2J"),
        (os.fsdecode(b"caf\xe9.jpg"), "caf\\xe9.jpg"),
        ("\u202egpj.exe", "\\u202egpj.exe"),
        ("~", "\\~"),
        ("ends with a blank ", "ends with a blank\\x20"),
    ],
)
def test_only_what_cannot_be_typed_or_seen_is_escaped(path: str, text: str) -> None:
    assert as_typed(path) == text
    assert as_path(text) == path


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("my\\ photos/a\\(1\\).jpg", "my photos/a(1).jpg"),
        ("'my photos/a.jpg' ", "my photos/a.jpg"),
        ('"my photos/a.jpg"', "my photos/a.jpg"),
        ("'", "'"),
        ("  a.jpg\n", "a.jpg"),
        ("a\\", "a"),
        ("\\Uffffffff", "\\Uffffffff"),
        ("\\x00\\ud800", "\\x00\\ud800"),
    ],
)
def test_pasted_paths_mean_what_a_shell_would_mean(text: str, path: str) -> None:
    assert as_path(text) == path


def test_the_home_folder_has_its_sign(home: Path) -> None:
    assert as_path("~/a b") == str(home / "a b")
    assert as_path("~") == str(home)
    assert as_path("~other/x") == "~other/x"
    assert with_home(str(home / "a\x1b")) == "~/a\\x1b"
    assert with_home(str(home)) == "~"
    assert with_home(f"{home}more") == f"{home}more"
