"""The queues as such: nothing is lost or handed out twice, senders keep their order, a backlog costs nothing."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count, cycle
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.job import Job, Line
from storage.waiting import RETRY_AFTER, Waiting
from tests.storage.acts import letter
from tests.storage.conftest import Hands

MOST = 4


@pytest.fixture(scope="module")
def jobs() -> Iterator["Jobs"]:
    """Makes jobs whose results nobody awaits."""
    loop = asyncio.new_event_loop()
    yield Jobs(loop)
    loop.close()


@dataclass
class Jobs:
    """Jobs, numbered."""

    loop: asyncio.AbstractEventLoop
    numbers: Iterator[int] = field(default_factory=count)

    def make(self, sender: str) -> Job:
        """A message of a sender; "form": a person's at the console, "chunk": background work."""
        line = Line.BACKGROUND if sender == "chunk" else Line.PEOPLE
        mail = None if sender in ("form", "chunk") else letter(sender, next(self.numbers))
        return Job(lambda tx: None, self.loop.create_future(), arrived=0.0, line=line, letter=mail)


@dataclass
class Round:
    """A writer that does what a test says, and writes down what it has done."""

    waiting: Waiting
    hands: Hands
    done: list[Job] = field(default_factory=list)

    def run(self, fates: Iterator[str], *, has_arrivals: bool = False) -> None:
        """One batch: each job is done, meets Busy (so do the sender's later ones), or the batch fails as a whole."""
        self.hands.now += RETRY_AFTER
        if not has_arrivals and not len(self.waiting):
            return
        self.waiting.take_arrivals()
        batch = self.waiting.batch(MOST)
        told = {job: next(fates) for job in batch}
        if "failed" in told.values():
            self._fail(batch)
            return
        late = next((at for at, job in enumerate(batch) if at and told[job] == "left"), len(batch))
        busy = self._busy(batch[:late], told)
        self.done += [job for job in batch[:late] if job not in busy]
        self.waiting.put_back(batch[late:])
        self.waiting.defer(RETRY_AFTER, busy)

    def _fail(self, batch: Sequence[Job]) -> None:
        """All of it is run again, one by one; who fails alone hears so, and that is an end too."""
        if batch[0].is_alone:
            self.done += batch
        else:
            self.waiting.put_alone(batch)

    @staticmethod
    def _busy(batch: Sequence[Job], told: dict[Job, str]) -> list[Job]:
        held_up: set[str] = set()
        busy = []
        for job in batch:
            if told[job] == "busy" or job.sender in held_up:
                busy.append(job)
                held_up |= {job.sender} if job.sender else set()
        return busy


SENDERS = st.sampled_from(["wang", "li", "form", "chunk"])
FATES = st.lists(st.sampled_from(["done", "left", "busy", "failed"]), min_size=1, max_size=8)


@given(rounds=st.lists(st.tuples(st.lists(SENDERS, max_size=7), FATES), max_size=12))
def test_every_job_is_done_once_and_a_senders_in_their_order(
    jobs: Jobs, rounds: Sequence[tuple[Sequence[str], Sequence[str]]]
) -> None:
    submitted: list[Job] = []
    with pytest.MonkeyPatch.context() as patch:
        writer = Round(Waiting(), Hands())
        patch.setattr("storage.waiting.monotonic", writer.hands)
        for senders, fates in rounds:
            arrived = [jobs.make(sender) for sender in senders]
            for job in arrived:
                writer.waiting.submit(job)
            submitted += arrived
            writer.run(cycle(fates), has_arrivals=bool(arrived))
        while len(writer.waiting):
            writer.run(cycle(["done"]))
    assert sorted(map(id, writer.done)) == sorted(map(id, submitted))
    for sender in ("wang", "li"):
        assert [job for job in writer.done if job.sender == sender] == [
            job for job in submitted if job.sender == sender
        ]


def seconds_a_batch(jobs: Jobs, backlog: int) -> float:
    """The quickest of many rounds of the writer's questions, while so many wait."""
    waiting = Waiting()
    for number in range(backlog):
        waiting.submit(jobs.make(f"sender {number % 500}"))
    waiting.take_arrivals()
    waiting.defer(RETRY_AFTER, waiting.batch(1)[:1])
    taken = []
    for _ in range(30):
        began = perf_counter()
        waiting.take_arrivals()
        waiting.oldest_not_durable()
        batch = waiting.batch(60)
        waiting.put_back(batch)
        len(waiting)
        taken.append(perf_counter() - began)
    return min(taken)


def test_a_backlog_of_ten_thousand_costs_a_batch_nothing(jobs: Jobs) -> None:
    assert seconds_a_batch(jobs, 10_000) < 5 * seconds_a_batch(jobs, 100) + 0.0003
