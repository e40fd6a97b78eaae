"""The door to the database: writes go through the one writer, reads through short transactions of their own."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from typing import Concatenate, ParamSpec, TypeVar

from storage.engine import open_engine
from storage.inbox import Letter
from storage.job import Job, Line
from storage.tx import Tx
from storage.writer import Watch, Writer

P = ParamSpec("P")
T = TypeVar("T")

READERS = 4


class Unwatched:
    """A watch for those who count nothing."""

    def batch(self, turns: int, seconds: float) -> None:
        """Nobody counts."""

    def waiting(self, turns: int) -> None:
        """Nobody counts."""

    def accepted(self, letters: int) -> None:
        """Nobody counts."""


class Database:
    """Opened by `start`, in the running loop; closed by `stop`, after what waits is written."""

    def __init__(self, url: str, watch: Watch | None = None) -> None:
        self._url = url
        self._watch = watch or Unwatched()
        self.on_put: Callable[[], None] = _nobody_waits  # called in the loop: the outbox holds something new

    async def start(self) -> None:
        """Open both sides."""
        self._loop = asyncio.get_running_loop()
        self._read_engine = open_engine(self._url, writes=False, pool_size=READERS)
        self._write_engine = open_engine(self._url, writes=True)
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="reader")
        self._writer = Writer(self._write_engine, self._loop, self._watch, lambda: self.on_put())
        self._handed: list[Job] = []
        self._writer.start()

    async def stop(self) -> None:
        """Write what waits, then close."""
        self._submit()
        self._writer.close()
        await asyncio.to_thread(self._writer.join)
        await asyncio.to_thread(self._readers.shutdown)
        self._read_engine.dispose()
        self._write_engine.dispose()

    def turn(
        self,
        action: Callable[[Job, Tx], T],
        letter: Letter,
        on_accepted: Callable[[], None] | None = None,
        *,
        accepted: bool = False,
    ) -> Job:
        """Queue a resident's turn; `job.future` has its result once it is durable, or the error it raised.

        `on_accepted` is called in the loop when the message was made durable ahead of its turn, and again whenever that
        turn has to be run once more; `accepted`: it is.
        """
        job = Job(
            lambda tx: action(job, tx),
            self._loop.create_future(),
            arrived=monotonic(),
            letter=letter,
            on_accepted=on_accepted,
            accepted=accepted,
        )
        self._hand_over(job)
        return job

    def write(self, action: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs) -> Awaitable[T]:
        """Run a person's action (a console form, a command); its result once it is durable, or the error it raised.

        Raises Unavailable where it could not be made durable, Busy where another worker held its noun for 5 s.
        """
        return self._queue(Line.PEOPLE, lambda tx: action(tx, *args, **kwargs))

    def write_behind(self, action: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs) -> Awaitable[T]:
        """The same for one chunk of work that can wait: people's turns go first, one chunk a batch."""
        return self._queue(Line.BACKGROUND, lambda tx: action(tx, *args, **kwargs))

    def _queue(self, line: Line, action: Callable[[Tx], T]) -> Awaitable[T]:
        future: asyncio.Future[T] = self._loop.create_future()
        self._hand_over(Job(action, future, arrived=monotonic(), line=line))
        return future

    def _hand_over(self, job: Job) -> None:
        """Jobs of one turn of the loop go to the writer together: waking it for each would make the two threads
        wrestle for the interpreter, message by message."""
        self._handed.append(job)
        if len(self._handed) == 1:
            self._loop.call_soon(self._submit)

    def _submit(self) -> None:
        handed, self._handed = self._handed, []
        for job in handed:
            self._writer.submit(job)

    async def read(self, query: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a query in a transaction of its own, beside the writer."""

        def run() -> T:
            with self._read_engine.connect() as connection, connection.begin():
                return query(Tx(connection), *args, **kwargs)

        return await self._loop.run_in_executor(self._readers, run)


def _nobody_waits() -> None:
    """Nobody sends from this process."""
