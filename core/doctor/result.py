"""What one check of the doctor found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its name, whether all is well, what was seen, and what to do if it is not."""

    check: str
    ok: bool
    detail: str
    fix: str = ""

    def as_json(self) -> dict[str, object]:
        """The contract's JSON shape."""
        return {"check": self.check, "ok": self.ok, "detail": self.detail, "fix": self.fix}
