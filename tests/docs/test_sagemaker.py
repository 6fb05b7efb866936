"""The page on SageMaker: its policies name every action that the code asks for, its example is a configuration."""

from __future__ import annotations

import json
import re
import textwrap
from typing import TYPE_CHECKING, Any

from core import config
from core.engine.sagemaker.actions import action_name
from core.engine.sagemaker.hosting.parts import PARTS
from core.engine.sagemaker.kinds import KINDS, SWEEP
from core.engine.sagemaker.role import trusts_sagemaker
from docs.build import ROOT

if TYPE_CHECKING:
    from pathlib import Path

PAGE = (ROOT / "docs" / "sagemaker.md").read_text(encoding="utf-8")
_ASKED = re.compile(
    r'"(sagemaker|sagemaker-runtime|logs|s3|iam|sts|cloudwatch|pricing|service-quotas)",\s*"([a-z_0-9]+)"'
)
_OF_S3 = re.compile(r'\b(?:ask|put)\(\s*"([a-z]+_[a-z_]+)"')
"""Calls through `core.engine.sagemaker.s3door`."""
_OF_PARTS = re.compile(r'f"([a-z]+)_\{part\.call\}(s?)"')
"""Calls for each of the parts of an endpoint."""
_OF_KINDS = re.compile(r'f"([a-z]+)_\{kind\.call\}(s?)"')
"""Calls for each kind of job, and for sweeps."""
_OF_SWEEPS = re.compile(r'f"([a-z]+)_\{SWEEP\.call\}(s?)"')
_DIRECT = re.compile(r'client\("(\w+)"\)\.(?!meta\b)([a-z_0-9]+)')
BEYOND = {"sagemaker:AddTags", "iam:PassRole"}
"""Asked for by no call of its own: checked with CreateTrainingJob."""


def policies() -> list[dict[str, Any]]:
    return [json.loads(text) for text in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)]


def actions(policy: dict[str, Any]) -> set[str]:
    named: set[str] = set()
    for statement in policy["Statement"]:
        action = statement["Action"]
        named |= {action} if isinstance(action, str) else set(action)
    return named


def test_the_users_policy_names_exactly_what_the_code_asks_for() -> None:
    asked = set()
    for folder in ("engine/sagemaker", "doctor"):
        for file in sorted((ROOT / "core" / folder).rglob("*.py")):
            text = file.read_text(encoding="utf-8")
            asked |= {action_name(*found) for found in (*_ASKED.findall(text), *_DIRECT.findall(text))}
            asked |= {action_name("s3", found) for found in _OF_S3.findall(text)}
            asked |= {
                action_name("sagemaker", f"{verb}_{part.call}{many}")
                for verb, many in _OF_PARTS.findall(text)
                for part in PARTS
            }
            asked |= {
                action_name("sagemaker", f"{verb}_{kind.call}{many}")
                for verb, many in _OF_KINDS.findall(text)
                for kind in (*KINDS, SWEEP)
            }
            asked |= {
                action_name("sagemaker", f"{verb}_{SWEEP.call}{many}")
                for verb, many in _OF_SWEEPS.findall(text)
            }
    assert len(asked) > 10
    assert actions(policies()[0]) == asked | BEYOND


def test_the_trust_policy_is_one_that_the_review_accepts() -> None:
    assert trusts_sagemaker(policies()[1])


def test_the_example_is_a_configuration(home: Path) -> None:
    example = re.search(r"^    engine: sagemaker\n.*?(?=^\S)", PAGE, re.MULTILINE | re.DOTALL)
    assert example is not None
    file = home / "trainscope.yaml"
    file.write_text(textwrap.dedent(example.group()))
    settings = config.load(file, environ={})
    assert (settings.engine, settings.sagemaker.bucket) == ("sagemaker", "my-photos")
