"""The lean HTTP/1.1 client: raw keep-alive connections that send prebuilt requests and note every latency."""

import asyncio
import re
from collections.abc import Iterable, Sequence
from functools import partial
from time import perf_counter
from typing import NamedTuple

from benchmarks.harness.stock import Request

# The platform cuts a connection after 5 s; a server that is slower has not answered.
PLATFORM_PATIENCE = 5.0
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class Exchange(NamedTuple):
    """A request with its answer. `status` is 0 and `body` empty when no answer came; `latency` is in seconds."""

    request: Request
    latency: float
    status: int = 0
    body: bytes = b""


class Connection(asyncio.Protocol):
    """One resident's phone after another on one connection: the next request leaves when the answer is complete."""

    def __init__(self, requests: Iterable[Request]) -> None:
        self.exchanges: list[Exchange] = []
        self.finished: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._requests = iter(requests)
        self._buffer = b""
        self._waiting: Request | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def start(self, until: float) -> None:
        """Send until the instant `until` of `perf_counter`, or until the requests are used up."""
        self._until = until
        self._send_next()

    def stop(self) -> None:
        """Hang up; a request still waiting counts as unanswered."""
        self._transport.abort()
        self._unanswered()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        body = _complete_body(self._buffer)
        if body is None or self._waiting is None:
            return
        latency = perf_counter() - self._sent_at
        self.exchanges.append(Exchange(self._waiting, latency, int(self._buffer[9:12]), body))
        self._buffer = b""
        self._send_next()

    def connection_lost(self, exc: Exception | None) -> None:
        self._unanswered()

    def _send_next(self) -> None:
        self._sent_at = perf_counter()
        self._waiting = next(self._requests, None) if self._sent_at < self._until else None
        if self._waiting is None:
            self._finish()
        else:
            self._transport.write(self._waiting.wire)

    def _unanswered(self) -> None:
        if self._waiting is not None:
            self.exchanges.append(Exchange(self._waiting, perf_counter() - self._sent_at))
            self._waiting = None
        self._finish()

    def _finish(self) -> None:
        self._transport.close()
        if not self.finished.done():
            self.finished.set_result(None)


def _complete_body(buffer: bytes) -> bytes | None:
    """The body of the answer in `buffer` once all of it is there. Every peer sends a Content-Length."""
    head, separator, body = buffer.partition(b"\r\n\r\n")
    length = _LENGTH.search(head) if separator else None
    return body if length and len(body) >= int(length[1]) else None


async def talk(port: int, stock: Sequence[Sequence[Request]], seconds: float) -> tuple[list[Exchange], float]:
    """Let one connection per list of `stock` talk to the server on `port` for `seconds`.

    Returns all exchanges and the wall time in seconds from the first request to the last answer.
    """
    loop = asyncio.get_running_loop()
    opened = [await loop.create_connection(partial(Connection, requests), "127.0.0.1", port) for requests in stock]
    connections = [connection for _, connection in opened]
    begin = perf_counter()
    for connection in connections:
        connection.start(begin + seconds)
    await asyncio.wait([c.finished for c in connections], timeout=seconds + PLATFORM_PATIENCE)
    wall = perf_counter() - begin
    for connection in connections:
        connection.stop()
    return [exchange for connection in connections for exchange in connection.exchanges], wall
