"""Jobs that met Busy: each comes back a little later, and its sender's later jobs behind it."""

from collections import deque
from collections.abc import Iterator
from heapq import heappop, heappush
from itertools import count

from storage.job import Job


class Deferred:
    """Queues by the instant (monotonic seconds) at which they are due; a sender has one queue at most."""

    def __init__(self) -> None:
        self._due: list[tuple[float, int, deque[Job]]] = []
        self._of_sender: dict[str, deque[Job]] = {}
        self._order = count()
        self._jobs = 0

    def __len__(self) -> int:
        return self._jobs

    def add(self, job: Job, due: float) -> None:
        """Keep a job until `due`; behind an earlier one of the same sender for as long as that one stays."""
        if self.joins(job):
            return
        queue = deque([job])
        heappush(self._due, (due, next(self._order), queue))
        self._jobs += 1
        if job.sender:
            self._of_sender[job.sender] = queue

    def joins(self, job: Job) -> bool:
        """Where an earlier job of the same sender is kept, keep this one behind it."""
        queue = self._of_sender.get(job.sender) if job.sender else None
        if queue is None:
            return False
        queue.append(job)
        self._jobs += 1
        return True

    def next_due(self) -> float | None:
        """When the next job comes back; None where none is kept."""
        return self._due[0][0] if self._due else None

    def take_due(self, now: float) -> Iterator[deque[Job]]:
        """Give back the queues whose time has come."""
        while self._due and self._due[0][0] <= now:
            queue = heappop(self._due)[2]
            self._jobs -= len(queue)
            if queue[0].sender:
                del self._of_sender[queue[0].sender]
            yield queue
