"""Courier 信使: what is due is sent once; what cannot go is held, tried again, or ended, and never lost."""

from storage import outbox, resident
from storage.outbox import Purpose
from storage.tx import Tx
from tests.town import CAST, Town


def put(tx: Tx, who: str, text: str, town: Town) -> int:
    now = town.clock.now()
    to = resident.number_of(tx, CAST[who].openid)
    return outbox.put(tx, Purpose.SERVICE, to, "late_reply", {"text": text}, dedup_key=text, now=now)


async def test_what_is_due_arrives(town: Town) -> None:
    await town.say("resident", "你好")
    await town.database.write(put, "resident", "登记好了", town)
    await town.delivered()
    assert town.pushed("resident") == ["登记好了"]
    await town.delivered()
    assert town.pushed("resident") == ["登记好了"]
