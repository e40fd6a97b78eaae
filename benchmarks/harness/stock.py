"""Requests made before the clock runs: signed, in safe mode encrypted, each with a message id of its own."""

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, islice

from benchmarks.harness.mix import Line, conversations
from benchmarks.harness.sealing import Mode, sealed
from simulator.messages import text

# A lively day of one resident. More would run into what a bot allows one person a day.
_MESSAGES_PER_RESIDENT = 16
_HTTP = "POST /wechat?{query} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/xml\r\nContent-Length: {length}\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Request:
    """A message on the wire, with what is needed to judge its answer."""

    openid: str
    line: Line
    wire: bytes


class Stock:
    """Makes requests for one server. Every call of `take` brings new residents who are in no dialog yet."""

    def __init__(self, mode: Mode, seed: int) -> None:
        self._mode = mode
        self._random = random.Random(seed)
        self._numbers = count(time.time_ns())
        self._residents = count()

    def take(self, connections: int, messages: int) -> list[list[Request]]:
        """A list of requests for each connection, about `messages` in all."""
        each = -(-messages // connections)
        residents = -(-each // _MESSAGES_PER_RESIDENT)
        return [list(islice(self._requests(residents), each)) for _ in range(connections)]

    def _requests(self, residents: int) -> Iterator[Request]:
        people = [f"oBench{next(self._residents):022d}" for _ in range(residents)]
        for turn, conversation in enumerate(conversations(self._random)):
            openid = people[turn % len(people)]
            for line in conversation:
                yield Request(openid, line, self._wire(openid, line))

    def _wire(self, openid: str, line: Line) -> bytes:
        now, number = int(time.time()), next(self._numbers)
        xml = text(openid, line.text, number, now)
        query, body = sealed(self._mode, xml, openid=openid, timestamp=now, nonce=str(number))
        return _HTTP.format(query=query, length=len(body)).encode() + body
