"""Wire 线路: one call to the platform over HTTP; what is wrong with it comes as one exception, Untaken."""

import json
import logging
import random
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import aiohttp

from bot.api.remedies import NO_ANSWER, UNREACHED, Remedy, remedy_for
from civic.errors import Untaken

log = logging.getLogger(__name__)

RETRIES = 3
BACK_OFF = 0.5  # seconds before the first retry; each later one waits twice as long
PATIENCE = aiohttp.ClientTimeout(total=10, connect=5)
OK = 200
_RID = re.compile(r"rid: ([\w-]{1,64})")

Answer = Mapping[str, Any]
Sleep = Callable[[float], Awaitable[None]]


class Wire:
    """Calls the API at `base`. `sleep` waits between retries; `count` hears of every errcode."""

    def __init__(self, session: aiohttp.ClientSession, base: str, sleep: Sleep, count: Callable[[str], None]) -> None:
        self._session = session
        self._base = base
        self._sleep = sleep
        self._count = count

    async def post(
        self, path: str, body: Mapping[str, object], query: Mapping[str, str], *, repeatable: bool = False
    ) -> Answer:
        """The answer of a call that was taken; passing faults are tried again, with back-off.

        `repeatable`: twice does no harm, so a lost answer is one of those. Raises Untaken.
        """
        for tried in range(RETRIES + 1):
            try:
                return await self._once(path, body, query)
            except Untaken as fault:
                passes = remedy_for(fault.code) is Remedy.AGAIN or (repeatable and fault.code == NO_ANSWER)
                if not passes or tried == RETRIES:
                    raise
                await self._sleep(BACK_OFF * 2**tried * random.uniform(0.5, 1.5))
        raise AssertionError("the last try returns or raises")

    async def _once(self, path: str, body: Mapping[str, object], query: Mapping[str, str]) -> Answer:
        # The platform shows escaped characters as they are written: \u4e00 instead of 一.
        data = json.dumps(body, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json; charset=utf-8"}
        try:
            async with self._session.post(
                self._base + path, params=query, data=data, headers=headers, timeout=PATIENCE
            ) as response:
                said, status = await response.read(), response.status
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise self._untaken(path, UNREACHED, type(error).__name__) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise self._untaken(path, NO_ANSWER, type(error).__name__) from None
        return self._read(path, status, said)

    def _read(self, path: str, status: int, said: bytes) -> Answer:
        """The answer as JSON, whatever type it calls itself; an errcode other than 0 is a refusal."""
        try:
            answer = json.loads(said) if status == OK else None
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise self._untaken(path, NO_ANSWER, f"status {status}")
        if code := answer.get("errcode", 0):
            raise self._untaken(path, str(code), str(answer.get("errmsg", "")))
        return answer

    def _untaken(self, path: str, code: str, words: str) -> Untaken:
        """Told in the log by code and `rid`: the platform's own words only where they help whoever set it up."""
        remedy = remedy_for(code)
        self._count(code)
        found = _RID.search(words)
        rid = found[1] if found else ""
        if remedy is Remedy.ALARM:
            log.error("%s is refused, somebody has to look: %s %s", path, code, words)
        elif remedy not in (Remedy.HOLD, Remedy.STOP):
            log.warning("%s was not taken: %s %s", path, code, f"rid {rid}" if rid else "")
        return Untaken(code, rid)
