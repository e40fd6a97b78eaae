"""`outbox`: numbers by state, purpose, channel and reason; nobody's name and nobody's words."""

from datetime import UTC, datetime

from storage import courier, outbox, resident
from storage.database import Database
from storage.outbox import OutboxState, Purpose
from storage.tx import Tx
from tests.test_run import call

NOON = datetime(2026, 11, 2, 4, 0, tzinfo=UTC)


def fill(tx: Tx) -> None:
    to = resident.add(tx, "o-resident", NOON)
    for number in range(4):
        facts, key = {"text": "明天停水"}, f"test:{number}"
        outbox.put(tx, Purpose.NOTICE, to, "late_reply", facts, dedup_key=key, now=NOON)
    outbox.put(tx, Purpose.EMERGENCY, None, "emergency_alert", {"number": 1}, dedup_key="emergency:1", now=NOON)
    courier.claim(tx, [1, 2, 3], NOON, NOON)
    courier.settle(tx, [1, 2], NOON, OutboxState.SENT, NOON, channel="custom")
    courier.settle(tx, [3], NOON, OutboxState.HELD, NOON, reason="45015")


async def test_what_waits_was_sent_and_is_held(database: Database, database_url: str) -> None:
    await database.write(fill)
    code, out, err = call("outbox", settings={"KENTAN_DATABASE_URL": database_url})
    assert (code, [line.split() for line in out.splitlines()]) == (
        0,
        [
            ["state", "purpose", "channel", "reason", "rows"],
            ["held", "notice", "-", "45015", "1"],
            ["sent", "notice", "custom", "-", "2"],
            ["waiting", "emergency", "-", "-", "1"],
            ["waiting", "notice", "-", "-", "1"],
        ],
    ), err
