"""Notice 通知: what is for many people is put on its way chunk by chunk."""

from collections.abc import Sequence
from datetime import datetime

from civic import notice
from config.community import Community
from schedules.job import Job, Step
from storage.tx import Tx


def _due(tx: Tx, community: Community, since: datetime, until: datetime) -> Sequence[datetime]:
    return notice.due(tx, since, until)


def _run(tx: Tx, community: Community, due_at: datetime, now: datetime) -> Step:
    put, more = notice.expand(tx, due_at, now)
    return Step(more, f"{put} recipients")


job = Job(
    "notice",
    "A confirmed notice is put into the outbox for all its recipients, 500 at a time, as soon as it is confirmed.",
    _due,
    _run,
    catches_up=notice.NEWS_FOR,
)
