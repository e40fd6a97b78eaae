"""Job run 定时任务记录: a job at its due instant is claimed by one worker, once."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import UniqueConstraint, bindparam, or_, select, update
from sqlmodel import Field, SQLModel

from storage.base import Instant, bound, core
from storage.tx import Tx


class JobRun(SQLModel, table=True):
    """One run of one job."""

    __tablename__ = "job_run"
    __table_args__ = (UniqueConstraint("job", "due_at"),)

    id: int | None = Field(default=None, primary_key=True)
    job: str
    due_at: datetime = Field(sa_type=Instant)
    leased_until: datetime = Field(sa_type=Instant, description="who claimed it has until then; later it is free again")
    done_at: datetime | None = Field(default=None, sa_type=Instant)
    outcome: str = Field(description="what was done, in numbers; never a name")


_run = core(JobRun)
_insert = _run.insert().values(bound(_run, without="id") | {"done_at": None, "outcome": ""})
_is_this = (_run.c.job == bindparam("of_job")) & (_run.c.due_at == bindparam("of_due"))
_lease = select(_run.c.leased_until, _run.c.done_at).where(_is_this)
_taken = select(_run.c.due_at).where(
    _run.c.job == bindparam("of_job"),
    _run.c.due_at >= bindparam("since"),
    or_(_run.c.done_at.is_not(None), _run.c.leased_until > bindparam("now")),
)
_claim_again = update(_run).where(_is_this).values(leased_until=bindparam("until"))
_is_held = select(_run.c.id).where(_is_this).where(_run.c.leased_until == bindparam("mine"), _run.c.done_at.is_(None))
_go_on = update(_run).where(_is_this).values(leased_until=bindparam("until"), outcome=bindparam("did"))
_finish = update(_run).where(_is_this).values(done_at=bindparam("at"), outcome=bindparam("did"))


def taken(tx: Tx, job: str, since: datetime, now: datetime) -> Collection[datetime]:
    """The due instants from `since` on that are done, or that a worker has now."""
    return set(tx.execute(_taken, {"of_job": job, "since": since, "now": now}).scalars())


def claim(tx: Tx, job: str, due_at: datetime, now: datetime, until: datetime) -> bool:
    """Take a run until `until`; False where it is done or another has it. The caller holds the run's noun."""
    this = {"of_job": job, "of_due": due_at}
    found = tx.execute(_lease, this).first()
    if found is None:
        tx.execute(_insert, {"job": job, "due_at": due_at, "leased_until": until})
        return True
    if found.done_at is not None or found.leased_until > now:
        return False
    tx.execute(_claim_again, {**this, "until": until})
    return True


def is_held(tx: Tx, job: str, due_at: datetime, mine: datetime) -> bool:
    """Is it still in the hands of whoever took it until `mine`? The caller holds the run's noun."""
    return tx.execute(_is_held, {"of_job": job, "of_due": due_at, "mine": mine}).first() is not None


def go_on(tx: Tx, job: str, due_at: datetime, until: datetime, did: str) -> None:
    """A chunk is done and there are more: it is held until `until`."""
    tx.execute(_go_on, {"of_job": job, "of_due": due_at, "until": until, "did": did})


def finish(tx: Tx, job: str, due_at: datetime, at: datetime, did: str) -> None:
    """The last chunk is done."""
    tx.execute(_finish, {"of_job": job, "of_due": due_at, "at": at, "did": did})
