"""`metrics` and `chart` as a user runs them: on a log file, on standard input, on a job."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from cli.charts import curves_of, headline, text_chart
from cli.metrics import print_chart
from core import paths
from core.job.logfile import read_file
from core.job.metrics import MetricPoint
from core.job.status import JobKey, JobState, Status
from core.runs import RunBook
from tests.cli.runner import controls_in, environment, trainscope

if TYPE_CHECKING:
    from pathlib import Path

EPOCHS = 6


@pytest.fixture
def log(home: Path) -> Path:
    """A training log of six epochs, synthesised in the built-in algorithm's format, with hostile lines in it."""
    lines = ["\x1b]0;title\x07not a metric", "\x9b2JEpoch[x] Validation-accuracy=0.9", "x" * 100_000]
    for epoch in range(EPOCHS):
        prefix = f"[11/23/2026 22:19:{epoch:02} INFO 140432456828736] Epoch[{epoch}]"
        lines += [
            f"{prefix} Train-accuracy=0.{epoch}5",
            f"\x1b[34m{prefix} Validation-accuracy=0.{epoch}0\x1b[0m",
        ]
    file = home / "train.log"
    file.write_text("\n".join(lines) + "\n")
    return file


def test_json_has_every_point(home: Path, log: Path) -> None:
    result = trainscope(home, "metrics", "--log-file", log, "--json")
    assert result.code == 0
    points = result.json()
    assert len(points) == 2 * EPOCHS
    assert points[1] == {
        "name": "validation:accuracy",
        "epoch": 0,
        "value": 0.0,
        "stream": None,
        "time": "2026-11-23T22:19:00.000Z",
    }


def test_standard_input_is_a_log_file_too(home: Path, log: Path) -> None:
    piped = trainscope(home, "metrics", "--log-file", "-", "--json", stdin=log.read_text())
    assert piped.json() == trainscope(home, "metrics", "--log-file", log, "--json").json()


def test_csv_has_a_header_and_a_row_per_point(home: Path, log: Path) -> None:
    log.write_text(log.read_text() + "Epoch[6] Validation-accuracy=nan\n")
    rows = list(csv.DictReader(io.StringIO(trainscope(home, "metrics", "--log-file", log, "--csv").stdout)))
    assert len(rows) == 2 * EPOCHS + 1
    assert rows[-1] == {"name": "validation:accuracy", "epoch": "6", "value": "nan", "stream": "", "time": ""}


def test_people_get_a_table(home: Path, log: Path) -> None:
    lines = trainscope(home, "metrics", "--log-file", log).stdout.splitlines()
    assert lines[0].split() == ["name", "epoch", "value", "stream", "time"]
    assert len(lines) == 2 * EPOCHS + 1


def test_a_log_without_points_is_an_empty_list(home: Path) -> None:
    assert trainscope(home, "metrics", "--log-file", "-", "--json").json() == []


@pytest.mark.parametrize("command", ["metrics", "chart"])
@pytest.mark.parametrize(
    "args",
    [(), ("job", "--log-file", "train.log"), ("--log-file", "missing.log"), ("--log-file", "."), ("nobody",)],
)
def test_what_cannot_be_read_is_one_line_and_code_2(
    home: Path, log: Path, command: str, args: tuple[str, ...]
) -> None:
    result = trainscope(home, command, *args)
    assert result.code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("trainscope: ")
    assert "Traceback" not in result.stderr


def test_json_and_csv_at_once_are_refused(home: Path, log: Path) -> None:
    assert trainscope(home, "metrics", "--log-file", log, "--json", "--csv").code == 2


def test_the_chart_is_text_without_control_characters(home: Path, log: Path) -> None:
    result = trainscope(home, "chart", "--log-file", log)
    assert result.code == 0
    assert not controls_in(result.stdout)
    assert "best 0.5000 at epoch 5" in result.stdout
    assert any("\u2800" < character <= "\u28ff" for character in result.stdout)


@pytest.mark.parametrize(("args", "env"), [(("--ascii",), {}), ((), {"PYTHONIOENCODING": "latin-1"})])
def test_a_chart_for_other_terminals_is_ascii(
    home: Path, log: Path, args: tuple[str, ...], env: dict[str, str]
) -> None:
    result = trainscope(home, "chart", "--log-file", log, *args, env=env)
    assert result.code == 0
    assert result.stdout.isascii()
    assert result.stdout.count("*") > EPOCHS


def test_the_chart_fits_the_terminal(home: Path, log: Path) -> None:
    for columns in (60, 100):
        lines = trainscope(
            home, "chart", "--log-file", log, env={"COLUMNS": str(columns)}
        ).stdout.splitlines()
        assert max(len(line) for line in lines[1:]) == columns


def test_a_chart_can_be_smoothed_logarithmic_and_of_some_epochs(home: Path, log: Path) -> None:
    options = ("--smooth", "0.6", "--log", "--from", "1", "--to", "4")
    result = trainscope(home, "chart", "--log-file", log, *options)
    assert result.code == 0
    assert "best 0.5000 at epoch 5, smoothed 0.6, log scale, epochs 1 to 4" in result.stdout
    assert result.stdout.splitlines()[-1].split() == ["1", "2", "3", "4"]
    low = trainscope(home, "chart", "--log-file", log, "--log")
    assert "1 not above 0 left out" in low.stdout


def test_epochs_that_are_none_are_said(home: Path, log: Path) -> None:
    refused = trainscope(home, "chart", "--log-file", log, "--from", "4", "--to", "2")
    assert (refused.code, refused.stdout) == (2, "")
    assert "--from 4 --to 2 has no epoch in it" in refused.stderr
    nothing = trainscope(home, "chart", "--log-file", log, "--from", "50")
    assert (nothing.code, nothing.stdout) == (0, "")
    assert "nothing to draw, epochs 50 to the last" in nothing.stderr


