"""Settings come from file, environment and flags, the later stronger; every problem is told, with its place."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import pytest

from core import config, paths
from core.config.dataset_json import as_json, from_json
from core.config.settings import declared
from core.errors import ConfigError
from core.s3address import S3Address
from tests.core.config.given import load, problems

if TYPE_CHECKING:
    from pathlib import Path


def test_no_file_at_all_gives_the_defaults(tmp_path: Path, home: Path) -> None:
    assert config.load(environ={}, cwd=tmp_path) == config.Settings()


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n", "dataset:\nui:\n", "\ufeffengine: local\n"])
def test_an_empty_file_or_section_gives_the_defaults(tmp_path: Path, text: str) -> None:
    settings = load(tmp_path, text)
    assert asdict(settings) | {"source": None} == asdict(config.Settings())
    assert settings.source == tmp_path / "trainscope.yaml"


def test_a_file_in_the_current_folder_goes_before_the_users_own(tmp_path: Path, home: Path) -> None:
    paths.private_folder(paths.config_dir())
    paths.config_file().write_text("dataset: {seed: 1}")
    assert config.load(environ={}, cwd=tmp_path).dataset.seed == 1
    (tmp_path / "trainscope.yaml").write_text("dataset: {seed: 2}")
    assert config.load(environ={}, cwd=tmp_path).dataset.seed == 2


def test_flags_are_stronger_than_the_environment_and_that_is_stronger_than_the_file(tmp_path: Path) -> None:
    text = "dataset: {seed: 1, validation: 0.1}\nui: {chart: block}\n"
    environ = {"TRAINSCOPE_DATASET__SEED": "2", "TRAINSCOPE_DATASET__VALIDATION": "0.3"}
    settings = load(tmp_path, text, environ=environ, overrides={"dataset.seed": 3, "ui.chart": None})
    assert (settings.dataset.seed, settings.dataset.validation, settings.ui.chart) == (3, 0.3, "block")


def test_relative_paths_start_where_they_were_written(tmp_path: Path, home: Path) -> None:
    (tmp_path / "conf").mkdir()
    file = tmp_path / "conf" / "mine.yaml"
    file.write_text("dataset: {path: photos, train_lst: ~/a.lst, validation_lst: /b.lst}")
    read = config.load(file, environ={}, cwd=tmp_path).dataset
    assert (read.path, read.train_lst, str(read.validation_lst)) == (
        tmp_path / "conf" / "photos",
        home / "a.lst",
        "/b.lst",
    )
    from_flag = config.load(file, environ={"TRAINSCOPE_DATASET__PATH": "other"}, cwd=tmp_path).dataset
    assert from_flag.path == tmp_path / "other"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("learning_rate: 1e-4", "1e-4"),
        ("learning_rate: 0.001", "0.001"),
        ("early_stopping: True", "True"),
        ("early_stopping: true", "true"),
        ("use_pretrained_model: yes", "yes"),
        ("image_shape: 3,224,224", "3,224,224"),
        ("lr_scheduler_step: '10, 20'", "10, 20"),
        ("num_classes: auto", "auto"),
        ("epochs: 012", "012"),
    ],
)
def test_hyperparameters_stay_as_they_were_written(tmp_path: Path, written: str, kept: str) -> None:
    name = written.partition(":")[0]
    assert load(tmp_path, f"hyperparameters:\n  {written}\n").hyperparameters[name] == kept


def test_hyperparameters_not_named_keep_their_default_and_null_takes_one_out(tmp_path: Path) -> None:
    values = load(tmp_path, "hyperparameters: {resize: null, top_k: 3}").hyperparameters
    assert values == {
        "use_pretrained_model": "1",
        "num_classes": "auto",
        "num_training_samples": "auto",
        "epochs": "10",
        "top_k": "3",
    }


def test_numbers_are_read_as_people_write_them(tmp_path: Path) -> None:
    settings = load(tmp_path, "watch: {poll_seconds: 1e-1}\ndataset: {seed: 007}\nruns: {keep_days: 30}")
    assert (settings.watch.poll_seconds, settings.dataset.seed, settings.runs.keep_days) == (0.1, 7, 30)


def test_a_command_is_split_into_words_or_given_as_a_list(tmp_path: Path) -> None:
    settings = load(tmp_path, "local: {command: train --name 'a b'}\nnotify: {command: [notify, 'x y']}")
    assert settings.local.command == ("train", "--name", "a b")
    assert settings.notify.command == ("notify", "x y")


def test_keys_may_be_one_or_several(tmp_path: Path) -> None:
    keys = load(tmp_path, "ui: {keys: {job.launch: L, app.quit: [q, f10]}}").ui.keys
    assert keys == {"job.launch": ("L",), "app.quit": ("q", "f10")}


def test_the_environment_reaches_every_kind_of_key(tmp_path: Path) -> None:
    environ = {
        "TRAINSCOPE_ENGINE": "local",
        "TRAINSCOPE_DATASET__PATH": "/data/with: colon # and hash",
        "TRAINSCOPE_DATASET__CLASSES": "[roses, 'no']",
        "TRAINSCOPE_HYPERPARAMETERS__EPOCHS": "3",
        "TRAINSCOPE_HYPERPARAMETERS__RESIZE": "null",
        "TRAINSCOPE_NOTIFY__BELL": "no",
        "TRAINSCOPE_SAGEMAKER__BUCKET": "1234",
        "TRAINSCOPE_UI__THEME": "null",
        "TRAINSCOPE_UI__KEYS": "{job.stop: x}",
        "TRAINSCOPE_SAGEMAKER__TAGS": "{team: birds}",
    }
    settings = load(tmp_path, "ui: {theme: dark}", environ=environ)
    assert str(settings.dataset.path) == "/data/with: colon # and hash"
    assert settings.dataset.classes == ("roses", "no")
    assert settings.hyperparameters["epochs"] == "3"
    assert "resize" not in settings.hyperparameters
    assert settings.notify.bell is False
    assert settings.sagemaker.bucket == "1234"
    assert settings.ui.theme is None
    assert settings.ui.keys == {"job.stop": ("x",)}
    assert settings.sagemaker.tags == {"team": "birds"}


def test_every_declared_key_can_be_set_by_its_variable(tmp_path: Path) -> None:
    for key in declared():
        variable = "TRAINSCOPE_" + key.name.upper().replace(".", "__")
        told = problems(tmp_path, environ={variable: "{"}) if not key.rule.literal else []
        assert all(problem.startswith(variable) for problem in told)
        if key.rule.nullable:
            load(tmp_path, environ={variable: "null"})


def test_a_sagemaker_section_does_no_harm_under_the_local_engine(tmp_path: Path) -> None:
    settings = load(
        tmp_path, "sagemaker: {spot: true, prices: {ml.g5.xlarge: 1.41}}\nhosting: {serverless_mb: 2048}"
    )
    assert settings.engine == "local"
    assert settings.sagemaker.prices == {"ml.g5.xlarge": 1.41}
    assert settings.hosting.serverless_mb == 2048


def test_all_problems_come_in_one_report_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = "engin: local\ndataset:\n  validation: 2\n  sede: 1\nhyperparameters:\n  num_epochs: 3\n"
    told = problems(tmp_path, text, environ={"TRAINSCOPE_UI__CHART": "brail"}, overrides={"engine": "gpu"})
    assert told == [
        "trainscope.yaml:1: engin: there is no such key (did you mean engine?)",
        "trainscope.yaml:3: dataset.validation: must be a number above 0 and below 1, not 2",
        "trainscope.yaml:4: dataset.sede: there is no such key (did you mean seed?)",
        "trainscope.yaml:6: hyperparameters.num_epochs: there is no such hyperparameter (did you mean epochs?)",
        'TRAINSCOPE_UI__CHART: ui.chart: must be braille, block or ascii, not "brail" (did you mean braille?)',
        '--engine: must be local or sagemaker, not "gpu"',
    ]


def test_the_error_counts_the_problems_and_says_where_to_look(tmp_path: Path) -> None:
    (tmp_path / "trainscope.yaml").write_text("a: 1\nb: 2\n")
    with pytest.raises(ConfigError, match="2 problems") as caught:
        config.load(environ={}, cwd=tmp_path)
    assert "in the repository, sample_config.yaml" in caught.value.fix
    assert caught.value.exit_code == 2


def test_a_bad_flag_is_sent_to_the_help_that_lists_what_there_is(tmp_path: Path) -> None:
    for flag, helps in (("hyperparameters.epoch", "trainscope launch --help"), ("engine", "COMMAND --help")):
        with pytest.raises(ConfigError) as caught:
            config.load(environ={}, cwd=tmp_path, overrides={flag: "gpu"})
        assert helps in caught.value.fix


def test_what_is_wrong_with_flags_alone_is_not_looked_for_in_a_file(tmp_path: Path) -> None:
    flags = {"hyperparameters.epoch": "3", "dataset.validation": 2.0}
    with pytest.raises(ConfigError, match="the command line has 2 problems") as caught:
        config.load(environ={}, cwd=tmp_path, overrides=flags)
    assert caught.value.problems == (
        "--set epoch: there is no such hyperparameter (did you mean epochs?)",
        "--validation: must be a number above 0 and below 1, not 2.0",
    )
    assert "--help" in caught.value.fix


def test_a_file_that_was_named_must_exist(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file") as caught:
        config.load(tmp_path / "none.yaml", environ={}, cwd=tmp_path)
    assert "leave out --config" in caught.value.fix


def test_a_data_set_may_lie_in_s3(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(
        "dataset: {path: s3://photos/flowers/, train_lst: s3://photos/t.lst, validation_lst: S3://photos/v.lst}"
    )

    read = config.load(file, environ={}, cwd=tmp_path).dataset

    assert read.path == S3Address("photos", "flowers")
    assert (str(read.train_lst), str(read.validation_lst)) == ("s3://photos/t.lst", "s3://photos/v.lst")
    assert from_json(as_json(read)) == read


def test_augmented_manifests_need_no_folder(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(
        "dataset: {train_lst: s3://photos/set/t.manifest, validation_lst: s3://photos/set/v.manifest,"
        " label_attribute: species}"
    )

    read = config.load(file, environ={}, cwd=tmp_path).dataset

    assert str(read.manifest) == "s3://photos/set/t.manifest"
    assert read.place == S3Address("photos", "set")
    assert from_json(as_json(read)) == read


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("dataset: {train_lst: s3://photos/t.lst, validation_lst: s3://photos/v.lst}", "needs dataset.path"),
        (
            "dataset: {train_lst: s3://photos/t.manifest, validation_lst: s3://photos/v.lst}",
            "dataset.validation_lst: must be a manifest in S3",
        ),
        (
            "dataset: {train_lst: s3://photos/t.manifest, validation_lst: v.manifest}",
            "must be a manifest in S3",
        ),
        ("dataset: {train_lst: t.manifest, path: .}", "dataset.train_lst: must be in S3"),
        ("dataset: {train_lst: t.lst, validation_lst: v.jsonl, path: .}", "aws s3 cp v.jsonl"),
        ("dataset: {validation_lst: s3://photos/v.manifest}", "goes together with dataset.train_lst"),
        ("engine: sage", "must be local or sagemaker"),
        ("dataset: {input: record}", "must be image or recordio"),
        ("dataset: {path: s3://Bucket/flowers}", "names no bucket as S3 allows"),
        ("dataset: {path: 3}", "must be the path of a folder, not 3"),
        ("dataset: {validation: '0.2'}", "take the quotes away"),
        ("dataset: {validation: 0}", "above 0 and below 1"),
        ("dataset: {validation: .nan}", "above 0 and below 1"),
        ("dataset: {seed: 1.5}", "a whole number"),
        ("dataset: {seed: 1:30}", "a whole number"),
        (f"dataset: {{seed: {'9' * 5000}}}", "a whole number"),
        (f"runs: {{keep_days: {'9' * 30}}}", "a whole number"),
        ("dataset: {classes: [a, no]}", "dataset.classes[1]: must be text, not no (put it in quotes)"),
        ("dataset: {classes: [a, a]}", "stands in the list already"),
        ("dataset: {classes: a}", "must be a list of text"),
        ("dataset: {validation_lst: a, path: .}", "goes together with dataset.train_lst"),
        ("dataset: {train_lst: a, validation_lst: b}", "needs dataset.path"),
        ("watch: {poll_seconds: 0}", "a number above 0"),
        ("watch: {poll_seconds: 1e10}", "at most 86400"),
        ("runs: {keep_days: 0}", "at least 1"),
        ("notify: {bell: 1}", "true or false"),
        ('notify: {command: "a \'b"}', "cannot be split"),
        ("notify: 3", "must be a section of keys"),
        ("ui: {keys: {stop: [s, 3]}}", "ui.keys.stop[1]"),
        ("validation: 0.2", "did you mean dataset.validation?"),
        ("hosting: {serverless_mb: 10}", "from 1024 to 6144"),
        ("sagemaker: {max_wait_minutes: 3}", "includes the running time"),
        ("sagemaker: {subnets: [a]}", "goes together with sagemaker.security_groups"),
        ("hyperparameters: {epochs: [1, 2]}", "one value, not a list"),
        ("hyperparameters: {learning_rate: 1}", "above 0 and below 1"),
        ("hyperparameters: {image_shape: 3,224,225}", 'as in "3,224,224"'),
        ("hyperparameters: 5", "must be a section of keys"),
        ("[a]", "must be a mapping of keys to values"),
        ("just words", "must be a mapping of keys to values"),
        ("ui:\n  chart: ascii\n  chart: block", "trainscope.yaml:3: ui.chart: stands in line 2 already"),
        ("ui: {theme: a}\nui: {theme: b}", "trainscope.yaml:2: ui: stands in line 1 already"),
    ],
)
def test_an_impossible_value_is_told_with_what_is_allowed(tmp_path: Path, text: str, told: str) -> None:
    found = problems(tmp_path, text)
    assert any(told in problem for problem in found), found
    assert all(problem.startswith("trainscope.yaml:") for problem in found)


@pytest.mark.parametrize("name", ["TRAINSCOPE_DATASET_PATH", "TRAINSCOPE_DATASET__PAHT", "TRAINSCOPE_UI__X"])
def test_a_variable_that_is_a_slip_is_told(tmp_path: Path, name: str) -> None:
    (told,) = problems(tmp_path, environ={name: "x"})
    assert told.startswith(f"{name}: ")
    assert "there is no such key" in told


def test_a_variable_that_is_not_meant_as_a_setting_is_left_alone(tmp_path: Path) -> None:
    load(tmp_path, environ={"TRAINSCOPE_COLOUR_OF_CI": "blue", "PATH": "/bin"})


def test_hostile_text_in_keys_values_and_variables_is_made_harmless(tmp_path: Path) -> None:
    text = 'ui: {"the\\x1b[31mme": 3, chart: "\\x1b]52;c;eHh4\\x07"}'
    found = problems(tmp_path, text, environ={"TRAINSCOPE_UI__\x1b[2J": "\x1b[2J"})
    assert len(found) == 3
    assert not any("\x1b" in problem or "\x07" in problem for problem in found)
