"""What a check found, in one sentence each."""

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Finding:
    """One remark of a gate: a short code, what was found against what was allowed, and whether it refuses."""

    code: str
    says: str
    refuses: bool


@dataclass(frozen=True)
class GateVerdict:
    """Whether a challenger may become champion, every finding, and the figures compared."""

    passed: bool
    findings: tuple[Finding, ...]
    figures: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {"passed": self.passed, "findings": [asdict(found) for found in self.findings], "figures": self.figures}


def verdict_of(findings: list[Finding], figures: dict[str, Any]) -> GateVerdict:
    """Passed when no finding refuses."""
    return GateVerdict(not any(found.refuses for found in findings), tuple(findings), figures)
