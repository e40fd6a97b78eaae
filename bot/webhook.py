"""Webhook 回调: the platform's address with us; what is stored is answered 200, what is not is sent again."""

import logging

from aiohttp import web
from multidict import CIMultiDict

from bot.desk import Desk
from bot.envelope import SUCCESS, Envelope
from bot.metrics import Metrics
from civic.errors import Forged, KentanError, Unreadable
from config.clock import Clock
from storage import unreadable
from storage.database import Database

log = logging.getLogger(__name__)

_PLAIN = CIMultiDict({"Content-Type": "text/plain; charset=utf-8"})
_XML = CIMultiDict({"Content-Type": "application/xml; charset=utf-8"})


class Webhook:
    """GET is the platform's check of the address, POST a message or event."""

    def __init__(self, envelope: Envelope, desk: Desk, database: Database, metrics: Metrics, clock: Clock) -> None:
        self._envelope = envelope
        self._desk = desk
        self._database = database
        self._metrics = metrics
        self._clock = clock

    async def greet(self, request: web.Request) -> web.Response:
        """Answer the check, or 403 with an empty body."""
        try:
            return web.Response(text=self._envelope.greet(request.query, self._clock()))
        except Forged as forged:
            return self._refuse(forged.reason, 403)

    async def receive(self, request: web.Request) -> web.Response:
        """Take one delivery to the desk and seal what it says."""
        if request.headers.get("Content-Encoding", "identity").lower() != "identity":
            return self._refuse("compressed", 400)  # the platform never compresses: no bomb is ever unpacked
        try:
            body = await request.read()
        except web.HTTPRequestEntityTooLarge:
            return self._refuse("too large", 413)
        now = self._clock()
        try:
            incoming = self._envelope.open(request.query, body, now)
        except Forged as forged:
            return self._refuse(forged.reason, 403)
        except Unreadable as error:
            return await self._keep_aside(error, body)
        reply = await self._desk.receive(incoming)
        if reply is None:
            return web.Response(status=503)
        text = self._envelope.seal(incoming, reply, now)
        return web.Response(body=text.encode(), headers=_PLAIN if text == SUCCESS else _XML)

    def _refuse(self, reason: str, status: int) -> web.Response:
        self._metrics.refused(reason)
        log.info("a callback was refused: %s", reason)
        return web.Response(status=status)

    async def _keep_aside(self, error: Unreadable, body: bytes) -> web.Response:
        """Signed, and yet no message: a retry would not help, so the operator gets it and the platform `success`."""
        self._metrics.refused(error.reason)
        log.warning("a signed callback could not be read: %s", error.reason)
        try:
            await self._database.write(unreadable.keep, self._clock(), error.reason, body)
        except KentanError:
            return web.Response(status=503)
        return web.Response(body=SUCCESS.encode(), headers=_PLAIN)
