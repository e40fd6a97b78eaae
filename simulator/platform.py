"""The stand-in platform: people act, their messages are delivered and judged, and what the API sends reaches them."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Coroutine, Iterable, Mapping
from dataclasses import asdict
from functools import partial
from types import TracebackType
from typing import Self

import aiohttp
from yarl import URL

from simulator import messages, replies
from simulator.account import Account
from simulator.acts import Acts
from simulator.chats import Bubble, Chats, Pushed
from simulator.clock import Clock
from simulator.delivery import CUT, Attempt, Delivery, Postman
from simulator.faults import Faults
from simulator.feed import Feed
from simulator.ledger import AFTER_ACTION, AFTER_MESSAGE, ConsentLedger, Quota, Repeats, ServiceLedger
from simulator.media import MediaStore
from simulator.menu import Menu
from simulator.oauth import SignInCodes
from simulator.residents import People, Resident, default_residents
from simulator.signing import handshake_for, request_for
from simulator.templates import Template, Templates
from simulator.tokens import Tokens
from simulator.wire import WireLog


class Platform(Acts):
    """One account's platform. Use it as an async context manager, or `close` it.

    `cut` and `gap` are real seconds: how long an answer may take, and from one delivery attempt to the next.
    `base_url` is where `make_app`'s application is reached: pictures get their address from it.
    """

    def __init__(
        self, account: Account, callback_url: str,
        *, clock: Clock | None = None, cut: float = CUT, gap: float | None = None,
        residents: Iterable[Resident] | None = None, menu: Mapping[str, object] | None = None,
        templates: Mapping[str, Template] | None = None, after_message: Quota = AFTER_MESSAGE,
        after_action: Quota = AFTER_ACTION, base_url: str = "http://127.0.0.1:8090",
    ) -> None:  # fmt: skip
        self.account, self.callback_url, self.base_url = account, callback_url, base_url
        self.clock = clock or Clock()
        self.postman = Postman(cut, cut if gap is None else gap)
        self.feed, now = Feed(), self.clock.now
        self.people = People(default_residents() if residents is None else residents, self._met)
        self.service = ServiceLedger(now, after_message, after_action)
        self.consents, self.tokens, self.media = ConsentLedger(), Tokens(now), MediaStore(now)
        self.codes, self.menu, self.faults = SignInCodes(now), Menu(menu), Faults()
        self.templates, self.repeats = Templates(templates), Repeats(now)
        self.chats, self.wire = Chats(self.clock, self.feed), WireLog(self.clock, self.feed)
        self.scenes: list[str] = []
        """The scenes of the codes that the account has made."""
        self.refusing: set[str] = set()
        """People who switched the account's messages off: 43019 and 48002."""
        self._session: aiohttp.ClientSession | None = None
        self._tasks: set[asyncio.Task[object]] = set()
        self._last_id = int(self.clock.now().timestamp() * 1_000_000) * 1_000

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Ends what is under way and closes the connections."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.feed.close()
        if self._session is not None:
            await self._session.close()

    def next_id(self) -> int:
        """A message id that this platform has not used, larger than all before it."""
        self._last_id += 1
        return self._last_id

    def later(self, work: Coroutine[object, object, object]) -> None:
        """Runs something beside the caller; `settled` waits for it, `close` ends it."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def settled(self) -> None:
        """Waits until nothing is under way any more, such as the event after a template message."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def handshake(self) -> bool:
        """Checks the callback address as the platform does when it is entered: the echostr must come back as it is."""
        echostr = str(secrets.randbits(63))
        query = handshake_for(self.account, echostr=echostr, timestamp=self.clock.timestamp(), nonce=_nonce())
        limit = aiohttp.ClientTimeout(total=self.postman.cut)
        try:
            async with self._http().get(URL(self.callback_url).update_query(query), timeout=limit) as response:
                return response.status == replies.OK and await response.read() == echostr.encode()
        except (TimeoutError, aiohttp.ClientError, OSError):
            return False

    async def deliver(
        self, openid: str, xml: bytes, *, bubble: Bubble | None = None, account: Account | None = None
    ) -> Delivery:
        """Signs, delivers and judges any XML; `account` stands in for the current one (`Account.on_previous_key`)."""
        account = account or self.account
        kind, event = messages.kind_of(xml)
        self.service.note(openid, kind, event)
        request = request_for(account, xml, openid=openid, timestamp=self.clock.timestamp(), nonce=_nonce())
        entry = self.wire.sending(self.people.meet(openid).name, event or kind, account.mode, xml, request)

        def watch(attempt: Attempt) -> None:
            self.wire.attempted(entry, attempt)
            if bubble is not None and attempt.outcome != "answered":
                self.chats.mark(bubble, "again")

        judge = partial(replies.judge, account, openid=openid)
        delivery = await self.postman.deliver(self._http(), self.callback_url, request, judge, watch)
        self.wire.judged(entry, delivery)
        self._show(openid, bubble, delivery)
        return delivery

    def rotate_key(self, new_key: str) -> None:
        """From now on messages are encrypted with a new AES key, as if the operator had changed it."""
        self.account = self.account.rotated(new_key)

    def announce(self) -> None:
        """Publishes what the whole page shows: who follows, the menu, the time."""
        self.feed.publish("state", self.state())

    def state(self) -> dict[str, object]:
        """Who follows, what the account offers, and the time, as JSON."""
        time = {"now": self.clock.now().timestamp(), "running": self.clock.running}
        people = [asdict(person) for person in self.people]
        offered = {"menu": self.menu.buttons(), "scenes": self.scenes, "templates": self.templates.titles()}
        return {"residents": people, "clock": time, **offered}

    def pushed(self, openid: str) -> list[Pushed]:
        """What the API brought to this person, oldest first."""
        return self.chats.pushed(openid)

    def authorize(self, openid: str, *, snapshot: bool = False) -> str:
        """The code with which a page learns who opened it."""
        return self.codes.issue(openid, snapshot=snapshot)

    def _met(self, person: Resident) -> None:
        self.feed.publish("person", asdict(person))

    def _http(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), auto_decompress=False)
        return self._session

    def _show(self, openid: str, bubble: Bubble | None, delivery: Delivery) -> None:
        verdict = delivery.verdict
        if bubble is not None:
            self.chats.mark(bubble, "delivered" if verdict.fine else "failed")
        if not verdict.fine and self.people.follows(openid):
            self.chats.add(openid, "note", "fault", verdict.text)
        elif verdict.kind == "reply" and verdict.text:
            self.chats.add(openid, "account", verdict.type, verdict.text, channel="reply", parts=verdict.parts)


def _nonce() -> str:
    return str(secrets.randbelow(10**10))
