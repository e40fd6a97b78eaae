"""Case 诉求, seen to: taken, closed with an answer, passed on. FILED → TAKEN → CLOSED, and back to FILED."""

from datetime import datetime
from typing import Any

from civic.case.telling import tell_of_passing_on, tell_reporter
from civic.case.views import StaffCaseView, for_staff
from civic.errors import Refusal
from civic.rights import HANDLES_CASES, OVERSEES_CASES, Actor, demand
from storage import audit
from storage import case as cases
from storage.case import OPEN_STATES, CaseState, EventKind
from storage.tx import Tx

LONGEST_WORDS = 500  # characters: with what is said around it, one message of the platform (2048 bytes)


def take(tx: Tx, actor: Actor, number: int, now: datetime) -> StaffCaseView:
    """Somebody sees to it from now on, and its resident is told.

    Refused: `not_allowed`, `not_your_estate`, `no_such_case`, `case_done`, `taken_already` (by yourself),
    `taken_by_other`.
    """
    row = _open_within_reach(tx, actor, number)
    if row.state == CaseState.TAKEN and row.taken_by == actor.name:
        raise Refusal("taken_already", {"number": number})
    event = _take(tx, actor, row, now)
    tell_reporter(tx, row, "case.told_taken", event, actor.resident_id, now)
    return for_staff(cases.get(tx, number), now=now)


def close(tx: Tx, actor: Actor, number: int, words: str, now: datetime) -> StaffCaseView:
    """It is done; `words` are what its resident is told. What nobody had taken is taken in passing.

    Refused as `closable`, without words: `say_what_was_done`, and with too many: `case_words_long`.
    """
    row = _within_hand(tx, actor, number)
    if not words.strip():
        raise Refusal("say_what_was_done", {"number": number})
    _demand_short(words)
    if row.state == CaseState.FILED:
        _take(tx, actor, row, now)
    if not cases.close(tx, number, words.strip(), now):
        raise Refusal("case_done", {"number": number})
    event = cases.add_event(tx, number, EventKind.CLOSED, actor=actor.name, at=now, text=words.strip())
    _record(tx, actor, "case.close", number, CaseState.TAKEN, CaseState.CLOSED, now)
    tell_reporter(tx, row, "case.told_closed", event, actor.resident_id, now, answer=words.strip())
    return for_staff(cases.get(tx, number), now=now)


def pass_on(tx: Tx, actor: Actor, number: int, why: str, now: datetime) -> StaffCaseView:
    """Whoever has it cannot see to it: it is free again, and those who could take it are told.

    `why` is for them: it stands in the case and is not sent to its resident. Refused as `closable`, without a
    reason: `say_why`, and with too many words: `case_words_long`.
    """
    row = _within_hand(tx, actor, number)
    if not why.strip():
        raise Refusal("say_why", {"number": number})
    _demand_short(why)
    if not cases.release(tx, number, CaseState(row.state), now):
        raise Refusal("case_done", {"number": number})
    event = cases.add_event(tx, number, EventKind.PASSED_ON, actor=actor.name, at=now, text=why.strip())
    _record(tx, actor, "case.pass_on", number, row.state, CaseState.FILED, now, why.strip())
    tell_of_passing_on(tx, row, actor.resident_id, event, now)
    tell_reporter(tx, row, "case.told_passed_on", event, actor.resident_id, now)
    return for_staff(cases.get(tx, number), now=now)


def closable(tx: Tx, actor: Actor, number: int, now: datetime) -> StaffCaseView:
    """The case, where this actor may close it or pass it on: before they are asked for the words.

    Refused: `not_allowed`, `not_your_estate`, `no_such_case`, `case_done`, `taken_by_other`.
    """
    return for_staff(_within_hand(tx, actor, number), now=now)


def _demand_short(words: str) -> None:
    if len(words.strip()) > LONGEST_WORDS:
        raise Refusal("case_words_long", {"length": len(words.strip()), "longest": LONGEST_WORDS})


def _within_hand(tx: Tx, actor: Actor, number: int) -> Any:
    """An open case that this actor has, that nobody has, or that they oversee."""
    row = _open_within_reach(tx, actor, number)
    is_anothers = row.taken_by not in ("", actor.name)
    if is_anothers and not actor.may(OVERSEES_CASES, row.estate or ""):
        raise Refusal("taken_by_other", {"number": number})
    return row


def _open_within_reach(tx: Tx, actor: Actor, number: int) -> Any:
    """The row of an open case that a post of the actor's reaches, held until the commit."""
    demand(actor, HANDLES_CASES)
    tx.hold(f"case:{number}")
    row = cases.get(tx, number)
    if row is None:
        raise Refusal("no_such_case", {"number": number})
    demand(actor, HANDLES_CASES, row.estate or "")
    if row.state not in OPEN_STATES:
        raise Refusal("case_done", {"number": number})
    return row


def _take(tx: Tx, actor: Actor, row: Any, now: datetime) -> int:
    if not cases.take(tx, row.id, actor.name, now):
        raise Refusal("taken_by_other", {"number": row.id})
    event = cases.add_event(tx, row.id, EventKind.TAKEN, actor=actor.name, at=now)
    _record(tx, actor, "case.take", row.id, CaseState.FILED, CaseState.TAKEN, now)
    return event


def _record(
    tx: Tx, actor: Actor, action: str, number: int, was: str, becomes: str, now: datetime, why: str = ""
) -> None:
    before, after = {"state": str(was)}, {"state": str(becomes)}
    audit.record(
        tx, at=now, actor=actor.name, action=action, subject=f"case:{number}", before=before, after=after, why=why
    )
