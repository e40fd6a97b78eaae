"""Resident 居民: following, leaving, and asking for a human."""

from datetime import datetime

from storage import audit, resident
from storage.tx import Tx


def follow(tx: Tx, resident_id: int, now: datetime) -> None:
    """They follow the account (again)."""
    resident.follow(tx, resident_id, now)


def unfollow(tx: Tx, resident_id: int, now: datetime) -> None:
    """They left; nothing may be sent to them."""
    resident.unfollow(tx, resident_id, now)


def ask_for_human(tx: Tx, resident_id: int, now: datetime) -> None:
    """They ask for a human: staff find it in the record, the bot keeps silent meanwhile."""
    audit.record(
        tx,
        at=now,
        actor=f"resident:{resident_id}",
        action="human.ask",
        subject=f"resident:{resident_id}",
        before={},
        after={},
    )
