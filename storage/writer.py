"""The one writer: a thread that runs all waiting turns in one transaction; results are released after the commit."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from functools import partial
from threading import Thread
from time import monotonic, sleep
from typing import Protocol

from sqlalchemy import Engine

from civic.errors import Busy, KentanError, Unavailable
from storage.batch import Batches, Committed, NotBegunError, Outcome
from storage.job import Job
from storage.waiting import RETRY_AFTER, Waiting

log = logging.getLogger(__name__)

BATCH_TURNS = 60
ACCEPT_AFTER = 2.0  # seconds a message may wait before it is made durable ahead of its turn
ACCEPT_EVERY = 0.5  # seconds between two attempts at those whom another worker holds
ACCEPT_TURNS = 1000  # messages accepted at once: every sender of them is a lock in PostgreSQL's one table of locks
BUSY_FOR = 5.0  # seconds after which somebody who waits at a form is told that it cannot be done now
LETTER_WAITS = 16.0  # the same for a message that is not durable: the platform has come three times, 5 s apart
FAILED_AGAIN = 1.0  # seconds before a message that must not be lost is tried once more
PAUSE = 0.05  # seconds before a database that could not be reached is asked again


class Watch(Protocol):
    """What the writer tells whoever counts; called in the writer's thread."""

    def batch(self, turns: int, seconds: float) -> None:
        """A batch was committed."""

    def waiting(self, turns: int) -> None:
        """So many turns still wait after a batch."""

    def accepted(self, letters: int) -> None:
        """So many messages were made durable ahead of their turns."""


