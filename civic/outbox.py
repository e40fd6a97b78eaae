"""Outbox 待发: what was put in earlier is judged again when it is told: still wanted, still allowed, or too late."""

from datetime import datetime

from storage import courier
from storage.courier import Parcel
from storage.outbox import TO_BE_WIPED, OutboxState, Purpose
from storage.tx import Tx

CANNOT_BE_DECLINED = frozenset({Purpose.EMERGENCY, Purpose.SERVICE})  # answers to what the resident began
AT_ONCE = 10  # held things that are read out together


def objection(tx: Tx, parcel: Parcel, now: datetime) -> str:
    """Why it is not to be told any more, in one word; "" where it may go.

    Basis: PIPL 15 and 47, consent taken back and the account left.
    """
    if not parcel.follows:
        return "unfollowed"
    if parcel.declined and parcel.purpose not in CANNOT_BE_DECLINED:
        return "declined"
    if parcel.expires_at is not None and parcel.expires_at <= now:
        return "expired"
    return ""


def tell_held(tx: Tx, resident_id: int, now: datetime) -> tuple[list[Parcel], int]:
    """What was held for this resident and is told now, the newest first, and how many are left for another time.

    What nobody needs any more is dropped.
    """
    told = list[Parcel]()
    for parcel in courier.held(tx, resident_id, AT_ONCE):
        # What is told here is kept with the message that asked for it, and a ballot is not to be.
        if why := "secret" if parcel.subject == TO_BE_WIPED else objection(tx, parcel, now):
            courier.end_held(tx, [parcel.id], OutboxState.DROPPED, now, reason=why)
        else:
            told.append(parcel)
    courier.end_held(tx, [parcel.id for parcel in told], OutboxState.SENT, now, channel="next_contact")
    return told, courier.count_held(tx, resident_id)
