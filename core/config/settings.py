"""The settings: one frozen dataclass per section of the configuration file, named as in the file.

Each key is declared once, here: its default, the rule for its value, and the line that sample_config.yaml and
docs/configuration.md say about it. `core.config.loader` reads by these declarations.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from core.attention.names import EVENTS, WAYS, EventName, Way
from core.config.compound import choices, command, listing, mapping, one_or_more, optional
from core.config.rules import Rule, flag, flag_or, number, one_of, path_or_s3, whole, words
from core.config.sweepranges import range_texts
from core.engine.sweeping import STRATEGIES, Strategy
from core.s3address import S3Address

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from core.dataset.model import Input

T = TypeVar("T")

DesktopWay = bool | Literal["osc9", "osc777"]
"""How desktop notifications are sent; true: by both sequences where the terminal is not known to show both."""

_DAYS_28 = 28 * 24 * 60
"""Minutes."""
_DAY = 24 * 3600
"""Seconds."""
MOST_JOBS = 750
"""Training jobs of one tuning job, by SageMaker's quotas."""


def _key(default: T, rule: Rule[T], about: str) -> T:
    """A key with its default, its rule and what it does."""
    metadata = {"rule": rule, "about": about}
    if isinstance(default, dict):
        return field(default_factory=default.copy, metadata=metadata)  # type: ignore[return-value]
    return field(default=default, metadata=metadata)


_SEQUENCE: Rule[Literal["osc9", "osc777"]] = one_of("osc9", "osc777")


@dataclass(frozen=True, slots=True)
class DatasetSettings:
    """Where the photos are and how they are split."""

    path: Path | S3Address | None = _key(
        None,
        optional(path_or_s3("a folder")),
        "folder of class folders, root of your own lists, or s3://…",
    )
    validation: float = _key(
        0.2, number(above=0, below=1), "share of each class's photos that validates, above 0 and below 1"
    )
    seed: int = _key(
        0, whole(least=0), "the same seed gives the same split, and the same order of a manifest's lines"
    )
    classes: tuple[str, ...] | None = _key(
        None,
        optional(listing(words("text"), distinct=True)),
        "class folders to use, in label order; null: all, in code-point order",
    )
    input: Input = _key(
        "image",
        one_of("image", "recordio"),
        "how photos reach the algorithm: image (each a file) or recordio (two packed files)",
    )
    train_lst: Path | S3Address | None = _key(
        None,
        optional(path_or_s3("a .lst file")),
        "your own .lst for training, paths relative to dataset.path; or an s3://….manifest",
    )
    validation_lst: Path | S3Address | None = _key(
        None,
        optional(path_or_s3("a .lst file")),
        "the same for validation; null: train_lst is split",
    )
    label_attribute: str | None = _key(
        None,
        optional(words()),
        "attribute of a manifest that holds the labels; null: the only one that can be",
    )

    @property
    def manifest(self) -> S3Address | None:
        """The manifest of the photos that train, where the lists are augmented manifests in S3."""
        first = self.train_lst
        return first if isinstance(first, S3Address) and first.is_manifest else None

    @property
    def place(self) -> Path | S3Address | None:
        """Where the data set lies, for people: its path, or the folder that holds the manifests."""
        if self.path is not None or self.manifest is None:
            return self.path
        second = self.validation_lst
        return self.manifest.shared(second if isinstance(second, S3Address) else self.manifest).without_output


@dataclass(frozen=True, slots=True)
class SagemakerSettings:
    """What the SageMaker engine needs; checked, but without effect while engine is local."""

    profile: str | None = _key(None, optional(words()), "AWS profile; null: as AWS tools choose")
    region: str | None = _key(
        None, optional(words()), "AWS region; null: from the environment or the profile"
    )
    role: str | None = _key(None, optional(words()), "name or ARN of the role that the job runs under")
    bucket: str | None = _key(None, optional(words()), "S3 bucket for photos and models")
    prefix: str = _key("trainscope", words(), "folder in the bucket")
    output: str | None = _key(None, optional(words()), "s3:// address for models; null: in the bucket")
    checkpoints: str | None = _key(None, optional(words()), "s3:// address for checkpoints; null: none")
    instance_type: str = _key("ml.g5.xlarge", words(), "instance type; the algorithm needs a GPU")
    instance_count: int = _key(1, whole(least=1), "number of instances")
    volume_gb: int = _key(50, whole(least=1, most=16384), "disk of an instance without its own, GB")
    max_runtime_minutes: int = _key(
        1440, whole(least=1, most=_DAYS_28), "the job is stopped after these minutes"
    )
    spot: bool = _key(False, flag(), "spot instances: cheaper, may be interrupted")
    max_wait_minutes: int | None = _key(
        None, optional(whole(least=1, most=_DAYS_28)), "spot: waiting and running together, in minutes"
    )
    subnets: tuple[str, ...] = _key((), listing(words()), "VPC subnets; go with security_groups")
    security_groups: tuple[str, ...] = _key((), listing(words()), "VPC security groups; go with subnets")
    kms_key: str | None = _key(None, optional(words()), "KMS key for models and disks")
    tags: Mapping[str, str] = _key({}, mapping(words()), "tags of the job: name to text")
    model_from: str | None = _key(None, optional(words()), "an earlier job, to go on from its model")
    prices: Mapping[str, float] = _key(
        {}, mapping(number(least=0)), "instance type to USD per hour; overrides the Price List API"
    )


@dataclass(frozen=True, slots=True)
class HostingSettings:
    """Endpoints; checked, but without effect while engine is local."""

    instance_type: str = _key("ml.m5.large", words(), "instance type of an endpoint")
    instance_count: int = _key(1, whole(least=1), "number of instances")
    serverless_mb: int | None = _key(
        None, optional(whole(least=1024, most=6144)), "serverless instead, with this memory: 1024 to 6144 MB"
    )


