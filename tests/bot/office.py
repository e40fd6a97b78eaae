"""An office without a network: a database with some residents, a clock, and a platform that says what a test wants."""

import asyncio
from collections import defaultdict, deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from bot.api.remedies import NO_ANSWER
from bot.courier import Courier, Duty
from civic import outbox as rules
from civic.errors import Untaken
from config.wording import load_wording
from simulator.clock import Clock
from storage import outbox, resident
from storage.base import core
from storage.database import Database
from storage.meeting import Declined
from storage.outbox import Outbox, OutboxState, Purpose
from storage.tx import Tx

NOON = datetime(2026, 11, 2, 4, 0, tzinfo=UTC)
PEOPLE = tuple(f"o-{number}" for number in range(5))
WANG, LI, *_ = PEOPLE
DYING = "dying"


@dataclass
class Office:
    """A database with some residents, a clock, and a platform that says what the test wants it to say."""

    database: Database
    clock: Clock = field(default_factory=lambda: Clock(NOON, running=False))
    says: deque[str] = field(default_factory=deque)  # to the next calls: an errcode; none left: taken
    arrived: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    counted: list[tuple[str, str]] = field(default_factory=list)
    calls: int = 0
    called: asyncio.Event = field(default_factory=asyncio.Event)
    noted: asyncio.Event = field(default_factory=asyncio.Event)

    async def send_text(self, openid: str, text: str) -> None:
        """The platform's side."""
        self.calls += 1
        self.called.set()
        code = self.says.popleft() if self.says else ""
        if code in ("", NO_ANSWER, DYING):
            self.arrived[openid].append(text)
        await asyncio.sleep(0)
        if code == DYING:
            await asyncio.get_running_loop().create_future()
        if code:
            raise Untaken(code)

    def settled(self, purpose: Purpose, state: OutboxState) -> None:
        """The counters' side."""
        self.counted.append((purpose, state))
        self.noted.set()

    def courier(self, database: Database | None = None) -> Courier:
        """Another courier of the same house."""
        return Courier(database or self.database, Duty(self, rules.objection, load_wording(), self, self.clock.now))

    async def put(self, *texts: str, to: str = WANG, purpose: Purpose = Purpose.SERVICE, lasts: float = 0) -> None:
        """Into the outbox, each as a row of its own; `lasts`: hours after which it is no news any more."""
        for text in texts:
            await self.database.write(_put, to, text, purpose, self.clock.now(), lasts)

    async def deliver(self) -> None:
        """A courier does all that is due, as after a start."""
        await finish(self.courier())

    async def rows(self) -> list[tuple[str, str]]:
        """Where each row stands, and why."""
        return await self.database.read(_rows)


def _put(tx: Tx, to: str, text: str, purpose: Purpose, now: datetime, lasts: float) -> None:
    number, end = resident.number_of(tx, to), now + timedelta(hours=lasts) if lasts else None
    outbox.put(tx, purpose, number, "late_reply", {"text": text}, dedup_key=f"{to}:{text}", now=now, expires_at=end)


def _rows(tx: Tx) -> list[tuple[str, str]]:
    table = core(Outbox)
    return [(row.state, row.reason) for row in tx.execute(select(table).order_by(table.c.id))]


def decline(tx: Tx, purpose: Purpose) -> None:
    """The first resident does not want this."""
    row = {"resident_id": resident.number_of(tx, WANG), "purpose": purpose, "at": NOON}
    tx.execute(core(Declined).insert(), row)


def leave(tx: Tx) -> None:
    """The first resident leaves the account."""
    resident.unfollow(tx, resident.number_of(tx, WANG) or 0, NOON)


async def finish(sender: Courier) -> None:
    """Until nothing is due."""
    while await sender.round():
        pass
