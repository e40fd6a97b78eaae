"""What happens, as it happens: numbered records for the chat page and everyone else who listens."""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

KEPT = 2_000


@dataclass(frozen=True, slots=True)
class Record:
    """One thing that happened: `bubble` (a chat line, new or changed), `wire` (the line), `person`, `state`."""

    number: int
    kind: str
    data: Mapping[str, object]


class Feed:
    """Keeps the latest records and hands every new one to each listener; None tells a listener that it is over."""

    def __init__(self) -> None:
        self._records: deque[Record] = deque(maxlen=KEPT)
        self._listeners: set[asyncio.Queue[Record | None]] = set()
        self.last = 0
        self.run = secrets.token_hex(8)
        """Names this feed: after a restart numbers begin again, and a page must load anew."""

    def publish(self, kind: str, data: Mapping[str, object]) -> None:
        """Numbers and hands out one record; `data` must be JSON."""
        self.last += 1
        record = Record(self.last, kind, data)
        self._records.append(record)
        for listener in self._listeners:
            listener.put_nowait(record)

    def since(self, number: int) -> list[Record]:
        """The kept records that came after this number."""
        return [record for record in self._records if record.number > number]

    def of_kind(self, kind: str) -> list[Mapping[str, object]]:
        """What the kept records of one kind say, oldest first."""
        return [record.data for record in self._records if record.kind == kind]

    @contextmanager
    def listen(self) -> Iterator[asyncio.Queue[Record | None]]:
        """A queue that receives every record from now on."""
        queue: asyncio.Queue[Record | None] = asyncio.Queue()
        self._listeners.add(queue)
        try:
            yield queue
        finally:
            self._listeners.discard(queue)

    def close(self) -> None:
        """Tells every listener that nothing more will come."""
        for listener in self._listeners:
            listener.put_nowait(None)
