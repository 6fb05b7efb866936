"""The recipes on the page for people who come from im2rec do what they say."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.cli.runner import PROGRAM, environment
from tests.conftest import REPOSITORY
from tests.core.dataset.samples import encoded, folder, jpeg, picture

PAGE = (REPOSITORY / "docs" / "im2rec.md").read_text(encoding="utf-8")
RECIPES = [line.strip() for line in PAGE.splitlines() if line.startswith(("    trainscope ", "    for "))]


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A folder with photos and their lists, for recipes to run in."""
    photos = {f"{name}/{number}.jpg": jpeg(240, 230, seed=number) for name in "ab" for number in range(20)}
    photos |= {
        f"{name}/x{number}.jpg": jpeg(240, 230, seed=99 + number) for name in "b" for number in range(2)
    }
    folder(tmp_path / "photos", photos | {f"{n}.png": encoded(picture(240, 230), "PNG") for n in range(2)})
    run(tmp_path, "trainscope lst photos -o lists --no-check")
    return tmp_path


def run(work: Path, recipe: str) -> subprocess.CompletedProcess[bytes]:
    variables = environment(work)
    path = f"{PROGRAM.parent}:{variables['PATH']}"
    return subprocess.run(
        recipe,
        shell=True,
        cwd=work,
        env={**variables, "PATH": path},
        capture_output=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_recipe_works_as_it_stands(work: Path, recipe: str) -> None:
    done = run(work, recipe)
    assert done.returncode == 0, done.stderr.decode()


def test_there_are_recipes() -> None:
    assert len(RECIPES) == 8
