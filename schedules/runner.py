"""Runner 钟: rings in real time, judges by the clock it is given; each due instant is run once, chunk by chunk.

A run is claimed by (job, due instant) with a lease, and done in the transaction of its last chunk. Whoever dies in the
middle leaves a lease that ends; then it is run again, and finds what is there already.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Concatenate, NamedTuple, ParamSpec, Protocol, TypeVar

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from civic import job_run
from civic.errors import Busy, Unavailable
from civic.job_run import Claim
from config.clock import Clock
from config.community import Community
from schedules.job import Job
from storage.tx import Tx

log = logging.getLogger(__name__)

RINGS_EVERY = 1  # seconds between two looks at what is due

P = ParamSpec("P")
T = TypeVar("T")


class Door(Protocol):
    """What is needed of the database."""

    async def read(self, query: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a query."""

    def write_behind(self, action: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs) -> Awaitable[T]:
        """Run one chunk, behind people's turns."""


class Run(NamedTuple):
    """A job at an instant at which it is due."""

    job: Job
    due_at: datetime


class Done(NamedTuple):
    """What became of a run; `error`: the kind of the exception that ended it, to be tried again when its lease ends."""

    run: Run
    did: str
    error: str = ""


def due_runs(tx: Tx, jobs: Sequence[Job], community: Community, now: datetime, until: datetime) -> list[Run]:
    """Everything due up to `until` that is neither done nor in hand, the earliest first; it looks back from `now`."""
    found = []
    for job in jobs:
        due = job.due(tx, community, min(now, until) - job.catches_up, until)
        found += [Run(job, instant) for instant in job_run.still_open(tx, job.name, due, now)]
    return sorted(found, key=lambda run: run.due_at)  # at one instant in the order of the register


async def run_due(
    door: Door,
    jobs: Sequence[Job],
    community: Community,
    clock: Callable[[Run], datetime],
    now: datetime,
    until: datetime,
    goes_on: Callable[[], bool] = lambda: True,
) -> list[Done]:
    """Do everything due up to `until`, one after the other; what a run makes due by then is done too.

    `clock` says which time it is for a run. Runs that another worker has are left to it.
    """
    done: list[Done] = []
    tried: set[Run] = set()
    while goes_on():
        due = await door.read(due_runs, jobs, community, now, until)
        run = next((run for run in due if run not in tried), None)
        if run is None:
            break
        tried.add(run)
        if outcome := await _perform(door, community, run, clock, goes_on):
            done.append(outcome)
    return done


async def _perform(
    door: Door, community: Community, run: Run, clock: Callable[[Run], datetime], goes_on: Callable[[], bool]
) -> Done | None:
    """Claim a run and do it; None where another has it, or it was given back unfinished."""
    name, did = f"{run.job.name}, due {run.due_at.isoformat()}", ""
    try:
        mine = await door.write_behind(job_run.claim, run.job.name, run.due_at, clock(run))
        while mine:
            if not goes_on():
                await door.write_behind(job_run.give_back, mine, clock(run), did)
                return None
            mine, did = await door.write_behind(_chunk, run, mine, community, clock(run))
            log.info("%s: %s", name, did or "another worker has taken it over")
        return Done(run, did) if did else None
    except (Busy, Unavailable) as error:
        log.info("%s, is left for later: %s", name, type(error).__name__)
        return None
    except Exception as error:
        log.exception("%s, failed; it is tried again", name)
        return Done(run, did, type(error).__name__)


def _chunk(tx: Tx, run: Run, mine: Claim, community: Community, now: datetime) -> tuple[Claim | None, str]:
    """One chunk and the note of it in one transaction: the claim for the next, None: no more; and what was done."""
    if not job_run.is_ours(tx, mine):
        return None, ""
    step = run.job.run(tx, community, run.due_at, now)
    if step.more:
        return job_run.go_on(tx, mine, now, step.did), step.did
    job_run.finish(tx, mine, now, step.did)
    return None, step.did


class Runner:
    """The clock of one worker: a bell every second, and one task that does what is due."""

    def __init__(self, door: Door, community: Community, clock: Clock, jobs: Sequence[Job]) -> None:
        self._door = door
        self._community = community
        self._clock = clock
        self._jobs = jobs
        self._bell = asyncio.Event()
        self._is_ending = False

    def start(self) -> None:
        """Begin to ring, in the running loop."""
        logging.getLogger("apscheduler").setLevel(logging.WARNING)  # it tells of every single ring
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._scheduler.add_job(self._ring, "interval", seconds=RINGS_EVERY, coalesce=True, misfire_grace_time=None)
        self._scheduler.start()
        self._bell.set()
        self._working = asyncio.create_task(self._work())

    async def stop(self) -> None:
        """Ring no more; the chunk in hand is finished, the rest of its run is given back."""
        self._is_ending = True
        self._scheduler.shutdown(wait=False)
        self._bell.set()
        await self._working

    async def run_due(self) -> list[Done]:
        """Do what is due now."""
        now = self._clock()
        return await run_due(
            self._door, self._jobs, self._community, lambda _: self._clock(), now, now, lambda: not self._is_ending
        )

    async def _ring(self) -> None:
        self._bell.set()

    async def _work(self) -> None:
        is_troubled = False
        while not self._is_ending:
            await self._bell.wait()
            self._bell.clear()
            try:
                await self.run_due()
                is_troubled = False
            except Exception as error:  # the database is away, most likely: it is asked again at the next ring
                if not is_troubled:
                    log.warning("what is due cannot be found out: %s", type(error).__name__)
                is_troubled = True
