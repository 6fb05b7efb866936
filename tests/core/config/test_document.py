"""A file that is no usable YAML is refused with a sentence and a line, quickly, whatever it holds."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import config
from core.config import document
from core.errors import ConfigError
from tests.core.config.given import problems

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: 1\n\tb: 2\n", ":2: a tab stands here"),
        ("ui:\n\tchart: ascii\n", ":2: a tab stands here"),
        ("a: [1, 2\n", "is not YAML"),
        ("a: b: c\n", ":1: is not YAML"),
        ("a: 1\n--- \nb: 2\n", ":2: a second document"),
        ("a: &x [1]\nb: *x\n", ":2: an alias (*name) is not allowed"),
        ("a: !!python/object/apply:os.system [ls]\n", "the tag"),
        ("a: !secret x\n", "the tag"),
        ("a: " + "[" * 40 + "]" * 40, "nested too deeply"),
        ("a: \x01\n", ":1: is not YAML"),
        (b"a: caf\xe9\n", ":1: is not UTF-8"),
        (b"ok: 1\na: \xff\xfe\n", ":2: is not UTF-8"),
        (b"a: 1\n" * 300_000, "larger than 1 MB"),
    ],
)
def test_unusable_yaml_is_told_with_its_line(tmp_path: Path, text: str | bytes, told: str) -> None:
    (found,) = problems(tmp_path, text)
    assert told in found
    assert found.startswith("trainscope.yaml")


def test_a_yaml_bomb_is_refused_before_it_grows(tmp_path: Path) -> None:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    (found,) = problems(tmp_path, "\n".join(rows))
    assert "alias" in found


def test_a_deep_nest_is_refused_without_using_the_stack() -> None:
    with pytest.raises(document.UnreadableError):
        document.compose("[" * 200_000)


def test_a_missing_file_a_folder_and_an_unreadable_file_are_told_apart(tmp_path: Path) -> None:
    def told(file: Path) -> str:
        with pytest.raises(ConfigError) as caught:
            config.load(file, environ={}, cwd=tmp_path)
        return caught.value.problems[0]

    assert told(tmp_path / "none.yaml").endswith("none.yaml: there is no such file")
    assert told(tmp_path).endswith("is a folder, not a file")
    looping = tmp_path / "loop.yaml"
    looping.symlink_to(looping)
    assert "cannot be read" in told(looping)


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    with suppress(document.UnreadableError):
        document.compose(text)
