"""What the tests of storage do with a database: leave notes, hold the writer, look from outside."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Event
from typing import TypeVar

from sqlalchemy import Engine, event, select

from storage import audit
from storage.audit import Audit
from storage.base import core
from storage.database import Database
from storage.engine import open_engine
from storage.inbox import Letter
from storage.job import Job
from storage.tx import Tx

T = TypeVar("T")

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
PATIENCE = 10.0  # seconds after which a test that waits has failed
_notes = select(core(Audit).c.action).order_by(core(Audit).c.id)


def note(tx: Tx, what: str) -> str:
    """Write something down; returned as the result."""
    audit.record(tx, at=NOW, actor="system", action=what, subject="test", before={}, after={})
    return what


def notes(tx: Tx) -> list[str]:
    """Everything written down, in its order."""
    return list(tx.execute(_notes).scalars())


def outside(url: str, query: Callable[[Tx], T]) -> T:
    """What another connection finds now."""
    engine = open_engine(url, writes=False)
    with engine.connect() as connection:
        found = query(Tx(connection))
    engine.dispose()
    return found


def letter(sender: str, number: int = 1) -> Letter:
    """A message of an invented sender."""
    return Letter(f"{sender}-{number}", sender, "text", {"FromUserName": sender, "Content": str(number)}, NOW)


def noting(what: str) -> Callable[[Job, Tx], str]:
    """A turn that leaves a note."""
    return lambda job, tx: note(tx, what)


def write_engine(database: Database) -> Engine:
    """The engine under the writer, to make it fail."""
    return database._write_engine


class Gate:
    """An action that keeps the writer until it is opened: what is queued meanwhile makes the next batch."""

    def __init__(self) -> None:
        self._entered = Event()
        self._opened = Event()

    def hold(self, tx: Tx) -> None:
        """The action."""
        self._entered.set()
        if not self._opened.wait(PATIENCE):
            raise TimeoutError("nobody opened the gate")

    def reached(self) -> bool:
        """Wait (outside the loop) until the writer stands here."""
        return self._entered.wait(PATIENCE)

    def open(self) -> None:
        """Let the writer go on."""
        self._opened.set()


@contextmanager
def listening(engine: Engine, name: str, hear: Callable[..., None]) -> Iterator[None]:
    """Hear of the engine's events for a while; `hear` may raise to make them fail."""
    event.listen(engine, name, hear)
    try:
        yield
    finally:
        event.remove(engine, name, hear)
