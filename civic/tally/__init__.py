"""Tally 计票: the counting rules, pure and in integers; the register of those that a round or a command may name."""

from collections.abc import Mapping

from civic.tally.top import Outcome, top

RULES: Mapping[str, str] = {
    "top": "the N projects with most votes; ties by the published order",
}

__all__ = ["RULES", "Outcome", "top"]
