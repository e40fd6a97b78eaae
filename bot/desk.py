"""Desk 前台: one message in work, however often it is delivered; who waits for its reply, and for how long."""

import asyncio
import logging
from dataclasses import dataclass, field
from functools import partial
from time import monotonic

from bot.envelope import Incoming
from bot.metrics import Metrics
from bot.turn import Bot, Taken, send_later
from bot.understanding import Heard, Understanding
from civic.errors import KentanError
from config.clock import Clock
from storage import inbox
from storage.database import Database
from storage.inbox import Letter
from storage.job import Job
from storage.tx import Tx

log = logging.getLogger(__name__)

LET_GO = 4.0  # seconds after which a delivery of a durable message is told `success`; the platform cuts at 5
GIVE_UP = 4.8  # seconds after which a delivery of a message that is not durable is told to come again
FORGOTTEN = 16.0  # seconds after which no delivery of a message is to be expected: three of them, 5 s apart


@dataclass(slots=True, eq=False)
class _Visit:
    """One delivery that waits."""

    answer: asyncio.Future[str | None]
    let_go_at: float


@dataclass(slots=True, eq=False)
class _Work:
    """A message in work, with every delivery that waits for it."""

    arrived: float
    at_once: str  # what a delivery is told that is let go: danger is answered even then
    visits: list[_Visit] = field(default_factory=list)
    job: Job | None = None

    def let_go(self, now: float) -> None:
        """Tell deliveries whose time is up `success`, if the message is durable and its reply goes another way."""
        due = [visit for visit in self.visits if visit.let_go_at <= now]
        if due and self.job and self.job.release():
            for visit in due:
                _settle(visit.answer, self.at_once)

    def finish(self, reply: str | None) -> bool:
        """Give every waiting delivery the reply; was there one?"""
        waiting = [visit for visit in self.visits if not visit.answer.done()]
        for visit in waiting:
            _settle(visit.answer, reply)
        return bool(waiting)


class Desk:
    """Takes messages to the writer and their replies back."""

    def __init__(
        self, bot: Bot, database: Database, understanding: Understanding, metrics: Metrics, clock: Clock
    ) -> None:
        self._bot = bot
        self._database = database
        self._understanding = understanding
        self._metrics = metrics
        self._clock = clock
        self._in_work: dict[str, _Work] = {}
        self._unfetched: dict[str, tuple[asyncio.TimerHandle, Letter]] = {}

    async def receive(self, incoming: Incoming) -> str | None:
        """The reply to one delivery: "" for nothing to say now, None for "not durable, come again"."""
        loop = asyncio.get_running_loop()
        work = self._in_work.get(incoming.key) or self._begin(incoming)
        visit = _Visit(loop.create_future(), loop.time() + LET_GO)
        work.visits.append(visit)
        timer = loop.call_at(visit.let_go_at, _late, work, visit)
        try:
            return await visit.answer
        finally:
            timer.cancel()

    async def recover(self) -> int:
        """At start: run the turns of messages that were accepted and never answered; how many."""
        letters = await self._database.read(inbox.unanswered)
        for letter in letters:
            incoming = Incoming(
                letter.key, letter.sender, letter.payload.get("ToUserName", ""), letter.kind, letter.payload, None
            )
            self._begin(incoming, letter)
        return len(letters)

    async def finish(self) -> None:
        """At shutdown: wait for turns in hand; replies nobody fetched go to the outbox at once.

        After GIVE_UP seconds no delivery waits any more, so a turn that somebody else holds up is left to the writer.
        """
        until = monotonic() + GIVE_UP
        while (jobs := [work.job.future for work in self._in_work.values() if work.job]) and monotonic() < until:
            await asyncio.wait(jobs, timeout=until - monotonic())
            await asyncio.sleep(0)  # let the futures' callbacks run
        for timer, _ in self._unfetched.values():
            timer.cancel()
        await asyncio.gather(*(self._hand_over(letter) for _, letter in list(self._unfetched.values())))

    def _begin(self, incoming: Incoming, accepted: Letter | None = None) -> _Work:
        """Understand it and queue its turn; `accepted` is what an earlier run made durable."""
        heard = self._hear(words_of(incoming))
        letter = accepted or Letter(incoming.key, incoming.sender, incoming.kind, incoming.payload, self._clock())
        work = self._in_work[incoming.key] = _Work(monotonic(), self._bot.at_once(heard))

        def turn(job: Job, tx: Tx) -> Taken:
            in_time = accepted is None and monotonic() - job.arrived < LET_GO
            return self._bot.take(incoming, heard, letter, partial(job.go_passive, in_time=in_time), tx)

        def accepted_now() -> None:
            work.let_go(asyncio.get_running_loop().time())

        work.job = self._database.turn(turn, letter, accepted_now, accepted=accepted is not None)
        work.job.future.add_done_callback(partial(self._finished, work, letter))
        return work

    def _hear(self, text: str) -> Heard:
        """What was understood; a text that our readers trip over is a text that was not understood."""
        try:
            return self._understanding.hear(text)
        except Exception:
            log.exception("a text could not be read")
            return Heard(raw=text, text=text)

    def _finished(self, work: _Work, letter: Letter, future: asyncio.Future[Taken]) -> None:
        self._in_work.pop(letter.key, None)
        if error := future.exception():
            log.warning("a message was not stored: %s", type(error).__name__)
            work.finish(None)
            return
        taken = future.result()
        self._metrics.message(taken.intent, taken.outcome, monotonic() - work.arrived)
        if work.finish(taken.reply):
            self._fetched(letter.key)
        elif taken.reply and work.visits:  # else it was recovered, and another worker has answered it meanwhile
            self._expect_fetching(letter)

    def _expect_fetching(self, letter: Letter) -> None:
        """No delivery was there to take the reply: wait for the platform to come again, then use the outbox."""
        loop = asyncio.get_running_loop()
        timer = loop.call_later(FORGOTTEN, lambda: asyncio.ensure_future(self._hand_over(letter)))
        self._unfetched[letter.key] = (timer, letter)

    def _fetched(self, key: str) -> None:
        if found := self._unfetched.pop(key, None):
            found[0].cancel()

    async def _hand_over(self, letter: Letter) -> None:
        self._unfetched.pop(letter.key, None)
        try:
            await self._database.write(_send_overdue, letter)
        except KentanError as error:
            log.warning("an overdue reply stays in the inbox: %s", type(error).__name__)


def words_of(incoming: Incoming) -> str:
    """What was said in words: a text, a recording the platform has read, the word behind a tapped menu button."""
    match incoming.kind:
        case "text":
            return incoming.field("Content")
        case "voice":
            return incoming.field("Recognition")
        case "event:click":
            return incoming.field("EventKey")
    return ""


def _late(work: _Work, visit: _Visit) -> None:
    """A delivery has waited long: let it go if that may be, else tell it soon to come again."""
    work.let_go(visit.let_go_at)
    if not visit.answer.done():
        asyncio.get_running_loop().call_later(GIVE_UP - LET_GO, _settle, visit.answer, None)


def _send_overdue(tx: Tx, letter: Letter) -> None:
    if found := inbox.take_overdue_reply(tx, letter.key):
        send_later(tx, letter, found.reply, is_secret=found.is_secret)


def _settle(answer: asyncio.Future[str | None], reply: str | None) -> None:
    if not answer.done():
        answer.set_result(reply)
