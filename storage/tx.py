"""The hand that a turn is given: one savepoint of the writer's open transaction, or one reader's transaction."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import psycopg
from sqlalchemy import Connection, CursorResult, Executable, Row, bindparam, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from civic.errors import Busy
from storage.prepared import Prepared

AnyRow = Row[*tuple[Any, ...]]

_try_lock = select(func.pg_try_advisory_xact_lock(bindparam("lock")))


@lru_cache(maxsize=65536)
def lock_number(name: str) -> int:
    """The 64-bit advisory lock that stands for a sender or a shared noun (`case:12`)."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big", signed=True)


# BUSY, LOCKED, READONLY, IOERR, CORRUPT, FULL, CANTOPEN: the file's fault, not the statement's
_SQLITE_PASSING = frozenset({5, 6, 8, 10, 11, 13, 14})
# Connection, rollback, resources, intervention, system, and a transaction that an unguarded statement has ended.
_POSTGRES_PASSING = ("08", "40", "53", "57", "58", "25P02")
_LOCK_NOT_AVAILABLE = "55P03"


def means_busy(error: BaseException) -> bool:
    """Somebody else holds what was needed: the turn is to be run again a little later."""
    return isinstance(error, Busy) or getattr(_origin(error), "sqlstate", None) == _LOCK_NOT_AVAILABLE


def means_trouble(error: BaseException) -> bool:
    """The database itself failed (connection, deadlock, disk): the batch is lost, its turns are run again singly."""
    match _origin(error):
        case sqlite3.Error() as origin:
            return getattr(origin, "sqlite_errorcode", 0) & 0xFF in _SQLITE_PASSING
        case psycopg.Error(sqlstate=str(state)):
            return state.startswith(_POSTGRES_PASSING)
        case psycopg.OperationalError() | psycopg.InterfaceError():
            return True  # no state: the connection itself is gone
    return False


def _origin(error: BaseException) -> BaseException:
    """The driver's error; SQLAlchemy wraps it, a prepared statement does not."""
    return error.orig or error if isinstance(error, DBAPIError) else error


class Tx:
    """What an action may do with the database; it neither commits nor opens anything."""

    __slots__ = ("_connection", "_cursor", "_is_guarded", "closing", "rings")

    def __init__(self, connection: Connection, cursor: Any = None) -> None:
        """`cursor` is the writer's, kept for many turns: then what this one does can be undone alone."""
        self._connection = connection
        self._cursor = cursor or connection.connection.cursor()
        self._is_guarded = cursor is None
        self.closing: list[tuple[Prepared, Mapping[str, Any]]] = []
        self.rings = False  # something was put into the outbox: once it is durable, the courier is woken

    def execute(
        self, statement: Executable, facts: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    ) -> CursorResult[*tuple[Any, ...]]:
        """Run a prebuilt Core statement."""
        return self.connection.execute(statement, facts)

    def run(self, statement: Prepared, facts: Mapping[str, Any]) -> None:
        """Run a statement of the path that every message walks."""
        statement.run(self.connection, self._cursor, facts)

    @property
    def connection(self) -> Connection:
        """The connection, with a savepoint on it: made late, because most turns only look where they stand."""
        if not self._is_guarded:
            self._is_guarded = True
            self._cursor.execute("SAVEPOINT turn")
        return self._connection

    def look(self, statement: Prepared, facts: Mapping[str, Any]) -> Any:
        """The first row of a statement that cannot fail for a turn's own reasons, or None; without a savepoint."""
        return statement.first(self._connection, self._cursor, facts)

    def run_at_close(self, statement: Prepared, facts: Mapping[str, Any]) -> None:
        """Run it together with those of the other turns, just before the commit: for what nobody reads until then."""
        self.closing.append((statement, facts))

    def first(self, statement: Prepared, facts: Mapping[str, Any]) -> Any:
        """The same; its first row, or None."""
        return statement.first(self.connection, self._cursor, facts)

    def all(self, statement: Prepared, facts: Mapping[str, Any]) -> list[Any]:
        """The same; its rows."""
        return list(statement.all(self.connection, self._cursor, facts))

    def insert(self, statement: Prepared, facts: Mapping[str, Any]) -> int:
        """Run a single-row insert that returns its new number."""
        return int(self.first(statement, facts)[0])

    def retreat(self) -> None:
        """Undo everything this action did so far; the action goes on (to leave an apology, say)."""
        if self._is_guarded:
            self._cursor.execute("ROLLBACK TO SAVEPOINT turn")
        self.closing.clear()
        self.rings = False

    def end(self) -> None:
        """The writer's: what was done stays, if the batch does."""
        if self._is_guarded:
            self._cursor.execute("RELEASE SAVEPOINT turn")

    def hold(self, noun: str) -> None:
        """Keep a shared noun (`case:12`) to ourselves until the commit.

        Raises Busy where another worker has it; the writer then runs this turn, and the sender's later ones, again.
        On SQLite the writer is alone, so there is nothing to hold.
        """
        if self.connection.dialect.name != "postgresql":
            return
        if not self.connection.execute(_try_lock, {"lock": lock_number(noun)}).scalar():
            raise Busy(noun)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A fresh ORM session for a feature that asks for one; its commit ends a savepoint, never the batch."""
        with Session(self.connection, join_transaction_mode="create_savepoint") as session:
            yield session
            session.commit()
