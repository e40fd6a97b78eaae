"""Emergency 紧急求助: written down at once and put on its way to the staff on duty; only a human closes one."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from civic.errors import Refusal
from civic.rights import HANDLES_CASES, Actor, demand
from storage import audit, emergency, outbox
from storage.emergency import EmergencyState
from storage.outbox import Purpose
from storage.tx import Tx

SAME_DANGER = timedelta(minutes=30)
BARE_CRY = "rescue"


@dataclass(frozen=True, slots=True)
class EmergencyView:
    """A danger as whoever is on duty sees it: what was told, and what was said after the first answer."""

    number: int
    kind: str
    text: str
    followup: str
    said_all_clear: bool
    at: datetime


def report(tx: Tx, resident_id: int, kind: str, text: str, now: datetime) -> str:
    """A danger; its kind as it stands. The same one told again soon is no second alert, unless it was said to be over,
    and a bare cry for help (`rescue`) is about the danger that was told just before.

    The alert holds only the number: kind, place and what was added since are looked up when it is worded.

    Basis: PIPL 13(4), life and health in an emergency, without prior consent.
    """
    known = emergency.newest_open(tx, resident_id)
    is_present = known and not known.said_all_clear and now - known.at <= SAME_DANGER
    if is_present and kind in (known.kind, BARE_CRY):
        emergency.follow_up(tx, resident_id, text, all_clear=False)
        return str(known.kind)
    number = emergency.add(tx, resident_id, kind, text, now)
    facts = {"number": number}
    outbox.put(tx, Purpose.EMERGENCY, None, "emergency_alert", facts, dedup_key=f"emergency:{number}", now=now)
    return kind


def follow_up(tx: Tx, resident_id: int, said: str, *, all_clear: bool) -> int | None:
    """What was said after the first answer; an all-clear is noted and staff still look. None: nothing is open."""
    return emergency.follow_up(tx, resident_id, said, all_clear=all_clear)


def is_present(tx: Tx, resident_id: int, now: datetime) -> bool:
    """Has this resident told of a danger just now, and not yet that it is over?"""
    known = emergency.newest_open(tx, resident_id)
    return known is not None and not known.said_all_clear and now - known.at <= SAME_DANGER


def take(tx: Tx, actor: Actor, number: int, now: datetime) -> EmergencyView:
    """接警: somebody on duty has it from now on, and whoever told of the danger hears that.

    Every such post reaches every danger, wherever it is. Refused: `not_allowed`, `no_such_emergency`,
    `emergency_taken`, `emergency_over`.
    """
    demand(actor, HANDLES_CASES)
    tx.hold(f"emergency:{number}")
    row = emergency.get(tx, number)
    if row is None:
        raise Refusal("no_such_emergency", {"number": number})
    if row.state == EmergencyState.CLOSED:
        raise Refusal("emergency_over", {"number": number})
    if not emergency.take(tx, number):
        raise Refusal("emergency_taken", {"number": number})
    subject = f"emergency:{number}"
    before, after = {"state": str(EmergencyState.OPEN)}, {"state": str(EmergencyState.TAKEN)}
    audit.record(tx, at=now, actor=actor.name, action="emergency.take", subject=subject, before=before, after=after)
    if row.resident_id != actor.resident_id:
        key = f"emergency.taken:{number}"
        outbox.put(
            tx, Purpose.EMERGENCY, row.resident_id, "emergency.taken", {}, dedup_key=key, now=now, subject=subject
        )
    return EmergencyView(number, row.kind, row.text, row.followup, row.said_all_clear, row.at)