def test_nothing_to_draw_is_said_and_is_no_fault(home: Path) -> None:
    result = trainscope(home, "chart", "--log-file", "-", stdin="no metrics here\n")
    assert (result.code, result.stdout) == (0, "")
    assert "no epoch" in result.stderr


@pytest.mark.parametrize(("name", "magic"), [("curve.svg", b"<?xml"), ("curve.PNG", b"\x89PNG")])
def test_a_picture_is_drawn_where_matplotlib_is_installed(
    home: Path, log: Path, name: str, magic: bytes
) -> None:
    pytest.importorskip("matplotlib")
    log.rename(log := home / "odd $name {x}.log")
    result = trainscope(home, "chart", "--log-file", log, "-o", home / name)
    assert (result.code, result.stdout) == (0, "")
    assert (home / name).read_bytes().startswith(magic)


def test_a_picture_that_cannot_be_drawn_says_why(home: Path, log: Path) -> None:
    for name in ("curve.pdf", "curve", "."):
        result = trainscope(home, "chart", "--log-file", "-", "-o", name)
        assert result.code == 2, "even if there is nothing to draw"
        assert ".svg or .png" in result.stderr
    pytest.importorskip("matplotlib")
    result = trainscope(home, "chart", "--log-file", log, "-o", "missing/curve.svg")
    assert result.code == 2
    assert "No such file" in result.stderr
    assert "hint: " in result.stderr


def test_without_matplotlib_the_error_says_how_to_get_it(home: Path, log: Path) -> None:
    code = "import sys; sys.modules['matplotlib'] = None; from cli.main import main; sys.exit(main(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", code, "chart", "--log-file", log, "-o", "curve.svg"],
        capture_output=True,
        text=True,
        env=environment(home),
        cwd=home,
        check=False,
    )
    assert done.returncode == 1
    assert "trainscope[plots]" in done.stderr
    assert not (home / "curve.svg").exists()


@pytest.fixture
def job(home: Path) -> str:
    """A finished job in the run book; its folder is gone."""
    with closing(RunBook.open(paths.run_book_file())) as book:
        record = book.add_job(JobKey("local", "", "", "ic-old"), spec=None, created=1.0)
        seen = [
            MetricPoint("validation:accuracy", epoch, epoch / 10, "local", 10.0 + epoch) for epoch in range(3)
        ]
        state = JobState(Status.COMPLETED, "Completed", created=1.0, ended=20.0)
        assert book.store(record.id, old_cursor=None, cursor="{}", points=seen, state=state)
    return "ic-old"


def test_a_job_gives_the_points_that_the_run_book_holds(home: Path, job: str) -> None:
    result = trainscope(home, "metrics", job, "--json")
    assert result.code == 0
    assert [(point["epoch"], point["value"], point["stream"]) for point in result.json()] == [
        (0, 0.0, None),
        (1, 0.1, None),
        (2, 0.2, None),
    ]
    assert "best 0.2000 at epoch 2" in trainscope(home, "chart", job).stdout


def test_a_chart_of_a_record_is_the_chart_of_the_job(
    home: Path, job: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(RunBook.open(paths.run_book_file())) as book:
        print_chart(book, book.find(job))
    assert "best 0.2000 at epoch 2" in capsys.readouterr().out


def points(*values: float, name: str = "validation:accuracy") -> list[MetricPoint]:
    return [MetricPoint(name, epoch, value) for epoch, value in enumerate(values)]


def test_one_chart_leaves_nothing_for_the_next() -> None:
    first, second = (curves_of(points(*values), ascii_only=True) for values in ((0.1, 0.9), (0.4, 0.6, 0.5)))
    alone = text_chart(second, width=60, height=10, ascii_only=True)
    text_chart(first, width=60, height=10, ascii_only=True)
    assert text_chart(second, width=60, height=10, ascii_only=True) == alone


def test_a_single_point_and_values_that_are_no_numbers_can_be_drawn() -> None:
    for values in ((0.5,), (0.5, float("nan"), 0.7), (float("inf"), 0.5)):
        lines = text_chart(curves_of(points(*values), ascii_only=True), width=60, height=10, ascii_only=True)
        assert any("*" in line for line in lines)
    assert curves_of(points(float("nan")), ascii_only=True) == []


def test_the_headline_says_in_words_what_the_curve_shows() -> None:
    both = points(0.1, 0.7, 0.6) + points(0.2, 0.3, 0.4, name="train:accuracy")
    said = headline(both, curves_of(both, ascii_only=True))
    assert said == "* validation accuracy 0.6000, . train accuracy 0.4000, best 0.7000 at epoch 1"


def test_every_real_log_gives_a_chart_or_says_that_there_is_none(home: Path, shared: Path) -> None:
    log = shared / "data" / "logs" / "28_distributed_8_hosts_dist_sync_pipe_2020-03.log"
    result = trainscope(home, "metrics", "--log-file", log, "--json")
    assert len({point["stream"] for point in result.json()}) == 8
    assert trainscope(home, "chart", "--log-file", log).code == 0


@pytest.mark.parametrize(
    "name",
    [
        "28_distributed_8_hosts_dist_sync_pipe_2020-03",
        "12_double_logging_two_formats_2019-01",
        "mxnet-module-fit",
    ],
)
def test_a_real_log_is_answered_as_it_is_read(home: Path, shared: Path, name: str) -> None:
    log = shared / "data" / "logs" / f"{name}.log"
    with log.open("rb") as stream:
        points = read_file(stream)
    assert points
    answer = trainscope(home, "metrics", "--log-file", log, "--json")
    assert (answer.code, answer.stderr) == (0, "")
    assert answer.json() == [point.as_json() for point in points]