class Writer:
    """Runs jobs in its own thread; results come back in `loop`, where everything here is called."""

    def __init__(self, engine: Engine, loop: asyncio.AbstractEventLoop, watch: Watch, ring: Callable[[], None]) -> None:
        """`ring` is called in the loop when something that was put into the outbox is durable."""
        self._loop = loop
        self._watch = watch
        self._ring = ring
        self._waiting = Waiting()
        self._batches = Batches(engine)
        self._accept_next = 0.0
        self._is_closed = False
        self._thread = Thread(target=self._run, name="writer", daemon=True)

    def start(self) -> None:
        """Begin; the database is opened in the thread."""
        self._thread.start()

    def submit(self, job: Job) -> None:
        """Put a job into its line; a closed writer answers Unavailable."""
        if self._is_closed:
            self._loop.call_soon(job.finish, None, Unavailable("closed"))
        else:
            self._waiting.submit(job)

    def close(self) -> None:
        """Take nothing more; what waits is finished."""
        self._is_closed = True
        self._waiting.submit(None)

    def join(self) -> None:
        """Wait, outside the loop, until the thread has ended."""
        self._thread.join()

    # --- the thread -------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        while True:
            self._waiting.take_arrivals()
            if self._waiting.is_ending and not len(self._waiting):
                break
            try:
                self._work()
                self._watch.waiting(len(self._waiting))  # told last: then the writer may sleep for hours
            except Exception:
                log.exception("the writer met something unforeseen")
                self._batches.drop()
        self._batches.drop()

    def _work(self) -> None:
        oldest, now = self._waiting.oldest_not_durable(), monotonic()
        if oldest is not None and now - oldest > ACCEPT_AFTER and now >= self._accept_next:
            waiting = self._waiting.not_durable(ACCEPT_TURNS)
            self._accept_next = now + (ACCEPT_EVERY if len(waiting) < ACCEPT_TURNS else 0.0)
            self._accept_first(waiting)
        if batch := self._waiting.batch(BATCH_TURNS):
            self._run_batch(batch)

    def _accept_first(self, waiting: Sequence[Job]) -> None:
        """Under load: make all waiting messages durable, so that the platform can be let go."""
        try:
            durable, accepted = self._batches.accept(waiting)
        except Exception as error:
            self._note_failure(error)
            return
        self._waiting.now_durable(durable)
        for job in accepted:
            job.accepted = True
        self._tell([job.on_accepted for job in accepted if job.on_accepted])
        self._watch.accepted(len(accepted))

    def _run_batch(self, batch: Sequence[Job]) -> None:
        """Run a batch, and see to what cannot be committed."""
        began = monotonic()
        try:
            done = self._batches.run(batch)
        except NotBegunError as error:
            self._note_failure(error)
            self._wait_for_database(batch)
        except Exception as error:
            self._note_failure(error)
            self._run_again(batch, error)
        else:
            self._settle(done, monotonic() - began)

    def _settle(self, done: Committed, seconds: float) -> None:
        """It is durable: whatever else fails from here on, nothing of it may be run again."""
        self._waiting.put_back(done.left)
        self._keep(done.busy, Busy("another worker holds what it needs"), partial(self._waiting.defer, RETRY_AFTER))
        try:
            self._watch.batch(len(done.outcomes), seconds)
        finally:
            self._release(done.outcomes)
            if any(outcome.rings for outcome in done.outcomes):
                self._tell([self._ring])

    # --- results and failures ---------------------------------------------------------------------------------------

    def _run_again(self, batch: Sequence[Job], error: Exception) -> None:
        """One of them made the batch fail, or the connection broke: each is tried once more, alone.

        Who fails alone is told so. A message that was accepted is not given up: it has been answered for.
        """
        self._undone(batch)
        if not batch[0].is_alone:
            self._waiting.put_alone(batch)
        elif batch[0].accepted and not self._waiting.is_ending:
            self._waiting.defer(FAILED_AGAIN, batch)
        else:
            self._release([Outcome(job, None, Unavailable(type(error).__name__)) for job in batch])

    def _wait_for_database(self, batch: Sequence[Job]) -> None:
        """It could not be reached; nobody is to blame, so all keep their places for as long as they can wait."""
        self._keep(batch, Unavailable("the database cannot be reached"), self._waiting.put_back)
        sleep(PAUSE)

    def _keep(self, jobs: Sequence[Job], error: KentanError, keep: Callable[[Sequence[Job]], None]) -> None:
        """Keep jobs for later; those that have waited too long hear the error."""
        kept: list[Job] = []
        given_up: list[Outcome] = []
        self._undone(jobs)
        for job in jobs:
            if monotonic() - job.arrived > self._patience(job):
                given_up.append(Outcome(job, None, error))
            else:
                kept.append(job)
        keep(kept)
        self._release(given_up)

    def _undone(self, jobs: Sequence[Job]) -> None:
        """These turns did not stand: who was not let go because they had begun may be let go after all."""
        for job in jobs:
            job.reconsider()
        self._tell([job.on_accepted for job in jobs if job.accepted and job.on_accepted])

    def _patience(self, job: Job) -> float:
        """Seconds that a job may wait for others; an accepted message waits for ever, unless we are asked to end."""
        if job.letter is None or self._waiting.is_ending:
            return BUSY_FOR
        return float("inf") if job.accepted else LETTER_WAITS

    def _release(self, outcomes: Sequence[Outcome]) -> None:
        self._waiting.now_durable(outcome.job for outcome in outcomes)
        self._tell([partial(each.job.finish, each.result, each.error) for each in outcomes])

    def _tell(self, calls: Sequence[Callable[[], None]]) -> None:
        """Wake the loop once for a whole batch."""
        if not calls:
            return
        try:
            self._loop.call_soon_threadsafe(_call_all, calls)
        except RuntimeError:
            log.warning("%d results came after the loop was closed", len(calls))

    def _note_failure(self, error: Exception) -> None:
        log.warning("a batch could not be committed: %s", type(error.__cause__ or error).__name__)
        self._batches.drop()


def _call_all(calls: Sequence[Callable[[], None]]) -> None:
    for call in calls:
        try:
            call()
        except Exception:
            log.exception("a result could not be handed over")
