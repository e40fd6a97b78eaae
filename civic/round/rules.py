"""The rules of a round as one text, published with its SHA-256 before voting opens (budget.md). Pure.

The text is made from what is stored, so that whoever has both can see that nothing was changed. It is fixed here and
not in config/wording: a community that words its sentences anew must not change what it published.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from civic.money import say_yuan

if TYPE_CHECKING:
    from civic.round.view import ProjectView, RoundView

LEAST_VOTES = 1  # what nobody voted for is not chosen, even where places are left


def rules_text(found: "RoundView", projects: Sequence["ProjectView"]) -> str:
    """Everything that decides: projects, form, limits, electorate, instants, rule, tie order."""
    lines = [
        "社区小项目投票，不是业主共同决定（民法典第二百七十八条）。",
        f"题目：{found.title}",
        f"谁可以投：{found.who}。名单在开始投票时确定。",
        f"开始：{_instant(found.opens_at)}",
        f"截止：{_instant(found.closes_at)}",
        f"选票：写项目编号，最多{found.max_picks}项，每项一票。截止前可以改、可以撤，以最后一次为准。",
        f"计票规则：{found.rule}，得票最多的{found.winners}项入选，不到{LEAST_VOTES}票的不入选；票数相同的，按下面的先后。",
        f"项目：共{len(projects)}项",
        *(f"{each.number}. {each.title}；{_cost(each.cost)}；{each.about}" for each in projects),
    ]
    return "\n".join(lines) + "\n"


def hash_of(text: str) -> str:
    """SHA-256 of the text in UTF-8, in hex."""
    return sha256(text.encode()).hexdigest()


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def _cost(cost: int | None) -> str:
    return "费用未估算" if cost is None else f"费用{say_yuan(cost)}"
