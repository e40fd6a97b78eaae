"""Courier 信使: takes what is due from the outbox, asks its judge once more, words it, sends it, notes what came of it.

A row is claimed for LEASE and settled after it was sent. Where the process dies in between, or the platform's answer
is lost, nobody knows whether it arrived: it is sent once more, so that a resident reads it twice at most, and after
that it is held for their next contact.
"""

import asyncio
import logging
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from itertools import islice
from typing import NamedTuple, Protocol

from bot.api.remedies import NO_ANSWER, Remedy, remedy_for
from civic.errors import Untaken
from config.clock import Clock
from config.errors import WordingError
from config.wording import Wording
from storage import courier
from storage.courier import Parcel
from storage.database import Database
from storage.outbox import OutboxState, Purpose
from storage.tx import Tx

log = logging.getLogger(__name__)

LOOK = 1.0  # seconds between two looks at what is due
MOST = 64  # rows taken at once
AT_ONCE = 16  # residents who are written to at the same time
LEASE = timedelta(minutes=3)
SPARE = timedelta(seconds=30)  # of a lease: less is not enough for another try
PATIENCE = 8.0  # seconds that what is being sent has at shutdown
FIRST_DELAY, LONGEST_DELAY = timedelta(seconds=30), timedelta(minutes=30)
MOST_TRIES = 8  # of a row that is refused by an errcode nobody has told us of
RESTS = {Remedy.WAIT: timedelta(minutes=1), Remedy.ALARM: timedelta(minutes=10), Remedy.RENEW: timedelta(minutes=10)}
PLATFORM_ZONE = timezone(timedelta(hours=8))  # its daily quotas begin anew at midnight in Beijing

Judge = Callable[[Tx, Parcel, datetime], str]


class Sender(Protocol):
    """How a text leaves the house."""

    async def send_text(self, openid: str, text: str) -> None:
        """Send it. Raises Untaken."""


class Watch(Protocol):
    """What the courier tells whoever counts."""

    def settled(self, purpose: Purpose, state: OutboxState) -> None:
        """A row is not waited for any more."""


class Duty(NamedTuple):
    """What the courier works with; `judge` gives the reason why a row is not to be sent any more, or ""."""

    sender: Sender
    judge: Judge
    wording: Wording
    watch: Watch
    clock: Clock


