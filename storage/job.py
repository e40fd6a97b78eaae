"""One piece of work for the writer, from the loop that asked for it to the loop that hears of it."""

import asyncio
from collections.abc import Callable
from enum import Enum
from threading import Lock
from typing import Any

from storage.inbox import Letter
from storage.tx import Tx


class Line(Enum):
    """Which of the two queues a job stands in."""

    PEOPLE = "people"
    BACKGROUND = "background"


class Job:
    """An action, who it is for, and where its result goes. `arrived` is monotonic seconds.

    A job with a `letter` can be made durable before its action is run (accept first). Then the reply's route is
    decided exactly once, either by the writer when it runs the turn (`go_passive`) or by the webhook when it lets the
    platform go (`release`): whoever comes first.
    """

    __slots__ = (
        "_decided",
        "_lock",
        "_released",
        "accepted",
        "action",
        "arrived",
        "future",
        "is_alone",
        "letter",
        "line",
        "on_accepted",
        "sender",
    )

    def __init__(
        self,
        action: Callable[[Tx], Any],
        future: asyncio.Future[Any],
        *,
        arrived: float,
        line: Line = Line.PEOPLE,
        letter: Letter | None = None,
        on_accepted: Callable[[], None] | None = None,
        accepted: bool = False,
    ) -> None:
        self.action = action
        self.future = future
        self.arrived = arrived
        self.line = line
        self.letter = letter
        self.sender = letter.sender if letter else None
        self.on_accepted = on_accepted
        self.accepted = accepted
        self.is_alone = False  # its batch failed once: from then on it is run in a batch of its own
        self._lock = Lock()
        self._decided = False
        self._released = False

    def go_passive(self, *, in_time: bool) -> bool:
        """The writer asks: may the reply still go in the answer to the callback?

        A message that was not accepted first always may: its delivery gets no 200 without the reply.
        """
        if not self.accepted:
            return True
        with self._lock:
            self._decided = True
            return in_time and not self._released

    def reconsider(self) -> None:
        """The writer says: the turn that asked did not stand, it is to be run again."""
        with self._lock:
            self._decided = False

    def release(self) -> bool:
        """The webhook asks: may this delivery be told `success` now, the reply to follow by the outbox?"""
        if not self.accepted:
            return False
        with self._lock:
            if not self._decided:
                self._released = True
            return self._released

    def finish(self, result: Any, error: BaseException | None) -> None:
        """Hand the outcome to the loop that waits; called in that loop."""
        if self.future.done():
            return
        if error is None:
            self.future.set_result(result)
        else:
            self.future.set_exception(_bearable(error))


def _bearable(error: BaseException) -> Exception:
    """An error that a future can carry and that ends nothing but its own action."""
    if isinstance(error, Exception) and not isinstance(error, StopIteration):
        return error
    bearable = RuntimeError(f"an action raised {type(error).__name__}")
    bearable.__cause__ = error
    return bearable
