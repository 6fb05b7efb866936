"""`load`: the settings from file, environment and flags, with every problem in one report."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from core import paths
from core.config import document
from core.config.layers import Given, from_environment, from_file, from_flag, variable_node
from core.config.nodes import NULL, MisfitError, harmless, line_of, pairs, shown
from core.config.settings import DatasetSettings, Settings, declared, default_hyperparameters, sections
from core.errors import ConfigError
from core.nearest import did_you_mean
from core.s3address import MANIFEST_ENDINGS, S3Address

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from core.config.rules import Rule

LOCAL_NAME = "trainscope.yaml"
"""The file that is used if it lies in the current folder."""

_HYPERPARAMETERS = "hyperparameters"


def load(
    file: Path | None = None,
    *,
    overrides: Mapping[str, object] | None = None,
    environ: Mapping[str, str] = os.environ,
    cwd: Path | None = None,
) -> Settings:
    """The settings; flags are stronger than the environment, which is stronger than the file.

    Args:
        file: the configuration file; None looks for ``trainscope.yaml`` in `cwd`, then for the user's own.
        overrides: dotted key -> value, from flags; None as a value counts as not given.
        environ: ``TRAINSCOPE_<SECTION>__<KEY>``, and ``TRAINSCOPE_ENGINE``.
        cwd: where relative paths of variables and flags start; those of a file start from its own folder.

    Raises:
        ConfigError: `problems` holds all of them, in the file's order, then the environment's, then the flags'.
    """
    here = cwd or Path.cwd()
    source = find(file, here)
    reading = _Reading()
    if source is not None:
        reading.take_file(source)
    reading.take_environment(environ, here)
    for key, value in (overrides or {}).items():
        if value is not None:
            reading.take(from_flag(key, value, here))
    reading.check_together()
    if reading.problems:
        raise _error(reading.problems, missing=file is not None and not os.path.lexists(source or ""))
    return reading.settings(source)


def _error(problems: Sequence[str], *, missing: bool) -> ConfigError:
    """All problems as one error; `missing`: the file that was named does not exist."""
    flags = all(problem.startswith("--") for problem in problems)
    count = "a problem" if len(problems) == 1 else f"{len(problems)} problems"
    fix = "in the repository, sample_config.yaml shows every key with its default, docs/configuration.md explains"
    if missing:
        fix = "name a file that exists, or leave out --config"
    elif flags and any(problem.startswith("--set ") for problem in problems):
        fix = "trainscope launch --help lists every hyperparameter and what is allowed"
    elif flags:
        fix = "trainscope COMMAND --help says what it takes"
    where = "command line" if flags else "configuration"
    return ConfigError(f"the {where} has {count}", problems=problems, fix=fix)


def find(file: Path | None, cwd: Path) -> Path | None:
    """The configuration file to read, or None if there is none; one that was named need not exist."""
    if file is not None:
        return cwd / file.expanduser()
    for candidate in (cwd / LOCAL_NAME, paths.config_file()):
        if os.path.lexists(candidate):
            return candidate
    return None


class _Reading:
    """The values and problems gathered so far, layer after layer."""

    def __init__(self) -> None:
        from core.job.hyperparameters import table

        self._rules: dict[str, Rule[Any]] = {key.name: key.rule for key in declared()}
        self._sections = [*sections(), _HYPERPARAMETERS]
        self._names = [f"{_HYPERPARAMETERS}.{name}" for name in table()]
        self._seen: dict[str, yaml.Node] = {}
        self._places: dict[str, str] = {}
        self._values: dict[str, Any] = {}
        self._hyperparameters = default_hyperparameters()
        self.problems: list[str] = []

    def take_file(self, file: Path) -> None:
        """Read the file's layer."""
        place = harmless(file, 300)
        try:
            node = document.read(file)
        except document.UnreadableError as error:
            self.problems.append(f"{place}{f':{error.line}' if error.line else ''}: {error.what}")
            return
        if node is None or node.tag == NULL:
            return
        if not isinstance(node, yaml.MappingNode):
            self.problems.append(f"{place}:1: must be a mapping of keys to values, not {shown(node)}")
            return
        for given in from_file(file, node, self._sections):
            self.take(given)

    def take_environment(self, environ: Mapping[str, str], cwd: Path) -> None:
        """Read the environment's layer."""
        known = {**self._rules, **dict.fromkeys(self._names)}
        for variable, key, text in from_environment(environ, known, cwd):
            try:
                node = variable_node(text, self._rules.get(key))
            except document.UnreadableError as error:
                self.problems.append(f"{variable}: {error.what}")
                continue
            self.take(Given(key, node, variable, cwd))

    def take(self, given: Given) -> None:
        """Read one value; a later layer replaces it."""
        if given.key_node is not None:
            first = self._seen.setdefault(given.key, given.key_node)
            if first is not given.key_node:
                self._report(given, given.key_node, f"stands in line {line_of(first)} already")
                return
        section, _, name = given.key.partition(".")
        if section == _HYPERPARAMETERS and name:
            self._hyperparameter(given, name)
        elif given.key in self._sections:
            self._whole_section(given)
        elif given.key in self._rules:
            try:
                self._values[given.key] = self._rules[given.key].read(given.node, given.base)
            except MisfitError as error:
                for fault in error.faults:
                    self._report(given, fault.node, fault.what, fault.below)
            self._places[given.key] = given.at(given.node)
        else:
            self._report(given, given.key_node, f"there is no such key{self._suggestion(given.key)}")

    def _whole_section(self, given: Given) -> None:
        """A section that is no mapping: empty is fine, a mapping comes from a program."""
        if isinstance(given.node, yaml.MappingNode):
            for name, _, child in pairs(given.node):
                self.take(replace(given, key=f"{given.key}.{name}", node=child))
        elif given.node.tag != NULL:
            self._report(given, given.node, f"must be a section of keys, not {shown(given.node)}")

    def _hyperparameter(self, given: Given, name: str) -> None:
        from core.job.hyperparameters import parse, table

        if given.key not in self._names:
            hint = did_you_mean(name, table())
            if name.replace(",", "").isdigit():
                hint = ' (in braces a comma separates keys: write such values in quotes, as in "3,224,224")'
            self._report(given, given.key_node, f"there is no such hyperparameter{hint}")
        elif given.node.tag == NULL or (given.key_node is None and given.node.value in ("", "null")):
            self._hyperparameters.pop(name, None)
        elif not isinstance(given.node, yaml.ScalarNode):
            self._report(
                given,
                given.node,
                f"must be one value, not {shown(given.node)}; join several by commas, in quotes",
            )
        else:
            text = str(given.node.value)
            try:
                parse(name, text)
            except ValueError as error:
                self._report(given, given.node, str(error).removeprefix(f"{name} "))
            self._hyperparameters[name] = text.strip()

    def check_together(self) -> None:
        """What only two values together can get wrong."""
        settings = self.settings(None)
        if settings.dataset.validation_lst is not None and settings.dataset.train_lst is None:
            self._together(
                "dataset.validation_lst", "goes together with dataset.train_lst, which is not given"
            )
        subnets, groups = settings.sagemaker.subnets, settings.sagemaker.security_groups
        if bool(subnets) != bool(groups):
            present, absent = ("subnets", "security_groups") if subnets else ("security_groups", "subnets")
            what = f"goes together with sagemaker.{absent}, which is not given"
            self._together(f"sagemaker.{present}", what)
        self._check_lists(settings.dataset)
        wait, run = settings.sagemaker.max_wait_minutes, settings.sagemaker.max_runtime_minutes
        if wait is not None and wait < run:
            self._together(
                "sagemaker.max_wait_minutes",
                f"is {wait}, but includes the running time, which max_runtime_minutes allows to be {run}",
            )

    def _check_lists(self, dataset: DatasetSettings) -> None:
        """Lists of one's own need a root; augmented manifests need none, since each line has a whole address."""
        for name, given in (("train_lst", dataset.train_lst), ("validation_lst", dataset.validation_lst)):
            if isinstance(given, Path) and given.suffix.lower() in MANIFEST_ENDINGS:
                what = (
                    f"must be in S3, as SageMaker reads a manifest from there: aws s3 cp {given.name} s3://…"
                )
                self._together(f"dataset.{name}", what)
        if dataset.manifest is None:
            if dataset.train_lst is not None and dataset.path is None:
                self._together(
                    "dataset.train_lst", "needs dataset.path, the folder that its paths start from"
                )
            return
        second = dataset.validation_lst
        if second is not None and not (isinstance(second, S3Address) and second.is_manifest):
            what = f"must be a manifest in S3 (s3://… that ends with {', '.join(MANIFEST_ENDINGS)}), as train_lst is"
            self._together("dataset.validation_lst", what)

    def settings(self, source: Path | None) -> Settings:
        """The settings that the values make."""
        parts: dict[str, Any] = {
            section: kind(**dict(self._below(section))) for section, kind in sections().items()
        }
        top = {key: value for key, value in self._values.items() if "." not in key}
        return Settings(**top, **parts, hyperparameters=dict(self._hyperparameters), source=source)

    def _below(self, section: str) -> Iterator[tuple[str, Any]]:
        for key, value in self._values.items():
            if key.startswith(f"{section}."):
                yield key.removeprefix(f"{section}."), value

    def _report(self, given: Given, node: yaml.Node | None, what: str, below: str = "") -> None:
        key = "" if given.is_flag else f"{given.key}{below}: "
        self.problems.append(f"{given.at(node)}: {key}{what}")

    def _together(self, key: str, what: str) -> None:
        self.problems.append(f"{self._places.get(key, 'defaults')}: {key}: {what}")

    def _suggestion(self, key: str) -> str:
        """The nearest valid key: in the same section first, then in all, for one that slipped a level."""
        section, _, name = key.partition(".")
        known = [*self._rules, *self._sections]
        if name and section in self._sections:
            below = [
                candidate.partition(".")[2] for candidate in known if candidate.startswith(f"{section}.")
            ]
            if hint := did_you_mean(name, below):
                return hint
        homes = [candidate for candidate in known if candidate.partition(".")[2] == (name or section)]
        return f" (did you mean {homes[0]}?)" if homes else did_you_mean(key, known)
