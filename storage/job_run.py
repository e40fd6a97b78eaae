"""Job run 定时任务记录: a job at its due instant is claimed by one worker, once."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.base import Instant


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
