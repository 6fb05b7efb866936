"""The configuration: settings from a YAML file, the environment and flags, with all problems in one report."""

from __future__ import annotations

from core.config.loader import load
from core.config.settings import (
    DatasetSettings,
    HostingSettings,
    LocalSettings,
    NotifySettings,
    RunsSettings,
    SagemakerSettings,
    Settings,
    SweepSettings,
    UiSettings,
    WatchSettings,
)

__all__ = [
    "DatasetSettings",
    "HostingSettings",
    "LocalSettings",
    "NotifySettings",
    "RunsSettings",
    "SagemakerSettings",
    "Settings",
    "SweepSettings",
    "UiSettings",
    "WatchSettings",
    "load",
]
