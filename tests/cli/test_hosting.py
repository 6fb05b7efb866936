"""`deploy`, `endpoints` and `undeploy`: shown before anything is made or deleted, and nothing half-made is unlisted."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from core.deploying import prepare
from core.engine.hosting import Deployment
from core.engine.local.engine import LocalEngine
from core.trained import trained_model
from tests.cli.localjob import GO_ON, TRAIN, open_book, start_job, state_folder
from tests.cli.runner import controls_in, trainscope

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

JOB = "ic-shades"
SMALL = ("image_shape=3,32,32", "resize=", "mini_batch_size=2", "use_pretrained_model=0", "epochs=1")


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a job that has trained on 16 drawn photos."""
    home = tmp_path_factory.mktemp("home")
    for number in range(16):
        file = home / "drawn" / ("dark" if number % 2 else "light") / f"{number}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (32, 32), (255 - number % 2 * 200 - number,) * 3).save(file)
    (home / "trainscope.yaml").write_text("engine: local\n")
    sets = [f"--set={each}" for each in SMALL]
    done = trainscope(home, "launch", "--dataset", home / "drawn", "--name", JOB, "--wait", *sets)
    assert done.code == 0, done.stderr
    return home


@pytest.fixture
def home(trained: Path) -> Iterator[Path]:
    """The same, where nothing is up before or after a test."""
    yield trained
    for row in trainscope(trained, "endpoints", "--json").json():
        trainscope(trained, "undeploy", "--yes", row["endpoint"])


def begun(home: Path, name: str | None = None) -> Deployment:
    """A deployment that was saved and, as if its program had been killed then, never made."""
    with closing(open_book(home)) as book:
        engine = LocalEngine(state_folder(home) / "jobs")
        model = trained_model(book.find(JOB), engine.describe(JOB))
        deployment = prepare(model, engine, book, name=name)
        book.add_endpoint(deployment.key, spec=deployment.as_json(), created=1000.0)
    return deployment


def test_a_model_is_deployed_listed_and_taken_down(home: Path) -> None:
    made = trainscope(home, "deploy", JOB)
    assert (made.code, made.stdout) == (0, f"{JOB}\n"), made.stderr
    assert "classes      2: dark, light" in made.stderr
    assert "price        free" in made.stderr
    (row,) = trainscope(home, "endpoints", "--json").json()
    assert (row["endpoint"], row["job"], row["status"], row["cost"]) == (JOB, JOB, "InService", None)
    table = trainscope(home, "endpoints").stdout.splitlines()
    assert table[0].split() == ["NAME", "ENGINE", "JOB", "STATUS", "SINCE", "PER", "HOUR", "COST"]
    assert table[1].split()[-1] == "free"
    again = trainscope(home, "deploy", JOB)
    assert again.code == 2
    assert "is there already: InService" in again.stderr
    unasked = trainscope(home, "undeploy", JOB)
    assert (unasked.code, unasked.stdout) == (2, "")
    assert "to delete    endpoint, endpoint-config, model" in unasked.stderr
    assert "nobody is here to say yes" in unasked.stderr
    down = trainscope(home, "undeploy", JOB, "--yes")
    assert (down.code, down.stdout) == (0, f"{JOB}: deleted endpoint, endpoint-config, model\n")
    assert trainscope(home, "endpoints", "--json").json() == []
    twice = trainscope(home, "undeploy", JOB, "--yes", "--json")
    assert (twice.code, twice.json()) == (0, {"endpoint": JOB, "deleted": []})
    statuses = {row["status"] for row in trainscope(home, "endpoints", "--all", "--json").json()}
    assert statuses == {"Deleted"}


def test_two_endpoints_of_one_job_have_names_of_their_own(home: Path) -> None:
    for name in ("first", "second"):
        made = trainscope(home, "deploy", JOB, "--name", name, "--json")
        assert made.json() == {"endpoint": name, "status": "InService"}
    rows = trainscope(home, "endpoints", "--json").json()
    assert [(row["endpoint"], row["job"]) for row in rows] == [("second", JOB), ("first", JOB)]
    near = trainscope(home, "undeploy", "frist", "--yes")
    assert near.code == 2
    assert "did you mean first?" in near.stderr


