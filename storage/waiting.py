"""The queues before the writer: people's turns first, background work one chunk at a time; no step walks a backlog."""

from collections import OrderedDict, deque
from collections.abc import Iterable, Sequence
from itertools import islice
from queue import Empty, SimpleQueue
from time import monotonic

from storage.deferred import Deferred
from storage.job import Job, Line

RETRY_AFTER = 0.010  # seconds before a turn that met Busy is tried again


class Waiting:
    """Jobs in the order in which they are to be run. `submit` may be called from any thread, the rest by the writer."""

    def __init__(self) -> None:
        self._arrivals: SimpleQueue[Job | None] = SimpleQueue()
        self._alone: deque[Job] = deque()
        self._lines: dict[Line, deque[Job]] = {line: deque() for line in Line}
        self._deferred = Deferred()
        self._not_durable: OrderedDict[Job, None] = OrderedDict()
        self.is_ending = False

    def __len__(self) -> int:
        return len(self._alone) + sum(map(len, self._lines.values())) + len(self._deferred)

    def submit(self, job: Job | None) -> None:
        """Put a job into its line; None: nothing more will come."""
        self._arrivals.put(job)

    def take_arrivals(self) -> None:
        """Take everything that arrived; sleep only when there is nothing to do."""
        patience = self._patience()
        try:
            self._sort_in(self._arrivals.get(block=patience != 0, timeout=patience))
            while True:
                self._sort_in(self._arrivals.get_nowait())
        except Empty:
            return

    def batch(self, most: int) -> list[Job]:
        """The next jobs to run: whoever is to be run alone, else people's turns, then one background chunk."""
        for queue in self._deferred.take_due(monotonic()):
            self.put_back(queue)
        if self._alone:
            return self._take(self._alone, 1)
        return self._take(self._lines[Line.PEOPLE], most) + self._take(self._lines[Line.BACKGROUND], 1)

    def put_back(self, jobs: Sequence[Job]) -> None:
        """Back to the head of their lines, in their order."""
        for job in reversed(jobs):
            (self._alone if job.is_alone else self._lines[job.line]).appendleft(job)

    def put_alone(self, jobs: Iterable[Job]) -> None:
        """To be run one by one before everything else: one of them made their batch fail."""
        for job in jobs:
            job.is_alone = True
            self._alone.append(job)

    def defer(self, seconds: float, jobs: Iterable[Job]) -> None:
        """To be tried again so much later; they hold back their senders' later turns."""
        due = monotonic() + seconds
        for job in jobs:
            self._deferred.add(job, due)

    def not_durable(self, most: int) -> list[Job]:
        """Messages that no commit has made durable yet, the oldest first."""
        return list(islice(self._not_durable, most))

    def oldest_not_durable(self) -> float | None:
        """When the oldest of them arrived."""
        return next((job.arrived for job in self._not_durable), None)

    def now_durable(self, jobs: Iterable[Job]) -> None:
        """These need no accepting any more: they are durable, or given up."""
        for job in jobs:
            self._not_durable.pop(job, None)

    def _take(self, line: deque[Job], most: int) -> list[Job]:
        """Take jobs from the head; who waits behind a deferred job of the same sender is kept with it."""
        ready: list[Job] = []
        while line and len(ready) < most:
            job = line.popleft()
            if not self._deferred.joins(job):
                ready.append(job)
        return ready

    def _sort_in(self, job: Job | None) -> None:
        if job is None:
            self.is_ending = True
            return
        self._lines[job.line].append(job)
        if job.letter and not job.accepted:
            self._not_durable[job] = None

    def _patience(self) -> float | None:
        """Seconds until something can be done: None for ever, 0 at once."""
        if self._alone or any(self._lines.values()):
            return 0
        due = self._deferred.next_due()
        if due is None:
            return 0 if self.is_ending else None
        return max(0.0, due - monotonic())
