"""Round 轮次, the result: only the turnout before closing; winners, all counts and what others lacked afterwards."""

import re

from bot.answer import Answer, Say, say
from bot.conversation import Turn
from bot.router import Router
from civic import round as rounds
from civic.round import Result, RoundView
from handlers.round.words import chosen, facts_of

router = Router("round_result")

_RECEIPT = re.compile(r"(?:回执|核对)?[\s:：]*([2-9A-HJKMNP-Z]{8})", re.IGNORECASE)


@router.command("结果")
@router.intent("budget_result")
def show(turn: Turn) -> Answer:
    """How the vote went; while it is open, how many have voted."""
    found = rounds.current(turn.tx, turn.now)
    if found and found.is_open:
        voted = rounds.turnout(turn.tx, found.number)
        return say("round.turnout", turnout=voted, **facts_of(turn, found))
    past = rounds.newest_past(turn.tx, turn.now)
    if past is None:
        return say("round.not_yet", **facts_of(turn, found)) if found else say("round.no_result")
    if past.result is None:
        return say("round.counting", **facts_of(turn, past))
    return _tell(turn, past, past.result)


@router.secret
def _names_receipt(turn: Turn) -> bool:
    """A code beside a name says whose the ballot is."""
    return _RECEIPT.fullmatch(turn.heard.text) is not None


@router.keyword
def check(turn: Turn) -> Answer | None:
    """`回执 K7PM2XQA`: is this ballot there, and after closing: was it counted?"""
    told = _RECEIPT.fullmatch(turn.heard.text)
    if told is None:
        return None
    code = told[1].upper()
    found, past = rounds.current(turn.tx, turn.now), rounds.newest_past(turn.tx, turn.now)
    if found and rounds.check_receipt(turn.tx, found.number, code):
        return say("round.receipt_kept", code=code)
    if past and rounds.check_receipt(turn.tx, past.number, code):
        return say("round.receipt_counted", code=code, title=past.title)
    return say("round.receipt_unknown", code=code) if found or past else None


def _tell(turn: Turn, past: RoundView, result: Result) -> Answer:
    facts = facts_of(turn, past) | {"turnout": result.turnout}
    if not result.winners:
        return say("round.result_none", **facts)
    projects = rounds.projects(turn.tx, past.number)
    winners = [
        Say("round.winner", {"number": each.number, "name": each.title, "votes": result.votes[each.number]})
        for each in chosen(projects, result.winners)
    ]
    others = [
        Say(
            "round.loser",
            {
                "number": each.number,
                "name": each.title,
                "votes": result.votes[each.number],
                "gap": result.gaps[each.number],
            },
        )
        for each in projects
        if each.number in result.gaps
    ]
    return say("round.result", winners=winners, others=others, **facts)
