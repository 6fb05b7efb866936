"""How many instances of a type the account may have batch transforms on (Service Quotas)."""

from __future__ import annotations


def name_of(instance_type: str) -> str:
    """The quota's name, which is also how CreateTransformJob words a refusal."""
    return f"{instance_type} for transform job usage"
