"""Job run 定时任务记录: who may do a run, for how long, and when it counts as done; for the clock and the commands."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from storage import job_run
from storage.tx import Tx

LEASE = timedelta(minutes=2)  # a chunk takes some milliseconds: whoever is silent for so long has died


@dataclass(frozen=True, slots=True)
class Claim:
    """A run that is ours until `until`; a later claim of it has a later `until`, which tells the two apart."""

    job: str
    due_at: datetime
    until: datetime

    @property
    def noun(self) -> str:
        """What is held while something is done about it."""
        return noun(self.job, self.due_at)


def noun(job: str, due_at: datetime) -> str:
    """The run's name for `tx.hold`."""
    return f"job_run:{job}:{due_at.timestamp():.0f}"


def still_open(tx: Tx, job: str, instants: Iterable[datetime], now: datetime) -> list[datetime]:
    """Those of a job's due instants that are neither done nor in a worker's hands, in their order."""
    due = list(instants)
    taken = job_run.taken(tx, job, min(due), now) if due else ()
    return [instant for instant in due if instant not in taken]


def claim(tx: Tx, job: str, due_at: datetime, now: datetime) -> Claim | None:
    """Take a run; None where it is done or another worker has it."""
    tx.hold(noun(job, due_at))
    mine = Claim(job, due_at, now + LEASE)
    return mine if job_run.claim(tx, job, due_at, now, mine.until) else None


def is_ours(tx: Tx, mine: Claim) -> bool:
    """Has nobody taken it over meanwhile? From here to the end of the transaction nobody can."""
    tx.hold(mine.noun)
    return job_run.is_held(tx, mine.job, mine.due_at, mine.until)


def go_on(tx: Tx, mine: Claim, now: datetime, did: str) -> Claim:
    """A chunk is done and there are more."""
    longer = replace(mine, until=max(now + LEASE, mine.until))
    job_run.go_on(tx, mine.job, mine.due_at, longer.until, did)
    return longer


def finish(tx: Tx, mine: Claim, now: datetime, did: str) -> None:
    """The last chunk is done, in its own transaction."""
    job_run.finish(tx, mine.job, mine.due_at, now, did)


def give_back(tx: Tx, mine: Claim, now: datetime, did: str) -> None:
    """Let another, or ourselves after a restart, go on with it at once."""
    if is_ours(tx, mine):
        job_run.go_on(tx, mine.job, mine.due_at, now, did)