class Courier:
    """Sends; several may do so at once, in as many processes. `start` begins, `stop` ends it; `round` is one look."""

    def __init__(self, database: Database, duty: Duty) -> None:
        self._database = database
        self._duty = duty
        self._places = asyncio.Semaphore(AT_ONCE)
        self._news = asyncio.Event()
        self._rests_until: datetime | None = None
        self._is_ending = False
        self._going: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Look now, every LOOK seconds, and at once when something was put in."""
        self._database.on_put = self._news.set
        self._going = asyncio.create_task(self._go())

    async def stop(self) -> None:
        """What is being sent is finished and settled; what was not begun is let go."""
        self._is_ending = True
        self._news.set()
        if self._going:
            await asyncio.wait([self._going], timeout=PATIENCE)
            self._going.cancel()
            with suppress(asyncio.CancelledError):
                await self._going

    async def round(self) -> int:
        """Take what is due, MOST rows at most, and send it; how many rows were taken in hand."""
        now = self._duty.clock()
        if self._is_ending or self._is_resting():
            return 0
        due = await self._database.read(courier.due, now, MOST)
        if not due:
            return 0
        lease = now + LEASE
        taken = await self._database.write_behind(self._take, due, now, lease)
        lanes = defaultdict[int, deque[Parcel]](deque)
        for parcel in taken:
            lanes[parcel.recipient_id].append(parcel)
        await asyncio.gather(*(self._walk(lane, lease) for lane in lanes.values()))
        return len(due)

    async def _go(self) -> None:
        while not self._is_ending:
            took = 0
            try:
                took = await self.round()
            except Exception as error:
                log.warning("what waits in the outbox could not be looked at: %s", type(error).__name__)
            if not took:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._news.wait(), LOOK)
            self._news.clear()

    def _take(self, tx: Tx, due: Sequence[int], now: datetime, lease: datetime) -> list[Parcel]:
        """Claim rows and judge each; those that are to be sent."""
        wanted = list[Parcel]()
        for parcel in courier.claim(tx, due, now, lease):
            if why := self._duty.judge(tx, parcel, now):
                courier.settle(tx, [parcel.id], lease, OutboxState.DROPPED, now, reason=why)
                self._duty.watch.settled(parcel.purpose, OutboxState.DROPPED)
            else:
                wanted.append(parcel)
        return wanted

    async def _walk(self, lane: deque[Parcel], lease: datetime) -> None:
        """Send one resident what is theirs, in order."""
        async with self._places:
            try:
                while lane and self._may_go_on(lease):
                    await self._carry(lane, lease)
                if lane:
                    await self._database.write(courier.let_go, _numbers(lane), lease)
            except Exception as error:
                log.warning("a row stays as it is until its lease ends: %s", type(error).__name__)

    def _may_go_on(self, lease: datetime) -> bool:
        return not self._is_ending and not self._is_resting() and lease - self._duty.clock() > SPARE

    def _is_resting(self) -> bool:
        return self._rests_until is not None and self._duty.clock() < self._rests_until

    async def _carry(self, lane: deque[Parcel], lease: datetime) -> None:
        """Send the first of a lane, and settle whatever that settles."""
        parcel = lane[0]
        try:
            text = self._duty.wording.say(parcel.template, parcel.facts).strip()
        except WordingError as error:
            log.error("row %d cannot be worded: %s", parcel.id, error)
            text = ""
        if not text:
            return await self._settle(lane, 1, lease, OutboxState.FAILED, "wording")
        try:
            await self._duty.sender.send_text(parcel.openid, text)
        except Untaken as fault:
            return await self._see_to(lane, lease, fault)
        return await self._settle(lane, 1, lease, OutboxState.SENT)

    async def _see_to(self, lane: deque[Parcel], lease: datetime, fault: Untaken) -> None:
        """What could not be sent, and what else is for the same resident."""
        parcel, now = lane[0], self._duty.clock()
        # What concerns the account and not the person is nobody's row: it stays in the lane, and is let go.
        match remedy_for(fault.code):
            case Remedy.HOLD:
                await self._settle(lane, len(lane), lease, OutboxState.HELD, fault.code)
            case Remedy.STOP:
                await self._settle(lane, len(lane), lease, OutboxState.FAILED, fault.code)
            case Remedy.ONCE_MORE if parcel.reason == NO_ANSWER:
                await self._settle(lane, 1, lease, OutboxState.HELD, NO_ANSWER)
            case Remedy.AGAIN | Remedy.ONCE_MORE:
                await self._put_back(lane, lease, fault.code)
            case Remedy.UNKNOWN if parcel.attempts < MOST_TRIES:
                await self._put_back(lane, lease, fault.code)
            case Remedy.NEXT_DAY:
                self._rest(_tomorrow(now), fault.code)
            case Remedy.WAIT | Remedy.ALARM | Remedy.RENEW as remedy:
                self._rest(now + RESTS[remedy], fault.code)
            case _:
                await self._settle(lane, 1, lease, OutboxState.FAILED, fault.code)

    def _rest(self, until: datetime, code: str) -> None:
        """Nothing is sent for a while: the account as a whole may not, or cannot. One line for all who meet it."""
        if not self._is_resting():
            log.error("nothing is sent until %s: the platform answers %s", until.isoformat(), code)
        self._rests_until = max(self._rests_until or until, until)

    async def _settle(
        self, lane: deque[Parcel], most: int, lease: datetime, state: OutboxState, reason: str = ""
    ) -> None:
        """The first so many of a lane have come to their end."""
        done = [lane.popleft() for _ in range(most)]
        channel = "custom" if state is OutboxState.SENT else ""
        await self._database.write(
            courier.settle, _numbers(done), lease, state, self._duty.clock(), channel=channel, reason=reason
        )
        for parcel in done:
            self._duty.watch.settled(parcel.purpose, state)

    async def _put_back(self, lane: deque[Parcel], lease: datetime, code: str) -> None:
        """The first is tried again later, and the others after it."""
        first, others = lane[0], list(islice(lane, 1, None))
        lane.clear()
        due = self._duty.clock() + min(FIRST_DELAY * 2 ** min(first.attempts - 1, 10), LONGEST_DELAY)
        reason = NO_ANSWER if first.reason == NO_ANSWER else code
        await self._database.write(_later, first, others, lease, due, reason)


def _later(tx: Tx, first: Parcel, others: Sequence[Parcel], lease: datetime, due: datetime, reason: str) -> None:
    courier.put_back(tx, [first.id], lease, due, reason)
    if others:
        courier.let_go(tx, _numbers(others), lease, not_before=due)


def _numbers(parcels: Iterable[Parcel]) -> list[int]:
    return [parcel.id for parcel in parcels]


def _tomorrow(now: datetime) -> datetime:
    """Some minutes into the platform's next day."""
    day = now.astimezone(PLATFORM_ZONE) + timedelta(days=1)
    return day.replace(hour=0, minute=5, second=0, microsecond=0)
