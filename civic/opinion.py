"""Opinion 意见建议: what a resident suggests, who answers it, and that the resident is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from civic import rights
from civic.errors import Refusal
from civic.rights import Actor
from storage import audit, outbox
from storage import opinion as opinions
from storage.opinion import OPEN_OPINION_STATES, OpinionState
from storage.outbox import Purpose
from storage.tx import Tx

LONGEST = 500  # characters of an opinion: a long message; more is a letter for the counter
LONGEST_ANSWER = 500  # characters: with what is said around it, one message of the platform (2048 bytes)
STATES = tuple(OpinionState)
SHOWN = 3  # opinions that a resident is shown at once


@dataclass(frozen=True, slots=True)
class OpinionView:
    """An opinion; whose it is is a number only, and 0 once it was made anonymous."""

    number: int
    resident_id: int
    text: str
    at: datetime
    state: OpinionState
    answer: str
    answered_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Does it wait for an answer?"""
        return self.state in OPEN_OPINION_STATES


def state_of(word: str) -> OpinionState | None:
    """The state that a word of an address names; None for any other word."""
    return next((state for state in STATES if state == word), None)


def file(tx: Tx, resident_id: int, text: str, now: datetime) -> OpinionView:
    """Keep an opinion. Nobody needs to be bound to a home for this. Refused: `opinion_empty`, `opinion_long`."""
    words = text.strip()
    if not words:
        raise Refusal("opinion_empty")
    if len(words) > LONGEST:
        raise Refusal("opinion_long", {"length": len(words), "longest": LONGEST})
    number = opinions.add(tx, resident_id, words, now)
    return OpinionView(number, resident_id, words, now, OpinionState.NEW, "", None)


def latest(tx: Tx, resident_id: int) -> Sequence[OpinionView]:
    """The resident's newest opinions."""
    return [_view(row) for row in opinions.latest_of(tx, resident_id, SHOWN)]


def of_resident(tx: Tx, resident_id: int, number: int) -> OpinionView:
    """One of the resident's own opinions; somebody else's is refused as if there were none: `opinion_not_found`."""
    row = opinions.get(tx, number)
    if row is None or row.resident_id != resident_id:
        raise Refusal("opinion_not_found", {"number": number})
    return _view(row)


def listing(
    tx: Tx, actor: Actor, *, state: OpinionState | None = None, text: str = "", limit: int, offset: int = 0
) -> Sequence[OpinionView]:
    """Opinions in a state, with words in them, newest first; for the console. Refused: `not_allowed`."""
    rights.demand(actor, rights.READS_CONSOLE)
    return [_view(row) for row in opinions.listing(tx, state, text, limit, offset)]


def count(tx: Tx, actor: Actor, *, state: OpinionState | None = None, text: str = "") -> int:
    """How many `listing` finds in all. Refused: `not_allowed`."""
    rights.demand(actor, rights.READS_CONSOLE)
    return opinions.count(tx, state, text)


def view(tx: Tx, actor: Actor, number: int) -> OpinionView:
    """One opinion, for the console. Refused: `not_allowed`, `opinion_not_found`."""
    rights.demand(actor, rights.READS_CONSOLE)
    row = opinions.get(tx, number)
    if row is None:
        raise Refusal("opinion_not_found", {"number": number})
    return _view(row)


def answer(tx: Tx, actor: Actor, number: int, words: str, now: datetime) -> OpinionView:
    """Answer an opinion, which closes it; the resident is told.

    Refused: `not_allowed`, `opinion_not_found`, `opinion_answered`, `opinion_answer_empty`, `opinion_answer_long`.
    """
    rights.demand(actor, rights.ANSWERS)
    words = words.strip()
    if not words:
        raise Refusal("opinion_answer_empty")
    if len(words) > LONGEST_ANSWER:
        raise Refusal("opinion_answer_long", {"length": len(words), "longest": LONGEST_ANSWER})
    tx.hold(f"opinion:{number}")
    found = view(tx, actor, number)
    if not opinions.answer(tx, number, words, now):
        raise Refusal("opinion_answered", {"number": number})
    audit.record(
        tx,
        at=now,
        actor=actor.name,
        action="opinion.answer",
        subject=f"opinion:{number}",
        before={"state": found.state},
        after={"state": OpinionState.ANSWERED, "answer": words},
    )
    if found.resident_id:
        _tell(tx, found, words, now)
    return OpinionView(number, found.resident_id, found.text, found.at, OpinionState.ANSWERED, words, now)


def _tell(tx: Tx, found: OpinionView, words: str, now: datetime) -> None:
    subject = f"opinion:{found.number}"
    facts = {"number": found.number, "answer": words}
    outbox.put(
        tx,
        Purpose.SERVICE,
        found.resident_id,
        "opinion.answer_told",
        facts,
        dedup_key=f"{subject}:answer",
        now=now,
        subject=subject,
    )


def _view(row: Any) -> OpinionView:
    return OpinionView(
        row.id, row.resident_id or 0, row.text, row.at, OpinionState(row.state), row.answer, row.answered_at
    )
