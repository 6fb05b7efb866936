"""No value of any key, wherever it stands, raises anything but the one error with all problems."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from core.config.settings import declared
from core.errors import ConfigError
from tests.core.config.given import load

ODD = st.sampled_from(
    [
        *(
            "null",
            "true",
            "3",
            "-1",
            "1e400",
            ".nan",
            "1:30",
            "0x1f",
            "[a, b]",
            "{a: 1}",
            "[1, [2]]",
            "'x'",
            "''",
        ),
        *(
            "~nobody/x",
            "s3://b",
            "a\\0b",
            "!!int 3",
            "&a b",
            "<<",
            "2026-01-01",
            "9" * 5000,
            '"\\x1b[2J"',
            "\u2028",
        ),
    ]
)
KEYS = st.sampled_from(
    [key.name for key in declared()] + ["hyperparameters.epochs", "nope", "dataset.nope", "ui"]
)


@given(
    st.dictionaries(KEYS, ODD, max_size=5),
    st.dictionaries(KEYS, ODD | st.text(st.characters(exclude_characters="\0")), max_size=3),
    st.dictionaries(KEYS, ODD | st.integers() | st.floats() | st.none() | st.lists(st.text()), max_size=3),
)
def test_whatever_is_written_somewhere_gives_settings_or_one_harmless_error(
    file: dict[str, str], environ: dict[str, str], flags: dict[str, object]
) -> None:
    text = "\n".join(
        f"{key.replace('.', ': {')}: {value}{'}' * key.count('.')}" for key, value in file.items()
    )
    variables = {"TRAINSCOPE_" + key.upper().replace(".", "__"): value for key, value in environ.items()}
    problems: tuple[str, ...] = ()
    with tempfile.TemporaryDirectory() as folder:
        try:
            load(Path(folder), text, environ=variables, overrides=flags)
        except ConfigError as error:
            problems = error.problems
    assert all(problem.isprintable() for problem in problems)
