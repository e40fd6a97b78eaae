"""Round 轮次: a participatory budget's vote: making, voting, closing; the rules for chat, console and clock alike.

The roll (who may vote, on which day they did) and the ballots (what was voted, under a pseudonym) are apart: no action
here writes a row, an audit row or an outbox row that names a resident beside picks or a receipt (budget.md).
"""

from civic.round.closing import advance, due
from civic.round.making import NewProject, draft, publish
from civic.round.reading import read_draft
from civic.round.view import (
    ELECTORATES,
    ProjectView,
    Result,
    RoundView,
    Whole,
    all_rounds,
    current,
    get,
    is_as_published,
    newest_past,
    projects,
    turnout,
    who_may_vote,
    whole,
)
from civic.round.voting import Booth, Receipt, booth, cast, check_picks, check_receipt, open_booth, withdraw

__all__ = [
    "ELECTORATES",
    "Booth",
    "NewProject",
    "ProjectView",
    "Receipt",
    "Result",
    "RoundView",
    "Whole",
    "advance",
    "all_rounds",
    "booth",
    "cast",
    "check_picks",
    "check_receipt",
    "current",
    "draft",
    "due",
    "get",
    "is_as_published",
    "newest_past",
    "open_booth",
    "projects",
    "publish",
    "read_draft",
    "turnout",
    "who_may_vote",
    "whole",
    "withdraw",
]
