"""What the command `lst` does with an augmented manifest: splits it, since each channel of a job needs its own."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from core.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from cli.context import App
    from core.config import DatasetSettings


def divide_manifest(
    app: App, settings: DatasetSettings, output: Path, *, plain: bool, no_check: bool
) -> None:
    """Write the two manifests and say how they get to S3.

    Args:
        app: its settings name profile and region.
        settings: name the manifest.
        output: folder to write to.
        plain: whether no option was given that is for folders of photos only.
        no_check: whether faulty lines are left out, instead of refusing to split.

    Raises:
        UsageError: an option does not go with a manifest, or there is nothing to split.
        LaunchBlocked: lines are faulty.
    """
    from cli.dataview import print_classes
    from cli.output import emit_json, out, print_findings, say
    from core.engine.sagemaker.s3manifest import upload_commands
    from core.source import divide
    from core.text import clean_path

    if not plain:
        raise UsageError(
            "a manifest is split in two, and nothing else",
            fix="leave out --no-validation, --test, --chunks, --no-shuffle, --flat, --nested and --exts",
        )
    data = divide(settings, app.settings.sagemaker, output, in_spite=no_check)
    if data.findings:
        print_findings(data.findings, stream=sys.stderr)
    if app.as_json:
        classes = [row.as_json() for row in data.classes]
        emit_json({"train": len(data.train), "validation": len(data.validation), "classes": classes})
    else:
        print_classes(data.classes, several=data.multi_label)
        train, validation = len(data.train), len(data.validation)
        out(f"{train:,} train and {validation:,} validate; written to {clean_path(output)}")
    if settings.manifest is not None:
        say(f"copy them to S3 with: {upload_commands(settings.manifest, clean_path(output))}")
        say("then name them as dataset.train_lst and dataset.validation_lst")
