"""Carries one signed request to the account's server: cuts it off when time is up, and sends the same bytes again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import aiohttp
from yarl import URL

from simulator.replies import OK, Verdict, broken

Outcome = Literal["answered", "cut", "refused", "unreachable"]

TRIES = 3
CUT = 5.0  # seconds

_HEADERS = {"Content-Type": "text/xml", "User-Agent": "Mozilla/4.0", "Pragma": "no-cache"}


@dataclass(frozen=True, slots=True)
class Attempt:
    """One of at most three deliveries of a message; `seconds` is how long the server took."""

    number: int
    outcome: Outcome
    seconds: float
    status: int | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message's whole way: what the platform made of the answer, and every attempt it took."""

    verdict: Verdict
    attempts: tuple[Attempt, ...]
    query: Mapping[str, str]
    body: bytes
    answer: bytes = b""


@dataclass(frozen=True, slots=True)
class Postman:
    """How patient the platform is: seconds until it cuts, and seconds from one attempt's start to the next one's."""

    cut: float = CUT
    gap: float = CUT
    tries: int = TRIES

    async def deliver(
        self,
        session: aiohttp.ClientSession,
        url: str,
        request: tuple[Mapping[str, str], bytes],
        judge: Callable[[int, bytes], Verdict],
        watch: Callable[[Attempt], None] = lambda _: None,
    ) -> Delivery:
        """Delivers up to three times and judges the last answer; `watch` hears of every attempt. Never raises."""
        query, body = request
        target = URL(url).update_query(query)
        attempts: list[Attempt] = []
        answer = b""
        while not attempts or (attempts[-1].outcome != "answered" and len(attempts) < self.tries):
            if attempts:
                await asyncio.sleep(max(0.0, self.gap - attempts[-1].seconds))
            attempt, answer = await self._attempt(session, target, body, len(attempts) + 1)
            attempts.append(attempt)
            watch(attempt)
        last = attempts[-1]
        verdict = broken(last.detail) if last.status is None else judge(last.status, answer)
        return Delivery(verdict, tuple(attempts), query, body, answer)

    async def _attempt(
        self, session: aiohttp.ClientSession, target: URL, body: bytes, number: int
    ) -> tuple[Attempt, bytes]:
        loop = asyncio.get_running_loop()
        start = loop.time()
        limit = aiohttp.ClientTimeout(total=self.cut, ceil_threshold=60)
        try:
            async with session.post(target, data=body, headers=_HEADERS, timeout=limit) as response:
                answer = await response.read()
        except TimeoutError:
            return Attempt(number, "cut", loop.time() - start, detail=f"no answer in {self.cut:g} s"), b""
        except (aiohttp.ClientError, OSError) as error:
            return Attempt(number, "unreachable", loop.time() - start, detail=type(error).__name__), b""
        outcome: Outcome = "answered" if response.status == OK else "refused"
        return Attempt(number, outcome, loop.time() - start, response.status), answer