def test_a_dry_run_prints_what_would_be_made_and_makes_nothing(home: Path) -> None:
    told = trainscope(home, "deploy", JOB, "--dry-run", "--json")
    assert told.code == 0
    assert told.json()["folder"].endswith(f"/endpoints/{JOB}")
    assert trainscope(home, "endpoints", "--json").json() == []


def test_a_deployment_that_was_interrupted_is_listed_and_goes_on(home: Path) -> None:
    deployment = begun(home, name="shades-2")
    listed = trainscope(home, "endpoints", "--json")
    assert [(row["endpoint"], row["status"]) for row in listed.json()] == [("shades-2", "Incomplete")]
    assert f"trainscope deploy {JOB} --name shades-2" in listed.stderr
    assert "trainscope undeploy shades-2" in listed.stderr
    assert trainscope(home, "deploy", JOB, "--name", "shades-2").code == 0
    with closing(open_book(home)) as book:
        assert book.find_endpoint("shades-2").launch_id == deployment.launch_id


def test_a_deployment_that_was_interrupted_can_be_dropped(home: Path) -> None:
    begun(home)
    dropped = trainscope(home, "undeploy", JOB, "--yes", "--json")
    assert (dropped.code, dropped.json()["deleted"]) == (0, [])
    assert "nothing: none of it was made" in dropped.stderr
    assert trainscope(home, "endpoints", "--json").json() == []


def test_an_endpoint_that_the_run_book_does_not_know_is_listed_and_taken_down(home: Path) -> None:
    assert trainscope(home, "deploy", JOB).code == 0
    book = state_folder(home) / "runs.sqlite"
    kept = book.rename(book.with_suffix(".kept"))
    try:
        (row,) = trainscope(home, "endpoints", "--json").json()
        assert (row["endpoint"], row["job"], row["status"]) == (JOB, JOB, "InService")
        assert trainscope(home, "undeploy", JOB, "--yes", "--json").json()["deleted"] != []
    finally:
        kept.rename(book)


def test_a_job_that_still_runs_is_refused_with_what_to_do(home: Path) -> None:
    start_job(home, "running", TRAIN.format(rest=GO_ON), 1, home / "go")
    try:
        refused = trainscope(home, "deploy", "running")
    finally:
        (home / "go").touch()
    assert (refused.code, refused.stdout) == (2, "")
    assert "running has no model yet: it is InProgress" in refused.stderr
    assert "trainscope watch running" in refused.stderr


def test_another_program_s_model_is_refused_with_the_engine_s_findings(home: Path) -> None:
    program = "import pathlib; pathlib.Path('model').mkdir(exist_ok=True); pathlib.Path('model/w').touch()"
    start_job(home, "other", program)
    assert trainscope(home, "watch", "other").code == 0
    refused = trainscope(home, "deploy", "other")
    assert refused.code in (1, 2)
    assert "other" in refused.stderr
    assert trainscope(home, "endpoints", "--json").json() == []


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--read-only", "deploy", JOB), "cannot deploy a model: trainscope is read-only"),
        (("--read-only", "undeploy", JOB), "cannot take an endpoint down: trainscope is read-only"),
        (("deploy", JOB, "--instance-type", "ml.m5.large", "--serverless", "2048"), "exclude each other"),
        (("deploy", JOB, "--serverless", "7000"), "7000"),
        (("deploy", JOB, "--serverless", "2048"), "--serverless names machines of SageMaker's"),
        (("deploy", JOB, "--name", "no good"), "cannot be an endpoint's name"),
        (("deploy", "nowhere"), "no job 'nowhere'"),
        (("undeploy", "--yes", "no\x1b[31mwhere"), "no endpoint"),
    ],
)
def test_bad_usage_is_told_and_nothing_is_made(home: Path, args: tuple[str, ...], said: str) -> None:
    refused = trainscope(home, *args)
    assert (refused.code, refused.stdout) == (2, "")
    assert said in refused.stderr
    assert not controls_in(refused.stderr)
