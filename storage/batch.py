"""One batch: its transaction, its savepoints, and the locks of those who wrote; nothing of threads and queues."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from time import monotonic
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, text

from civic.errors import Busy
from storage import inbox
from storage.job import Job, Line
from storage.prepared import Prepared
from storage.tx import Tx, lock_number, means_busy, means_trouble

BATCH_SECONDS = 0.020
CHUNK_WAITS = 1.0  # seconds after which a background chunk is run even where people's turns took a batch's whole time

_try_locks = text("SELECT name, pg_try_advisory_xact_lock(name) FROM unnest(CAST(:names AS bigint[])) AS name")
_impatient = text("SET LOCAL lock_timeout = '1ms'")


class NotBegunError(Exception):
    """The transaction could not even be opened: no job was run, and none is to blame."""


class Outcome(NamedTuple):
    """What a job came to, held back until its batch is committed."""

    job: Job
    result: Any
    error: BaseException | None
    rings: bool = False  # it put something into the outbox


class Committed(NamedTuple):
    """What a batch came to: results that may be released, jobs not reached in time, jobs that met Busy."""

    outcomes: list[Outcome]
    left: list[Job]
    busy: list[Job]


class Batches:
    """Runs batches over one connection, which is opened when it is needed. Used by one thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None
        self._cursor: Any = None  # the driver's, kept for all turns
        self._closing: defaultdict[Prepared, list[Mapping[str, Any]]] = defaultdict(list)

    def accept(self, jobs: Sequence[Job]) -> tuple[list[Job], list[Job]]:
        """Make messages durable ahead of their turns, in one statement; those that are now, and the new of them.

        A key that was known has an answer of its own, which its turn gives. Raises whatever the database does.
        """
        with self._transaction(jobs) as busy:
            free = [job for job in jobs if job.sender not in busy]
            new = inbox.accept(Tx(self._connect()), [job.letter for job in free if job.letter])
        return free, [job for job in free if job.letter and job.letter.key in new]

    def run(self, jobs: Sequence[Job]) -> Committed:
        """One transaction, committed on return. Raises NotBegunError, or what kept the batch from its commit."""
        done = Committed([], [], [])
        self._closing.clear()
        with self._transaction(jobs) as held_up:
            began = monotonic()
            for job in jobs:
                if job.sender in held_up:
                    done.busy.append(job)
                elif monotonic() - began > BATCH_SECONDS and done.outcomes and not _is_overdue(job):
                    done.left.append(job)
                elif (outcome := self._run_job(job)) is not None:
                    done.outcomes.append(outcome)
                else:
                    done.busy.append(job)
                    held_up |= {job.sender} - {None}
                    began = monotonic()  # the others do not pay for its waiting
            for statement, rows in self._closing.items():
                statement.run_many(self._connect(), self._cursor, rows)
        return done

    def drop(self) -> None:
        """Close the connection; whatever state it is in, a new one is in none."""
        if self._connection is not None:
            connection, self._connection, self._cursor = self._connection, None, None
            with suppress(Exception):  # it may be broken in any way
                connection.invalidate()
                connection.close()

    @contextmanager
    def _transaction(self, jobs: Iterable[Job]) -> Iterator[set[str | None]]:
        """A transaction that holds the senders of these jobs; yields those whom another worker holds."""
        try:
            transaction = self._connect().begin()
            held_up = self._lock_senders(jobs)
        except Exception as error:
            raise NotBegunError from error
        with transaction:
            yield held_up

    def _run_job(self, job: Job) -> Outcome | None:
        """Run one job inside its savepoint; None where it met Busy."""
        tx = Tx(self._connect(), self._cursor)
        try:
            result = job.action(tx)
        except BaseException as error:  # what would end the thread would end the service
            if means_trouble(error):
                raise
            tx.retreat()
            if not means_busy(error):
                return Outcome(job, None, error)
            if not isinstance(error, Busy):
                self._be_impatient()
            return None
        tx.end()
        for statement, facts in tx.closing:
            self._closing[statement].append(facts)
        return Outcome(job, result, None, tx.rings)

    def _be_impatient(self) -> None:
        """One turn of the batch has waited for a row in vain: sixty of them would make it twelve seconds."""
        self._connect().execute(_impatient)

    def _lock_senders(self, jobs: Iterable[Job]) -> set[str | None]:
        """Lock everybody who wrote, before any key of theirs is inserted; returns those whom another worker holds.

        In one statement for the batch: an insert of a key that another open transaction holds would wait for it, and
        keys that cross would deadlock. SQLite's writer is alone.
        """
        if self._engine.dialect.name != "postgresql":
            return set()
        senders = {lock_number(job.sender): job.sender for job in jobs if job.sender}
        if not senders:
            return set()
        rows = self._connect().execute(_try_locks, {"names": list(senders)})
        return {senders[name] for name, taken in rows if not taken}

    def _connect(self) -> Connection:
        if self._connection is None:
            self._connection = self._engine.connect()
            self._cursor = self._connection.connection.cursor()
        return self._connection


def _is_overdue(job: Job) -> bool:
    return job.line is Line.BACKGROUND and monotonic() - job.arrived > CHUNK_WAITS