@dataclass(frozen=True, slots=True)
class LocalSettings:
    """The local engine."""

    command: tuple[str, ...] | None = _key(
        None, optional(command()), "program that takes the trainer's place; null: the built-in baseline"
    )


@dataclass(frozen=True, slots=True)
class WatchSettings:
    """How a job in the cloud is followed; checked, but without effect while engine is local."""

    poll_seconds: float = _key(
        5.0, number(above=0, most=_DAY), "seconds between two looks at a job in the cloud"
    )
    cost_ceiling: float | None = _key(
        None, optional(number(above=0)), "USD: a job that costs more, or will, is warned of; null: none is"
    )


@dataclass(frozen=True, slots=True)
class SweepSettings:
    """What a sweep tries, and with how many jobs (docs/sweeps.md)."""

    jobs: int = _key(10, whole(least=1, most=MOST_JOBS), "jobs of a sweep, at most")
    parallel: int = _key(2, whole(least=1, most=MOST_JOBS), "how many of them run at a time")
    strategy: Strategy = _key(
        "Bayesian", one_of(*STRATEGIES), "how values are chosen: Bayesian, Random or Grid"
    )
    early_stopping: bool = _key(
        False, flag(), "stop jobs that will not be better than those before (sagemaker)"
    )
    ranges: Mapping[str, str] = _key(
        {},
        range_texts(),
        "range or values of each hyperparameter, such as 0.001..0.1 log; {}: learning_rate",
    )


@dataclass(frozen=True, slots=True)
class RunsSettings:
    """The run book."""

    keep_days: int = _key(365, whole(least=1), "ended jobs older than this leave the run book")


@dataclass(frozen=True, slots=True)
class NotifySettings:
    """How you hear of what happens (docs/attention.md)."""

    bell: bool = _key(True, flag(), "ring the terminal's bell")
    desktop: DesktopWay = _key(
        True,
        flag_or(_SEQUENCE),
        "desktop notification through the terminal: true (both), osc9 or osc777",
    )
    command: tuple[str, ...] | None = _key(
        None, optional(command()), "program to run; the facts are in its TRAINSCOPE_* variables"
    )
    title: bool = _key(True, flag(), "the terminal's title says job and status while the cockpit runs")
    events: Mapping[EventName, tuple[Way, ...]] = _key(
        {},
        choices(EVENTS, listing(one_of(*WAYS), distinct=True)),
        "event to a list of ways: bell, desktop, command; without one: all of them",
    )


@dataclass(frozen=True, slots=True)
class UiSettings:
    """The cockpit."""

    theme: str | None = _key(None, optional(words()), "colour theme by name; null: the default one")
    chart: str = _key(
        "braille", one_of("braille", "block", "ascii"), "how the curve is drawn: braille, block or ascii"
    )
    keys: Mapping[str, tuple[str, ...]] = _key(
        {},
        mapping(one_or_more(words())),
        "other keys: id of a command to a key or a list of keys (see docs/keys.md)",
    )
    read_only: bool = _key(False, flag(), "never launch or stop anything")
    low_bandwidth: bool = _key(False, flag(), "draw less, for a slow connection (docs/over-ssh.md)")
    mouse: bool = _key(True, flag(), "false: the terminal keeps the mouse, for selecting text")


def default_hyperparameters() -> dict[str, str]:
    """What is given when the configuration gives nothing: transfer learning, counts from the data set."""
    return {
        "use_pretrained_model": "1",
        "num_classes": "auto",
        "num_training_samples": "auto",
        "epochs": "10",
        "resize": "224",
    }


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings; `source` is the file they came from, or None.

    `hyperparameters` maps names of the table to values as the user wrote them, ``auto`` included.
    """

    engine: str = _key("local", one_of("local", "sagemaker"), "where jobs run: local or sagemaker")
    dataset: DatasetSettings = field(default_factory=DatasetSettings)
    hyperparameters: Mapping[str, str] = field(default_factory=default_hyperparameters)
    sagemaker: SagemakerSettings = field(default_factory=SagemakerSettings)
    hosting: HostingSettings = field(default_factory=HostingSettings)
    local: LocalSettings = field(default_factory=LocalSettings)
    watch: WatchSettings = field(default_factory=WatchSettings)
    sweep: SweepSettings = field(default_factory=SweepSettings)
    runs: RunsSettings = field(default_factory=RunsSettings)
    notify: NotifySettings = field(default_factory=NotifySettings)
    ui: UiSettings = field(default_factory=UiSettings)
    source: Path | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """A configuration key as declared: dotted name, rule, default, what it does."""

    name: str
    rule: Rule[Any]
    default: object
    about: str


def sections() -> dict[str, type]:
    """The sections that are dataclasses, in the file's order (`hyperparameters` is ruled by its table)."""
    return {
        "dataset": DatasetSettings,
        "sagemaker": SagemakerSettings,
        "hosting": HostingSettings,
        "local": LocalSettings,
        "watch": WatchSettings,
        "sweep": SweepSettings,
        "runs": RunsSettings,
        "notify": NotifySettings,
        "ui": UiSettings,
    }


def declared() -> Iterator[Key]:
    """Every key of the file but the hyperparameters, in the file's order."""
    yield from _keys_of(Settings, "")
    for name, section in sections().items():
        yield from _keys_of(section, f"{name}.")


def _keys_of(section: type, prefix: str) -> Iterator[Key]:
    standard = section()
    for part in fields(section):
        if "rule" in part.metadata:
            default = getattr(standard, part.name)
            yield Key(prefix + part.name, part.metadata["rule"], default, part.metadata["about"])
