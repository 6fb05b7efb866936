"""Files of a job folder are whole or not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.engine.local import jobdir
from core.engine.local.jobdir import JobDir

if TYPE_CHECKING:
    from pathlib import Path


def test_the_layout_is_the_containers(tmp_path: Path) -> None:
    job = JobDir(tmp_path)
    assert job.hyperparameters == tmp_path / "input/config/hyperparameters.json"
    assert job.channel("train") == tmp_path / "input/data/train"
    assert job.list_file("validation") == tmp_path / "input/data/validation_lst/validation.lst"
    assert job.model == tmp_path / "model"
    assert job.failure == tmp_path / "output/failure"
    assert list(tmp_path.iterdir()) == []


def test_names_of_any_bytes_survive(tmp_path: Path) -> None:
    jobdir.write_json(tmp_path / "a.json", {"花": "name with \udcff in it"})
    assert jobdir.read_json(tmp_path / "a.json") == {"花": "name with \udcff in it"}


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    jobdir.write_json(file, {"old": 1})
    with pytest.raises(TypeError):
        jobdir.write_json(file, {"new": object()})
    (tmp_path / "folder" / "below").mkdir(parents=True)
    with pytest.raises(OSError, match="folder"):
        jobdir.write_bytes(tmp_path / "folder", b"a folder cannot be replaced by a file")
    assert jobdir.read_json(file) == {"old": 1}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.json", "folder"]


@pytest.mark.parametrize("text", ["[1]", "1", "nothing", ""])
def test_json_that_is_no_object_is_a_value_error(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(ValueError, match=r".+"):
        jobdir.read_json(tmp_path / "a.json")
