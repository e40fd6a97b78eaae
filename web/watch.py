"""Watching it: /healthz the process lives, /readyz database and schema are good, /metrics for Prometheus."""

import asyncio
import hmac
import logging
from collections.abc import Awaitable, Callable, Mapping
from ipaddress import ip_address
from typing import TypeVar

from aiohttp import web

log = logging.getLogger(__name__)

PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"
PATIENCE = 3.0  # seconds for the database; whoever asks gives up after 5 or 10
# What proxies say of whom they speak for; some set only one of them.
PROXIED = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP")

Rows = Mapping[str, int]
T = TypeVar("T")


class Watch:
    """Answers those who watch. `is_ready` and `outbox` ask the database, `figures` writes the metrics down, without
    the outbox where it could not be asked."""

    def __init__(
        self,
        is_ready: Callable[[], Awaitable[bool]],
        outbox: Callable[[], Awaitable[Rows]],
        figures: Callable[[Rows | None], bytes],
        token: str,
    ) -> None:
        self._is_ready = is_ready
        self._outbox = outbox
        self._figures = figures
        self._token = token

    def routes(self) -> list[web.RouteDef]:
        """The three addresses."""
        return [web.get("/healthz", self.lives), web.get("/readyz", self.ready), web.get("/metrics", self.metrics)]

    async def lives(self, request: web.Request) -> web.Response:
        """The process answers."""
        return web.Response(text="ok\n")

    async def ready(self, request: web.Request) -> web.Response:
        """The database answers, and with the schema this program needs."""
        ready = await _answer(self._is_ready)
        return web.Response(text="ready\n" if ready else "not ready\n", status=200 if ready else 503)

    async def metrics(self, request: web.Request) -> web.Response:
        """The figures; without a token in the settings only to this machine, with one only to whoever has it."""
        if not self._may_see(request):
            return web.Response(status=403)
        return web.Response(body=self._figures(await _answer(self._outbox)), headers={"Content-Type": PROMETHEUS})

    def _may_see(self, request: web.Request) -> bool:
        if self._token:
            given = request.headers.get("Authorization", "").encode(errors="surrogateescape")
            return hmac.compare_digest(given, f"Bearer {self._token}".encode(errors="surrogateescape"))
        # Behind a reverse proxy everybody comes from this machine: the proxy's headers give that away.
        if any(name in request.headers for name in PROXIED):
            return False
        return request.remote is not None and ip_address(request.remote).is_loopback


async def _answer(ask: Callable[[], Awaitable[T]]) -> T | None:
    """What the database says; None where it fails, in whatever way, or takes too long."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await ask()
    except Exception as error:
        log.warning("the database was asked and did not answer: %s", type(error).__name__)
        return None
