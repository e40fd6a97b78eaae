"""The platform's side of the load: signed messages of many people, delivered twice or again, and what was answered."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from random import Random
from urllib.parse import urlencode

import aiohttp

from simulator import events, messages
from simulator.account import Account
from simulator.replies import judge
from simulator.signing import request_for
from tests.durability.serving import ACCOUNT

SAFE = replace(ACCOUNT, mode="safe")
CONNECTIONS = 64
COMPLAINT = "3号楼2单元楼道灯坏了三天没人修"
MSG_ID = 7_000_000_000_000_000_000


@dataclass(eq=False, slots=True)
class Mail:
    """One message with the very bytes that every delivery of it has, and the answers that were 200."""

    sender: str
    kind: str  # complaint, query, menu, follow
    account: Account
    query: str
    body: bytes
    answers: list[str] = field(default_factory=list)


class Senders:
    """Makes messages, each from somebody new; some in clear text, some encrypted, and ids that repeat."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._numbers = count(1)

    def mail(self) -> Mail:
        """The next one. Two people in a row share a message id: the documented keys collide."""
        number = next(self._numbers)
        sender = f"o-{number:06}"
        kind = self._random.choice(("complaint", "complaint", "complaint", "query", "menu", "follow"))
        account = self._random.choice((ACCOUNT, SAFE))
        xml = _xml(kind, sender, MSG_ID + number // 2)
        query, body = request_for(account, xml, openid=sender, timestamp=int(time.time()), nonce=str(number))
        return Mail(sender, kind, account, urlencode(query), body)


def _xml(kind: str, sender: str, msg_id: int) -> bytes:
    now = int(time.time())
    if kind == "follow":
        return events.subscribe(sender, now, to=ACCOUNT.gh_id)
    said = {"complaint": COMPLAINT, "query": "进度", "menu": "主菜单"}[kind]
    return messages.text(sender, said, msg_id, now, to=ACCOUNT.gh_id)


class Post:
    """Sixty-four connections that deliver until the server is gone."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.acknowledged: list[Mail] = []
        self.unanswered: list[Mail] = []
        self._senders = Senders(self.random)

    def new(self) -> Mail:
        """Somebody's message, not yet delivered."""
        return self._senders.mail()

    async def load(self, address: str) -> None:
        """Deliver what is unanswered, then new messages and old ones again, until the server does not answer."""
        again = iter([*self.unanswered, *self._some_old_ones()])
        self.unanswered = []
        connector = aiohttp.TCPConnector(limit=CONNECTIONS)
        async with aiohttp.ClientSession(connector=connector) as session:
            await asyncio.gather(*(self._carry(session, address, again) for _ in range(CONNECTIONS)))
        self.unanswered += [mail for mail in again if not mail.answers]

    async def settle(self, address: str) -> None:
        """Deliver what is unanswered, and many old ones again; all of it is answered."""
        everything = iter([*self._some_old_ones(1000), *self.unanswered])
        self.unanswered = []
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=CONNECTIONS)) as session:
            await asyncio.gather(*(self._carry_out(session, address, everything) for _ in range(CONNECTIONS)))
        assert self.unanswered == []

    async def _carry(self, session: aiohttp.ClientSession, address: str, again: Iterator[Mail]) -> None:
        is_there = True
        while is_there:
            mail = next(again, None) or self.new()
            times = 2 if self.random.random() < 0.2 else 1  # a second delivery while the first is in work
            is_there = all(await asyncio.gather(*(self._deliver(session, address, mail) for _ in range(times))))

    async def _carry_out(self, session: aiohttp.ClientSession, address: str, mails: Iterator[Mail]) -> None:
        for mail in mails:
            assert await self._deliver(session, address, mail)

    async def _deliver(self, session: aiohttp.ClientSession, address: str, mail: Mail) -> bool:
        """One delivery; False when the server is gone. Anything but 200 leaves the message to be sent again."""
        try:
            async with session.post(f"{address}?{mail.query}", data=mail.body) as response:
                status, body = response.status, await response.read()
        except (aiohttp.ClientError, OSError):
            status, body = 0, b""
        if status == 200:
            verdict = judge(mail.account, status, body, openid=mail.sender)
            assert verdict.fine, verdict.detail
            if not mail.answers:
                self.acknowledged.append(mail)
            mail.answers.append(verdict.text)
        elif not mail.answers and mail not in self.unanswered:
            self.unanswered.append(mail)
        return status != 0

    def _some_old_ones(self, most: int = 20) -> list[Mail]:
        return self.random.sample(self.acknowledged, min(most, len(self.acknowledged)))
