"""The hyperparameters that a job was sent, as its engine tells them, else as its launch saved them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.runs import Record


def sent_values(record: Record) -> Mapping[str, str]:
    """Name -> value; empty while nobody knows them."""
    if record.state is not None and record.state.hyperparameters:
        return record.state.hyperparameters
    saved = (record.spec or {}).get("hyperparameters")
    return {str(name): str(value) for name, value in saved.items()} if isinstance(saved, dict) else {}
